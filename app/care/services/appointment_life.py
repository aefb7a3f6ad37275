"""Lets an appointment begin and end: its row, its fact and its unit of the entitlement always move together."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy.orm import Session

from app.care.domain.appointment import LIVE, AppointmentStatus, moved
from app.care.domain.ledger import EntryKind
from app.care.domain.outcome import Outcome
from app.care.services.ledger_post import Line, post
from app.care.store import ledger
from app.care.store.guards import settle
from app.care.store.tables.appointments import Appointment, AppointmentFact
from app.care.store.tables.courses import Course
from app.foundation.refusals import Conflict

S = AppointmentStatus


@dataclass(frozen=True, slots=True)
class Turn:
    """Where an appointment goes next, who says so ("officer", "provider:<id>", "planner" ...), and how it ended."""

    to: AppointmentStatus
    by: str
    outcome: Outcome | None = None
    note: str = ""
    """What else was said about it, in a word; kept with the fact."""


def begin(db: Session, course: Course, appointment: Appointment, *, by: str, now: datetime) -> Appointment:
    """Put a live appointment into the store and hold one unit for it. The course must be locked.

    Raises Conflict: "nothing-left" when no unit is free, "slot-taken" when the counsellor, the officer or the room is
    taken, "session-taken" when the session has an appointment.
    """
    if ledger.balance_of_course(db, course.id).free == 0:
        raise Conflict("All agreed sessions are used or planned.", code="nothing-left")
    db.add(appointment)
    settle(db)
    post(db, course.id, Line(EntryKind.HOLD, appointment.status, appointment_id=appointment.id), now=now)
    _record(db, appointment, by=by, now=now)
    changed(course)
    return appointment


def go(db: Session, course: Course, appointment: Appointment, turn: Turn, *, now: datetime) -> None:
    """Move an appointment on, with its fact and its ledger entry. The course must be locked.

    Raises Conflict ("illegal-move").
    """
    was = appointment.status
    appointment.status = moved(was, turn.to)
    appointment.outcome = turn.outcome
    appointment.held_until_at = None
    appointment.changed_at = now
    appointment.sequence += 1
    settle(db)
    for kind in _entries(was, turn.to):
        post(db, course.id, Line(kind, turn.outcome or turn.to, appointment_id=appointment.id), now=now)
    _record(db, appointment, by=turn.by, note=turn.note, now=now)
    changed(course)


def changed(course: Course) -> None:
    """Let every plan in the making notice."""
    course.version += 1


def _entries(was: S, to: S) -> tuple[EntryKind, ...]:
    """What a move means for the unit: attended, set free, or taken back from attendance."""
    match to:
        case S.FULFILLED:
            return (EntryKind.ATTEND,) if was in LIVE else (EntryKind.HOLD, EntryKind.ATTEND)
        case S.NOSHOW | S.CANCELLED:
            return (EntryKind.RELEASE,) if was in LIVE else ()
        case S.ENTERED_IN_ERROR:
            return (EntryKind.CORRECT,) if was is S.FULFILLED else ()
        case S.HELD | S.PROPOSED | S.BOOKED:
            return ()
    assert_never(to)


def _record(db: Session, appointment: Appointment, *, by: str, now: datetime, note: str = "") -> None:
    db.add(
        AppointmentFact(
            appointment_id=appointment.id,
            at=now,
            status=appointment.status,
            outcome=appointment.outcome,
            by=by,
            note=note,
        )
    )
    settle(db)
