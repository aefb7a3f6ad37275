"""The clock changes of a zone as a VTIMEZONE, each with the local hour at which RFC 5545 says it begins.

icalendar 7.3 can derive one too, but writes the hour after the change for the start of summer time, which moves
everything in that hour for programs that trust the file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_STEP = timedelta(days=1)
_FINE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ClockChange:
    """From `at` on, the zone is `after` ahead of UTC instead of `before`."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool
    """Whether the clocks went forward. Not what the zone itself calls summer time: Ireland's law has it the other way
    round, and programs that read the file then take the wrong hour."""


def vtimezone(zone: ZoneInfo, first_year: int, last_year: int) -> Timezone:
    """The rules from the start of the first year to the end of the last; around them the zone stands still."""
    rules = Timezone()
    rules.add("tzid", zone.key)
    for change in clock_changes(zone, first_year, last_year):
        part = TimezoneDaylight() if change.is_summer else TimezoneStandard()
        # RFC 5545 3.6.5: the onset is written in the local time that is just ending.
        part.add("dtstart", (change.at + change.before).replace(tzinfo=None))
        part.add("tzoffsetfrom", change.before)
        part.add("tzoffsetto", change.after)
        part.add("tzname", change.name)
        rules.add_component(part)
    return rules


@lru_cache(maxsize=64)
def clock_changes(zone: ZoneInfo, first_year: int, last_year: int) -> tuple[ClockChange, ...]:
    """How the zone stands as the first year begins (a change from itself), then each change until the last ends."""
    first_at, last_at = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    half_a_year_on = first_at + timedelta(days=182)
    starts_ahead = _offset(zone, first_at) > _offset(zone, half_a_year_on)
    return (_change(zone, first_at, first_at, is_summer=starts_ahead), *_found(zone, first_at, last_at))


def _found(zone: ZoneInfo, first_at: datetime, last_at: datetime) -> Iterator[ClockChange]:
    at = first_at
    while at < last_at:
        if _offset(zone, at) != _offset(zone, at + _STEP):
            is_summer = _offset(zone, at + _STEP) > _offset(zone, at)
            yield _change(zone, at, _onset(zone, at, at + _STEP), is_summer=is_summer)
        at += _STEP


def _onset(zone: ZoneInfo, before_at: datetime, after_at: datetime) -> datetime:
    """The first minute of the new offset, by halving."""
    while after_at - before_at > _FINE:
        middle = before_at + (after_at - before_at) // 2
        middle -= timedelta(seconds=middle.second, microseconds=middle.microsecond)
        if _offset(zone, middle) == _offset(zone, before_at):
            before_at = middle
        else:
            after_at = middle
    return after_at


def _change(zone: ZoneInfo, before_at: datetime, at: datetime, *, is_summer: bool) -> ClockChange:
    name = at.astimezone(zone).tzname() or ""
    return ClockChange(at, _offset(zone, before_at), _offset(zone, at), name, is_summer)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)
