"""Intervals against printed tables, against one another, and against bell curves whose mean is known."""

from collections.abc import Sequence

import numpy as np
import pytest

from app.simulate.measures.intervals import CONFIDENCE, t_interval, t_quantile, t_within

# Two-sided 95 % and 99 % points of Student's t, as printed in tables.
PRINTED = [
    (1, 0.95, 12.706),
    (2, 0.95, 4.303),
    (3, 0.95, 3.182),
    (4, 0.95, 2.776),
    (9, 0.95, 2.262),
    (10, 0.95, 2.228),
    (29, 0.95, 2.045),
    (30, 0.95, 2.042),
    (120, 0.95, 1.980),
    (1, 0.99, 63.657),
    (5, 0.99, 4.032),
    (29, 0.99, 2.756),
]


@pytest.mark.parametrize(("freedom", "confidence", "printed"), PRINTED)
def test_quantiles_are_those_of_printed_tables(freedom: int, confidence: float, printed: float) -> None:
    assert t_quantile(freedom, confidence) == pytest.approx(printed, abs=0.0006)
    assert t_within(t_quantile(freedom, confidence), freedom) == pytest.approx(confidence)


RESAMPLES = 2_000


def bootstrap_interval(values: Sequence[float], confidence: float = CONFIDENCE) -> tuple[float, float] | None:
    """The same without believing in bell curves: the middle of the means of samples drawn from the years themselves.

    Always the same draws, so that a report has the same bytes.
    """
    if len(values) < 2:
        return None
    draws = np.random.default_rng(len(values)).integers(0, len(values), (RESAMPLES, len(values)))
    means = np.asarray(values, dtype=float)[draws].mean(axis=1)
    low, high = np.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def test_an_interval_by_hand() -> None:
    """1, 2, 3, 4, 5: mean 3, deviation 1.5811, over the root of 5 0.7071, times 2.776."""
    low, high = t_interval([1, 2, 3, 4, 5]) or (0, 0)
    assert [low, high] == pytest.approx([3 - 1.9632, 3 + 1.9632], abs=1e-3)


def test_a_single_year_has_no_interval() -> None:
    assert t_interval([3.0]) is None
    assert bootstrap_interval([3.0]) is None


@pytest.mark.parametrize(("freedom", "confidence"), [(0, 0.95), (3, 0.0), (3, 1.0)])
def test_what_is_no_quantile_is_refused(freedom: int, confidence: float) -> None:
    with pytest.raises(ValueError, match="no such quantile"):
        t_quantile(freedom, confidence)


def test_nineteen_in_twenty_intervals_hold_the_mean() -> None:
    samples = np.random.default_rng(1).normal(10, 3, (2_000, 30))
    held = [low <= 10 <= high for low, high in (t_interval(list(row)) or (0, 0) for row in samples)]
    assert 0.935 <= np.mean(held) <= 0.965
    narrow = [abs(row.mean() - 10) <= 1.5 * row.std(ddof=1) / np.sqrt(30) for row in samples]
    assert np.mean(narrow) < 0.9, "control: a narrower interval does not"


def test_the_bootstrap_says_nearly_the_same_and_always_the_same() -> None:
    values = list(np.random.default_rng(2).normal(0.8, 0.05, 30))
    ours, theirs = t_interval(values), bootstrap_interval(values)
    assert ours is not None
    assert theirs is not None
    assert theirs == pytest.approx(ours, abs=0.01)
    assert theirs == bootstrap_interval(values)
