"""What became of each session of an officer's course, and the ledger line by line."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.ledger import Balance, EntryKind, after
from app.care.reads.officer_names import names_of
from app.care.reads.officer_plan import AppointmentView, viewed
from app.care.store import appointments, courses, ledger
from app.care.store.tables.appointments import Appointment

S = AppointmentStatus


@dataclass(frozen=True, slots=True)
class SessionHistory:
    """Every promise made for session `number`, in the order in which they were made."""

    number: int
    promises: tuple[AppointmentView, ...]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One entry, the session it is about (None: the course), and the balance after it."""

    at: datetime
    kind: EntryKind
    units: int
    reason: str
    number: int | None
    balance: Balance


def history_of_course(db: Session, officer_id: str, course_id: str) -> tuple[SessionHistory, ...]:
    """The officer's eyes: what was ever booked, by session. Raises NotFound if the course is not theirs."""
    course = courses.of_officer(db, course_id, officer_id)
    rows = appointments.of_course(db, course.id)
    promised = appointments.ever_booked(db, [row.id for row in rows])
    shown = sorted((row for row in rows if row.id in promised), key=lambda row: (row.number, row.created_at, row.id))
    names, said = names_of(db, [row.counsellor_id for row in shown]), appointments.said_of_ends(db, promised)
    return tuple(
        SessionHistory(number, tuple(viewed(row, names, said.get(row.id, "")) for row in group))
        for number, group in groupby(shown, key=_number)
    )


def promises_of_course(db: Session, officer_id: str, course_id: str) -> tuple[AppointmentView, ...]:
    """The same as one list in order of start."""
    promises = [one for session in history_of_course(db, officer_id, course_id) for one in session.promises]
    return tuple(sorted(promises, key=lambda one: (one.start_at, one.id)))


def ledger_of_course(db: Session, officer_id: str, course_id: str) -> tuple[LedgerLine, ...]:
    """The officer's eyes: every entry from the first. Raises NotFound if the course is not theirs."""
    course = courses.of_officer(db, course_id, officer_id)
    numbers = {row.id: row.number for row in appointments.of_course(db, course.id)}
    balance, lines = Balance(), []
    for entry in ledger.entries_of_course(db, course.id):
        balance = after(balance, entry.kind, entry.units)
        number = numbers.get(entry.appointment_id) if entry.appointment_id else None
        lines.append(LedgerLine(entry.at, entry.kind, entry.units, entry.reason, number, balance))
    return tuple(lines)


def _number(row: Appointment) -> int:
    return row.number
