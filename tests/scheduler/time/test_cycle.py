"""The cycle that days keep to."""

from scheduler.cycle import shortest_cycle

WEEK = [1, 1, 1, 2, 2, 0, 0]


def test_the_shortest_of_several_that_fit_is_found() -> None:
    assert shortest_cycle(WEEK * 4, 42, 0.9) == 7


def test_days_of_which_nothing_is_known_are_left_out() -> None:
    assert shortest_cycle([*WEEK, *WEEK, None, *WEEK[1:], *WEEK], 42, 0.9) == 7


def test_each_day_must_have_been_seen_twice() -> None:
    assert shortest_cycle([*WEEK, *WEEK[:-1]], 42, 1.0) is None
    assert shortest_cycle([*WEEK, *WEEK], 42, 1.0) == 7


def test_days_off_alone_make_no_cycle_of_work_that_is_never_alike() -> None:
    assert shortest_cycle([1, *[0] * 30, 2, *[0] * 30], 42, 0.9) is None


def test_days_that_differ_more_than_is_allowed_keep_to_none() -> None:
    other = [3 if place % 3 == 0 else kind for place, kind in enumerate(WEEK)]
    assert shortest_cycle([*WEEK, *other], 7, 0.9) is None


def test_of_no_days_nothing_can_be_told() -> None:
    assert shortest_cycle([], 42, 0.9) is None
