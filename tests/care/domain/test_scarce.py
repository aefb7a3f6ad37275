"""Evenings and weekends cost whoever could come by day, and nobody else."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.care.domain.capacity import Stretch
from app.care.domain.scarce import EVENINGS_AND_WEEKENDS, free_by_day, is_scarce, scarce_hours, scarce_share
from scheduler.civil import Horizon
from scheduler.duty import Duty, DutyKind

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HORIZON = Horizon(MONDAY.date(), 28, LONDON)
COVERED = MONDAY.date() + timedelta(days=28)


def a_turn(day: int, starts: int = 8, hours: int = 9, kind: DutyKind = DutyKind.EARLY) -> Duty:
    """Office hours on a day from Monday on."""
    begins = MONDAY + timedelta(days=day, hours=starts)
    return Duty(kind, begins, begins + timedelta(hours=hours))


OFFICE = tuple(a_turn(day) for day in range(28) if day % 7 < 5)
NIGHTS = tuple(a_turn(day, 22, 9, DutyKind.NIGHT) for day in range(28))


def test_who_works_in_office_hours_pays_nothing() -> None:
    assert free_by_day(OFFICE, HORIZON, COVERED) == 0
    assert scarce_hours(EVENINGS_AND_WEEKENDS, 10, OFFICE, HORIZON, COVERED) == ()


def test_who_is_free_by_day_pays_the_whole_price_in_the_evening_and_at_weekends() -> None:
    found = scarce_hours(EVENINGS_AND_WEEKENDS, 10, NIGHTS, HORIZON, COVERED)
    assert [(one.cost, sorted(one.weekdays), one.starts) for one in found] == [
        (10, [0, 1, 2, 3, 4], time(17)),
        (10, [5, 6], time(0)),
    ]


def test_half_the_days_are_half_the_price() -> None:
    (first, _) = scarce_hours(EVENINGS_AND_WEEKENDS, 10, OFFICE[:10], HORIZON, COVERED)
    assert first.cost == 5


@pytest.mark.parametrize(("duties", "covers_to_on"), [(NIGHTS, None), ((), COVERED)])
def test_where_nothing_is_known_nothing_is_charged(duties: tuple[Duty, ...], covers_to_on: object) -> None:
    on = COVERED if covers_to_on else None
    assert scarce_hours(EVENINGS_AND_WEEKENDS, 10, duties, HORIZON, on) == ()


def test_leave_and_rest_days_are_no_work() -> None:
    leave = tuple(a_turn(day, kind=DutyKind.LEAVE) for day in range(28))
    assert free_by_day(leave, HORIZON, COVERED) == 1


@pytest.mark.parametrize(
    ("day", "hour", "scarce"), [(0, 16, False), (0, 17, True), (4, 21, True), (5, 9, True), (6, 9, True), (7, 9, False)]
)
def test_evenings_begin_at_five(day: int, hour: int, scarce: bool) -> None:
    assert is_scarce(MONDAY + timedelta(days=day, hours=hour), EVENINGS_AND_WEEKENDS, LONDON) is scarce


def test_a_counsellor_is_as_scarce_as_their_hours() -> None:
    def there(day: int, hour: int) -> Stretch:
        begins = MONDAY + timedelta(days=day, hours=hour)
        return Stretch(begins, begins + timedelta(hours=3), ("video",))

    assert scarce_share((there(0, 9), there(1, 17)), EVENINGS_AND_WEEKENDS, LONDON) == 0.5
    assert scarce_share((), EVENINGS_AND_WEEKENDS, LONDON) == 0
