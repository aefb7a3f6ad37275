"""On problems small enough to try every plan, the solver finds the best and proves it."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from tests.scheduler.solve import plainly
from tests.scheduler.solve.making import problems

from scheduler.check import check, promise_faults
from scheduler.course_best import Unplannable, best_course
from scheduler.plan import Status
from scheduler.problem import Problem
from scheduler.solve import solve

MANY = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@MANY
@given(problems())
def test_the_plan_costs_what_the_best_of_all_plans_costs(problem: Problem) -> None:
    assume(not promise_faults(problem))
    expected = plainly.best(problem)
    if expected is None:
        with pytest.raises(Unplannable):
            solve(problem, seconds=20, workers=1)
        return
    result = solve(problem, seconds=20, workers=1)
    assert (result.objective, result.bound, result.status) == (expected, expected, Status.OPTIMAL)


@MANY
@given(problems(most_courses=3, most_windows=9))
def test_the_best_course_beside_others_is_the_best_of_all_its_chains(problem: Problem) -> None:
    assume(not promise_faults(problem))
    course, *others = problem.courses
    taken: list[plainly.PlannedAppointment] = []
    for other in others:
        for chain in plainly.chains(problem, other, pinned=False):
            if not any(fault.rule != "pin" for fault in check(problem, [*taken, *chain])):
                mine = chain
        taken.extend(mine)
    options = [
        plainly.cost(problem, course, chain)
        for chain in plainly.chains(problem, course)
        if not any(fault.rule != "pin" for fault in check(problem, [*taken, *chain]))
    ]
    if not options:
        with pytest.raises(Unplannable):
            best_course(problem, course.id, taken)
        return
    found = best_course(problem, course.id, taken)
    assert found.cost == min(options) == plainly.cost(problem, course, found.appointments)
    assert not [fault for fault in check(problem, [*taken, *found.appointments]) if fault.rule != "pin"]
