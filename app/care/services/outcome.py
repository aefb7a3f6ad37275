"""Records how an appointment ended, and puts a wrong record right."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.appointment import LIVE, AppointmentStatus
from app.care.domain.course import CourseState, moved
from app.care.domain.outcome import Outcome, status_after
from app.care.services.appointment_life import Turn, go
from app.care.services.course_life import complete, go_on, wait
from app.care.services.numbering import count_anew, made_way, who_came_instead
from app.care.services.replan import replan
from app.care.services.tell import tell_cancelled, tell_open_again
from app.care.store import appointments, courses, ledger
from app.care.store.force import policy_of
from app.care.store.guards import settle
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.foundation.refusals import Conflict, OutOfTurn

S = AppointmentStatus
_NEEDS_TO_HAVE_BEGUN = frozenset({Outcome.ATTENDED, Outcome.DID_NOT_ATTEND})


def record_outcome(db: Session, appointment_id: str, outcome: Outcome, *, by: str, now: datetime) -> Appointment:
    """Record that the session was attended or missed. The same outcome again changes nothing.

    A miss frees its unit and asks for a new plan without being asked to. Cancellations are call_off's business.
    Raises NotFound; Conflict: "illegal-move" when it ended otherwise (then it is to be corrected), "too-early".
    """
    course, appointment = _locked(db, appointment_id)
    if appointment.outcome is outcome:
        return appointment
    _refuse_unless_of_the_day(outcome)
    _refuse_too_early(appointment, outcome, now)
    if appointment.status is S.PROPOSED:  # it happened before anybody promoted it
        go(db, course, appointment, Turn(S.BOOKED, by), now=now)
    go(db, course, appointment, Turn(status_after(outcome), by, outcome), now=now)
    _follow(db, course, appointment, now=now)
    return appointment


def correct_outcome(db: Session, appointment_id: str, outcome: Outcome, *, by: str, now: datetime) -> Appointment:
    """Strike out what was recorded and record `outcome` instead. The same correction again changes nothing.

    Attended after all: what was planned instead is called off first. Missed after all: the session is owed again.
    The provider called it off after all: the same, and no miss of the officer's. What has no outcome yet gets this one.
    Raises NotFound; Conflict: "illegal-move" for one that was cancelled (but by the provider, once it had begun),
    "too-early" as record_outcome does, "nothing-left" when all agreed sessions were attended besides.
    """
    course, appointment = _locked(db, appointment_id)
    if appointment.outcome is outcome:
        return appointment
    if appointment.status in LIVE:
        return record_outcome(db, appointment_id, outcome, by=by, now=now)
    if outcome is not Outcome.CANCELLED_BY_PROVIDER:
        _refuse_unless_of_the_day(outcome)
    _refuse_too_early(appointment, outcome, now)
    _refuse_called_off(appointment)
    was = appointment.status
    if status_after(outcome) is S.FULFILLED:
        _free_one(db, course, appointment, by=by, now=now)
    go(db, course, appointment, Turn(S.ENTERED_IN_ERROR, by), now=now)
    go(db, course, appointment, Turn(status_after(outcome), by, outcome), now=now)
    if was is S.FULFILLED or appointment.status is S.FULFILLED:
        _follow(db, course, appointment, now=now)
    return appointment


def _locked(db: Session, appointment_id: str) -> tuple[Course, Appointment]:
    course = courses.locked(db, appointments.any_(db, appointment_id).course_id)
    return course, appointments.again(db, appointment_id)


def _refuse_unless_of_the_day(outcome: Outcome) -> None:
    if status_after(outcome) is S.CANCELLED:
        raise OutOfTurn("This is called off, not recorded.", code="illegal-move")


def _refuse_too_early(appointment: Appointment, outcome: Outcome, now: datetime) -> None:
    """What lies ahead can be known to fail, but nobody has attended it: that would use up a session for nothing."""
    if outcome in _NEEDS_TO_HAVE_BEGUN and now < appointment.start_at:
        raise OutOfTurn("This appointment has not begun yet.", code="too-early")


def _refuse_called_off(appointment: Appointment) -> None:
    """Whoever was told to stay away did, and something else was found. Once it had begun nobody was told that."""
    was_late = appointment.outcome is Outcome.CANCELLED_BY_PROVIDER and appointment.changed_at >= appointment.start_at
    if appointment.status is S.CANCELLED and not was_late:
        raise OutOfTurn("This appointment was called off, so that cannot be done with it.", code="illegal-move")


def _free_one(db: Session, course: Course, appointment: Appointment, *, by: str, now: datetime) -> None:
    """Make a unit and a session number free for an appointment that was attended after all.

    What came in its place gives way, and those that counted one lower for it count one higher again; else what stands
    for the same session does. Where that was attended too, this one counts for the lowest session without an
    appointment, else for the course's last live one. Raises Conflict ("nothing-left").
    """
    standing = {a.number: a for a in appointments.standing_of_course(db, course.id)}
    instead = who_came_instead(appointments.of_course(db, course.id), appointment)
    rival = instead or standing.get(appointment.number)
    if rival is not None and rival.status is S.FULFILLED:
        unplanned = [n for n in range(1, course.sessions + 1) if n not in standing]
        live = [a for a in standing.values() if a.status in LIVE]
        if not unplanned and not live:
            raise Conflict("All agreed sessions were attended besides this one.", code="nothing-left")
        rival = None if unplanned else max(live, key=lambda a: a.start_at)
        appointment.number = unplanned[0] if rival is None else rival.number
    if rival is not None:
        go(db, course, rival, Turn(S.CANCELLED, by), now=now)
        tell_cancelled(db, rival, now=now)
    if instead is not None:
        count_anew(db, course, made_way(list(standing.values()), appointment.number, instead))


def _follow(db: Session, course: Course, appointment: Appointment, *, now: datetime) -> None:
    if appointment.status is S.FULFILLED:
        _after_attendance(db, course, now=now)
    elif appointment.status is S.NOSHOW:
        _after_miss(db, course, appointment, now=now)
    elif appointment.status is S.CANCELLED:
        _open_again(db, course, now=now)
        replan(db, course)


def _after_attendance(db: Session, course: Course, *, now: datetime) -> None:
    """Ten of ten attended is complete; whoever attends has not given up, so a course that waited goes on."""
    course.automatic_attempts = 0
    if ledger.balance_of_course(db, course.id).attended == course.sessions:
        complete(db, course, now=now)
    else:
        go_on(db, course, now=now)


def _after_miss(db: Session, course: Course, appointment: Appointment, *, now: datetime) -> None:
    """Ask for a new plan by ourselves, so many times in a row; then, or if the officer declined that, wait for them."""
    _open_again(db, course, now=now)
    if course.state is not CourseState.OPEN:
        return
    if not course.rebooks or course.automatic_attempts >= policy_of(db).attempts_cap:
        wait(db, course, mark=appointment.id, now=now)
    else:
        course.automatic_attempts += 1
        replan(db, course)


def _open_again(db: Session, course: Course, *, now: datetime) -> None:
    """A complete course lacks a session after all, unless its officer has begun another one."""
    if course.state is CourseState.COMPLETE and courses.going_on_of_officer(db, course.officer_id) is None:
        course.state = moved(course.state, CourseState.OPEN)
        courses.take_ending_back(db, course, now=now)
        settle(db)
        tell_open_again(db, course, now=now)
