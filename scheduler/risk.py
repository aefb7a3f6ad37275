"""Miss risk: the chance, in thousandths, that a session at a start will be missed.

It is learnt from outcomes by what the shifts around a start look like, never by who the officer
is. The priors are starting points, not findings: published figures for missed sessions run from
about 9 to 12 in a hundred in NHS talking therapies, and none was found for police. Outcomes
replace them; how is in scheduler.odds and decision record 0015.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from math import prod
from zoneinfo import ZoneInfo

import numpy as np

from scheduler.civil import DAY, Horizon, force_day, ordinal_minutes, wall_clock, wall_instant
from scheduler.duty import Duty, DutyKind
from scheduler.interval import Interval
from scheduler.odds import Belief, Learnt, SetCount, learn, together
from scheduler.steps import Steps, steps_of

LATE_FROM, LATE_UNTIL = time(22), time(4)  # a turn that ends between these ends late
AFTER_LATE = timedelta(hours=24)
SOON = timedelta(hours=4)
COURT_NEAR = timedelta(hours=24)
EARLY_MINUTES = 9 * 60
LONG_LEAD = timedelta(days=21)
_ONE_DAY = timedelta(days=1)


class Feature(StrEnum):
    """What the shifts around a start look like; `plain` is a start with none of the others."""

    PLAIN = "plain"
    AFTER_LATE_TURN = "after_late_turn"
    FIRST_REST_DAY_AFTER_NIGHTS = "first_rest_day_after_nights"
    BETWEEN_NIGHTS = "between_nights"
    COURT_NEAR = "court_near"
    EARLY_START = "early_start"
    SOON_AFTER_DUTY = "soon_after_duty"
    IN_DUTY_TIME = "in_duty_time"
    LONG_LEAD = "long_lead"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many appointments with a feature were missed, and how many were kept."""

    feature: Feature
    misses: int
    kept: int

    def __post_init__(self) -> None:
        if self.misses < 0 or self.kept < 0:
            raise ValueError(f"a tally counts from nothing up: {self}")


# A prior weighs as much as a hundred appointments.
PRIORS = (
    Tally(Feature.PLAIN, 6, 94),
    Tally(Feature.AFTER_LATE_TURN, 10, 90),
    Tally(Feature.FIRST_REST_DAY_AFTER_NIGHTS, 15, 85),
    Tally(Feature.BETWEEN_NIGHTS, 18, 82),
    Tally(Feature.COURT_NEAR, 14, 86),
    Tally(Feature.EARLY_START, 10, 90),
    Tally(Feature.SOON_AFTER_DUTY, 13, 87),
    Tally(Feature.IN_DUTY_TIME, 14, 86),
    Tally(Feature.LONG_LEAD, 9, 91),
)


POOLING = 200.0
"""So many appointments with one set of features weigh as much as what its features say (docs/calibration.md)."""


@dataclass(frozen=True, slots=True)
class RiskTable:
    """What was seen so far by set of features, what was believed before, and the highest chance to be answered.

    ValueError: a set or a feature counted twice, a missing or empty prior, a cap outside 1 to 1000.
    """

    seen: tuple[SetCount, ...] = ()
    priors: tuple[Tally, ...] = PRIORS
    cap: int = 500

    def __post_init__(self) -> None:
        if len({one.features for one in self.seen}) < len(self.seen):
            raise ValueError("a set of features is counted twice")
        if len({prior.feature for prior in self.priors}) < len(self.priors):
            raise ValueError("a feature is counted twice")
        if len(self.priors) != len(Feature) or not all(p.misses + p.kept for p in self.priors):
            raise ValueError("every feature needs a prior of at least one appointment")
        if not 1 <= self.cap <= 1000:
            raise ValueError(f"a cap is between 1 and 1000 thousandths, not {self.cap}")


def rate(table: RiskTable, feature: Feature) -> float:
    """The share of misses that is believed for a feature before anything was seen."""
    (prior,) = (one for one in table.priors if one.feature is feature)
    return prior.misses / (prior.misses + prior.kept)


