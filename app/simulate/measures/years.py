"""Measures of years: each run is boiled down to a few numbers, and those of many seeds are put together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeAlias

from app.simulate.facts import ShiftClass
from app.simulate.measures.catalogue import FEE_A_SESSION, MEASURES, Measure, Part, Year
from app.simulate.measures.intervals import Measured, t_interval
from app.simulate.measures.survival import Seen, seen_of
from app.simulate.records import HoursRecord, PolicyName, RunRecord

ALL = "all"
GROUPS: tuple[str, ...] = (ALL, *(one.value for one in ShiftClass))
NIGHT_DAY = "night_day"
"""Completion of those who work nights over that of office hours."""
_WITH_NIGHTS = "with_nights"
_NIGHTS = frozenset({ShiftClass.NIGHTS, ShiftClass.LONG_TURNS})
_RATIO_OF = "complete_26_weeks_stayers"
Key: TypeAlias = tuple[str, str]
"""A measure and a group."""


@dataclass(frozen=True, slots=True)
class Boiled:
    """One run as measures need it; the run itself, with all its courses, can be forgotten."""

    policy: PolicyName
    seed: int
    parts: Mapping[Key, Part]
    seen: Mapping[str, tuple[Seen, ...]]
    hours: HoursRecord
    weeks: float


def boiled(run: RunRecord, *, fee: float = FEE_A_SESSION) -> Boiled:
    """What one run adds to every measure."""
    years = {group: Year(run, [c for c in run.courses if _is_in(c.shift_class, group)], fee) for group in _all_groups()}
    return Boiled(
        policy=run.policy,
        seed=run.seed,
        parts=dict(_parts(years)),
        seen={group: tuple(seen_of(c, run.ends_at) for c in years[group].courses) for group in GROUPS},
        hours=run.hours,
        weeks=(run.ends_at - run.begins_at) / timedelta(weeks=1),
    )


def measured(runs: Sequence[Boiled]) -> tuple[Measured, ...]:
    """Every measure of one policy by group. Where there was nobody to measure in any year, there is no row."""
    rows = (_row(key, values) for key in _keys() if (values := list(values_by_seed(runs, key).values())))
    return tuple(_within_bounds(row) if row.unit == "share" else row for row in rows)


def differences(runs: Sequence[Boiled], base: Sequence[Boiled]) -> tuple[Measured, ...]:
    """Every measure of one policy less that of another, seed by seed: both met the same years, so chance cancels out.

    ValueError where the seeds are not the same.
    """
    if {one.seed for one in runs} != {one.seed for one in base}:
        raise ValueError("differences need the same seeds on both sides")
    rows = []
    for key in _keys():
        ours, theirs = values_by_seed(runs, key), values_by_seed(base, key)
        if both := [ours[seed] - theirs[seed] for seed in sorted(ours.keys() & theirs.keys())]:
            rows.append(_row(key, both))
    return tuple(rows)


def values_by_seed(runs: Sequence[Boiled], key: Key) -> dict[int, float]:
    """One number for each year, the mean of which is the measure of all years together.

    A share of all years is all tops over all bottoms. Each year counts by how far it pulls that: the share plus what
    the year has above it, by weight. (Cochran, Sampling Techniques, 6.3: the variance of a ratio is that of these.)
    """
    if key[0] == NIGHT_DAY:
        night, day = (values_by_seed(runs, (_RATIO_OF, g)) for g in (_WITH_NIGHTS, ShiftClass.DAYS.value))
        return _pulls({seed: Part(night[seed], day[seed]) for seed in night.keys() & day.keys()})
    return _pulls({one.seed: one.parts[key] for one in runs if key in one.parts})


def _pulls(parts: Mapping[int, Part]) -> dict[int, float]:
    weight = sum(part.bottom for part in parts.values())
    if weight == 0:
        return {}
    share, mean_weight = sum(part.top for part in parts.values()) / weight, weight / len(parts)
    return {seed: share + (part.top - share * part.bottom) / mean_weight for seed, part in sorted(parts.items())}


def week(runs: Iterable[Boiled]) -> HoursRecord:
    """Minutes of the mean week of all years, by hour of the week, rounded to whole ones."""
    every = list(runs)
    weeks = sum(one.weeks for one in every) or 1.0
    sums = (map(sum, zip(*rows, strict=True)) for rows in _hours_of(every))
    return HoursRecord(*(tuple(round(minutes / weeks) for minutes in column) for column in sums))


def _hours_of(every: Sequence[Boiled]) -> Iterator[list[tuple[int, ...]]]:
    yield [one.hours.offered for one in every]
    yield [one.hours.attended for one in every]
    yield [one.hours.wasted for one in every]


def _row(key: Key, values: Sequence[float]) -> Measured:
    name, group = key
    interval = t_interval(values)
    low, high = interval or (None, None)
    return Measured(name, group, _UNITS[name], sum(values) / len(values), low, high, len(values))


def _within_bounds(row: Measured) -> Measured:
    """No share lies outside 0 and 1, whatever a bell curve says."""
    if row.low is None or row.high is None:
        return row
    return replace(row, low=max(0.0, row.low), high=min(1.0, row.high))


def _parts(years: Mapping[str, Year]) -> Iterator[tuple[Key, Part]]:
    for measure in MEASURES:
        for group, year in years.items():
            if (measure.by_class or group == ALL) and (part := measure.of(year)) is not None:
                yield (measure.name, group), part


def _keys() -> Iterator[Key]:
    for measure in (*MEASURES, NIGHT_DAY_MEASURE):
        yield from ((measure.name, group) for group in (GROUPS if measure.by_class else (ALL,)))


def _all_groups() -> tuple[str, ...]:
    return (*GROUPS, _WITH_NIGHTS)


def _is_in(shift_class: ShiftClass, group: str) -> bool:
    return group in {ALL, shift_class.value} or (group == _WITH_NIGHTS and shift_class in _NIGHTS)


def _never(_: Year) -> Part | None:
    return None


NIGHT_DAY_MEASURE = Measure(
    NIGHT_DAY,
    "Completion of those who work nights over that of office hours",
    "ratio",
    "more",
    _never,
    by_class=False,
)
EVERY_MEASURE: tuple[Measure, ...] = (*MEASURES, NIGHT_DAY_MEASURE)
_UNITS = {measure.name: measure.unit for measure in EVERY_MEASURE}
