"""Times of day in the ways that files write them beyond the plain 24-hour clock, and what numbers can mean."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from app.rota.domain.clock_times import clock_in

_TWELVE = re.compile(r"(1[0-2]|0?[1-9])(?:[:.]([0-5]\d))?(?::00)?\s?([ap])\.?\s?m\.?", re.IGNORECASE)
_LETTER = re.compile(r"([01]?\d|2[0-4])\s?(?:[hH]|[uU](?:hr)?)\s?([0-5]\d)?\s?(?:[uU]hr)?")
_O_CLOCK = re.compile(r"(?i)([01]?\d|2[0-4])[:.]?([0-5]\d) ?(?:hrs?|hours|uhr|h)\.?")
_MIDNIGHT = re.compile(r"24[:.]?00(?::00)?")
_NEXT_DAY = re.compile(r"(.{4,10}?)\s*(?:\+\s?1\s?d?(?:ay)?|\(\s?\+\s?1\s?d?(?:ay)?\s?\)|\(next day\))")
_OFFSET = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d{2}:?\d{2})")
NUMBER = re.compile(r"\d{1,16}(?:[.,]\d{1,18})?")
_FIRST_DAY = date(1899, 12, 30)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; 24:00 is the 00:00 of the next day, by definition, and 06:00+1 the next day's 06:00."""

    at: time
    days: int = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """What one cell says of a moment: a clock, a clock on a date of its own, or an instant."""

    clock: Clock | None = None
    on: date | None = None
    instant_at: datetime | None = None


@lru_cache(maxsize=16_384)
def clock_of(text: str) -> Clock | None:
    """The time that a text plainly says: 07:00, 0700, 0700 hrs, 7h30, 4:00 PM, 24:00; None for anything else."""
    if (plain := clock_in(text)) is not None:
        return Clock(plain)
    if _MIDNIGHT.fullmatch(text):
        return Clock(time(0), 1)
    if found := _TWELVE.fullmatch(text):
        return Clock(time(int(found[1]) % 12 + (12 if found[3].lower() == "p" else 0), int(found[2] or 0)))
    if found := _LETTER.fullmatch(text):
        return clock_from(int(found[1]), int(found[2] or 0))
    if found := _O_CLOCK.fullmatch(text):
        return clock_from(int(found[1]), int(found[2]))
    if (found := _NEXT_DAY.fullmatch(text)) and (clock := clock_of(found[1])) and not clock.days:
        return Clock(clock.at, 1)
    return None


def clock_from(hours: int, minutes: int) -> Clock | None:
    """Hours and minutes as a clock; 24:00 is the next day's midnight."""
    if (hours, minutes) == (24, 0):
        return Clock(time(0), 1)
    return Clock(time(hours, minutes)) if hours < 24 and minutes < 60 else None


@lru_cache(maxsize=16_384)
def instant_of(text: str) -> datetime | None:
    """The instant of an ISO text that says its offset; None for anything else. Seconds count only if they are 0."""
    found = _OFFSET.fullmatch(text)
    if not found or (found[3] or "00") != "00":
        return None
    offset = "+00:00" if found[4] == "Z" else found[4]
    offset = offset if ":" in offset else f"{offset[:3]}:{offset[3:]}"
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}:00{offset}")
    except ValueError:
        return None


def offset_is_utc(text: str) -> bool:
    """Whether a text with an offset is in UTC."""
    return text.endswith(("Z", "+00:00", "+0000", "-00:00"))


def _value(text: str) -> float:
    return float(text.replace(",", "."))


def _hours(text: str) -> Spot | None:
    return _spot(clock_from(int(text), 0)) if len(text) <= 2 and text.isdecimal() else None


def _run_together(text: str) -> Spot | None:
    return _spot(clock_from(*divmod(int(text), 100))) if len(text) <= 4 and text.isdecimal() else None


def _dotted(text: str) -> Spot | None:
    found = re.fullmatch(r"(\d{1,2})[.,](\d{2})", text)
    return _spot(clock_from(int(found[1]), int(found[2]))) if found else None


def _decimal(text: str) -> Spot | None:
    quarters = _value(text) * 4
    return _spot(clock_from(*divmod(int(quarters) * 15, 60))) if quarters == int(quarters) and quarters <= 96 else None


def _fraction(text: str) -> Spot | None:
    minutes = _value(text) * 1_440
    whole = round(minutes)
    return _spot(clock_from(*divmod(whole, 60))) if abs(minutes - whole) < 0.02 and whole <= 1_440 else None


def _serial(text: str) -> Spot | None:
    value = _value(text)
    if not 32_874 <= value < 73_416:
        return None
    minutes = round((value - int(value)) * 1_440)
    if abs((value - int(value)) * 1_440 - minutes) > 0.02:
        return None
    on = _FIRST_DAY + timedelta(days=int(value) + minutes // 1_440)
    return Spot(Clock(time(minutes % 1_440 // 60, minutes % 60)), on)


def _seconds(text: str) -> Spot | None:
    return _since_1970(int(text)) if text.isdecimal() and len(text) <= 10 else None


def _milliseconds(text: str) -> Spot | None:
    whole = text.isdecimal() and len(text) > 10 and int(text) % 1_000 == 0
    return _since_1970(int(text) // 1_000) if whole else None


def _since_1970(seconds: int) -> Spot | None:
    if not 631_152_000 <= seconds < 4_133_980_800 or seconds % 60:
        return None
    return Spot(instant_at=datetime.fromtimestamp(seconds, UTC))


def _spot(clock: Clock | None) -> Spot | None:
    return Spot(clock) if clock else None


NUMBERS: Mapping[str, tuple[str, Callable[[str], Spot | None]]] = {
    "hours": ("whole hours of the day: 9 is 09:00", _hours),
    "run_together": ("hours and minutes run together: 930 is 09:30", _run_together),
    "dotted": ("hours and minutes with a dot: 9.30 is 09:30", _dotted),
    "decimal": ("hours with parts of an hour: 9.5 is 09:30", _decimal),
    "fraction": ("parts of a day, as Excel keeps times: 0.375 is 09:00", _fraction),
    "serial": ("Excel's moments: 46357.375 is 01/12/2026 09:00", _serial),
    "seconds": ("seconds since 1970, in UTC", _seconds),
    "milliseconds": ("milliseconds since 1970, in UTC", _milliseconds),
}
"""What numbers in a column of times can mean: words, and the reader of one number."""


def numbers_may_be(texts: Iterable[str]) -> list[str]:
    """The meanings under which every one of the numbers is a time."""
    every = sorted(set(texts))
    with_parts = any("." in text or "," in text for text in every)
    fitting = [name for name, (_, reads) in NUMBERS.items() if all(reads(text) for text in every)]
    if with_parts:
        return fitting
    # Without a part of an hour anywhere 9 is 09:00 either way; without a third digit 930 is written nowhere.
    runs = any(len(text) > 2 for text in every)
    known = {"hours", "serial", "seconds", "milliseconds", *(["run_together"] if runs else [])}
    return [name for name in fitting if name in known]
