"""The starts an officer is offered for a session, each with its reason and the course that would follow."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.answering import row_of
from app.care.domain.appointment import AppointmentStatus
from app.care.domain.asking import Ask, ask_of
from app.care.domain.course import CourseState
from app.care.domain.offering import APART, Facets, OffersView, OfferView, spread
from app.care.domain.thinking import NoAnswer, refuse_faults
from app.care.domain.world import KnownCourse
from app.care.reads.world import facts
from app.care.store import appointments, courses
from app.care.store.force import policy_of
from app.foundation.database import Database
from app.foundation.refusals import NotFound
from scheduler.offers import Offer, offers
from scheduler.plan import PlannedAppointment

MAY_CHOOSE = frozenset({CourseState.OPEN, CourseState.WAITING})
_LOOKED_AT, _OF_ONE_KIND = 5, 3
"""Asks the engine for so many times what is shown, to have several days, people and places to choose from."""


def offers_for(
    store: Database,
    officer_id: str,
    course_id: str,
    *,
    now: datetime,
    count: int = 5,
    number: int | None = None,
) -> OffersView:
    """The best starts for session `number` (None: the first that is owed), best first; thinks with no transaction held.

    Sessions before it stay where they are. Its own time counts as free, but is no offer where it is the officer's
    already, booked or held. No offers when the course is not open, that session is attended, or nothing fits. Raises
    NotFound if the course is not the officer's or has no such session.
    """
    with store.read() as db:
        course = courses.of_officer(db, course_id, officer_id)
        if number is not None and number > course.sessions:
            raise NotFound("There is no such number in your plan.")
        ask = _question(db, course_id, number, now=now)
    sheet = ask.sheets[course_id]
    chosen = sheet.course.choosing
    found: list[OfferView] = []
    if sheet.course.state in MAY_CHOOSE and chosen in sheet.owed:
        found = [_view(ask, course_id, offer) for offer in _choices(ask, course_id, count)]
    return OffersView(course_id, chosen, tuple(found), now)


def _question(db: Session, course_id: str, number: int | None, *, now: datetime) -> Ask:
    policy = policy_of(db)
    # Until something is booked the officer may choose anybody, even while a time of one person's is held for them.
    anybody = not appointments.agreed(db, course_id)
    world = facts(db, [course_id], now=now, policy=policy, others_too=anybody)
    (course,) = world.courses
    choosing = _first_open(course, now + policy.notice) if number is None else number
    return ask_of(replace(world, courses=(replace(course, choosing=choosing),)), policy)


def _first_open(course: KnownCourse, soonest_at: datetime) -> int | None:
    """The first session that is neither attended nor about to be."""
    done = {a.number for a in course.appointments if not a.is_live or a.start_at < soonest_at}
    return next((number for number in range(1, course.sessions + 1) if number not in done), None)


def _choices(ask: Ask, course_id: str, count: int) -> list[Offer]:
    """Offers that are a real choice among themselves, each judged like any plan; what fails makes room for another."""
    has = _has_already(ask.sheets[course_id].course)
    found = offers(ask.problem, course_id, ask.taken, _LOOKED_AT * count, apart=APART, most_alike=_OF_ONE_KIND * count)
    found = [one for one in found if (one.counsellor, one.place, ask.horizon.instant_of(one.start)) not in has]
    sound: set[Offer] = set()
    while True:
        best = spread(found, count, _facets)
        sound |= {offer for offer in best if offer not in sound and _is_sound(ask, offer.course)}
        if sound.issuperset(best):
            return best
        found = [offer for offer in found if offer not in best or offer in sound]


def _facets(offer: Offer) -> Facets:
    return Facets(offer.start, offer.counsellor, offer.place, offer.cost)


def _has_already(course: KnownCourse) -> set[tuple[str, str, datetime]]:
    """Counsellor, place and start of what the session has and the officer chose; a suggestion may still be taken."""
    return {
        (a.counsellor_id, a.place_id, a.start_at)
        for a in course.appointments
        if a.number == course.choosing and a.status in {AppointmentStatus.BOOKED, AppointmentStatus.HELD}
    }


def _is_sound(ask: Ask, planned: tuple[PlannedAppointment, ...]) -> bool:
    try:
        refuse_faults(ask, planned)
    except NoAnswer:
        return False
    return True


def _view(ask: Ask, course_id: str, offer: Offer) -> OfferView:
    sheet, world = ask.sheets[course_id], ask.world
    rows = tuple(row_of(ask, sheet, one) for one in offer.course)
    place = next(place for place in world.places if place.id == offer.place)
    first = rows[0]
    return OfferView(
        number=first.number,
        counsellor_id=first.counsellor_id,
        counsellor_name=next(who.name for who in world.counsellors if who.id == first.counsellor_id),
        place_id=place.id,
        place_name=place.name,
        is_video=place.is_video,
        start_at=first.start_at,
        end_at=first.end_at,
        words=first.reason,
        risk=first.risk,
        roster_version=world.roster_version,
        course=rows,
    )
