"""Courses, by whose eyes they serve."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.care.domain.course import GOING_ON, CourseState
from app.care.store.tables.courses import CounsellorChange, Course, CourseEnding
from app.foundation.database import seen_once
from app.foundation.refusals import NotFound


def locked(db: Session, course_id: str) -> Course:
    """The course as it is now, kept from all other writers until the transaction ends. Always the first lock taken.

    Raises NotFound if there is none. SQLite has one writer at a time anyway.
    """
    course = db.get(Course, course_id, with_for_update={"key_share": True}, populate_existing=True)
    if course is None:
        raise NotFound("There is no such course.")
    return course


def locked_of_officer(db: Session, course_id: str, officer_id: str) -> Course:
    """`locked`, for the officer's eyes: somebody else's course does not exist."""
    course = locked(db, course_id)
    if course.officer_id != officer_id:
        raise NotFound("There is no such course.")
    return course


def locked_if_idle(db: Session, course_ids: Collection[str]) -> list[Course]:
    """Those of the courses that no other writer has right now, locked; never waits, so it can follow other locks."""
    if not course_ids:
        return []
    query = (
        select(Course)
        .where(Course.id.in_(sorted(course_ids)))
        .order_by(Course.id)
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(db.scalars(query))


def one(db: Session, course_id: str) -> Course:
    """The course as it is, for what is told of it. Raises NotFound if there is none."""
    course = db.get(Course, course_id)
    if course is None:
        raise NotFound("There is no such course.")
    return course


def going_on_of_officer(db: Session, officer_id: str) -> Course | None:
    """The officer's course that is open, paused or waiting, if there is one."""
    return seen_once(db, ("going on", officer_id), lambda: db.scalar(_GOING_ON_OF, {"officer_id": officer_id}))


def all_of_officer(db: Session, officer_id: str) -> Sequence[Course]:
    """Every course the officer ever had, newest first."""
    return db.scalars(select(Course).where(Course.officer_id == officer_id).order_by(Course.opened_at.desc())).all()


def of_officer(db: Session, course_id: str, officer_id: str) -> Course:
    """One course for the officer's eyes. Raises NotFound if it is not theirs."""
    course = db.get(Course, course_id)
    if course is None or course.officer_id != officer_id:
        raise NotFound("There is no such course.")
    return course


def by_ids(db: Session, course_ids: Collection[str]) -> Sequence[Course]:
    """The planner's eyes: these courses, in order of id."""
    return db.scalars(_BY_IDS, {"ids": list(course_ids)}).all() if course_ids else []


def going_on(db: Session) -> Sequence[Course]:
    """The planner's eyes: every course that is open, paused or waiting, in order of id."""
    return db.scalars(select(Course).where(Course.state.in_(GOING_ON)).order_by(Course.id)).all()


def going_on_of_officers(db: Session, officer_ids: Collection[str]) -> Sequence[Course]:
    """The planner's eyes: the going courses of these officers."""
    query = select(Course).where(Course.officer_id.in_(officer_ids), Course.state.in_(GOING_ON))
    return db.scalars(query.order_by(Course.id)).all()


def open_changes(db: Session, course_ids: Collection[str]) -> Sequence[CounsellorChange]:
    """The changes of counsellor of these courses that wait for consent, oldest first."""
    return db.scalars(_OPEN_CHANGES, {"course_ids": list(course_ids)}).all()


def open_change(db: Session, course_id: str) -> CounsellorChange | None:
    """The change of counsellor that waits for the officer's consent, if any; the newest if there are several."""
    return next(reversed(open_changes(db, [course_id])), None)


def note_ending(db: Session, course: Course, *, now: datetime) -> None:
    """The course has ended as its state says: for figures, which count it once."""
    course.ended_at = now
    db.add(CourseEnding(course_id=course.id, is_whole=course.state is CourseState.COMPLETE, count=1, at=now))


def take_ending_back(db: Session, course: Course, *, now: datetime) -> None:
    """A course that was complete is open again: its ending is struck out when it is, as outcomes are."""
    course.ended_at = None
    db.add(CourseEnding(course_id=course.id, is_whole=True, count=-1, at=now))


# Put together once: this takes longer than the store's answer.
_GOING_ON_OF = select(Course).where(Course.officer_id == bindparam("officer_id"), Course.state.in_(GOING_ON))
_BY_IDS = select(Course).where(Course.id.in_(bindparam("ids", expanding=True))).order_by(Course.id)
_OPEN_CHANGES = (
    select(CounsellorChange)
    .where(
        CounsellorChange.course_id.in_(bindparam("course_ids", expanding=True)), CounsellorChange.answered_at.is_(None)
    )
    .order_by(CounsellorChange.proposed_at)
)
