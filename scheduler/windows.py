"""Availability windows: when an officer could attend, per place, with risk and cost.

Everything that takes time away is one entry in the list at the foot; what is left is cut where
the risk or the cost changes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from scheduler.civil import DAY, Horizon, ordinal_minutes
from scheduler.cutting import priced_pieces
from scheduler.duty import Duty
from scheduler.interval import Interval, merge, subtract
from scheduler.problem import Window
from scheduler.rest_rules import DUTY_RULES, RestRules, Stretch
from scheduler.rest_rules import Rule as DutyRule
from scheduler.spans import Spans, left_of, pairs_of, spans_of
from scheduler.steps import Steps, steps_of

EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Reach:
    """A place the officer would attend at.

    `travel`: the journey between it and work, None for video. `cost`: how much less it is liked
    than the others.
    """

    place: str
    travel: timedelta | None = None
    cost: int = 0

    def __post_init__(self) -> None:
        if self.travel is not None and self.travel < timedelta(0):
            raise ValueError(f"the journey to {self.place!r} cannot be negative: {self.travel}")
        if self.cost < 0:
            raise ValueError(f"the cost of {self.place!r} cannot be negative: {self.cost}")


@dataclass(frozen=True, slots=True)
class Dislike:
    """Wall-clock hours of some weekdays (Monday is 0) that cost more; midnight ends a day."""

    cost: int
    weekdays: frozenset[int] = EVERY_DAY
    starts: time = time(0)
    ends: time = time(0)

    def __post_init__(self) -> None:
        if self.cost < 0:
            raise ValueError(f"a dislike cannot cost less than nothing: {self.cost}")
        if not self.weekdays <= EVERY_DAY:
            raise ValueError(f"weekdays run from 0 to 6: {sorted(self.weekdays)}")
        if self.ends != time(0) and self.ends <= self.starts:
            raise ValueError(f"a dislike lies in one day: {self.starts} to {self.ends}")


@dataclass(frozen=True, slots=True)
class OfficerNeeds:
    """What the officer asked for: places, session length, and times they cannot or would rather not.

    `blackouts` are instants that need no reason; `earliest_at` is the first moment they may attend.
    """

    places: tuple[Reach, ...]
    minutes: int = 50
    blackouts: tuple[Interval[datetime], ...] = ()
    dislikes: tuple[Dislike, ...] = ()
    earliest_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.minutes < 1:
            raise ValueError(f"a session lasts at least a minute, not {self.minutes}")
        if len({reach.place for reach in self.places}) < len(self.places):
            raise ValueError("a place is named twice")


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything the rules may look at, for places at one journey; `stretches` are the duties as seen from there."""

    stretches: Sequence[Stretch]
    rules: RestRules
    needs: OfficerNeeds
    horizon: Horizon


Rule = Callable[[Asked], Iterable[Interval[int]]]


def duties_block(asked: Asked, rule: DutyRule) -> Iterable[Interval[int]]:
    """What one rest rule keeps free around every duty."""
    for stretch in asked.stretches:
        span = rule(stretch)
        if span is not None:
            yield asked.horizon.minutes_of(span)


def quiet_hours_block(asked: Asked) -> Iterable[Interval[int]]:
    """Nothing between 22:00 and 07:00: a session needs someone awake on both sides of it."""
    evening, morning = _minute(asked.rules.quiet_from), _minute(asked.rules.quiet_until)
    for day in range(asked.horizon.days + 1):
        yield Interval((day - 1) * DAY + evening, day * DAY + morning)


def blackouts_block(asked: Asked) -> Iterable[Interval[int]]:
    """The officer's own times, without asking why."""
    return map(asked.horizon.minutes_of, asked.needs.blackouts)


def nothing_is_before_the_earliest(asked: Asked) -> Iterable[Interval[int]]:
    """No session before the officer may attend; a minute already running is gone."""
    if asked.needs.earliest_at is not None:
        last = asked.needs.earliest_at - timedelta.resolution
        first_free = asked.horizon.minute_of(last) + 1
        if first_free > 0:
            yield Interval(0, first_free)


RULES: tuple[Rule, ...] = (
    *(partial(duties_block, rule=rule) for rule in DUTY_RULES),
    quiet_hours_block,
    blackouts_block,
    nothing_is_before_the_earliest,
)


def availability_windows(
    duties: Sequence[Duty],
    rules: RestRules,
    needs: OfficerNeeds,
    *,
    horizon: Horizon,
    risk_of: Steps,
    walk: Sequence[Rule] = RULES,
) -> list[Window]:
    """When the officer could attend, sorted by start, end and place, in civil minutes.

    Give duties from two days before the horizon on: a night earns sleep after midnight.
    A window has one risk and one cost. A session that crosses a change fits in a window laid
    over it, at the higher risk and the higher cost of the two sides; so windows overlap, and the
    cheapest that holds a session is its price. `walk` is there so that each rule can be shown to
    matter by leaving it out.
    """
    cost_of = cost_steps(needs.dislikes, horizon)
    columns: list[list[NDArray[np.int64]]] = []
    for free, there in _free_at(duties, rules, needs, horizon, walk):
        cut = priced_pieces(free, needs.minutes, risk_of, cost_of)
        for at in there:
            reach = needs.places[at]
            columns.append([cut.start, cut.end, np.full(len(cut.start), at), cut.risk, cut.cost + reach.cost])
    return _in_order(columns, [reach.place for reach in needs.places])


def _in_order(columns: Sequence[Sequence[NDArray[np.int64]]], places: Sequence[str]) -> list[Window]:
    """Windows sorted by start, end and place, from columns of start, end, position of the place, risk and cost."""
    if not columns:
        return []
    start, end, at, risk, cost = (np.concatenate(parts) for parts in zip(*columns, strict=True))
    rank = np.argsort(np.argsort(places))
    order = np.lexsort((rank[at], end, start))
    named = [places[one] for one in at[order].tolist()]
    return list(
        map(Window, start[order].tolist(), end[order].tolist(), named, risk[order].tolist(), cost[order].tolist())
    )


