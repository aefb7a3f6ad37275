"""The calendar of a zone for many instants at once: which local day, and which local month, each lies in."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from scheduler.duty_pack import instant_of

Numbers = NDArray[np.int64]
_DAY = 24 * 60


@dataclass(frozen=True, slots=True, eq=False)
class LocalDays:
    """From `changes[i]` on (minutes from 1970, UTC) the clocks of the zone are `offsets[i]` minutes ahead of UTC."""

    changes: Numbers
    offsets: Numbers

    def days(self, minutes: Numbers) -> Numbers:
        """The local day of each instant, counted from 1970."""
        days: Numbers = self._wall(minutes) // _DAY
        return days

    def clocks(self, minutes: Numbers) -> tuple[Numbers, Numbers]:
        """The local day of each instant, and the minute of that day that the clocks on the wall show."""
        wall = self._wall(minutes)
        days: Numbers = wall // _DAY
        return days, wall - days * _DAY

    def _wall(self, minutes: Numbers) -> Numbers:
        """Minutes from 1970 as the clocks count them. The clocks change a few times: each is gone through by itself."""
        wall: Numbers = minutes + self.offsets[0]
        for at, step in zip(self.changes[1:].tolist(), np.diff(self.offsets).tolist(), strict=True):
            wall += (minutes >= at) * step
        return wall

    def months(self, minutes: Numbers) -> Numbers:
        """The local month of each instant, counted from January 1970."""
        return self.days(minutes).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def month_name(month: int) -> str:
    """A month counted from January 1970 as 2026-12."""
    return f"{1970 + month // 12:04}-{month % 12 + 1:02}"


def local_days(zone: ZoneInfo, minutes: Numbers) -> LocalDays:
    """The calendar of the zone over the time that these instants take up."""
    if not len(minutes):
        return _between(zone, 0, 1)
    return _between(zone, int(minutes.min()) // _DAY, int(minutes.max()) // _DAY + 1)


@lru_cache(maxsize=64)
def _between(zone: ZoneInfo, first: int, last: int) -> LocalDays:
    changes, offsets = [first * _DAY], [_ahead(zone, first * _DAY)]
    for day in range(first, last):
        start, end = day * _DAY, (day + 1) * _DAY
        while (ahead := _ahead(zone, end)) != offsets[-1]:
            start = _next_change(zone, start, end)
            changes.append(start)
            offsets.append(_ahead(zone, start))
            if offsets[-1] == ahead:
                break
    return LocalDays(np.array(changes, np.int64), np.array(offsets, np.int64))


def _next_change(zone: ZoneInfo, start: int, end: int) -> int:
    """The first minute after `start` with other clocks than at `start`; `end` has others."""
    before = _ahead(zone, start)
    while end - start > 1:
        middle = (start + end) // 2
        start, end = (middle, end) if _ahead(zone, middle) == before else (start, middle)
    return end


def _ahead(zone: ZoneInfo, minute: int) -> int:
    offset = instant_of(minute).astimezone(zone).utcoffset() or timedelta()
    return int(offset / timedelta(minutes=1))
