"""Times as officers chose to read them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.care.channels.spoken_times import full_time, short_time
from app.care.domain.telling import Times

ZONE = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("hour", "minute", "full", "half"),
    [
        (0, 0, "00:00", "12 am"),
        (0, 5, "00:05", "12:05 am"),
        (11, 59, "11:59", "11:59 am"),
        (12, 0, "12:00", "12 pm"),
        (13, 30, "13:30", "1:30 pm"),
        (23, 0, "23:00", "11 pm"),
    ],
)
def test_a_clock_of_24_and_one_of_twice_12_hours(hour: int, minute: int, full: str, half: str) -> None:
    at = datetime(2026, 12, 3, hour, minute, tzinfo=UTC)
    assert full_time(at, ZONE, Times.FULL_DAY) == f"Thursday 3 December, {full}"
    assert full_time(at, ZONE, Times.HALF_DAYS) == f"Thursday 3 December, {half}"
    assert short_time(at, ZONE, Times.HALF_DAYS) == f"Thu 3 Dec, {half}"


@pytest.mark.parametrize(
    ("month", "day", "said"),
    [(1, 4, "Dydd Sul 4 Ionawr"), (6, 1, "Dydd Llun 1 Mehefin"), (7, 29, "Dydd Mercher 29 Gorffennaf")],
)
def test_days_and_months_in_welsh(month: int, day: int, said: str) -> None:
    at = datetime(2026, month, day, 10, tzinfo=UTC)
    clock = at.astimezone(ZONE).strftime("%H:%M")
    assert full_time(at, ZONE, Times.WELSH) == f"{said}, {clock}"
    assert short_time(at, ZONE, Times.WELSH) == f"{said.removeprefix('Dydd ')}, {clock}"


def test_summer_time_is_what_the_wall_shows() -> None:
    assert full_time(datetime(2026, 7, 1, 13, tzinfo=UTC), ZONE, Times.FULL_DAY) == "Wednesday 1 July, 14:00"