def believed(table: RiskTable, features: Iterable[Feature]) -> float:
    """The chance of a miss as it is believed before anything was seen.

    The worst feature counts whole and each further one by half, as independent causes would:
    they overlap (a start after a late turn is often soon after duty). A start is never safer
    than a plain one. So one more feature never lowers it.
    """
    rates = sorted((rate(table, f) for f in set(features) - {Feature.PLAIN}), reverse=True)
    worst = max(rate(table, Feature.PLAIN), *rates[:1], 0.0)
    return 1 - (1 - worst) * prod(1 - other / 2 for other in rates[1:])


def chance(table: RiskTable, features: Iterable[Feature]) -> int:
    """The chance of a miss in thousandths for a start with these features, capped.

    What was believed, shifted by what was seen. One more miss never lowers it for starts of the
    same features; another's it may, where it tells which of two features was to blame.
    """
    return _thousandths(table, learnt(table), features)


def _thousandths(table: RiskTable, known: Learnt, features: Iterable[Feature]) -> int:
    return min(table.cap, round(1000 * known.chance(frozenset(features) - {Feature.PLAIN})))


@lru_cache(maxsize=1 << 6)
def learnt(table: RiskTable) -> Learnt:
    """What the table's outcomes shift of what was believed; a prior weighs about as much as its outcomes would."""
    firm = {prior.feature: _firmness(prior) for prior in table.priors}
    base = firm.pop(Feature.PLAIN)
    as_believed = cache(lambda features: believed(table, features))
    return learn(table.seen, Belief(as_believed, {str(f): firm[f] for f in firm}, base, POOLING))


def _firmness(prior: Tally) -> float:
    """What the outcomes of a prior would tell about log-odds, twice: all starts and a feature can give way together."""
    misses, kept = max(0.5, prior.misses), max(0.5, prior.kept)
    return 2 * misses * kept / (misses + kept)


def updated(table: RiskTable, features: Iterable[Feature], missed: bool) -> RiskTable:
    """The table after one more appointment was missed or kept; it counts for the set of all its features."""
    one = SetCount(frozenset(features) - {Feature.PLAIN}, float(missed), float(not missed))
    return replace(table, seen=together([*table.seen, one]))


@dataclass(frozen=True, slots=True)
class Mark:
    """Civil minutes whose starts have a feature."""

    feature: Feature
    span: Interval[int]


def marks_of(
    duties: Sequence[Duty],
    horizon: Horizon,
    *,
    asked_at: datetime | None = None,
    day_starts: time = time(7),
) -> list[Mark]:
    """Where each feature holds, in no order; give duties from two days before the horizon on.

    `asked_at`: when the appointment is being made; without it no lead is long.
    """
    marks = list(_whenever_asked(tuple(duties), horizon, day_starts))
    if asked_at is not None:
        far = horizon.minute_of(asked_at + LONG_LEAD)
        if far < horizon.minutes:
            marks.append(Mark(Feature.LONG_LEAD, Interval(far, horizon.minutes)))
    return marks


@lru_cache(maxsize=1 << 8)
def _whenever_asked(duties: tuple[Duty, ...], horizon: Horizon, day_starts: time) -> tuple[Mark, ...]:
    """All but what depends on when one asks: a person looks, chooses and books within minutes."""
    begins = horizon.start_on.toordinal() * DAY
    around = [
        Mark(feature, Interval(start - begins, end - begins))
        for duty in duties
        if duty.is_work
        for feature, start, end in _around_in_minutes(duty, horizon.zone)
    ]
    return (*_early_starts(horizon), *around, *marks_after_nights(duties, horizon, day_starts))


@lru_cache(maxsize=1 << 6)
def _early_starts(horizon: Horizon) -> tuple[Mark, ...]:
    days = range(horizon.days)
    return tuple(Mark(Feature.EARLY_START, Interval(day * DAY, day * DAY + EARLY_MINUTES)) for day in days)


def marks_after_nights(duties: Sequence[Duty], horizon: Horizon, day_starts: time) -> list[Mark]:
    """The marks that nights alone give: first rest days after them, and the hours between two."""
    work = sorted((duty for duty in duties if duty.is_work), key=lambda duty: duty.start_at)
    starts = [duty.start_at for duty in work]
    longest = max((duty.length for duty in work), default=_ONE_DAY)
    marks = []
    for night in (duty for duty in work if duty.kind is DutyKind.NIGHT):
        # Only duties that could reach into the day after: the whole roster for each night would be quadratic.
        first = bisect_left(starts, night.end_at - longest)
        last = bisect_left(starts, night.end_at + 2 * _ONE_DAY)
        marks += _after_night(night, work[first:last], horizon, day_starts)
    return marks


