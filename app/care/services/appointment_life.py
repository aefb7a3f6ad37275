"""Lets an appointment begin and end: its row, its fact, its unit of the entitlement and its fee move together."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy.orm import Session

from app.care.domain.appointment import LIVE, AppointmentStatus, moved
from app.care.domain.ledger import EntryKind
from app.care.domain.outcome import Outcome
from app.care.services.fee_post import settle_fee
from app.care.services.freed import freed
from app.care.services.ledger_post import Line, post
from app.care.store import ledger
from app.care.store.guards import settle
from app.care.store.known_starts import know_starts
from app.care.store.tables.appointments import Appointment, AppointmentFact
from app.care.store.tables.courses import Course
from app.foundation.refusals import Conflict

S = AppointmentStatus
_NO_PROMISE = frozenset({S.HELD, S.PROPOSED})
_ENDS = frozenset({S.FULFILLED, S.NOSHOW, S.CANCELLED})


@dataclass(frozen=True, slots=True)
class Turn:
    """Where an appointment goes next, who says so ("officer", "provider:<id>", "planner" ...), and how it ended."""

    to: AppointmentStatus
    by: str
    outcome: Outcome | None = None
    note: str = ""
    """What else was said about it, in a word; kept with the fact."""


def begin(db: Session, course: Course, *fresh: Appointment, by: str, now: datetime) -> None:
    """Put live appointments into the store and hold one unit for each. The course must be locked.

    Raises Conflict: "nothing-left" when too few units are free, "slot-taken" when the counsellor, the officer or the
    room is taken, "session-taken" when a session has an appointment.
    """
    if ledger.balance_of_course(db, course.id).free < len(fresh):
        raise Conflict("All agreed sessions are used or planned.", code="nothing-left")
    db.add_all(fresh)
    settle(db)
    post(db, course.id, *(Line(EntryKind.HOLD, one.status, appointment_id=one.id) for one in fresh), now=now)
    know_starts(db, fresh, now=now)
    _record(db, *fresh, by=by, now=now)
    changed(course)


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
    reason = turn.outcome or turn.to
    lines = [Line(kind, reason, appointment_id=appointment.id) for kind in _entries(was, turn.to)]
    if lines:
        post(db, course.id, *lines, now=now)
    if turn.to is S.BOOKED:
        know_starts(db, [appointment], now=now)
    _record(db, appointment, by=turn.by, note=turn.note, now=now)
    if was not in _NO_PROMISE and turn.to in _ENDS:
        settle_fee(db, appointment, now=now)
    changed(course)
    if was in LIVE and turn.to is S.CANCELLED and appointment.start_at > now:
        freed(db, appointment.counsellor_id)


def remark(db: Session, appointment: Appointment, note: str, *, by: str, now: datetime) -> None:
    """Note something that was said about an appointment and changes nothing of it."""
    _record(db, appointment, by=by, now=now, note=note)


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


def _record(db: Session, *about: Appointment, by: str, now: datetime, note: str = "") -> None:
    db.add_all(
        AppointmentFact(appointment_id=one.id, at=now, status=one.status, outcome=one.outcome, by=by, note=note)
        for one in about
    )
    settle(db)
