"""What a date parameter of a FHIR search asks for, as a stretch of time."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_SHAPE = re.compile(
    r"(?P<prefix>[a-z]{2})?(?P<date>\d{4}(-\d{2}(-\d{2})?)?)"
    r"(T(?P<time>\d{2}:\d{2}(:\d{2})?)(\.\d{1,9})?(?P<zone>Z|[+-]\d{2}:\d{2})?)?"
)
_EARLIEST, _LATEST = 2000, 3000
_PREFIXES = frozenset({"eq", "ge", "gt", "le", "lt"})


@dataclass(frozen=True, slots=True)
class Bounds:
    """From `first_at` up to, not including, `last_at`; None: open."""

    first_at: datetime | None = None
    last_at: datetime | None = None

    def and_(self, other: "Bounds") -> "Bounds":
        """Where both hold."""
        firsts = [at for at in (self.first_at, other.first_at) if at is not None]
        lasts = [at for at in (self.last_at, other.last_at) if at is not None]
        return Bounds(max(firsts, default=None), min(lasts, default=None))


def bounds_of(values: Iterable[str], zone: ZoneInfo) -> Bounds:
    """What all the values of a parameter ask for together. Raises ValueError, in words for whoever asked.

    A day without an offset is one of the force's wall clock.
    """
    found = Bounds()
    for value in values:
        found = found.and_(_bounds(value, zone))
    return found


def _bounds(value: str, zone: ZoneInfo) -> Bounds:
    read = _SHAPE.fullmatch(value.replace(" ", "+"))  # a plus that nobody encoded
    if read is None or not _EARLIEST <= int(read["date"][:4]) < _LATEST:
        raise ValueError("must be a date or an instant of this millennium, like ge2026-03-09 or lt2026-03-16T09:00:00Z")
    prefix = read["prefix"] or "eq"
    if prefix not in _PREFIXES:
        raise ValueError("may begin with eq, ge, gt, le or lt")
    begins, ends = _stretch(read["date"], read["time"], read["zone"], zone)
    return {
        "eq": Bounds(begins, ends),
        "ge": Bounds(begins),
        "gt": Bounds(ends),
        "le": Bounds(None, ends),
        "lt": Bounds(None, begins),
    }[prefix]


def _stretch(date: str, time: str | None, offset: str | None, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The year, month, day, minute or second that is meant."""
    try:
        if time is not None:
            at = datetime.fromisoformat(f"{date}T{time}{offset or ''}")
            known = at if offset else at.replace(tzinfo=zone)
            lasts = timedelta(seconds=1) if time.count(":") == 2 else timedelta(minutes=1)
            begins = known.astimezone(UTC)
            return begins, begins + lasts
        year, month, day = (*(int(part) for part in date.split("-")), None, None)[:3]
        start = datetime(year or 0, month or 1, day or 1, tzinfo=zone)
        return start.astimezone(UTC), _after(start, month, day).astimezone(UTC)
    except ValueError:
        raise ValueError("is a day or an hour that does not exist") from None


def _after(start: datetime, month: int | None, day: int | None) -> datetime:
    """The midnight that ends the day, month or year."""
    if day is not None:
        return start + timedelta(days=1)
    if month is not None:
        return (start + timedelta(days=31)).replace(day=1)
    return start.replace(year=start.year + 1)
