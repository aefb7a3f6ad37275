"""Duties check themselves and tell their kind from the clock."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from scheduler.duty import Duty, DutyKind, kind_of_hours
from tests.scheduler.time.rosters import LONDON, duty, night

NINE = datetime(2027, 2, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("length", [timedelta(0), timedelta(seconds=-1)])
def test_a_duty_must_end_after_it_starts(length: timedelta) -> None:
    with pytest.raises(ValueError, match="end after it starts"):
        Duty(DutyKind.EARLY, NINE, NINE + length)


def test_a_duty_of_a_second_is_a_duty() -> None:
    assert Duty(DutyKind.OTHER, NINE, NINE + timedelta(seconds=1)).length == timedelta(seconds=1)


@pytest.mark.parametrize(("start_at", "end_at"), [(NINE.replace(tzinfo=None), NINE), (NINE, NINE.replace(tzinfo=None))])
def test_a_duty_refuses_an_instant_without_a_zone(start_at: datetime, end_at: datetime) -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        Duty(DutyKind.EARLY, start_at, end_at)


def test_a_duty_keeps_instants_as_utc_whatever_zone_they_came_in() -> None:
    one = Duty(DutyKind.EARLY, NINE.astimezone(timezone(timedelta(hours=5))), NINE + timedelta(hours=8))
    assert one == Duty(DutyKind.EARLY, NINE, NINE + timedelta(hours=8))
    assert one.start_at.tzinfo is UTC


def test_hours_that_run_backwards_on_the_wall_but_not_in_truth_make_a_duty() -> None:
    first, second = (datetime(2026, 10, 25, 1, 50 - 40 * fold, tzinfo=LONDON, fold=fold) for fold in (0, 1))
    assert Duty(DutyKind.OTHER, first, second).length == timedelta(minutes=20)


@pytest.mark.parametrize(("on", "hours"), [(date(2026, 10, 24), 10), (date(2027, 3, 27), 8), (date(2027, 2, 1), 9)])
def test_a_night_is_as_long_as_it_really_is(on: date, hours: int) -> None:
    assert night(on).length == timedelta(hours=hours)


def test_work_is_neither_leave_nor_sickness_nor_rest_nor_waiting_for_a_call() -> None:
    away = {kind for kind in DutyKind if not duty(kind).is_work}
    assert away == {DutyKind.LEAVE, DutyKind.SICK, DutyKind.REST_DAY, DutyKind.ON_CALL}


@pytest.mark.parametrize(
    ("hours", "kind"),
    [
        ("07:00-17:00", DutyKind.EARLY),
        ("07:00-15:00", DutyKind.EARLY),
        ("05:30-14:30", DutyKind.EARLY),
        ("07:00-19:00", DutyKind.EARLY),
        ("08:00-16:00", DutyKind.EARLY),
        ("04:00-12:00", DutyKind.EARLY),
        ("10:59-19:00", DutyKind.EARLY),  # its middle is half a minute before 15:00
        ("11:00-19:00", DutyKind.LATE),
        ("14:00-00:00", DutyKind.LATE),
        ("15:00-23:00", DutyKind.LATE),
        ("14:00-23:00", DutyKind.LATE),
        ("17:00-01:59", DutyKind.LATE),  # a minute short of three hours of the night
        ("17:00-02:00", DutyKind.NIGHT),
        ("22:00-07:00", DutyKind.NIGHT),
        ("23:00-07:00", DutyKind.NIGHT),
        ("19:00-07:00", DutyKind.NIGHT),
        ("03:00-11:00", DutyKind.NIGHT),
        ("03:01-11:00", DutyKind.EARLY),
        ("00:00-00:00", DutyKind.NIGHT),  # equal times: 24 hours
        ("07:00-07:00", DutyKind.NIGHT),
    ],
)
def test_the_clock_tells_early_late_and_night(hours: str, kind: DutyKind) -> None:
    begin, end = (time.fromisoformat(part) for part in hours.split("-"))
    assert kind_of_hours(begin, end) is kind
