"""A provider's schedules and slots, as its own programs are told of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.care.domain.capacity import Stretch
from app.care.domain.pseudonyms import Kind, inward, outward
from app.care.domain.slots import Piece, Standing, Taken, pieces
from app.care.reads.provider_diary import Seat
from app.care.store import appointments, providers
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.providers import Counsellor, CounsellorHours, Place
from app.foundation.refusals import NotFound

_FAR = timedelta(days=400)
_AROUND = timedelta(days=1)
"""An appointment is shorter than this, so whatever touches a stretch begins within it."""


@dataclass(frozen=True, slots=True)
class OwnSchedule:
    """One counsellor's: under which name they are known, where they can be met, from when until when hours are open."""

    name: str
    counsellor_name: str
    active: bool
    places: tuple[str, ...]
    covers: tuple[datetime, datetime] | None


@dataclass(frozen=True, slots=True)
class OwnSlot:
    """One stretch of a counsellor's time; `name` is that of its appointment, or of its hours and its start."""

    name: str
    schedule: str
    standing: Standing
    start_at: datetime
    end_at: datetime
    places: tuple[str, ...]
    officer_id: str | None = field(default=None, repr=False)
    """Whose appointment it is, for the record of who looked; never said."""


def own_people(db: Session, seat: Seat) -> list[Counsellor]:
    """The seat's counsellors."""
    return [one for one in providers.counsellors_of_provider(db, seat.provider_id) if _sees(seat, one)]


def own_places(db: Session) -> list[Place]:
    """Every place; which of them there are is no secret between providers."""
    return list(providers.places(db))


def own_schedules(db: Session, seat: Seat, *, now: datetime) -> list[OwnSchedule]:
    """One for each counsellor, in order of name."""
    people = own_people(db, seat)
    hours: dict[str, list[CounsellorHours]] = {one.id: [] for one in people}
    for row in providers.hours_of_counsellors(db, list(hours), now, now + _FAR):
        hours[row.counsellor_id].append(row)
    return [
        OwnSchedule(
            name=outward(seat.key, Kind.COUNSELLOR, one.id),
            counsellor_name=one.name,
            active=one.active,
            places=tuple(sorted({place for row in hours[one.id] for place in row.places})),
            covers=_covers(hours[one.id]),
        )
        for one in people
    ]


def own_slots(
    db: Session, seat: Seat, first_at: datetime, last_at: datetime, *, of: Collection[str] | None = None
) -> list[OwnSlot]:
    """Those that begin from `first_at` until `last_at`, in order of start; `of`: names of schedules, None: of all.

    Another provider's schedule has none.
    """
    names = {one.id: outward(seat.key, Kind.COUNSELLOR, one.id) for one in own_people(db, seat)}
    wanted = [one for one, name in names.items() if of is None or name in of]
    rows = providers.hours_of_counsellors(db, wanted, first_at, last_at)
    taken = _taken(db, wanted, rows, (first_at, last_at))
    found = [
        _slot(seat, names[counsellor_id], piece, taken)
        for counsellor_id in wanted
        for piece in _pieces(counsellor_id, rows, taken)
        if first_at <= piece.start_at < last_at
    ]
    return sorted(found, key=lambda one: (one.start_at, one.name))


def own_slot(db: Session, seat: Seat, name: str) -> OwnSlot:
    """One slot. Raises NotFound for another provider's, and for one that is no more as it was."""
    if name.startswith(f"{Kind.APPOINTMENT}_"):
        row = appointments.one_of_provider(db, inward(seat.key, Kind.APPOINTMENT, name), seat.provider_id)
        start_at = row.start_at
    else:
        start_at = _start_in(name)
    near = own_slots(db, seat, start_at, start_at + timedelta(seconds=1))
    found = next((one for one in near if one.name == name), None)
    if found is None:
        raise NotFound("There is no such slot, or it was booked or taken back since.")
    return found


def _sees(seat: Seat, one: Counsellor) -> bool:
    return seat.counsellor_id in {None, one.id}


def _covers(rows: Iterable[CounsellorHours]) -> tuple[datetime, datetime] | None:
    spans = [(row.start_at, row.end_at) for row in rows]
    return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else None


def _taken(
    db: Session, counsellor_ids: list[str], rows: Sequence[CounsellorHours], span: tuple[datetime, datetime]
) -> dict[str, Appointment]:
    """Every appointment that can lie in these hours, by id."""
    edges = [span, *((row.start_at, row.end_at) for row in rows)]
    first_at, last_at = min(start for start, _ in edges) - _AROUND, max(end for _, end in edges)
    return {one.id: one for one in appointments.of_counsellors(db, counsellor_ids, first_at, last_at)}


def _pieces(
    counsellor_id: str, rows: Sequence[CounsellorHours], appointments_by_id: Mapping[str, Appointment]
) -> list[Piece]:
    own = [row for row in rows if row.counsellor_id == counsellor_id]
    hours = [(row.id, Stretch(row.start_at, row.end_at, tuple(sorted(row.places)))) for row in own]
    taken = [
        Taken(a.id, a.status, a.start_at, a.end_at, a.place_id)
        for a in appointments_by_id.values()
        if a.counsellor_id == counsellor_id
    ]
    return pieces(hours, taken)


def _slot(seat: Seat, schedule: str, one: Piece, taken: Mapping[str, Appointment]) -> OwnSlot:
    is_free = one.standing is Standing.FREE
    name = outward(seat.key, Kind.HOURS if is_free else Kind.APPOINTMENT, one.of)
    named = f"{name}-{int(one.start_at.timestamp())}" if is_free else name
    officer_id = None if is_free else taken[one.of].officer_id
    return OwnSlot(named, schedule, one.standing, one.start_at, one.end_at, one.places, officer_id)


def _start_in(name: str) -> datetime:
    """When a free slot of this name begins. Raises NotFound for no name of ours."""
    seconds = name.rpartition("-")[2]
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) <= len("9999999999")):
        raise NotFound("There is no such slot.")
    return datetime.fromtimestamp(int(seconds), UTC)
