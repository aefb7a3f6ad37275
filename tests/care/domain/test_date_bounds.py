"""Dates in searches: prefixes, precisions and the force's wall clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.care.domain.date_bounds import Bounds, bounds_of

LONDON = ZoneInfo("Europe/London")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("2026-03-12T14:00:00Z", "2026-03-12T14:00:00", "2026-03-12T14:00:01"),
        ("2026-03-12T14:00Z", "2026-03-12T14:00:00", "2026-03-12T14:01:00"),
        ("2026-03-12T14:00:00+01:00", "2026-03-12T13:00:00", "2026-03-12T13:00:01"),
        ("2026-03-12T14:00:00 01:00", "2026-03-12T13:00:00", "2026-03-12T13:00:01"),  # a plus nobody encoded
        ("2026-07-12T14:00:00", "2026-07-12T13:00:00", "2026-07-12T13:00:01"),  # the force's summer
        ("2026-03-12", "2026-03-12T00:00:00", "2026-03-13T00:00:00"),
        ("2026-03-29", "2026-03-29T00:00:00", "2026-03-29T23:00:00"),  # a day of 23 hours
        ("2026-12", "2026-12-01T00:00:00", "2027-01-01T00:00:00"),
        ("2026", "2026-01-01T00:00:00", "2027-01-01T00:00:00"),
    ],
)
def test_a_value_means_all_of_what_it_names(said: str, first: str, last: str) -> None:
    assert bounds_of([said], LONDON) == Bounds(utc(first), utc(last))


@pytest.mark.parametrize(
    ("prefix", "first", "last"),
    [("ge", "2026-03-12", None), ("gt", "2026-03-13", None), ("le", None, "2026-03-13"), ("lt", None, "2026-03-12")],
)
def test_a_prefix_opens_one_side(prefix: str, first: str | None, last: str | None) -> None:
    wanted = Bounds(utc(first) if first else None, utc(last) if last else None)
    assert bounds_of([f"{prefix}2026-03-12"], LONDON) == wanted


def test_several_values_hold_together() -> None:
    found = bounds_of(["ge2026-03-01", "lt2026-03-20", "ge2026-03-05"], LONDON)
    assert found == Bounds(utc("2026-03-05"), utc("2026-03-20"))


@pytest.mark.parametrize(
    "said",
    [
        "",
        "tomorrow",
        "2026-02-30",
        "ap2026-03-01",
        "ge",
        "1899-01-01",
        "2026-03-12T25:00:00Z",
        "2026-3-1",
        "2026-03-1²",
    ],
)
def test_what_is_no_date_is_refused_in_words(said: str) -> None:
    with pytest.raises(ValueError, match=r"must be|may begin|does not exist"):
        bounds_of([said], LONDON)
