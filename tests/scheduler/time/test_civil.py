"""Civil minutes and instants, over clock changes too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.civil import DAY, Horizon, force_day, to_civil, to_instant, wall_clock, wall_instant
from scheduler.interval import Interval
from tests.scheduler.time.rosters import LONDON, LORD_HOWE, NEW_YORK, horizon, minute

AUTUMN, SPRING = date(2026, 10, 25), date(2027, 3, 28)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_minute_0_is_local_midnight_of_the_first_date() -> None:
    assert to_instant(0, date(2027, 7, 1), LONDON) == utc("2027-06-30T23:00")
    assert to_civil(utc("2027-06-30T23:00"), date(2027, 7, 1), LONDON) == 0


def test_minutes_before_the_first_date_are_negative() -> None:
    assert to_civil(utc("2027-01-31T23:59:59"), date(2027, 2, 1), LONDON) == -1
    assert to_instant(-1, date(2027, 2, 1), LONDON) == utc("2027-01-31T23:59")


@pytest.mark.parametrize(
    ("on", "zone", "offset"),
    [
        (AUTUMN, LONDON, 0),
        (SPRING, LONDON, 60),
        (date(2026, 11, 1), NEW_YORK, -300),
        (date(2027, 3, 14), NEW_YORK, -240),
        (date(2027, 4, 4), LORD_HOWE, 630),
    ],
)
def test_noon_after_a_clock_change_is_minute_720_of_its_day(on: date, zone: ZoneInfo, offset: int) -> None:
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC) - timedelta(minutes=offset)
    assert to_civil(noon, on - timedelta(days=3), zone) == minute(3, "12:00")
    assert to_instant(minute(3, "12:00"), on - timedelta(days=3), zone) == noon


def test_a_time_that_comes_twice_is_its_first_coming() -> None:
    assert wall_instant(AUTUMN, time(1, 30), LONDON) == utc("2026-10-25T00:30")
    assert wall_instant(AUTUMN, time(1, 30, fold=1), LONDON) == utc("2026-10-25T00:30")
    assert wall_instant(AUTUMN, time(2), LONDON) == utc("2026-10-25T02:00")


def test_a_time_that_never_comes_is_read_with_the_offset_before_the_gap() -> None:
    assert wall_instant(SPRING, time(0, 59), LONDON) == utc("2027-03-28T00:59")
    assert wall_instant(SPRING, time(1, 30), LONDON) == utc("2027-03-28T01:30")
    assert wall_instant(SPRING, time(2, 30), LONDON) == utc("2027-03-28T01:30")


@given(st.integers(-400 * DAY, 400 * DAY), st.sampled_from([LONDON, NEW_YORK, LORD_HOWE]))
def test_waking_minutes_survive_the_way_there_and_back(some: int, zone: ZoneInfo) -> None:
    waking = some // DAY * DAY + 4 * 60 + some % (18 * 60)
    assert to_civil(to_instant(waking, AUTUMN, zone), AUTUMN, zone) == waking


@pytest.mark.parametrize("ask", [wall_clock, lambda at, zone: to_civil(at, AUTUMN, zone), Horizon(AUTUMN, 1, LONDON)])
def test_an_instant_without_a_zone_is_refused(ask: object) -> None:
    naive = datetime(2027, 2, 1, 9)  # noqa: DTZ001 - the point
    with pytest.raises(ValueError, match="needs a zone"):
        ask.minute_of(naive) if isinstance(ask, Horizon) else ask(naive, LONDON)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("at", "on"),
    [("2027-02-02T06:59:59", "2027-02-01"), ("2027-02-02T07:00", "2027-02-02"), ("2027-02-02T23:59", "2027-02-02")],
)
def test_the_force_day_turns_at_its_own_hour(at: str, on: str) -> None:
    assert force_day(utc(at), LONDON, time(7)) == date.fromisoformat(on)


def test_a_horizon_has_at_least_one_day() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        horizon(days=0)
    assert horizon(days=1).minutes == DAY


def test_a_horizon_counts_from_its_own_midnight() -> None:
    over = Horizon(date(2027, 7, 1), 2, LONDON)
    assert over.minute_of(utc("2027-07-01T08:00")) == minute(0, "09:00")
    assert over.instant_of(minute(0, "09:00")) == utc("2027-07-01T08:00")


def test_a_part_of_a_minute_is_a_whole_minute_when_it_is_kept_free() -> None:
    kept = Interval(utc("2027-02-01T09:00:59"), utc("2027-02-01T10:00:01"))
    assert horizon().minutes_of(kept) == Interval(minute(0, "09:00"), minute(0, "10:01"))
    exact = Interval(utc("2027-02-01T09:00"), utc("2027-02-01T10:00"))
    assert horizon().minutes_of(exact) == Interval(minute(0, "09:00"), minute(0, "10:00"))


@given(st.integers(-90, 150), st.integers(1, 240), st.sampled_from([AUTUMN, SPRING]))
def test_no_minute_is_forgotten_when_the_clocks_change(begin: int, length: int, on: date) -> None:
    start = utc(f"{on}T00:00") + timedelta(minutes=begin)
    kept = Horizon(on, 1, LONDON).minutes_of(Interval(start, start + timedelta(minutes=length)))
    for late in range(length):
        assert kept.contains(to_civil(start + timedelta(minutes=late), on, LONDON))


def test_a_night_over_a_clock_change_keeps_no_more_of_the_waking_day_than_another() -> None:
    night = Interval(utc("2026-10-24T21:00"), utc("2026-10-25T07:00"))
    assert Horizon(date(2026, 10, 24), 2, LONDON).minutes_of(night) == Interval(minute(0, "22:00"), minute(1, "07:00"))
