"""What an officer could let go of, one thing at a time, and what is left of their needs and wishes then.

The same function answers "what if" and carries it out, so that what was tried is what is done.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.care.domain.longer_once import is_to_come
from app.care.domain.needs import Disliked, OfficerNeeds
from app.care.domain.parts_of_day import Cell, PartOfDay, cells_of, is_of_cells, spans_of
from app.care.domain.policy import Policy
from app.care.domain.wants import Mode, Wants
from app.care.domain.world import KnownCourse, World
from scheduler.duty import DutyKind
from scheduler.interval import Interval

WEEKEND = "weekend"
_WEEKEND_DAYS = frozenset({5, 6})
_SLEEPS, _RESTS = (8, 6, 5), (4, 2, 0)
"""Hours to come down to, step by step: nobody is asked to give up all at once."""
_CLOSER_DAYS, _FURTHER_DAYS = 3, 42
_QUICKER, _QUICKEST = 15, 15
"""Minutes: so much shorter a journey could be taken, and never shorter than that."""


class Ease(StrEnum):
    """What could be let go of; the one that asks least of an officer first."""

    VIDEO = "video"
    IN_PERSON = "in_person"
    PLACE = "place"
    JOURNEY = "journey"
    FURTHER_ONCE = "further_once"
    FURTHER_APART = "further_apart"
    CLOSER = "closer"
    HOURS = "hours"
    DUTY_TIME = "duty_time"
    WIND_DOWN = "wind_down"
    REST_DAY = "rest_day"
    LANGUAGE = "language"
    GENDER = "gender"
    LEAVE = "leave"
    AWAY = "away"
    SLEEP = "sleep"
    SOMEBODY_ELSE = "somebody_else"


@dataclass(frozen=True, slots=True)
class Easing:
    """One thing let go of.

    `what`: the place, the part of the day or WEEKEND, the counsellor, or the ways of meeting ("telephone+site"; video
    where it is empty) it is about. `before` and `after`: minutes,
    hours or days, where there are such. `span`: of the days away.
    """

    ease: Ease
    what: str = ""
    before: int = 0
    after: int = 0
    span: Interval[datetime] | None = None

    @property
    def key(self) -> str:
        """Its name: alike as long as it means the same."""
        if self.span is not None:
            return f"{self.ease.value}:{self.span.start.isoformat()}/{self.span.end.isoformat()}"
        about = ":".join([*filter(None, [self.what]), *([str(self.after)] if self.before else [])])
        return f"{self.ease.value}:{about}" if about else self.ease.value


def eased(easings: Iterable[Easing], needs: OfficerNeeds, wants: Wants) -> tuple[OfficerNeeds, Wants]:
    """Needs and wishes without what is let go of; somebody else to see is neither."""
    for one in easings:
        needs, wants = _needs(one, needs), _wants(one, wants)
    return needs, wants


def easings(course: KnownCourse, world: World, policy: Policy) -> list[Easing]:
    """Everything that this officer could let go of as things stand, what asks least of them first."""
    order = list(Ease)
    found = [*_of_meeting(course, world), *_of_rhythm(course, world.now), *_of_time(course, world, policy)]
    return sorted(found, key=lambda one: order.index(one.ease))


def _of_meeting(course: KnownCourse, world: World) -> Iterator[Easing]:
    wants, sites = course.wants, [place for place in world.places if place.is_site]
    yield from _other_ways(wants.mode, world, has_sites=bool(sites))
    if wants.mode.travels and wants.places:
        yield from (Easing(Ease.PLACE, place.id) for place in sites if place.id not in wants.places)
    if wants.mode.travels:
        yield from _journeys(course, {place.id for place in sites})
    if course.bound_to is None:
        if wants.counsellor_gender is not None:
            yield Easing(Ease.GENDER, wants.counsellor_gender)
        if wants.language is not None:
            yield Easing(Ease.LANGUAGE, wants.language)


def _journeys(course: KnownCourse, sites: Collection[str]) -> Iterator[Easing]:
    """Only a journey that the officer has timed themselves: of the usual one they have not said how long it takes."""
    for site, minutes in dict(course.needs.travel_minutes).items():
        goes_there = site in (course.wants.places or sites)
        if site in sites and goes_there and minutes > _QUICKEST:
            yield Easing(Ease.JOURNEY, site, before=minutes, after=max(_QUICKEST, minutes - _QUICKER))


def _other_ways(mode: Mode, world: World, *, has_sites: bool) -> Iterator[Easing]:
    """Whoever asked for one way could take any; it is called by the ways that this adds."""
    there = {
        Mode.VIDEO: any(place.is_video for place in world.places),
        Mode.TELEPHONE: any(place.call for place in world.places),
        Mode.SITE: has_sites,
    }
    added = [] if mode is Mode.EITHER else [way for way, is_there in there.items() if is_there and way is not mode]
    if added == [Mode.SITE]:
        yield Easing(Ease.IN_PERSON)
    elif added:
        yield Easing(Ease.VIDEO, "" if added == [Mode.VIDEO] else "+".join(added))


def _of_rhythm(course: KnownCourse, now: datetime) -> Iterator[Easing]:
    """A longer gap once before one for good: only who has agreed to that, and needs more, is asked for it."""
    wants = course.wants
    if wants.gap_min > _CLOSER_DAYS:
        yield Easing(Ease.CLOSER, before=wants.gap_min, after=_CLOSER_DAYS)
    if wants.gap_limit < _FURTHER_DAYS:
        agreed = is_to_come(wants, [a.start_at for a in course.appointments if a.start_at <= now])
        ease = Ease.FURTHER_APART if agreed else Ease.FURTHER_ONCE
        yield Easing(ease, before=wants.gap_limit, after=_FURTHER_DAYS)


def no_longer_than(one: Easing, days: int) -> Easing:
    """The same with no longer a gap than so many days, where it is about a gap and fewer will do."""
    is_shorter = one.ease is Ease.FURTHER_ONCE and one.before < days < one.after
    return replace(one, after=days) if is_shorter else one


def _of_time(course: KnownCourse, world: World, policy: Policy) -> Iterator[Easing]:
    needs, rules = course.needs, course.needs.rules(policy.rest)
    kinds = {duty.kind for duty in course.duties if duty.end_at > world.now}
    if DutyKind.NIGHT in kinds:
        yield from _shorter(Ease.SLEEP, rules.sleep_after_night, _SLEEPS)
        yield from _shorter(Ease.WIND_DOWN, rules.wind_down_before_night, _RESTS)
        if needs.rests_after_nights:
            yield Easing(Ease.REST_DAY)
    if DutyKind.LEAVE in kinds and rules.leave_blocks:
        yield Easing(Ease.LEAVE)
    if {DutyKind.EARLY, DutyKind.LATE} & kinds and rules.in_duty_time_by_force and not rules.in_duty_time_by_officer:
        yield Easing(Ease.DUTY_TIME)
    closed = cells_of(hours.span for hours in needs.closed)
    yield from (Easing(Ease.HOURS, name) for name in (*PartOfDay, WEEKEND) if closed & _cells(name))
    yield from (Easing(Ease.AWAY, span=span) for span in needs.blackouts if span.end > world.now)


def _shorter(ease: Ease, present: timedelta, steps: tuple[int, ...]) -> Iterator[Easing]:
    hours = int(present.total_seconds() // 3600)
    lower = [step for step in steps if step < hours]
    if lower:
        yield Easing(ease, before=hours, after=max(lower))


def _cells(name: str) -> frozenset[Cell]:
    """The parts of days that go by this name: every weekend, or one part of all the other days."""
    if name == WEEKEND:
        return frozenset((day, part) for day in _WEEKEND_DAYS for part in PartOfDay)
    return frozenset((day, PartOfDay(name)) for day in range(7) if day not in _WEEKEND_DAYS)


def _needs(one: Easing, needs: OfficerNeeds) -> OfficerNeeds:
    match one.ease:
        case Ease.SLEEP:
            return replace(needs, sleep_hours=one.after)
        case Ease.WIND_DOWN:
            return replace(needs, wind_down_hours=one.after)
        case Ease.REST_DAY:
            return replace(needs, rests_after_nights=None)
        case Ease.LEAVE:
            return replace(needs, attends_on_leave=True)
        case Ease.DUTY_TIME:
            return replace(needs, in_duty_time=True)
        case _:
            return _days_and_ways(one, needs)


def _days_and_ways(one: Easing, needs: OfficerNeeds) -> OfficerNeeds:
    match one.ease:
        case Ease.JOURNEY:
            return replace(needs, travel_minutes={**needs.travel_minutes, one.what: one.after})
        case Ease.AWAY:
            return replace(needs, blackouts=tuple(span for span in needs.blackouts if span != one.span))
        case Ease.HOURS:
            return _opened(needs, _cells(one.what))
        case _:
            return needs


def _opened(needs: OfficerNeeds, cells: frozenset[Cell]) -> OfficerNeeds:
    """Closed parts of days opened; they go on being disliked."""
    odd = tuple(hours for hours in needs.closed if not is_of_cells(hours.span))
    left = cells_of(hours.span for hours in needs.closed) - cells
    disliked = cells_of(hours.span for hours in needs.disliked) | (cells_of(h.span for h in needs.closed) & cells)
    others = tuple(hours for hours in needs.disliked if not is_of_cells(hours.span))
    return replace(
        needs,
        closed=(*(Disliked(*span) for span in spans_of(left)), *odd),
        disliked=(*(Disliked(*span) for span in spans_of(disliked)), *others),
    )


def _wants(one: Easing, wants: Wants) -> Wants:
    match one.ease:
        case Ease.VIDEO | Ease.IN_PERSON:
            return replace(wants, mode=Mode.EITHER)
        case Ease.PLACE:
            return replace(wants, places=(*wants.places, one.what))
        case Ease.GENDER:
            return replace(wants, counsellor_gender=None)
        case Ease.LANGUAGE:
            return replace(wants, language=None)
        case Ease.CLOSER:
            return replace(wants, gap_min=one.after)
        case Ease.FURTHER_APART:
            return replace(wants, gap_limit=one.after, gap_once=None, gap_once_at=None)
        case Ease.FURTHER_ONCE:
            return replace(wants, gap_once=one.after, gap_once_at=None)
        case _:
            return wants
