"""Leaves the durable jobs that fit courses again: one course, several that were struck at once, one part of these."""

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from app.care.domain.course import CourseState
from app.care.store.tables.courses import Course
from app.foundation.jobs import leave_job

PLAN_COURSE, PLAN_PARTS, PLAN_PART = "plan_course", "plan_parts", "plan_part"
ASK_FOR_CHANGE, TELL_WHAT_HELPS = "ask_for_change", "tell_what_helps"
TOGETHER = 2
"""From so many on courses are planned together: with two there is already a first choice to be had by accident, and
finding the parts costs one more read."""


def replan(db: Session, course: Course) -> None:
    """Ask for a plan of what the course is owed; a course that is not open is left alone."""
    replan_all(db, [course])


def replan_all(db: Session, courses: Iterable[Course]) -> None:
    """`replan` for courses that something struck at the same moment."""
    replan_together(db, [course.id for course in courses if course.state is CourseState.OPEN])


def replan_together(db: Session, course_ids: Sequence[str]) -> None:
    """Ask for a plan of courses that must be planned at the same moment, in whatever order they are named."""
    if len(course_ids) < TOGETHER:
        replan_each(db, course_ids)
    else:
        ids = sorted(course_ids)
        leave_job(db, PLAN_PARTS, {"course_ids": ids}, key=_key(ids))


def replan_each(db: Session, course_ids: Iterable[str]) -> None:
    """Ask for a plan of each of these open courses by itself, in this order."""
    for course_id in course_ids:
        leave_job(db, PLAN_COURSE, {"course_id": course_id}, key=course_id)


def replan_part(db: Session, course_ids: Sequence[str], *, rounds: int = 0) -> None:
    """Ask for a plan of these open courses together, the most urgent first; `rounds` counts the vain ones before."""
    if len(course_ids) == 1:
        replan_each(db, course_ids)
    elif course_ids:
        leave_job(db, PLAN_PART, {"course_ids": list(course_ids), "rounds": rounds}, key=_key(course_ids))


def seek_another(db: Session, course: Course) -> None:
    """Ask who could go on with the course in place of its counsellor; nothing changes before the officer says yes."""
    leave_job(db, ASK_FOR_CHANGE, {"course_id": course.id}, key=course.id)


def _key(course_ids: Iterable[str]) -> str:
    """What the same courses in the same order are known by: jobs are compared by it, and it must stay short."""
    return hashlib.sha256(" ".join(course_ids).encode()).hexdigest()[:32]
