"""The starts an officer is offered for a session, each with its reason and the course that would follow."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.domain.answering import Teller
from app.care.domain.appointment import AppointmentStatus
from app.care.domain.asking import Ask, ask_of
from app.care.domain.course import CourseState
from app.care.domain.kept_hours import with_kept_closed
from app.care.domain.offering import APART, Among, Facets, OffersView, OfferView, spread
from app.care.domain.sieve import ANYTHING, FittingTime, Sieve, Tally, tallied
from app.care.domain.thinking import NoAnswer, judge_of, refuse_faults
from app.care.domain.world import KnownCourse, World
from app.care.reads.world import facts
from app.care.store import appointments, courses
from app.care.store.force import policy_of
from app.foundation.database import Database
from app.foundation.refusals import NotFound
from scheduler.check import Judge
from scheduler.interval import merge
from scheduler.offers import Fitting, Offer, Promising, Wanted, sifted
from scheduler.plan import PlannedAppointment
from scheduler.risk import marks_after_nights

MAY_CHOOSE = frozenset({CourseState.OPEN, CourseState.WAITING})
LOOK_AHEAD = timedelta(weeks=4)
"""How far ahead times are counted for whoever narrows them down."""
_LOOKED_AT, _OF_ONE_KIND = 5, 3
"""Asks the engine for so many times what is shown, to have several days, people and places to choose from."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is being chosen: `count` starts for session `number` (None: the first that is owed) that pass the sieve."""

    number: int | None = None
    count: int = 5
    sieve: Sieve = ANYTHING


def offers_for(
    store: Database,
    officer_id: str,
    course_id: str,
    *,
    now: datetime,
    count: int = 5,
    number: int | None = None,
) -> OffersView:
    """`offers_of` with no wishes about the times."""
    return offers_of(store, officer_id, course_id, Choice(number, count), now=now)


def offers_of(store: Database, officer_id: str, course_id: str, choice: Choice, *, now: datetime) -> OffersView:
    """The best starts for the session being chosen, best first; thinks with no transaction held.

    Sessions before it stay where they are. Its own time counts as free, but is no offer where it is the officer's
    already, booked or held. No offers when the course is not open, that session is attended, or nothing fits. Raises
    NotFound if the course is not the officer's or has no such session.
    """
    with store.read() as db:
        course = courses.of_officer(db, course_id, officer_id)
        if choice.number is not None and choice.number > course.sessions:
            raise NotFound("There is no such number in your plan.")
        ask = question(db, course_id, choice.number, now=now)
    sheet = ask.sheets[course_id]
    chosen = sheet.course.choosing
    if sheet.course.state not in MAY_CHOOSE or chosen not in sheet.owed:
        return OffersView(course_id, chosen, (), now)
    times = Times(ask, course_id)
    sieve = choice.sieve
    suits = None if sieve.is_open else lambda one: not sieve.against(one, ask.world.zone)
    found, fitting = choices(ask, course_id, choice.count, suits)
    last = ask.horizon.minute_of(now + LOOK_AHEAD - timedelta.resolution)
    soon = [one for one in fitting if one.start <= last]
    where, who = {one.place for one in fitting}, {one.counsellor for one in fitting}
    return OffersView(
        course_id,
        chosen,
        offer_views(ask, course_id, found),
        now,
        fitting=Among(
            tallied(map(times.of, soon), sieve, ask.world.zone) if suits else Tally(len(soon), len(soon), ()),
            places=tuple((p.id, p.name) for p in ask.world.places if p.id in where),
            counsellors=tuple((one.id, one.name) for one in ask.world.counsellors if one.id in who),
        ),
    )


