"""Appointments as other systems are told of them: a provider's programs, and an officer's own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.outcome import Outcome
from app.care.domain.pseudonyms import Kind, inward, officer_reference, outward
from app.care.reads.officer_names import Names, names_of
from app.care.reads.provider_diary import Seat
from app.care.store import appointments
from app.care.store.tables.appointments import Appointment
from app.foundation.refusals import NotFound

S = AppointmentStatus


@dataclass(frozen=True, slots=True)
class Told:
    """One appointment. `name`, `course`, `officer` and `counsellor` are what the reader knows these by."""

    name: str
    course: str
    officer: str
    counsellor: str
    counsellor_name: str
    place: str
    place_name: str
    start_at: datetime
    end_at: datetime
    status: AppointmentStatus
    outcome: Outcome | None
    held_until_at: datetime | None
    version: int
    created_at: datetime
    changed_at: datetime
    officer_id: str = field(repr=False)
    """For the record of who looked; never said to a program."""


def told_to_provider(db: Session, seat: Seat, first_at: datetime, last_at: datetime) -> list[Told]:
    """A provider's eyes: those that start from `first_at` until `last_at`, in order of start; held ones are no news."""
    rows = appointments.of_provider(db, seat.provider_id, first_at, last_at)
    silent = _let_go(db, rows)
    own = [row for row in rows if row.id not in silent and seat.counsellor_id in {None, row.counsellor_id}]
    names = names_of(db, [row.counsellor_id for row in own])
    return [_to_provider(row, seat, names) for row in own]


def one_told_to_provider(db: Session, seat: Seat, name: str) -> Told:
    """A provider's eyes: one. Raises NotFound for another's, and for one that an officer has yet to choose."""
    row = appointments.one_of_provider(db, inward(seat.key, Kind.APPOINTMENT, name), seat.provider_id)
    is_silent = row.status is S.HELD or bool(_let_go(db, [row]))
    if is_silent or seat.counsellor_id not in {None, row.counsellor_id}:
        raise NotFound("There is no such appointment.")
    return _to_provider(row, seat, names_of(db, [row.counsellor_id]))


def told_to_officer(db: Session, officer_id: str, first_at: datetime, last_at: datetime) -> list[Told]:
    """The officer's eyes: their own that start from `first_at` until `last_at`, in order of start."""
    rows = [row for row in appointments.of_officer(db, officer_id) if first_at <= row.start_at < last_at]
    return _to_officer(db, rows)


def one_told_to_officer(db: Session, officer_id: str, appointment_id: str) -> Told:
    """The officer's eyes: one of their own. Raises NotFound."""
    return _to_officer(db, [appointments.one_of_officer(db, appointment_id, officer_id)])[0]


def _let_go(db: Session, rows: Sequence[Appointment]) -> set[str]:
    """Those that were only ever kept for an officer who then chose otherwise: of these their provider never heard."""
    ended = {row.id for row in rows if row.status is S.CANCELLED and row.outcome is None}
    return ended - appointments.ever_more_than_held(db, ended) if ended else set()


def _to_provider(row: Appointment, seat: Seat, names: Names) -> Told:
    key = seat.key
    called = (
        outward(key, Kind.APPOINTMENT, row.id),
        outward(key, Kind.COURSE, row.course_id),
        officer_reference(key, row.officer_id),
        outward(key, Kind.COUNSELLOR, row.counsellor_id),
    )
    return _told(row, called, names)


def _to_officer(db: Session, rows: Sequence[Appointment]) -> list[Told]:
    names = names_of(db, [row.counsellor_id for row in rows])
    return [_told(row, (row.id, row.course_id, row.officer_id, row.counsellor_id), names) for row in rows]


def _told(row: Appointment, called: tuple[str, str, str, str], names: Names) -> Told:
    name, course, officer, counsellor = called
    return Told(
        name=name,
        course=course,
        officer=officer,
        counsellor=counsellor,
        counsellor_name=names.counsellors[row.counsellor_id],
        place=row.place_id,
        place_name=names.places[row.place_id].name,
        start_at=row.start_at,
        end_at=row.end_at,
        status=row.status,
        outcome=row.outcome,
        held_until_at=row.held_until_at,
        version=row.sequence,
        created_at=row.created_at,
        changed_at=row.changed_at,
        officer_id=row.officer_id,
    )
