"""Pauses, resumes, ends and completes courses; nothing that is owed is lost by any of these."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.course import BREAK, CourseState, moved
from app.care.domain.outcome import Outcome
from app.care.domain.told import Told
from app.care.services.appointment_life import Turn, changed, go
from app.care.services.counselled import settle_counsellor
from app.care.services.plan_telling import tell_left_open
from app.care.services.replan import replan
from app.care.services.tell import tell_cancelled, tell_of_course, tell_open_again
from app.care.services.unfit import seek_if_unfit
from app.care.store import appointments, courses
from app.care.store.tables.courses import Course

S = AppointmentStatus
OFFICER = "officer"


def pause(db: Session, officer_id: str, course_id: str, *, now: datetime) -> Course:
    """Take a break: what lies ahead is called off and its units are free. Again changes nothing.

    Raises NotFound, Conflict ("illegal-move") for a course that has ended.
    """
    course = courses.locked_of_officer(db, course_id, officer_id)
    if course.state is not CourseState.PAUSED:
        _stop(db, course, CourseState.PAUSED, Told.COURSE_PAUSED, now=now)
    return course


def resume(db: Session, officer_id: str, course_id: str, *, now: datetime) -> Course:
    """Go on after a break or a wait, with all automatic attempts anew. Again changes nothing.

    Raises NotFound, Conflict ("illegal-move") for a course that has ended.
    """
    course = courses.locked_of_officer(db, course_id, officer_id)
    if course.state is not CourseState.OPEN:
        _refuse_ended(course)
        course.state = moved(course.state, CourseState.OPEN)
        course.automatic_attempts = 0
        course.earliest_at = max(course.earliest_at, now)
        changed(course)
        tell_open_again(db, course, now=now)
        replan(db, course)
        seek_if_unfit(db, course)
    return course


def withdraw(db: Session, officer_id: str, course_id: str, *, now: datetime) -> Course:
    """End the course by the officer's wish: what lies ahead is called off. Again changes nothing.

    Raises NotFound, Conflict ("illegal-move") for a complete course.
    """
    course = courses.locked_of_officer(db, course_id, officer_id)
    if course.state is not CourseState.WITHDRAWN:
        _stop(db, course, CourseState.WITHDRAWN, Told.COURSE_WITHDRAWN, now=now)
        courses.note_ending(db, course, now=now)
    return course


def rebook_misses(db: Session, officer_id: str, course_id: str, *, wanted: bool, now: datetime) -> Course:
    """Whether missed sessions are rebooked without being asked for: on by default, one tap declines."""
    course = courses.locked_of_officer(db, course_id, officer_id)
    if course.rebooks is not wanted:
        course.rebooks = wanted
        changed(course)
        if wanted:
            go_on(db, course, now=now)
    return course


def wait(db: Session, course: Course, *, mark: str, now: datetime) -> None:
    """Stop planning by ourselves until the officer says so; `mark` tells occasions apart. The course must be locked."""
    if course.state is CourseState.OPEN:
        course.state = moved(course.state, CourseState.WAITING)
        changed(course)
        tell_left_open(db, course, now=now)
        tell_of_course(db, Told.SESSION_WAITING, course, now=now, mark=mark)


def go_on(db: Session, course: Course, *, now: datetime) -> None:
    """Open a course that waited for its officer, who has done something for it; one that awaits consent waits on."""
    if course.state is CourseState.WAITING and courses.open_change(db, course.id) is None:
        course.state = moved(course.state, CourseState.OPEN)
        course.automatic_attempts = 0
        changed(course)
        tell_open_again(db, course, now=now)
        replan(db, course)


def complete(db: Session, course: Course, *, now: datetime) -> None:
    """Everything agreed was attended. The course must be locked; one that was withdrawn stays so."""
    if course.state in {CourseState.COMPLETE, CourseState.WITHDRAWN}:
        return
    course.state = moved(course.state, CourseState.COMPLETE)
    courses.note_ending(db, course, now=now)
    changed(course)
    tell_of_course(db, Told.COURSE_COMPLETED, course, now=now, mark=str(course.version))


def _refuse_ended(course: Course) -> None:
    """Only a correction may open a complete course again."""
    if course.ended_at is not None:
        moved(CourseState.WITHDRAWN, CourseState.OPEN)


def _stop(db: Session, course: Course, state: CourseState, told: Told, *, now: datetime) -> None:
    """Call off what lies ahead: the provider hears of each, the officer of those that they knew, in one mail."""
    tell_left_open(db, course, now=now)  # no plan is coming that would tell of what was called off just before
    course.state = moved(course.state, state)
    for ahead in appointments.live_of_course(db, course.id):
        if ahead.start_at > now:
            was = ahead.status
            ended = Outcome.CANCELLED_BY_OFFICER if was is S.BOOKED else None  # nothing else was a promise
            go(db, course, ahead, Turn(S.CANCELLED, OFFICER, ended, BREAK), now=now)
            tell_cancelled(db, ahead, now=now)
    settle_counsellor(db, course)
    changed(course)
    tell_of_course(db, told, course, now=now, mark=str(course.version))
