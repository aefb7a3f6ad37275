"""Scores against figures worked out by hand, and against draws that are as told."""

from math import log
from random import Random

import pytest

from scheduler.calibration.scores import Told, scored


def test_the_scores_of_two_chances_by_hand() -> None:
    one = scored([Told(0.2, 1, 4), Told(0.5, 3, 4)])
    assert one.brier == pytest.approx((0.64 + 3 * 0.04 + 4 * 0.25) / 8)
    assert one.log_score == pytest.approx(-(log(0.2) + 3 * log(0.8) + 4 * log(0.5)) / 8)
    assert one.error == pytest.approx((0.05 + 0.25) / 2)
    assert (one.appointments, one.missed) == (8, 0.5)


def test_bins_hold_equally_many_however_unequal_the_cells() -> None:
    bins = scored([Told(0.1, 1, 7), Told(0.2, 3, 13), Told(0.9, 60, 80)]).bins
    assert [one.appointments for one in bins] == pytest.approx([10.0] * 10)
    assert sum(one.missed * one.appointments for one in bins) == pytest.approx(64)


def test_what_is_drawn_as_told_has_slope_one_and_an_error_as_luck_gives() -> None:
    random = Random(3)
    told = [Told(p, sum(random.random() < p for _ in range(2000)), 2000) for p in (0.05, 0.1, 0.2, 0.3, 0.4)]
    one = scored(told)
    assert one.slope == pytest.approx(1, abs=0.1)
    assert one.error < 2 * one.by_luck < 0.02


def test_control_what_is_told_too_boldly_has_a_low_slope_and_a_large_error() -> None:
    one = scored([Told(0.01, 200, 1000), Told(0.7, 400, 1000)])
    assert one.slope is not None
    assert one.slope < 0.4
    assert one.error > 10 * one.by_luck


def test_one_chance_for_all_has_no_slope() -> None:
    assert scored([Told(0.2, 20, 100)]).slope is None


def test_nothing_cannot_be_scored() -> None:
    with pytest.raises(ValueError, match="no appointment"):
        scored([])


@pytest.mark.parametrize("wrong", [(1.1, 0, 1), (-0.1, 0, 1), (0.5, 2, 1), (0.5, -1, 1)])
def test_nonsense_is_refused(wrong: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="a chance lies"):
        Told(*wrong)
