"""An officer's diary, for the holder of its private address: one entry for each session, wherever it has moved."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.domain.appointment import STANDING, AppointmentStatus
from app.care.domain.diary import Diary, Entry, Standing
from app.care.store import appointments, providers
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.officers import Officer
from app.care.store.tables.providers import Place
from app.foundation.refusals import NotFound
from app.foundation.sealing import digest

S = AppointmentStatus
CANCELLED_SHOWN_FOR = timedelta(days=30)
"""Long enough for every calendar program to have fetched it and taken the entry down."""
PAST_SHOWN_FOR = timedelta(days=90)
_STANDINGS = {S.PROPOSED: Standing.TENTATIVE, S.BOOKED: Standing.CONFIRMED, S.FULFILLED: Standing.CONFIRMED}
_WAYS = {"video": "Video", "telephone": "Telephone"}


def diary_of(db: Session, officer: Officer, *, host: str, now: datetime) -> Diary:
    """The officer's entries. What is only held is not in a diary yet; what was never booked leaves no trace."""
    rows = appointments.of_officer(db, officer.id)
    lines = [line for line in _lines(db, officer, rows, host) if not _is_stale(line.shown, now)]
    return Diary(tuple(line.entry for line in lines), _changed_at(officer, rows, now))


def entry_of(db: Session, officer: Officer, appointment_id: str, *, host: str) -> Entry:
    """The entry in which one appointment of the officer's stands, wherever it has moved since.

    Raises NotFound if it is not theirs, or in no diary.
    """
    appointments.one_of_officer(db, appointment_id, officer.id)
    lines = list(_lines(db, officer, appointments.of_officer(db, officer.id), host))
    found = [line for line in lines if line.shown.id == appointment_id]
    found += [line for line in lines if appointment_id in line.came_of]
    if not found:
        raise NotFound("There is no such entry in your diary.")
    return found[0].entry


@dataclass(frozen=True, slots=True)
class _Line:
    """An entry, the appointment that it shows, and the ids of all that this came in place of."""

    entry: Entry
    shown: Appointment
    came_of: frozenset[str]


def _lines(db: Session, officer: Officer, rows: Sequence[Appointment], host: str) -> Iterator[_Line]:
    """The id of an entry is made from the first of those that came in place of each other.

    So a moved appointment moves in the calendar instead of coming twice, whichever session it counts as.
    """
    promised = appointments.ever_booked(db, [a.id for a in rows])
    where = _where(db, officer)
    for first_id, of_session in _by_first(rows).items():
        for n, shown in enumerate(_shown(of_session, promised)):
            uid = f"{digest(shown.id if n else first_id)[:32]}@{host}"
            entry = _entry(shown, uid, _sequence(of_session), where.get(shown.place_id, ""))
            yield _Line(entry, shown, frozenset(a.id for a in of_session))


def _by_first(rows: Sequence[Appointment]) -> dict[str, list[Appointment]]:
    """Appointments that came one in place of another, in the order in which they came, by the first one's id.

    One can have had several in its place, of which all but the last were let go again.
    """
    known = {a.id: a for a in rows}
    found: dict[str, list[Appointment]] = {}
    for row in sorted(rows, key=lambda a: (a.created_at, a.id)):
        first = row
        while first.replaces_id in known:
            first = known[first.replaces_id]
        found.setdefault(first.id, []).append(row)
    return found


def _shown(rows: Sequence[Appointment], promised: Iterable[str]) -> list[Appointment]:
    """What stands of them; else the last that was booked and did not happen."""
    standing = [a for a in rows if a.status in STANDING and a.status is not S.HELD]
    ended = [a for a in rows if a.status in {S.CANCELLED, S.NOSHOW} and a.id in promised]
    return standing or ended[-1:]


def _changed_at(officer: Officer, rows: Sequence[Appointment], now: datetime) -> datetime:
    """When the diary was last another: something became so, was called otherwise, or was shown for long enough."""
    left = (at for a in rows for at in (a.changed_at + CANCELLED_SHOWN_FOR, a.end_at + PAST_SHOWN_FOR) if at < now)
    named = [officer.calendar_changed_at] if officer.calendar_changed_at else []
    return max([officer.created_at, *named, *left, *(a.changed_at for a in rows)])


def _is_stale(appointment: Appointment, now: datetime) -> bool:
    if appointment.status in _STANDINGS:
        return appointment.end_at < now - PAST_SHOWN_FOR
    return appointment.changed_at < now - CANCELLED_SHOWN_FOR


def _sequence(rows: Sequence[Appointment]) -> int:
    """Rises with every change of any of the appointments that replaced each other, and with every new one."""
    return sum(a.sequence + 1 for a in rows) - 1


def _entry(appointment: Appointment, uid: str, sequence: int, where: str) -> Entry:
    return Entry(
        uid=uid,
        start_at=appointment.start_at,
        end_at=appointment.end_at,
        standing=_STANDINGS.get(appointment.status, Standing.CANCELLED),
        sequence=sequence,
        changed_at=appointment.changed_at,
        where=where,
    )


def _where(db: Session, officer: Officer) -> dict[str, str]:
    """What entries say of each place, if the officer wants places in the diary: their own word, else what is usual."""
    if officer.needs.get("calendar_place") is not True:
        return {}
    own = officer.needs.get("calendar_words", {})
    return {place.id: own.get(place.id) or usual_word(place) for place in providers.places(db)}


def usual_word(place: Place) -> str:
    """What entries say of a place that the officer has no word for: the way or a site's code, never its name."""
    return _WAYS.get(place.kind, place.id.upper())
