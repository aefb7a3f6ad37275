"""A provider's own appointments, with officers under short references and no names."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.attended import Attendance, attendance_of
from app.care.domain.outcome import Outcome
from app.care.domain.pseudonyms import Kind, officer_reference, outward
from app.care.store import accounts, appointments, courses, providers
from app.care.store.hearing import heard_of_all
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.hearing import AppointmentHearing
from app.foundation.refusals import NotFound

S = AppointmentStatus
_SHOWN = frozenset({S.PROPOSED, S.BOOKED, S.FULFILLED, S.NOSHOW, S.CANCELLED})


@dataclass(frozen=True, slots=True)
class Seat:
    """Whose eyes: somebody at a provider; with `counsellor_id`, only that caseload."""

    account_id: str
    provider_id: str
    provider_name: str
    key: str
    counsellor_id: str | None

    @property
    def sees_all(self) -> bool:
        """Whether the whole provider is theirs to see, its settings included."""
        return self.counsellor_id is None


@dataclass(frozen=True, slots=True)
class OwnAppointment:
    """One appointment as its provider may know it."""

    name: str
    course: str
    officer: str
    counsellor: str
    counsellor_name: str
    number: int
    sessions: int
    start_at: datetime
    end_at: datetime
    place: str
    place_name: str
    status: AppointmentStatus
    outcome: Outcome | None
    sequence: int
    has_begun: bool
    officer_id: str = field(repr=False)
    """For the record of who looked; never shown or sent."""
    attendance: Attendance | None = None
    """Whether it took place, as far as anybody has said; None while that is still to come."""
    late_minutes: int = 0
    stand_in: str | None = None
    """Who took it in place of `counsellor`, by their name at the provider."""
    stand_in_name: str = ""

    @property
    def is_live(self) -> bool:
        """Whether its outcome is still to come."""
        return self.status in {S.PROPOSED, S.BOOKED}


def seat_of(db: Session, account_id: str) -> Seat:
    """The seat of a signed-in account. Raises NotFound when the account is gone."""
    account = accounts.one(db, account_id)
    if account is None:
        raise NotFound("There is no such account.")
    provider = providers.provider(db, account.provider_id)
    return Seat(account.id, provider.id, provider.name, provider.pseudonym_key, account.counsellor_id)


def own_appointments(
    db: Session, seat: Seat, first_at: datetime, last_at: datetime, *, now: datetime
) -> list[OwnAppointment]:
    """Those that start from `first_at` up to, not including, `last_at`, in order of start."""
    rows = [
        a
        for a in appointments.of_provider(db, seat.provider_id, first_at, last_at)
        if a.status in _SHOWN and seat.counsellor_id in {None, a.counsellor_id}
    ]
    names = {c.id: c.name for c in providers.counsellors_of_provider(db, seat.provider_id)}
    places = {p.id: p.name for p in providers.places(db)}
    sessions = {c.id: c.sessions for c in courses.by_ids(db, {a.course_id for a in rows})}
    own = [_own(a, seat, (names[a.counsellor_id], places[a.place_id], sessions[a.course_id]), now=now) for a in rows]
    heard = heard_of_all(db, [a.id for a in rows if a.status is S.FULFILLED])
    return [_as_heard(one, heard.get(a.id), seat, names) for one, a in zip(own, rows, strict=True)]


def _own(a: Appointment, seat: Seat, words: tuple[str, str, int], *, now: datetime) -> OwnAppointment:
    counsellor_name, place_name, sessions = words
    return OwnAppointment(
        name=outward(seat.key, Kind.APPOINTMENT, a.id),
        course=outward(seat.key, Kind.COURSE, a.course_id),
        officer=officer_reference(seat.key, a.officer_id),
        counsellor=outward(seat.key, Kind.COUNSELLOR, a.counsellor_id),
        counsellor_name=counsellor_name,
        number=a.number,
        sessions=sessions,
        start_at=a.start_at,
        end_at=a.end_at,
        place=a.place_id,
        place_name=place_name,
        status=a.status,
        outcome=a.outcome,
        sequence=a.sequence,
        has_begun=a.start_at <= now,
        officer_id=a.officer_id,
        attendance=attendance_of(a.status, a.end_at, now=now),
    )


def _as_heard(
    one: OwnAppointment, heard: AppointmentHearing | None, seat: Seat, names: dict[str, str]
) -> OwnAppointment:
    """With what was different from what was planned."""
    if heard is None or not (heard.late_minutes or heard.stand_in_id):
        return one
    who = heard.stand_in_id
    stand_in = outward(seat.key, Kind.COUNSELLOR, who) if who else None
    return replace(one, late_minutes=heard.late_minutes, stand_in=stand_in, stand_in_name=names.get(who or "", ""))
