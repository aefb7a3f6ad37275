"""Times as officers read them in messages: by the clock, and in the names of days, that they chose."""

from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from app.care.domain.telling import Times

_WELSH_DAYS = ("Dydd Llun", "Dydd Mawrth", "Dydd Mercher", "Dydd Iau", "Dydd Gwener", "Dydd Sadwrn", "Dydd Sul")
_WELSH_MONTHS = (
    "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin",
    "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
)  # fmt: skip


def full_time(at: datetime, zone: ZoneInfo, times: Times) -> str:
    """For a mail: "Thursday 3 December, 14:00"."""
    wall = at.astimezone(zone)
    if times is Times.WELSH:
        return f"{_WELSH_DAYS[wall.weekday()]} {wall.day} {_WELSH_MONTHS[wall.month - 1]}, {clock(wall, times)}"
    return f"{wall:%A} {wall.day} {wall:%B}, {clock(wall, times)}"


def short_time(at: datetime, zone: ZoneInfo, times: Times) -> str:
    """For a telephone: "Thu 3 Dec, 14:00"."""
    wall = at.astimezone(zone)
    if times is Times.WELSH:
        day = _WELSH_DAYS[wall.weekday()].removeprefix("Dydd ")
        return f"{day} {wall.day} {_WELSH_MONTHS[wall.month - 1]}, {clock(wall, times)}"
    return f"{wall:%a} {wall.day} {wall:%b}, {clock(wall, times)}"


def clock(wall: datetime, times: Times) -> str:
    """What the clock shows: 14:00, or 2 pm."""
    match times:
        case Times.FULL_DAY | Times.WELSH:
            return f"{wall:%H:%M}"
        case Times.HALF_DAYS:
            minutes = f":{wall:%M}" if wall.minute else ""
            return f"{wall.hour % 12 or 12}{minutes} {'am' if wall.hour < 12 else 'pm'}"
    assert_never(times)
