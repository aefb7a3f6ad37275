"""Proposes a change of counsellor, and carries out the officer's answer; nothing is booked before it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.course import CourseState, moved
from app.care.services.appointment_life import changed
from app.care.services.course_life import wait
from app.care.services.replan import replan
from app.care.services.tell import ask_officer
from app.care.store import appointments, courses
from app.care.store.guards import settle
from app.care.store.tables.courses import CounsellorChange, Course
from app.foundation.refusals import Conflict, NotFound

NOTHING_FITS = "nothing_fits"


def propose_change(
    db: Session, course_id: str, to_counsellor_id: str, *, now: datetime, reason: str = NOTHING_FITS
) -> CounsellorChange | None:
    """Ask the officer whether they would go on with another counsellor; None when they are being asked already.

    They get a mail that a question waits, which alone says nothing of a date: what stands goes on standing until they
    answer. The course waits if nothing of it stands.
    """
    course = courses.locked(db, course_id)
    if course.state is not CourseState.OPEN or course.counsellor_id in {None, to_counsellor_id}:
        return None
    if courses.open_change(db, course.id) is not None:
        return None
    change = CounsellorChange(
        course_id=course.id,
        from_counsellor_id=course.counsellor_id,
        to_counsellor_id=to_counsellor_id,
        reason=reason,
        proposed_at=now,
        answered_at=None,
        consented=None,
    )
    db.add(change)
    settle(db)
    ask_officer(db, course, now=now, mark=change.id)
    if not appointments.live_of_course(db, course.id):
        wait(db, course, mark=change.id, now=now)
    return change


def answer_change(db: Session, officer_id: str, change_id: str, *, consents: bool, now: datetime) -> CounsellorChange:
    """Carry out what the officer says; the same answer again changes nothing.

    With consent the course goes on with the new counsellor, and what stands with the old one is replaced by the plan
    that is asked for here. Without it the course goes on as it was, and this counsellor is not proposed again.
    Raises NotFound if it is not theirs, Conflict ("already-answered") if they said otherwise before.
    """
    change = db.get(CounsellorChange, change_id)
    if change is None:
        raise NotFound("There is no such question.")
    course = courses.locked_of_officer(db, change.course_id, officer_id)
    db.refresh(change)
    if change.answered_at is not None:
        if change.consented is not consents:
            raise Conflict("This was answered already.", code="already-answered")
        return change
    change.answered_at, change.consented = now, consents
    if consents:
        course.counsellor_id = change.to_counsellor_id
    _go_on(db, course)
    return change


def _go_on(db: Session, course: Course) -> None:
    if course.state is CourseState.WAITING:
        course.state = moved(course.state, CourseState.OPEN)
    changed(course)
    settle(db)
    replan(db, course)
