"""Hours that few counsellors have, and what they cost an officer who could come at others."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.care.domain.capacity import Stretch
from app.care.domain.needs import Disliked
from scheduler.civil import Horizon, wall_clock, wall_instant
from scheduler.duty import Duty
from scheduler.windows import Dislike

_NOON = time(12)
_WEEKDAYS = frozenset(range(5))
MOSTLY_FREE = 0.5
"""Whoever is free at noon on fewer weekdays than this share works by day."""
EVENINGS_AND_WEEKENDS = (Disliked(_WEEKDAYS, time(17), time(0)), Disliked(frozenset({5, 6})))
"""Counselling services keep office hours with some evenings and Saturdays."""


def scarce_hours(
    scarce: Iterable[Disliked], cost: int, duties: Sequence[Duty], horizon: Horizon, covers_to_on: date | None
) -> tuple[Dislike, ...]:
    """The scarce hours at their price: the more weekdays somebody could come by day, the dearer are these for them.

    Whoever works in office hours can come at no other time; who works turns has free days in the week. Without a
    published roster nothing is known of either, and nothing is charged.
    """
    asked = round(cost * free_by_day(tuple(duties), horizon, covers_to_on))
    return tuple(Dislike(asked, one.weekdays, one.starts, one.ends) for one in scarce) if asked else ()


@lru_cache(maxsize=1 << 8)
def free_by_day(duties: tuple[Duty, ...], horizon: Horizon, covers_to_on: date | None) -> float:
    """The share of published weekdays on which the officer is not at work at noon; 0 where nothing is known."""
    last_on = min(covers_to_on or horizon.start_on, horizon.start_on + timedelta(days=horizon.days))
    days = [horizon.start_on + timedelta(days=k) for k in range((last_on - horizon.start_on).days)]
    weekdays = {on for on in days if on.weekday() in _WEEKDAYS}
    if not weekdays or not duties:
        return 0.0
    return 1 - len(weekdays & _at_work_at_noon(duties, horizon)) / len(weekdays)


@lru_cache(maxsize=1 << 11)
def scarce_share(hours: tuple[Stretch, ...], scarce: tuple[Disliked, ...], zone: ZoneInfo) -> float:
    """The share of somebody's hours that begin in scarce ones."""
    few = sum(is_scarce(one.start_at, scarce, zone) for one in hours)
    return few / len(hours) if hours else 0.0


def is_scarce(at: datetime, scarce: Iterable[Disliked], zone: ZoneInfo) -> bool:
    """Whether an instant lies in scarce hours."""
    wall = wall_clock(at, zone)
    return any(
        wall.weekday() in one.weekdays and one.starts <= wall.time() and (one.ends == time(0) or wall.time() < one.ends)
        for one in scarce
    )


def _at_work_at_noon(duties: Sequence[Duty], horizon: Horizon) -> set[date]:
    found = set()
    for duty in duties:
        on = wall_clock(duty.start_at, horizon.zone).date()
        if duty.is_work and duty.start_at <= wall_instant(on, _NOON, horizon.zone) < duty.end_at:
            found.add(on)
    return found
