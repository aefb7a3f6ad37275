"""The forecast of referrals: honest about how sure it is, and better than guessing from the last week."""

import random
from collections.abc import Callable, Sequence
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.domain.demand import FEWEST_WEEKS, WEEKS, Forecast, forecast, in_sessions, quantile


def poisson(chance: random.Random, mean: float) -> int:
    count, left, end = 0, chance.random(), exp(-mean)
    while left > end:
        left *= chance.random()
        count += 1
    return count


def steady(chance: random.Random, _week: int) -> int:
    return poisson(chance, 12)


def rising(chance: random.Random, week: int) -> int:
    return poisson(chance, 8 + week / 20)


def uneven(chance: random.Random, _week: int) -> int:
    """Weeks that vary more than by chance: a bad incident brings many."""
    return poisson(chance, chance.gammavariate(2, 6))


SERIES = (steady, rising, uneven)


def judged(series: Callable[[random.Random, int], int], seeds: range = range(60)) -> tuple[float, float, float]:
    """Mean distance of the forecast from the quarter's weeks, of the last week from them, and how many lie between."""
    ours, naive, inside, weeks = 0.0, 0.0, 0, 0
    for seed in seeds:
        chance = random.Random(seed)
        known = [series(chance, week) for week in range(104)]
        to_come = [series(chance, week) for week in range(104, 104 + WEEKS)]
        found = made(known)
        for week, count in enumerate(to_come):
            ours += abs(found.expected[week] - count)
            naive += abs(known[-1] - count)
            inside += found.low[week] <= count <= found.high[week]
            weeks += 1
    return ours / weeks, naive / weeks, inside / weeks


def made(counts: Sequence[int]) -> Forecast:
    found = forecast(counts)
    assert found is not None
    return found


@pytest.mark.parametrize("series", SERIES)
def test_it_is_nearer_than_the_last_week_and_four_weeks_in_five_lie_where_it_says(
    series: Callable[[random.Random, int], int],
) -> None:
    ours, naive, inside = judged(series)
    assert ours < 0.85 * naive
    assert 0.76 <= inside <= 0.93


def test_the_total_of_the_quarter_lies_where_it_says_four_times_in_five() -> None:
    hits = 0
    for seed in range(200):
        chance = random.Random(seed)
        counts = [uneven(chance, week) for week in range(104 + WEEKS)]
        low, _, high = made(counts[:104]).total
        hits += low <= sum(counts[104:]) <= high
    assert 0.72 <= hits / 200 <= 0.95


def test_too_few_weeks_foretell_nothing() -> None:
    assert forecast([5] * (FEWEST_WEEKS - 1)) is None
    assert forecast([5] * FEWEST_WEEKS) is not None


@given(st.lists(st.integers(0, 400), min_size=FEWEST_WEEKS, max_size=110))
def test_whatever_came_low_is_below_high_and_the_expected_is_no_less_than_nothing(counts: list[int]) -> None:
    found = made(counts)
    assert all(low <= high for low, high in zip(found.low, found.high, strict=True))
    assert min(found.expected) > 0
    low, expected, high = found.total
    assert low <= expected + 1
    assert low <= high


def test_a_count_that_varies_more_has_a_wider_middle() -> None:
    assert quantile(0.9, 20, 20) < quantile(0.9, 20, 60)
    assert quantile(0.1, 20, 20) > quantile(0.1, 20, 60)
    assert quantile(0.5, 5, 5) == 5


def test_each_course_asks_for_one_session_a_week_from_the_week_after_it() -> None:
    assert in_sessions([2, 0, 1, 0, 0], sessions=2) == (0, 2, 2, 1, 1)
