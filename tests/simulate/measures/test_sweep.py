"""Which parameter moves what: the widest first, over the same seeds."""

import pytest

from app.simulate.measures.sweep import Ends, swings
from app.simulate.measures.years import Boiled, boiled
from tests.simulate.measures.made_up import course, run


def years(first_day: float, wobble: float = 0.0) -> list[Boiled]:
    """Five years whose first session comes on that day, and later in every other one."""
    return [boiled(run(course(first_day + k + wobble * (k % 2), sessions=1), seed=k)) for k in range(5)]


def test_the_widest_comes_first_with_both_ends() -> None:
    varied = {"a": Ends(years(9), years(11)), "b": Ends(years(10), years(15)), "c": Ends(years(10), years(10))}
    found = swings(years(10), varied, "first_days_median")
    assert [(one.parameter, one.at_low.mean, one.at_high.mean) for one in found] == [
        ("b", 0, 5),
        ("a", -1, 1),
        ("c", 0, 0),
    ]
    assert [one.width for one in found] == [5, 1, 0]


def test_only_what_moves_by_more_than_chance_is_certain() -> None:
    sure, unsure = Ends(years(9), years(10)), Ends(years(10), years(10, wobble=5))
    found = swings(years(10), {"sure": sure, "unsure": unsure}, "first_days_median")
    assert {one.parameter: one.is_certain for one in found} == {"sure": True, "unsure": False}


def test_other_seeds_are_refused_and_what_nobody_measured_is_left_out() -> None:
    with pytest.raises(ValueError, match="the same seeds"):
        swings(years(10), {"a": Ends(years(9)[1:], years(10))}, "first_days_median")
    assert swings(years(10), {"a": Ends(years(9), years(10))}, "first_days_median", "days") == ()
