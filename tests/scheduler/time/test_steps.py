"""Steps against a plain list of values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.steps import Steps, steps_of


@pytest.mark.parametrize(("minutes", "values"), [((1, 1), (2, 3)), ((2, 1), (2, 3)), ((1,), ())])
def test_steps_that_do_not_rise_or_lack_a_value_are_refused(minutes: tuple[int, ...], values: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"must rise|values"):
        Steps(0, minutes, values)


def test_a_value_holds_from_its_minute_on() -> None:
    steps = Steps(1, (10, 20), (5, 2))
    assert [steps.at(m) for m in (-1, 9, 10, 19, 20, 99)] == [1, 1, 5, 5, 2, 2]
    assert steps.cuts(10, 20) == ()
    assert steps.cuts(9, 21) == (10, 20)


@given(st.integers(0, 3), st.dictionaries(st.integers(0, 30), st.integers(0, 3)), st.integers(0, 30), st.integers(1, 9))
def test_steps_tell_what_the_list_tells(before: int, points: dict[int, int], start: int, length: int) -> None:
    values = [before] * 41
    for minute in sorted(points):
        values[minute:] = [points[minute]] * (41 - minute)
    steps = steps_of(before, sorted(points.items()))
    end = start + length
    assert [steps.at(minute) for minute in range(41)] == values
    assert steps.peak(start, end) == max(values[start:end])
    assert list(steps.cuts(start, end)) == [m for m in range(start + 1, end) if values[m] != values[m - 1]]