@lru_cache(maxsize=1 << 15)
def _around_in_minutes(duty: Duty, zone: ZoneInfo) -> tuple[tuple[Feature, int, int], ...]:
    """As `_around`, in minutes from the ordinal date 0: colleagues share their duties, and weeks their days."""
    return tuple((feature, *ordinal_minutes(span, zone)) for feature, span in _around(duty, zone))


def _around(duty: Duty, zone: ZoneInfo) -> list[tuple[Feature, Interval[datetime]]]:
    """The features one working duty gives to the time in and around it."""
    end_at = duty.end_at
    found = [
        (Feature.IN_DUTY_TIME, duty.span),
        (Feature.SOON_AFTER_DUTY, Interval(end_at, end_at + SOON)),
    ]
    ends = wall_clock(end_at, zone).time()
    if duty.kind is not DutyKind.NIGHT and (ends >= LATE_FROM or ends < LATE_UNTIL):
        found.append((Feature.AFTER_LATE_TURN, Interval(end_at, end_at + AFTER_LATE)))
    if duty.kind is DutyKind.COURT:
        near = Interval(duty.start_at - COURT_NEAR, end_at + COURT_NEAR)
        found.append((Feature.COURT_NEAR, near))
    return found


def _after_night(night: Duty, duties: Sequence[Duty], horizon: Horizon, day_starts: time) -> list[Mark]:
    """The force day after a night's own: a first rest day, or the hours until the next night."""
    on = force_day(night.start_at, horizon.zone, day_starts) + _ONE_DAY
    begins_at = max(night.end_at, wall_instant(on, day_starts, horizon.zone))
    ends_at = wall_instant(on + _ONE_DAY, day_starts, horizon.zone)
    if ends_at <= begins_at:
        return []
    day = Interval(begins_at, ends_at)
    others = {d.kind for d in duties if d != night and d.span.meets(day)}
    if others - {DutyKind.NIGHT}:
        return []
    feature = Feature.BETWEEN_NIGHTS if others else Feature.FIRST_REST_DAY_AFTER_NIGHTS
    return [Mark(feature, horizon.minutes_of(day))]


def features_at(marks: Iterable[Mark], minute: int) -> frozenset[Feature]:
    """The features of a start, without `plain`."""
    return frozenset(mark.feature for mark in marks if mark.span.contains(minute))


def risk_steps(table: RiskTable, marks: Sequence[Mark]) -> Steps:
    """The chance of a miss over all starts; it changes only where a mark begins or ends."""
    chance_of = _chances(table)
    edges = np.array([(mark.span.start, mark.span.end) for mark in marks], np.int64).reshape(-1, 2)
    kinds = np.array([_NUMBERS[mark.feature] for mark in marks], np.int64)
    minutes, place = np.unique(edges, return_inverse=True)
    place = place.reshape(-1, 2)
    change = np.zeros((len(_NUMBERS), len(minutes)), np.int64)
    np.add.at(change, (kinds, place[:, 0]), 1)
    np.add.at(change, (kinds, place[:, 1]), -1)
    holds = np.cumsum(change, axis=1) > 0
    sets = _BITS @ holds
    return steps_of(chance_of(0), zip(minutes.tolist(), map(chance_of, sets.tolist()), strict=True))


_NUMBERS = {feature: number for number, feature in enumerate(Feature)}
_BITS = 1 << np.arange(len(_NUMBERS))


@lru_cache(maxsize=1 << 4)
def _chances(table: RiskTable) -> Callable[[int], int]:
    """The chance of a miss by the set of features, given as the sum of their `_BITS`."""
    known = learnt(table)

    @cache
    def chance_of(bits: int) -> int:
        return _thousandths(table, known, [one for one, number in _NUMBERS.items() if bits >> number & 1])

    return chance_of
