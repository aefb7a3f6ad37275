"""Intervals against plain sets of minutes."""

from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.interval import Interval, intersect, merge, subtract

intervals = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda x: Interval(x[0], x[0] + x[1])), max_size=8
)


def points(found: list[Interval[int]]) -> set[int]:
    return {m for one in found for m in range(one.start, one.end)}


def is_tidy(found: list[Interval[int]]) -> bool:
    """Sorted, and with room between neighbours."""
    return all(a.end < b.start for a, b in pairwise(found))


@pytest.mark.parametrize("end", [4, 5])
def test_an_interval_must_end_after_it_starts(end: int) -> None:
    with pytest.raises(ValueError, match="end after it starts"):
        Interval(5, end)


def test_the_start_belongs_to_an_interval_but_the_end_does_not() -> None:
    one = Interval(5, 8)
    assert [one.contains(m) for m in (4, 5, 7, 8)] == [False, True, True, False]


def test_touching_intervals_share_no_time() -> None:
    assert not Interval(1, 5).meets(Interval(5, 9))
    assert Interval(1, 6).meets(Interval(5, 9))
    assert Interval(5, 9).meets(Interval(1, 6))


def test_instants_work_as_numbers_do() -> None:
    day = [datetime.fromisoformat(f"2027-02-01T{hour:02}:00+00:00") for hour in range(24)]
    assert subtract([Interval(day[7], day[22])], [Interval(day[9], day[17])]) == [
        Interval(day[7], day[9]),
        Interval(day[17], day[22]),
    ]


@given(intervals)
def test_merging_keeps_the_time_and_tidies_it(some: list[Interval[int]]) -> None:
    assert points(merge(some)) == points(some)
    assert is_tidy(merge(some))


@given(intervals, intervals)
def test_subtracting_leaves_what_is_in_the_first_only(left: list[Interval[int]], right: list[Interval[int]]) -> None:
    assert points(subtract(left, right)) == points(left) - points(right)
    assert is_tidy(subtract(left, right))


@given(intervals, intervals)
def test_intersecting_leaves_what_is_in_both(left: list[Interval[int]], right: list[Interval[int]]) -> None:
    assert points(intersect(left, right)) == points(left) & points(right)
    assert is_tidy(intersect(left, right))
