"""Counsellors' minutes by hour of the week, as every policy counts them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from app.simulate.facts import CounsellorAway, SimWorld
from scheduler.civil import Horizon
from scheduler.interval import Interval, intersect, subtract

HOURS_OF_WEEK = 7 * 24
_HOUR = 60


def year_of(world: SimWorld) -> Horizon:
    """All days that are played, in whole weeks from a Monday on."""
    first_on = world.begins_at.astimezone(world.zone).date()
    last_on = world.ends_at.astimezone(world.zone).date()
    monday = first_on - timedelta(days=first_on.weekday())
    return Horizon(monday, ((last_on - monday).days // 7 + 1) * 7, world.zone)


def by_hour(spans: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """The minutes of these spans, in civil minutes from a Monday on, in each hour of the week."""
    minutes = [0] * HOURS_OF_WEEK
    for start, end in spans:
        at = start
        while at < end:
            until = min(end, (at // _HOUR + 1) * _HOUR)
            minutes[at // _HOUR % HOURS_OF_WEEK] += until - at
            at = until
    return tuple(minutes)


def offered(world: SimWorld) -> tuple[int, ...]:
    """The minutes in which counsellors were there: their hours without what they were away, in the time played."""
    year = year_of(world)
    away: dict[str, list[Interval[datetime]]] = defaultdict(list)
    for event in world.events:
        if isinstance(event, CounsellorAway):
            away[event.counsellor_id].append(Interval(event.start_at, event.end_at))
    played = [Interval(world.begins_at, world.ends_at)]
    there = (
        span
        for who in world.counsellors
        if who.active
        for span in intersect(played, subtract((Interval(h.start_at, h.end_at) for h in who.hours), away[who.id]))
    )
    return by_hour((year.minute_of(span.start), year.minute_of(span.end)) for span in there)
