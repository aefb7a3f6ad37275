"""The price of an hour is what planning again with it saves."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.bound import Relaxation
from scheduler.capacity import Capacity
from scheduler.columns import Master
from scheduler.instance import Instance
from scheduler.problem import Course, Problem
from scheduler.solve import solve
from scheduler.why.hour_prices import HourPrice, hour_prices, shared_prices, with_hour
from tests.scheduler.solve import plainly
from tests.scheduler.solve.building import counsellor, course, presence, problem, window
from tests.scheduler.solve.making import problems


def _priced(asked: Problem) -> tuple[list[HourPrice], float]:
    """The table at the best prices, and the bound that these prove."""
    capacity = Capacity(asked)
    master = Master(Relaxation(Instance(asked, asked.courses), capacity))
    for _ in range(40):
        if master.done:
            break
        master.step(seconds=5)
    return hour_prices(asked, capacity, shared_prices(capacity, master.best.prices)), master.best.bound


def _one_session(name: str, *hours: float, priority: int = 1) -> Course:
    return course(name, windows=tuple(window(1, hour) for hour in hours), sessions=1, priority=priority)


def test_an_hour_where_one_officer_could_come_is_worth_that_session() -> None:
    """Two officers want the only hour there is; one of them could come at eighteen, when nobody works."""
    asked = problem(
        _one_session("k1", 9, 18), _one_session("k2", 9), counsellors=(counsellor(windows=(presence(1, 9, 1),)),)
    )
    table, _ = _priced(asked)
    evening = next(row for row in table if row.hour == 18)
    assert (evening.weekday, evening.place, evening.counsellor) == (1, "video", "c1")
    saved = solve(asked, workers=1).objective - solve(with_hour(asked, evening), workers=1).objective
    assert evening.price == saved == 100_000 - 100


def test_an_hour_that_nobody_wants_has_no_price() -> None:
    table, _ = _priced(problem(_one_session("k1", 9), counsellors=(counsellor(windows=(presence(1, 9, 1),)),)))
    assert table == []


def test_the_hour_that_two_want_has_the_price_of_the_one_who_goes_without() -> None:
    asked = problem(
        _one_session("k1", 9),
        _one_session("k2", 9, priority=4),
        counsellors=(counsellor(windows=(presence(1, 9, 1),)),),
    )
    table, _ = _priced(asked)
    assert [(row.weekday, row.hour) for row in table] == [(1, 9)]
    assert table[0].price >= 100_000 - 100


@settings(max_examples=40, derandomize=True, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(problems())
def test_planning_again_never_saves_more_than_price_and_gap(asked: Problem) -> None:
    """Proven where each course has one session: then no course could use two new hours."""
    single = Problem(
        asked.start,
        asked.days,
        asked.places,
        asked.counsellors,
        tuple(_alone(one) for one in asked.courses if one.sessions),
        asked.time_zone,
        asked.grid,
        asked.weights,
    )
    best = plainly.best(single)
    table, bound = _priced(single)
    for row in table[:3]:
        better = plainly.best(with_hour(single, row))
        assert best is not None
        assert better is not None
        assert best - better <= row.price + (best - bound) + 1


def _alone(one: Course) -> Course:
    return Course(
        one.id,
        1,
        one.counsellors,
        one.windows,
        one.first_number,
        one.minutes,
        one.priority,
        one.earliest,
        one.start_by,
        one.previous,
        one.gap,
    )


def test_prices_of_another_problem_are_refused() -> None:
    with pytest.raises(ValueError, match="3 prices for"):
        shared_prices(Capacity(problem()), np.zeros(3))


def test_a_course_of_nobody_has_no_price() -> None:
    assert _priced(problem(course(counsellors=())))[0] == []
