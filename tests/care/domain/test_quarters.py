"""Quarters: where they begin at the force, and when they are settled."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.care.domain.quarters import Quarter, quarter_named, quarter_of, settled_quarters

LONDON = ZoneInfo("Europe/London")


def test_a_quarter_begins_at_midnight_at_the_force() -> None:
    third = Quarter(2026, 3)
    assert third.begins_at(LONDON) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert third.ends_at(LONDON) == datetime(2026, 9, 30, 23, tzinfo=UTC)
    assert quarter_of(third.begins_at(LONDON), LONDON) == third
    assert quarter_of(third.begins_at(LONDON) - timedelta(seconds=1), LONDON) == Quarter(2026, 2)


def test_after_the_fourth_comes_the_first() -> None:
    assert Quarter(2026, 4).next() == Quarter(2027, 1)
    assert Quarter(2026, 4).first_day == date(2026, 10, 1)
    assert Quarter(2026, 4).months == ("2026-10", "2026-11", "2026-12")


@pytest.mark.parametrize("name", ["", "2026", "2026-Q5", "2026-Q0", "26-Q1", "2026-Q1 ", "٢٠٢٦-Q1", "0000-Q1"])
def test_only_the_name_of_a_quarter_is_one(name: str) -> None:
    assert quarter_named(name) is None
    assert quarter_named("2026-Q1") == Quarter(2026, 1)


def test_a_quarter_is_settled_a_day_after_it_is_over() -> None:
    first = datetime(2026, 2, 3, tzinfo=UTC)
    ends = Quarter(2026, 1).ends_at(LONDON)
    assert list(settled_quarters(first, LONDON, now=ends + timedelta(hours=23, minutes=59))) == []
    assert list(settled_quarters(first, LONDON, now=ends + timedelta(days=1))) == [Quarter(2026, 1)]
    late = list(settled_quarters(first, LONDON, now=ends + timedelta(days=300)))
    assert [str(one) for one in late] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    with pytest.raises(ValueError, match="four quarters"):
        Quarter(2026, 5)
