"""When an officer may be told: nothing makes a sound while they sleep, also after a night, or are at work."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.care.domain.telling import Telling, Way
from scheduler.civil import wall_clock, wall_instant
from scheduler.duty import Duty
from scheduler.interval import Interval, merge, subtract
from scheduler.rest_rules import RestRules, Stretch, night_earns_sleep

URGENT = timedelta(hours=12)
"""A change to a time that starts so soon waits for the first waking minute only, not for the end of a duty."""
AT_LATEST = timedelta(hours=1)
"""So long before the start it is told even to who sleeps: better woken than there in vain."""
BEFORE_SLEEP = timedelta(minutes=30)
"""What would fall into sleep comes so long before it, for who goes to bed early."""
_DAY = timedelta(days=1)
Span = Interval[datetime]


@dataclass(frozen=True, slots=True)
class Rest:
    """How the officer rests: the rest rules that count for them, the way home, and the zone whose clocks they go by."""

    rules: RestRules
    journey: timedelta
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours around some moments, each list sorted and joined.

    `asleep`: in bed, so far as the roster tells. `quiet`: that, the officer's quiet hours, and duty where it counts.
    """

    asleep: Sequence[Span]
    quiet: Sequence[Span]


def hours_of(duties: Iterable[Duty], rest: Rest, wishes: Telling, around: Span) -> Hours:
    """The hours that reach into `around`; `duties` are those that reach into it or end within a day before it.

    Who works a night is awake in it, and sleeps after it for as long as the rest rules say.
    """
    known = list(duties)
    at_work = [duty.span for duty in known if duty.is_work]
    nights = list(_nights(wishes, rest.zone, around))
    sleeps = [sleep for duty in known if (sleep := _sleep_after(duty, rest))]
    on_duty = at_work if wishes.quiet_on_duty else []
    return Hours(
        asleep=merge([*subtract(nights, at_work), *sleeps]),
        quiet=merge([*nights, *sleeps, *on_duty]),
    )


def may_tell_at(now: datetime, way: Way, hours: Hours, starts_at: datetime | None = None) -> datetime:
    """From when on something may be told by this way; `starts_at`: the soonest time that it is about.

    Mail makes no sound and may go at any hour. What is about a time less than 12 hours off goes at the first waking
    minute, and at the latest an hour before that time.
    """
    if way is Way.MAIL:
        return now
    calm_at = _first_outside(now, hours.quiet)
    if starts_at is None or starts_at <= now:
        return calm_at
    awake_at = _first_outside(max(now, starts_at - URGENT), hours.asleep)
    return min(calm_at, awake_at, max(now, starts_at - AT_LATEST))


def remind_at(starts_at: datetime, before: timedelta, way: Way, hours: Hours) -> datetime:
    """When to remind of a time: so long `before`; earlier where that would fall into sleep, or into a duty.

    The reminder of the same day does not mind a duty: it is too near to wait, and too near to come a day early.
    """
    at = starts_at - before
    if way is Way.MAIL:
        return at
    shut = hours.asleep if before <= URGENT else hours.quiet
    while inside := next((span for span in shut if span.contains(at)), None):
        at = inside.start - BEFORE_SLEEP
    return at


def _nights(wishes: Telling, zone: ZoneInfo, around: Span) -> Iterator[Span]:
    """The officer's quiet hours of each date, by the clock on the wall."""
    on, last_on = wall_clock(around.start - _DAY, zone).date(), wall_clock(around.end, zone).date()
    over_midnight = wishes.quiet_until < wishes.quiet_from
    while on <= last_on:
        starts_at = wall_instant(on, wishes.quiet_from, zone)
        ends_at = wall_instant(on + _DAY if over_midnight else on, wishes.quiet_until, zone)
        if starts_at < ends_at:  # the hour that is left out in spring may be all of them
            yield Interval(starts_at, ends_at)
        on += _DAY


def _sleep_after(duty: Duty, rest: Rest) -> Span | None:
    return night_earns_sleep(Stretch(duty, rest.rules, rest.journey, rest.zone))


def _first_outside(at: datetime, spans: Sequence[Span]) -> datetime:
    """The first instant from `at` on that lies in none of the spans, which are sorted and joined."""
    return next((span.end for span in spans if span.contains(at)), at)
