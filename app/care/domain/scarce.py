"""Hours that few counsellors have, and what they cost an officer who could come at others."""

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta

from app.care.domain.needs import Disliked
from scheduler.civil import Horizon, wall_clock, wall_instant
from scheduler.duty import Duty
from scheduler.windows import Dislike

_NOON = time(12)
_WEEKDAYS = frozenset(range(5))
EVENINGS_AND_WEEKENDS = (Disliked(_WEEKDAYS, time(17), time(0)), Disliked(frozenset({5, 6})))
"""Counselling services keep office hours with some evenings and Saturdays."""


def scarce_hours(
    scarce: Iterable[Disliked], cost: int, duties: Sequence[Duty], horizon: Horizon, covers_to_on: date | None
) -> tuple[Dislike, ...]:
    """The scarce hours at their price: the more weekdays somebody could come by day, the dearer are these for them.

    Whoever works in office hours can come at no other time; who works turns has free days in the week. Without a
    published roster nothing is known of either, and nothing is charged.
    """
    asked = round(cost * _free_by_day(duties, horizon, covers_to_on))
    return tuple(Dislike(asked, one.weekdays, one.starts, one.ends) for one in scarce) if asked else ()


def _free_by_day(duties: Sequence[Duty], horizon: Horizon, covers_to_on: date | None) -> float:
    """The share of published weekdays on which the officer is not at work at noon."""
    last_on = min(covers_to_on or horizon.start_on, horizon.start_on + timedelta(days=horizon.days))
    days = [horizon.start_on + timedelta(days=k) for k in range((last_on - horizon.start_on).days)]
    weekdays = {on for on in days if on.weekday() in _WEEKDAYS}
    if not weekdays:
        return 0.0
    return 1 - len(weekdays & _at_work_at_noon(duties, horizon)) / len(weekdays)


def _at_work_at_noon(duties: Sequence[Duty], horizon: Horizon) -> set[date]:
    found = set()
    for duty in duties:
        on = wall_clock(duty.start_at, horizon.zone).date()
        if duty.is_work and duty.start_at <= wall_instant(on, _NOON, horizon.zone) < duty.end_at:
            found.add(on)
    return found
