"""Who waits for a counsellor's freed time, in the order in which they are asked, and what could be kept for them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.asking import Ask
from app.care.domain.planned import ChosenSlot
from app.care.domain.sieve import FittingTime, Sieve
from app.care.domain.sooner import SoonerSlot, Waiting, is_sooner, most_behind_first
from app.care.domain.world import KnownAppointment, KnownCourse
from app.care.reads.in_place import keeps_what_is_booked
from app.care.reads.offers import choices, offer_views, question
from app.care.store import appointments, courses, sooner
from app.care.store.force import policy_of
from app.care.store.tables.courses import Course
from app.care.store.tables.sooner import SoonerWish
from app.foundation.database import Database

_LOOKED_AT = 5


def line_for(db: Session, counsellor_id: str, *, now: datetime) -> list[Waiting]:
    """The planner's eyes: standing wishes for this counsellor's time, most behind first."""
    wishes = sooner.wishes_for(db, counsellor_id)
    asked = {course.id: course for course in courses.by_ids(db, [wish.course_id for wish in wishes])}
    return most_behind_first(_waiting(db, wish, asked[wish.course_id], now=now) for wish in wishes)


def _waiting(db: Session, wish: SoonerWish, course: Course, *, now: datetime) -> Waiting:
    """The session in question is the first that is neither attended nor about to be."""
    standing = {a.number: a for a in appointments.standing_of_course(db, course.id)}
    soonest_at = now + policy_of(db).notice
    open_ = (n for n in range(1, course.sessions + 1) if n not in standing or standing[n].start_at >= soonest_at)
    number = next(open_, course.sessions)
    before, has = standing.get(number - 1), standing.get(number)
    due_at = course.start_by_at if before is None else before.start_at + timedelta(days=course.wants["gap_ideal"])
    has_at = has.start_at if has else None
    return Waiting(wish.id, course.id, course.officer_id, course.urgency, due_at, has_at, wish.since_at)


def sooner_slot(store: Database, one: Waiting, counsellor_id: str, *, now: datetime) -> SoonerSlot | None:
    """The earliest good slot with the counsellor that is sooner, passes the wish and moves nothing else that is booked.

    Thinks with no transaction held. None: nothing was found, there is nothing that it could take the place of, the
    officer is deciding on a time just now, or was offered every such slot before.
    """
    with store.read() as db:
        wish = db.get_one(SoonerWish, one.wish_id)
        sieve, before = Sieve.from_json(wish.sieve), sooner.offered_before(db, wish.id)
        ask = question(db, one.course_id, None, now=now)
        away = {a.start_at for a in appointments.called_off_by_provider(db, counsellor_id, now)}
    sheet = ask.sheets[one.course_id]
    has = _has(sheet.course)
    if sheet.course.choosing not in sheet.owed or has is None or has.status is AppointmentStatus.HELD:
        return None
    has_at = has.start_at

    def suits(time: FittingTime) -> bool:
        slot = time.counsellor_id, time.start_at
        return (
            time.counsellor_id == counsellor_id
            and is_sooner(time.start_at, has_at)
            and slot not in before
            and time.start_at not in away
            and not sieve.against(time, ask.world.zone)
        )

    chosen = _earliest(ask, one.course_id, suits)
    return None if chosen is None else SoonerSlot(chosen, has.id)


def _earliest(ask: Ask, course_id: str, suits: Callable[[FittingTime], bool]) -> ChosenSlot | None:
    found, _ = choices(ask, course_id, _LOOKED_AT, suits)
    kept = (offer for offer in found if keeps_what_is_booked(ask, offer))
    fine = [view.chosen for view in offer_views(ask, course_id, kept)]
    return min(fine, key=lambda one: one.start_at, default=None)


def _has(course: KnownCourse) -> KnownAppointment | None:
    return next((a for a in course.appointments if a.is_live and a.number == course.choosing), None)