class Times:
    """Puts the engine's starts as times of the officer's, and knows which of them follow nights."""

    def __init__(self, ask: Ask, course_id: str) -> None:
        course = ask.sheets[course_id].course
        rules = course.needs.rules(ask.policy.rest)
        self._horizon = ask.horizon
        marks = marks_after_nights(course.duties, ask.horizon, rules.day_starts)
        self._after = merge(mark.span for mark in marks)
        self._begin = [span.start for span in self._after]

    def of(self, one: Fitting) -> FittingTime:
        """One start as a time."""
        before = bisect_right(self._begin, one.start)
        after_nights = before > 0 and self._after[before - 1].contains(one.start)
        return FittingTime(self._horizon.instant_of(one.start), one.place, one.counsellor, after_nights)


def question(db: Session, course_id: str, number: int | None, *, now: datetime) -> Ask:
    """The planner's eyes: what choosing a time for that session (None: the first owed) depends on."""
    policy = policy_of(db)
    # Until something is booked the officer may choose anybody, even while a time of one person's is held for them.
    anybody = not appointments.agreed(db, course_id)
    world = facts(db, [course_id], now=now, policy=policy, others_too=anybody)
    (course,) = world.courses
    choosing = _first_open(course, now + policy.notice) if number is None else number
    if any(a.number == choosing and a.status is AppointmentStatus.BOOKED for a in course.appointments):
        # Whoever has a time and would like another has nothing to be replaced.
        world = with_kept_closed(world, policy)
    return ask_of(replace(world, courses=(replace(course, choosing=choosing),)), policy)


def _first_open(course: KnownCourse, soonest_at: datetime) -> int | None:
    """The first session that is neither attended nor about to be."""
    done = {a.number for a in course.appointments if not a.is_live or a.start_at < soonest_at}
    return next((number for number in range(1, course.sessions + 1) if number not in done), None)


def choices(
    ask: Ask, course_id: str, count: int, suits: Callable[[FittingTime], bool] | None
) -> tuple[list[Offer], tuple[Fitting, ...]]:
    """Offers that are a real choice among themselves, each judged like any plan; what fails makes room for another.

    `suits`: which times may be offered (None: all). The second is every start that fits, whether it suits or not.
    """
    has, times = _has_already(ask.sheets[course_id].course), Times(ask, course_id)
    wanted = Wanted(_LOOKED_AT * count, APART, _OF_ONE_KIND * count)
    chosen = None if suits is None else lambda one: suits(times.of(one))
    sieved = sifted(ask.problem, course_id, ask.taken, chosen, wanted)
    found = [
        one for one in sieved.promising if (one.counsellor, one.place, ask.horizon.instant_of(one.start)) not in has
    ]
    judge, sound = judge_of(ask), dict[Promising, Offer]()
    while True:
        best = spread(found, count, _facets)
        whole = {one: sieved.whole(one) for one in best if one not in sound}
        sound |= {one: offer for one, offer in whole.items() if _is_sound(ask, offer.course, judge)}
        if sound.keys() >= set(best):
            return [sound[one] for one in best], sieved.fitting
        found = [one for one in found if one not in best or one in sound]


def _facets(one: Promising) -> Facets:
    return Facets(one.start, one.counsellor, one.place, one.cost)


def _has_already(course: KnownCourse) -> set[tuple[str, str, datetime]]:
    """Counsellor, place and start of what the session has and the officer chose; a suggestion may still be taken."""
    return {
        (a.counsellor_id, a.place_id, a.start_at)
        for a in course.appointments
        if a.number == course.choosing and a.status in {AppointmentStatus.BOOKED, AppointmentStatus.HELD}
    }


def _is_sound(ask: Ask, planned: tuple[PlannedAppointment, ...], judge: Judge) -> bool:
    try:
        refuse_faults(ask, planned, judge)
    except NoAnswer:
        return False
    return True


def offer_views(ask: Ask, course_id: str, offers: Iterable[Offer]) -> tuple[OfferView, ...]:
    """The engine's offers as their officer sees them."""
    teller = Teller(ask, ask.sheets[course_id])
    return tuple(_offer_view(ask.world, teller, offer) for offer in offers)


def _offer_view(world: World, teller: Teller, offer: Offer) -> OfferView:
    next_one, *following = offer.course
    rows = (teller.row_of(next_one), *map(teller.place_of, following))
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
        call=place.call,
    )
