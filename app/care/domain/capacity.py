"""What a counsellor can take on: hours, breaks, sessions a day and a week, courses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start_at` up to, not including, `end_at`; for hours, `places` says where sessions can be."""

    start_at: datetime
    end_at: datetime
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """A counsellor's own limits."""

    max_per_day: int
    max_per_week: int
    break_minutes: int


def in_hours(wanted: Stretch, place_id: str, hours: Iterable[Stretch]) -> bool:
    """Whether the session lies whole inside one stretch of hours that lists the place."""
    return any(h.start_at <= wanted.start_at and wanted.end_at <= h.end_at and place_id in h.places for h in hours)


def keeps_breaks(wanted: Stretch, others: Iterable[Stretch], minutes: int) -> bool:
    """Whether the counsellor has `minutes` free between this session and each that lies wholly before or after it.

    Sessions that overlap are not judged here: the database forbids those, and must remain the one to say so.
    """
    rest = timedelta(minutes=minutes)
    return not any(
        timedelta(0) <= wanted.start_at - other.end_at < rest or timedelta(0) <= other.start_at - wanted.end_at < rest
        for other in others
    )


def within_limits(wanted: Sequence[Stretch], others: Sequence[Stretch], limits: Limits, zone: ZoneInfo) -> bool:
    """Whether the counsellor's local days and weeks (from Monday) still hold with `wanted` added to `others`."""
    days = [_day(s, zone) for s in (*others, *wanted)]
    weeks = [_monday(day) for day in days]
    return all(
        days.count(day) <= limits.max_per_day and weeks.count(_monday(day)) <= limits.max_per_week
        for day in {_day(s, zone) for s in wanted}
    )


def lowest_free_room(rooms: int, taken: Iterable[int]) -> int | None:
    """The lowest room of 1..rooms not in `taken`; None when all are."""
    used = set(taken)
    room = next(n for n in count(1) if n not in used)
    return room if room <= rooms else None


def _day(session: Stretch, zone: ZoneInfo) -> date:
    return session.start_at.astimezone(zone).date()


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
