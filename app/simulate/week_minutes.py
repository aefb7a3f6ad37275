"""Minutes by hour of the week, as clocks on the wall show them."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

HOURS = 7 * 24
_HOUR = 60


def minutes_by_hour(spans: Iterable[tuple[datetime, datetime]], zone: ZoneInfo) -> tuple[int, ...]:
    """How many minutes of these stretches lie in each hour of the week; Monday 00:00 is hour 0.

    Clocks change while nobody counsels, so the end is as far from the start on the wall as in truth.
    """
    found = [0] * HOURS
    for start_at, end_at in spans:
        wall = start_at.astimezone(zone)
        minute = (wall.weekday() * 24 + wall.hour) * _HOUR + wall.minute
        end = minute + round((end_at - start_at).total_seconds() / 60)
        while minute < end:
            until = min(end, (minute // _HOUR + 1) * _HOUR)
            found[minute // _HOUR % HOURS] += until - minute
            minute = until
    return tuple(found)
