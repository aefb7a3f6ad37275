"""Keeps whom and where an officer would like to meet in a course that goes on, and fits the course to it again."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.course import GOING_ON
from app.care.domain.wants import Wants
from app.care.services.appointment_life import changed
from app.care.services.course_life import go_on
from app.care.services.replan import replan
from app.care.services.unfit import fits, seek_if_unfit
from app.care.store import courses
from app.care.store.tables.courses import Course
from app.foundation.refusals import OutOfTurn
from app.foundation.versions import etag_of, refuse_if_changed


def version_of_wants(course: Course) -> str:
    """The entity tag of what a course asks for."""
    return etag_of(course.id, course.wants)


def keep_wants(
    db: Session, officer_id: str, course_id: str, wants: Wants, *, now: datetime, seen: str | None = None
) -> Course:
    """Store what is wanted from now on; what no longer fits is planned anew. The same again changes nothing.

    Nobody is given another counsellor by this: where the present one is not whom the officer asks for now, somebody
    is looked for, and the officer is asked. Raises NotFound, OutOfTurn ("illegal-move") for a course that has ended,
    VersionChanged if it asks for something else than what was `seen` (None: anything).
    """
    course = courses.locked_of_officer(db, course_id, officer_id)
    refuse_if_changed(seen, version_of_wants(course))
    if course.state not in GOING_ON:
        raise OutOfTurn("This plan has ended, so nothing can be set for it.", code="illegal-move")
    if wants.as_json() == course.wants:
        return course
    course.wants = wants.as_json()
    changed(course)
    _take_back_question(db, course, wants, now=now)
    replan(db, course)
    seek_if_unfit(db, course)
    return course


def _take_back_question(db: Session, course: Course, wants: Wants, *, now: datetime) -> None:
    """A question about somebody who is not wanted any more is no question; the course goes on if it waited for that."""
    change = courses.open_change(db, course.id)
    if change is not None and not fits(db, change.to_counsellor_id, wants):
        change.answered_at = now
        db.flush()
        go_on(db, course, now=now)
