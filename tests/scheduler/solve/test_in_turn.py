"""A plan for who has no time: lawful, with every pin and with what stands."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings

from scheduler.check import check, promise_faults
from scheduler.clock import never
from scheduler.course_best import Unplannable
from scheduler.objective import objective
from scheduler.problem import Problem
from scheduler.standing.in_turn import planned_in_turn
from tests.scheduler.solve import plainly
from tests.scheduler.solve.building import counsellor, course, daily, pin, problem, standing, window
from tests.scheduler.solve.making import problems

MANY = settings(max_examples=120, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(problems())
def test_it_breaks_no_rule_whether_there_is_time_or_not(problem: Problem) -> None:
    assume(not promise_faults(problem))
    try:
        plans = [planned_in_turn(problem, over) for over in (never, lambda: True)]
    except Unplannable:
        return  # the first course's plan left another's pins no room
    for plan in plans:
        assert check(problem, plan) == []
    best = plainly.best(problem)
    assert best is not None
    assert best <= objective(problem, plans[0]) <= objective(problem, plans[1])


def test_without_time_what_stands_and_is_possible_stays_and_what_is_not_goes() -> None:
    hours = tuple(window(day) for day in (0, 7, 14, 21))
    first = course("k1", sessions=3, windows=hours, standing=tuple(standing(n, 7 * (n - 1)) for n in (1, 2, 3)))
    later = course("k2", sessions=2, windows=hours[2:], standing=(standing(1, 1), standing(2, 21)))
    pinned = course("k3", sessions=1, windows=(window(7),), pins=(pin(1, 7),))
    asked = problem(first, later, pinned, counsellors=(counsellor(max_per_day=1),))
    plan = planned_in_turn(asked, lambda: True)
    assert check(asked, plan) == []
    assert {(a.course, a.start // 1440) for a in plan} == {("k3", 7), ("k1", 0), ("k1", 14), ("k2", 21)}
    # Control: with time all that is lost is placed as well as the others allow.
    assert objective(asked, planned_in_turn(asked, never)) <= objective(asked, plan)


def test_more_time_plans_more_courses_and_the_urgent_come_first() -> None:
    hours = tuple(window(day) for day in range(21))
    asked = problem(*(course(f"k{n}", windows=hours, sessions=2, gap=daily(), priority=p) for n, p in ((1, 1), (2, 4))))
    looks = iter([False, True])
    assert {a.course for a in planned_in_turn(asked, lambda: next(looks))} == {"k2"}
    assert {a.course for a in planned_in_turn(asked, never)} == {"k1", "k2"}


def test_pins_that_crowd_each_other_out_are_told() -> None:
    first = course("k1", sessions=2, windows=(window(0), window(7)), pins=(pin(2, 7),), gap=daily())
    second = replace(first, id="k2", windows=(window(0), window(8)), pins=(pin(2, 8),))
    with pytest.raises(Unplannable):
        planned_in_turn(problem(first, second), never)
