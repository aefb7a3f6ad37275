"""Chance by name."""

from statistics import fmean

import pytest

from app.simulate.world.lots import Lots, apportioned, poisson, times


def test_the_same_names_draw_the_same_whatever_was_drawn_before() -> None:
    first = Lots(1).of("officer", 3)
    lots = Lots(1)
    others = [lots.of("officer", number) for number in range(10)]
    assert others[3] == first
    assert lots.stream("a").random() == Lots(1).stream("a").random()


def test_another_seed_or_another_name_draws_another() -> None:
    assert (
        len({Lots(1).of("a", 1), Lots(2).of("a", 1), Lots(1).of("b", 1), Lots(1).of("a", 11), Lots(1).of("a1", 1)}) == 5
    )


def test_draws_spread_evenly() -> None:
    drawn = [Lots(7).of("even", number) for number in range(20_000)]
    assert all(0 <= one < 1 for one in drawn)
    tenths = [sum(int(one * 10) == tenth for one in drawn) for tenth in range(10)]
    assert min(tenths) > 1850
    assert max(tenths) < 2150


def test_a_draw_never_changes_between_versions() -> None:
    """Published figures name a seed: it must mean the same year next year."""
    assert Lots(1).of("officer-00001", "miss", 3) == pytest.approx(0.7053408183445804, abs=1e-15)


@pytest.mark.parametrize("mean", [0.2, 3.0, 700.0])
def test_counts_have_their_mean_and_spread(mean: float) -> None:
    chance = Lots(1).stream("poisson", mean)
    counts = [poisson(chance, mean) for _ in range(2_000)]
    assert fmean(counts) == pytest.approx(mean, rel=0.1)
    assert fmean((count - mean) ** 2 for count in counts) == pytest.approx(mean, rel=0.15)


def test_times_fall_within_their_days_as_often_as_wanted() -> None:
    days = [day for number in range(300) for day in times(Lots(1).stream(number), 4.0, 10, 375)]
    assert len(days) == pytest.approx(1200, rel=0.1)
    assert 10 <= min(days) <= max(days) < 375
    assert times(Lots(1).stream("never"), 0.0, 0, 1000) == []


def test_shares_sum_to_the_whole() -> None:
    assert apportioned({"a": 1, "b": 1, "c": 1}, 10) == {"a": 4, "b": 3, "c": 3}
    assert sum(apportioned({"a": 0.4, "b": 0.15, "c": 0.45}, 1_001).values()) == 1_001
