"""Learning nears a truth that is known, from the priors on."""

from random import Random

import pytest

from scheduler.calibration.candidates import tallies
from scheduler.calibration.draws import Truth, as_believed, learning_curve, otherwise, shares_of_sets
from scheduler.calibration.scores import Scores, Told, scored
from scheduler.risk import Feature
from tests.support.calibration_page import as_produced, priors

SIZES = (0, 300, 3000, 30_000)


@pytest.fixture(scope="module")
def shares() -> dict[frozenset[str], float]:
    return shares_of_sets(Random(1), 3000)


def test_starts_come_with_every_feature(shares: dict[frozenset[str], float]) -> None:
    assert {name for features in shares for name in features} == set(Feature) - {Feature.PLAIN}
    assert sum(shares.values()) == pytest.approx(1)


@pytest.mark.parametrize("mixing", [0.0, 0.3])
def test_the_error_shrinks_with_data_and_beats_the_priors(shares: dict[frozenset[str], float], mixing: float) -> None:
    truths = [otherwise(shares, Random(n), apart=0.5, mixing=mixing) for n in range(4)]
    found = learning_curve(truths, {"learnt": as_produced, "priors": priors}, SIZES)
    assert found["learnt"] == sorted(found["learnt"], reverse=True)
    assert found["learnt"][0] == pytest.approx(found["priors"][0])
    assert found["learnt"][-1] < found["priors"][-1] / 4


def test_control_shares_by_feature_do_not_near_the_truth(shares: dict[frozenset[str], float]) -> None:
    found = learning_curve([as_believed(shares)] * 2, {"before": tallies, "learnt": as_produced}, SIZES)
    assert found["before"][-1] > found["before"][1]
    assert found["learnt"][-1] < 0.01
    assert found["before"][-1] > 0.04


def test_risk_that_was_learnt_is_calibrated(shares: dict[frozenset[str], float]) -> None:
    truth = otherwise(shares, Random(5), apart=0.6, mixing=0.1)
    told = scores_of(truth, learnt_from=10_000)
    assert told.error < 0.015
    assert told.slope == pytest.approx(1, abs=0.1)


def test_control_the_priors_are_not(shares: dict[frozenset[str], float]) -> None:
    truth = otherwise(shares, Random(5), apart=0.6, mixing=0.1)
    assert scores_of(truth, learnt_from=0).error > 0.02


def scores_of(truth: Truth, learnt_from: int) -> Scores:
    tell = as_produced(truth.drawn(learnt_from, Random("early")))
    later = truth.drawn(20_000, Random("late"))
    return scored(Told(tell(one.features), one.misses, one.misses + one.kept) for one in later)
