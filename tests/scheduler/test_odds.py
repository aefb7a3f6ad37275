"""Log-odds that add up: what is learnt, and how hard the belief before it is to move."""

import pytest

from scheduler.odds import Belief, SetCount, learn, together

A, B = frozenset({"a"}), frozenset({"b"})


def belief(pooling: float = 200.0) -> Belief:
    return Belief(lambda _features: 0.1, {"a": 9.0, "b": 9.0}, 9.0, pooling)


def test_without_counts_the_belief_stands() -> None:
    assert learn([], belief()).chance(A) == 0.1
    assert learn([SetCount(A, 0, 0)], belief()).chance(A) == 0.1


def test_much_that_is_seen_is_told() -> None:
    known = learn([SetCount(A, 3000, 7000), SetCount(B, 500, 9500)], belief())
    assert known.chance(A) == pytest.approx(0.3, abs=0.005)
    assert known.chance(B) == pytest.approx(0.05, abs=0.005)


def test_what_one_set_shows_beside_its_features_is_pooled_in() -> None:
    seen = [SetCount(frozenset(), 100, 900), SetCount(A, 100, 900), SetCount(B, 100, 900), SetCount(A | B, 500, 500)]
    known = learn(seen, belief())
    assert known.added(A | B) < known.chance(A | B) < 0.5


def test_extreme_counts_come_to_an_end() -> None:
    known = learn([SetCount(A, 1e6, 0), SetCount(B, 0, 1e6)], belief())
    assert known.chance(A) > 0.99
    assert known.chance(B) < 0.01


def test_counts_of_one_set_are_put_together() -> None:
    assert together([SetCount(B, 1, 0), SetCount(A, 1, 2), SetCount(B, 0, 3)]) == (SetCount(A, 1, 2), SetCount(B, 1, 3))


@pytest.mark.parametrize("wrong", [(-1.0, 0.0), (0.0, -1.0), (float("nan"), 0.0)])
def test_a_count_goes_from_nothing_up(wrong: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="from nothing up"):
        SetCount(A, *wrong)


def test_a_belief_that_anything_would_move_is_refused() -> None:
    with pytest.raises(ValueError, match="firmness"):
        belief(0.0)
