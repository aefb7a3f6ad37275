"""Parts of the days of a week, as people speak of them: "Monday evening"; and the hours they stand for."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import time
from enum import StrEnum

from scheduler.windows import EVERY_DAY


class PartOfDay(StrEnum):
    """A third of a day in which anything could happen: nights are quiet anyway."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


Cell = tuple[int, PartOfDay]
"""A weekday (Monday is 0) and a part of it."""
Span = tuple[frozenset[int], time, time]
"""Weekdays, and from when until when on each; midnight ends a day."""

HOURS: dict[PartOfDay, tuple[time, time]] = {
    PartOfDay.MORNING: (time(0), time(12)),
    PartOfDay.AFTERNOON: (time(12), time(17)),
    PartOfDay.EVENING: (time(17), time(0)),
}
_WHOLE_DAY = (time(0), time(0))


def spans_of(cells: Collection[Cell]) -> tuple[Span, ...]:
    """The hours of these cells, whole days as one; alike for the same cells."""
    whole = frozenset(day for day in EVERY_DAY if all((day, part) in cells for part in PartOfDay))
    days: dict[PartOfDay, set[int]] = defaultdict(set)
    for day, part in cells:
        if day not in whole:
            days[part].add(day)
    found = [(whole, *_WHOLE_DAY)] if whole else []
    return (*found, *((frozenset(days[part]), *HOURS[part]) for part in PartOfDay if days[part]))


def cells_of(spans: Iterable[Span]) -> frozenset[Cell]:
    """The cells that lie whole in any one of the spans."""
    return frozenset(
        (day, part)
        for days, starts, ends in spans
        for day in days
        for part in PartOfDay
        if starts <= HOURS[part][0] and _minute(ends) >= _minute(HOURS[part][1])
    )


def is_of_cells(span: Span) -> bool:
    """Whether a span is made of whole parts: another one can only be told in hours."""
    days, starts, ends = span
    marks = {_minute(mark) for hours in HOURS.values() for mark in hours} | {0}
    return bool(days) and {starts.hour * 60 + starts.minute, _minute(ends)} <= marks


def _minute(ends: time) -> int:
    return (ends.hour * 60 + ends.minute) or 24 * 60
