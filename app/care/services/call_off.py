"""Calls appointments off, for the officer, for the provider, or because a duty came in the way."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.appointment import LIVE, AppointmentStatus
from app.care.domain.course import CourseState
from app.care.domain.outcome import AWAY, Outcome
from app.care.domain.planned import ChosenSlot
from app.care.domain.told import Told
from app.care.services.appointment_life import Turn, go
from app.care.services.choosing import Wish, is_at, put
from app.care.services.course_life import go_on, wait
from app.care.services.hold import hold_instead
from app.care.services.outcome import correct_outcome
from app.care.services.replan import replan
from app.care.services.tell import tell_both, tell_cancelled
from app.care.store import appointments, courses
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.foundation.refusals import OutOfTurn

S = AppointmentStatus
OFFICER, ROSTER = "officer", "roster"


def cancel_by_officer(
    db: Session, officer_id: str, appointment_id: str, *, now: datetime, rebook: bool = True, why: str = ""
) -> Appointment:
    """Call off by the officer's wish; their session stays owed, and is planned anew unless they decline.

    Whoever must hear of it does so together with the new time, as one move; at once where none is looked for.

    `why`: what came up, in a word, if they say so; it is kept with the fact and told to nobody.

    Again changes nothing. Raises NotFound; Conflict ("illegal-move") when it has ended, ("too-late") when it has begun.
    """
    appointments.one_of_officer(db, appointment_id, officer_id)
    course, appointment = _locked(db, appointment_id)
    if _end(db, course, appointment, Turn(S.CANCELLED, OFFICER, Outcome.CANCELLED_BY_OFFICER, why), now=now):
        if rebook and course.rebooks and course.state is CourseState.OPEN:
            replan(db, course)
        else:
            tell_cancelled(db, appointment, now=now)
            wait(db, course, mark=appointment.id, now=now)
    return appointment


def call_off_for(
    db: Session, officer_id: str, appointment_id: str, chosen: ChosenSlot | None, *, now: datetime, why: str = ""
) -> Appointment:
    """cancel_by_officer, with `chosen` held in its place for the officer to decide on; None: the plan finds a time.

    Nothing is held again for one that had ended already. Raises as both do; nothing has changed then.
    """
    appointments.one_of_officer(db, appointment_id, officer_id)
    course, old = _locked(db, appointment_id)
    is_live = old.status in LIVE
    gone = cancel_by_officer(db, officer_id, appointment_id, now=now, why=why)
    if is_live and chosen is not None and course.state is CourseState.OPEN:
        hold_instead(db, gone, chosen, now=now)
    return gone


def move_by_officer(
    db: Session, officer_id: str, appointment_id: str, chosen: ChosenSlot, *, now: datetime
) -> Appointment:
    """Book `chosen` in place of an appointment of the officer's; returns the new one. Told as one move.

    To the very slot that it has changes nothing and returns it as it is.

    Raises as cancel_by_officer and hold.hold_slot do; nothing has changed then.
    """
    appointments.one_of_officer(db, appointment_id, officer_id)
    course, old = _locked(db, appointment_id)
    if chosen.number != old.number:
        raise OutOfTurn("A move is to another time of the same session.", code="illegal-move")
    if old.status is S.BOOKED and is_at(old, chosen):
        return old
    if not _end(db, course, old, Turn(S.CANCELLED, OFFICER, Outcome.CANCELLED_BY_OFFICER), now=now):
        raise OutOfTurn("This appointment was called off already.", code="illegal-move")
    new = put(db, course, Wish(chosen, instead_of=old), now=now)
    go_on(db, course, now=now)
    tell_both(db, Told.APPOINTMENT_MOVED, new, now=now, replaces_id=old.id)
    replan(db, course)
    return new


def cancel_by_provider(db: Session, provider_id: str, appointment_id: str, *, now: datetime) -> Appointment:
    """Call off because the counsellor cannot; the officer hears of it together with the new time, if any.

    Once it has begun this is what it is as well, however late: no miss of the officer's, and the session is owed. What
    was recorded as missed or attended is put right. Again changes nothing. Raises NotFound.
    """
    appointments.one_of_provider(db, appointment_id, provider_id)
    turn = Turn(S.CANCELLED, f"provider:{provider_id}", Outcome.CANCELLED_BY_PROVIDER)
    course, appointment = _locked(db, appointment_id)
    if appointment.status in {S.NOSHOW, S.FULFILLED}:
        return correct_outcome(db, appointment_id, Outcome.CANCELLED_BY_PROVIDER, by=turn.by, now=now)
    if appointment.status in LIVE and appointment.start_at <= now:
        go(db, course, appointment, turn, now=now)
        _seek_another(db, course, appointment, now=now)
        return appointment
    return _clear(db, appointment_id, turn, now=now)


def clear_for_roster(db: Session, appointment_id: str, *, now: datetime) -> Appointment:
    """Call off because a duty now lies over it; told of as cancel_by_provider. Again changes nothing."""
    return _clear(db, appointment_id, Turn(S.CANCELLED, ROSTER, Outcome.MOVED_BY_ROSTER), now=now)


def clear_for_absence(db: Session, appointment_id: str, *, now: datetime) -> Appointment:
    """Call off because its officer set days away over it; told of as cancel_by_provider. Again changes nothing."""
    return _clear(db, appointment_id, Turn(S.CANCELLED, OFFICER, Outcome.CANCELLED_BY_OFFICER, AWAY), now=now)


def _clear(db: Session, appointment_id: str, turn: Turn, *, now: datetime) -> Appointment:
    """End it and ask for a plan, whose booking tells of the move; where nobody plans, tell at once."""
    course, appointment = _locked(db, appointment_id)
    if _end(db, course, appointment, turn, now=now):
        _seek_another(db, course, appointment, now=now)
    return appointment


def _seek_another(db: Session, course: Course, appointment: Appointment, *, now: datetime) -> None:
    if course.state is CourseState.OPEN:
        replan(db, course)
    else:
        tell_cancelled(db, appointment, now=now)


def _locked(db: Session, appointment_id: str) -> tuple[Course, Appointment]:
    course = courses.locked(db, appointments.any_(db, appointment_id).course_id)
    return course, appointments.again(db, appointment_id)


def _end(db: Session, course: Course, appointment: Appointment, turn: Turn, *, now: datetime) -> bool:
    """Whether it was ended now; False if it had ended so before."""
    if appointment.status is S.CANCELLED:
        return False
    if appointment.status in LIVE and appointment.start_at <= now:
        raise OutOfTurn("This appointment has begun; how it went is recorded instead.", code="too-late")
    go(db, course, appointment, turn, now=now)
    return True
