"""From the clock on the wall to instants, telling the hours that do not exist or come twice."""

from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo


class Clocks(StrEnum):
    """What a wall-clock time is on its date."""

    PLAIN = "plain"
    SKIPPED = "skipped"
    """The clocks jump over it: nobody can start or end a duty then."""
    TWICE = "twice"
    """It comes twice: somebody must say which of the two is meant."""


# A roster says the same few thousand times over and over.
@lru_cache(maxsize=16_384)
def clocks_at(on: date, at: time, zone: ZoneInfo) -> Clocks:
    """Whether `at` on `on` exists once, never or twice in `zone` (PEP 495)."""
    first = datetime.combine(on, at.replace(fold=0), tzinfo=zone)
    second = datetime.combine(on, at.replace(fold=1), tzinfo=zone)
    if first.utcoffset() == second.utcoffset():
        return Clocks.PLAIN
    back = first.astimezone(UTC).astimezone(zone)
    return Clocks.TWICE if back.replace(tzinfo=None) == first.replace(tzinfo=None) else Clocks.SKIPPED


@lru_cache(maxsize=16_384)
def instant(on: date, at: time, zone: ZoneInfo, *, second: bool = False) -> datetime:
    """The instant of a wall-clock time; of a time that comes twice the first, or the second when asked for."""
    return datetime.combine(on, at.replace(fold=int(second)), tzinfo=zone).astimezone(UTC)