def free_windows(duties: Sequence[Duty], rules: RestRules, needs: OfficerNeeds, *, horizon: Horizon) -> list[Window]:
    """The same time as `availability_windows` in long pieces without risk or cost, in order of start and place.

    Enough to tell whether a session could be held at a time; a session fits here where it fits there.
    """
    columns: list[list[NDArray[np.int64]]] = []
    for free, there in _free_at(duties, rules, needs, horizon, RULES):
        long_enough = free.end - free.start >= needs.minutes
        start, end = free.start[long_enough], free.end[long_enough]
        nothing = np.zeros(len(start), np.int64)
        columns += [[start, end, np.full(len(start), at), nothing, nothing] for at in there]
    return _in_order(columns, [reach.place for reach in needs.places])


def _free_at(
    duties: Sequence[Duty], rules: RestRules, needs: OfficerNeeds, horizon: Horizon, walk: Sequence[Rule]
) -> Iterator[tuple[Spans, list[int]]]:
    """Free time at each journey, with the positions of the places that are so far away."""
    for travel in {reach.travel for reach in needs.places}:
        there = [at for at, reach in enumerate(needs.places) if reach.travel == travel]
        if walk is RULES:
            yield _free_of_all(tuple(duties), Asked((), rules, needs, horizon), rules.edge(travel)), there
        else:
            asked = Asked(_seen_from(duties, rules, travel, horizon), rules, needs, horizon)
            yield spans_of(pairs_of(free_time(asked, walk))), there


def _seen_from(
    duties: Sequence[Duty], rules: RestRules, travel: timedelta | None, horizon: Horizon
) -> tuple[Stretch, ...]:
    edge = rules.edge(travel)
    return tuple(Stretch(duty, rules, edge, horizon.zone) for duty in duties)


def free_time(asked: Asked, walk: Sequence[Rule]) -> list[Interval[int]]:
    """What is left of the horizon at one journey, as long stretches, when every rule has taken its part."""
    taken = merge(span for rule in walk for span in rule(asked))
    return subtract([Interval(0, asked.horizon.minutes)], taken)


def _free_of_all(duties: tuple[Duty, ...], own: Asked, edge: timedelta) -> Spans:
    """`free_time` with all rules: what the duties keep is known at the next question about the same roster."""
    rules = (blackouts_block, nothing_is_before_the_earliest)
    taken = spans_of(pairs_of(span for rule in rules for span in rule(own)))
    return left_of(own.horizon.minutes, taken.and_(_kept_beside(duties, own.rules, edge, own.horizon)))


@lru_cache(maxsize=1 << 10)
def _kept_beside(duties: tuple[Duty, ...], rules: RestRules, edge: timedelta, horizon: Horizon) -> Spans:
    """What duties and nights keep free."""
    return kept_beside(duties, rules, edge, horizon).and_(_quiet_hours(rules, horizon))


@lru_cache(maxsize=1 << 6)
def _quiet_hours(rules: RestRules, horizon: Horizon) -> Spans:
    return spans_of(pairs_of(quiet_hours_block(Asked((), rules, OfficerNeeds(()), horizon))))


def kept_beside(duties: Iterable[Duty], rules: RestRules, edge: timedelta, horizon: Horizon) -> Spans:
    """The civil minutes that all rest rules together keep free around these duties, some of them more than once."""
    seen_from = _seen_by(rules, edge, horizon.zone)
    kept = spans_of(span for duty in duties for span in _kept_by(duty, seen_from))
    return kept.moved(-horizon.start_on.toordinal() * DAY)


@dataclass(frozen=True, slots=True, eq=False)
class _SeenFrom:
    """Rules, a journey and a zone; one of each kind, so that it is found by what it is and not by what it says."""

    rules: RestRules
    edge: timedelta
    zone: ZoneInfo


@lru_cache(maxsize=1 << 10)
def _seen_by(rules: RestRules, edge: timedelta, zone: ZoneInfo) -> _SeenFrom:
    return _SeenFrom(rules, edge, zone)


@lru_cache(maxsize=1 << 16)
def _kept_by(duty: Duty, seen: _SeenFrom) -> tuple[tuple[int, int], ...]:
    """What all rest rules keep free around one duty, nearly always one piece, in minutes from the ordinal date 0."""
    stretch = Stretch(duty, seen.rules, seen.edge, seen.zone)
    spans = merge(span for rule in DUTY_RULES if (span := rule(stretch)) is not None)
    return tuple(ordinal_minutes(span, seen.zone) for span in spans)


def cost_steps(dislikes: Sequence[Dislike], horizon: Horizon) -> Steps:
    """What each minute of the horizon costs; dislikes of the same minute add up."""
    return _cost_steps(tuple(dislikes), horizon)


@lru_cache(maxsize=1 << 8)
def _cost_steps(dislikes: tuple[Dislike, ...], horizon: Horizon) -> Steps:
    changes: dict[int, int] = {}
    for day in range(horizon.days):
        weekday = (horizon.start_on.weekday() + day) % 7
        for dislike in dislikes:
            if weekday in dislike.weekdays:
                start, end = day * DAY + _minute(dislike.starts), day * DAY + (_minute(dislike.ends) or DAY)
                changes[start] = changes.get(start, 0) + dislike.cost
                changes[end] = changes.get(end, 0) - dislike.cost
    points, total = [], 0
    for minute in sorted(changes):
        total += changes[minute]
        points.append((minute, total))
    return steps_of(0, points)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
