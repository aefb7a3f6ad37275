"""Carries out what an officer lets go of so that one of their sessions finds a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.course import CourseState
from app.care.domain.easing import Ease, Easing, eased
from app.care.domain.needs import OfficerNeeds
from app.care.domain.wants import AS_ASKED, Wants
from app.care.services.appointment_life import changed
from app.care.services.course_life import go_on
from app.care.services.replan import replan
from app.care.store import courses, officers, roster_intake
from app.care.store.force import policy_of
from app.care.store.tables.courses import CounsellorChange, Course
from app.foundation.refusals import Conflict, OutOfTurn


@dataclass(frozen=True, slots=True)
class SeenAs:
    """The versions of course and roster that something was tried out in."""

    course_version: int
    roster_version: int


def let_go(
    db: Session, officer_id: str, course_id: str, easings: Sequence[Easing], seen: SeenAs, *, now: datetime
) -> Course:
    """Store what is left of the needs and wishes, and leave a job that plans by them; a course that waits goes on.

    Somebody else to see is taken at the officer's word: asking for them is the consent. Raises Conflict
    ("world-moved-on") if course or roster are not as they were `seen`, OutOfTurn ("illegal-move") for a paused course,
    NotFound.
    """
    roster_version = roster_intake.latest_locked(db, to_change=False)
    course = courses.locked_of_officer(db, course_id, officer_id)
    if SeenAs(course.version, roster_version) != seen:
        raise Conflict("Something has changed since this was worked out.", code="world-moved-on")
    if course.state not in {CourseState.OPEN, CourseState.WAITING}:
        raise OutOfTurn("This plan does not go on just now. Go on with it first.", code="illegal-move")
    officer = officers.locked(db, officer_id)
    needs, wants = eased(easings, OfficerNeeds.from_json(officer.needs), Wants.from_json(course.wants))
    if needs.in_duty_time and not policy_of(db).rest.in_duty_time_by_force:
        raise Conflict("Your force no longer allows this during a turn of duty.", code="world-moved-on")
    officer.needs = {**officer.needs, **needs.as_json()}
    is_new = wants.gap_once is not None and wants.gap_once_at is None
    course.wants = (replace(wants, gap_once_at=now.isoformat()) if is_new else wants).as_json()
    for one in easings:
        if one.ease is Ease.SOMEBODY_ELSE:
            _change_to(db, course, one.what, now=now)
    changed(course)
    go_on(db, course, now=now)
    replan(db, course)
    return course


def _change_to(db: Session, course: Course, counsellor_id: str, *, now: datetime) -> None:
    """The change with its consent, as it would stand had it been proposed; what was being asked is answered by it."""
    for question in courses.open_changes(db, [course.id]):
        question.answered_at = now
    if course.counsellor_id is None:
        return
    db.add(
        CounsellorChange(
            course_id=course.id,
            from_counsellor_id=course.counsellor_id,
            to_counsellor_id=counsellor_id,
            reason=AS_ASKED,
            proposed_at=now,
            answered_at=now,
            consented=True,
        )
    )
    course.counsellor_id = counsellor_id
    db.flush()
