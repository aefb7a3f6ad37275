"""Shift classes by duties, and which are said together."""

import pytest

from app.care.domain.shift_class import said_together, shift_class
from scheduler.duty import DutyKind as D


@pytest.mark.parametrize(
    ("duties", "named"),
    [
        ({D.EARLY: 2, D.LATE: 2, D.NIGHT: 2, D.REST_DAY: 4}, "nights"),
        ({D.NIGHT: 1, D.EARLY: 7}, "nights"),
        ({D.NIGHT: 1, D.EARLY: 8}, "days"),
        ({D.NIGHT: 1, D.LATE: 4, D.EARLY: 4}, "changing"),
        ({D.LATE: 1, D.EARLY: 4}, "changing"),
        ({D.LATE: 1, D.EARLY: 5}, "days"),
        ({D.REST_DAY: 4, D.LEAVE: 9, D.ON_CALL: 3}, "days"),
        ({}, "days"),
    ],
)
def test_duties_make_the_class(duties: dict[D, int], named: str) -> None:
    assert shift_class(duties) == named


@pytest.mark.parametrize(
    ("staff", "rows"),
    [
        ((1_000, 1_000, 1_000), ["nights", "changing", "days"]),
        ((1_000, 999, 1_000), ["nights+changing", "nights+changing", "days"]),
        ((999, 1_000, 1_000), ["nights+changing", "nights+changing", "days"]),
        ((5_000, 900, 900), ["nights", "changing+days", "changing+days"]),
        ((300, 300, 5_000), ["everybody"] * 3),
        ((0, 0, 0), ["everybody"] * 3),
    ],
)
def test_a_small_class_is_said_with_the_next(staff: tuple[int, int, int], rows: list[str]) -> None:
    of_class = dict(zip(("nights", "changing", "days"), staff, strict=True))
    assert list(said_together(of_class, 1_000).values()) == rows
