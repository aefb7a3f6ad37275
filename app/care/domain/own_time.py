"""The time that an officer's standing wishes keep free, week after week, inside a horizon."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time

from app.care.domain.needs import Disliked, OfficerNeeds
from scheduler.civil import DAY, Horizon
from scheduler.interval import Interval
from scheduler.risk import Feature, Mark


def kept_free(needs: OfficerNeeds, marks: Sequence[Mark], horizon: Horizon) -> Iterator[Interval[datetime]]:
    """Hours that are never possible, and first rest days after nights where the officer keeps these to themselves.

    `marks` as `scheduler.risk.marks_of` finds them: the day after nights is the same one that the risk knows.
    """
    yield from closed_hours(needs.closed, horizon)
    if needs.rests_after_nights:
        for mark in marks:
            if mark.feature is Feature.FIRST_REST_DAY_AFTER_NIGHTS:
                yield Interval(horizon.instant_of(mark.span.start), horizon.instant_of(mark.span.end))


def closed_hours(closed: Iterable[Disliked], horizon: Horizon) -> Iterator[Interval[datetime]]:
    """Each of these hours on each of its days, as it falls on the clock of the wall."""
    for hours in closed:
        for day in range(horizon.days):
            if (horizon.start_on.weekday() + day) % 7 in hours.weekdays:
                start = day * DAY + _minute(hours.starts)
                end = day * DAY + (_minute(hours.ends) or DAY)
                yield Interval(horizon.instant_of(start), horizon.instant_of(end))


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
