"""Wishes for something sooner, and the slots that are kept for them, by whose eyes they serve."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from app.care.domain.appointment import MOVABLE
from app.care.domain.course import CourseState
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.care.store.tables.sooner import SoonerOffer, SoonerWish
from app.foundation.refusals import NotFound


def standing_wish(db: Session, course_id: str) -> SoonerWish | None:
    """The course's wish, if one stands."""
    return db.scalar(_STANDING_WISH, {"course_id": course_id})


def wishes_for(db: Session, counsellor_id: str) -> Sequence[SoonerWish]:
    """The planner's eyes: standing wishes of open courses with the counsellor that nothing is kept for yet."""
    asked = select(SoonerOffer.wish_id).where(SoonerOffer.answered_at.is_(None))
    query = (
        select(SoonerWish)
        .join(Course, Course.id == SoonerWish.course_id)
        .where(
            Course.counsellor_id == counsellor_id,
            Course.state == CourseState.OPEN,
            SoonerWish.ended_at.is_(None),
            SoonerWish.id.not_in(asked),
        )
    )
    return db.scalars(query.order_by(SoonerWish.since_at, SoonerWish.id)).all()


def counsellors_wished_for(db: Session) -> set[str]:
    """The planner's eyes: whose freed slots somebody waits for."""
    query = select(Course.counsellor_id).join(SoonerWish, SoonerWish.course_id == Course.id)
    query = query.where(SoonerWish.ended_at.is_(None), Course.state == CourseState.OPEN)
    found = db.scalars(query.where(Course.counsellor_id.is_not(None)).distinct())
    return {one for one in found if one is not None}


def is_wished_for(db: Session, counsellor_id: str) -> bool:
    """Whether anybody waits for the counsellor's freed slots."""
    query = select(SoonerWish.id).join(Course, Course.id == SoonerWish.course_id)
    ours = (Course.counsellor_id == counsellor_id, Course.state == CourseState.OPEN)
    wanted = query.where(*ours, SoonerWish.ended_at.is_(None))
    return db.scalar(wanted.limit(1)) is not None


def open_offer(db: Session, course_id: str) -> SoonerOffer | None:
    """What is kept for the course now."""
    return db.scalar(_OPEN_OFFER, {"course_id": course_id})


def offer_of_officer(db: Session, offer_id: str, officer_id: str) -> SoonerOffer:
    """One offer for the officer's eyes, as it is now. Raises NotFound if it is not theirs."""
    query = (
        select(SoonerOffer)
        .join(Course, Course.id == SoonerOffer.course_id)
        .where(SoonerOffer.id == offer_id, Course.officer_id == officer_id)
    )
    found = db.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound("There is no such time for you.")
    return found


def kept_of(db: Session, counsellor_ids: Collection[str], place_ids: Collection[str] = ()) -> Sequence[SoonerOffer]:
    """Every slot of these counsellors, or at these places, that is kept for somebody now."""
    asked = {"counsellor_ids": list(counsellor_ids), "place_ids": list(place_ids)}
    return db.scalars(_KEPT_OF if asked["place_ids"] else _KEPT_WITH, asked).all()


def offered_before(db: Session, wish_id: str) -> set[tuple[str, datetime]]:
    """Counsellor and start of everything this wish was ever offered: nobody is asked twice."""
    query = select(SoonerOffer.counsellor_id, SoonerOffer.start_at).where(SoonerOffer.wish_id == wish_id)
    return {(who, at) for who, at in db.execute(query)}


def lapsed(db: Session, now: datetime) -> Sequence[SoonerOffer]:
    """Open offers whose time is over, or whose session has another time since."""
    query = (
        select(SoonerOffer)
        .join(Appointment, Appointment.id == SoonerOffer.appointment_id)
        .where(
            SoonerOffer.answered_at.is_(None),
            or_(SoonerOffer.until_at <= now, Appointment.status.not_in(MOVABLE)),
        )
    )
    return db.scalars(query).all()


# Put together once: this takes longer than the store's answer.
_STANDING_WISH = select(SoonerWish).where(SoonerWish.course_id == bindparam("course_id"), SoonerWish.ended_at.is_(None))
_UNANSWERED = SoonerOffer.answered_at.is_(None)
_OPEN_OFFER = select(SoonerOffer).where(SoonerOffer.course_id == bindparam("course_id"), _UNANSWERED)
_WITH_THEM = SoonerOffer.counsellor_id.in_(bindparam("counsellor_ids", expanding=True))
_KEPT_WITH = select(SoonerOffer).where(_UNANSWERED, _WITH_THEM)
_KEPT_OF = select(SoonerOffer).where(
    _UNANSWERED, _WITH_THEM | SoonerOffer.place_id.in_(bindparam("place_ids", expanding=True))
)
