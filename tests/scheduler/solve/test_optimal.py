"""On problems small enough to try every plan, the solver finds the best and proves it."""

import pytest
from hypothesis import HealthCheck, assume, given, settings

from scheduler.bound import Relaxation
from scheduler.capacity import Capacity
from scheduler.check import check, promise_faults
from scheduler.clock import Clock
from scheduler.columns import Master
from scheduler.course_best import Unplannable, best_course
from scheduler.engine import Engine
from scheduler.instance import Instance
from scheduler.plan import Status
from scheduler.problem import Problem
from scheduler.solve import solve
from tests.scheduler.solve import plainly
from tests.scheduler.solve.making import make, problems

MANY = settings(max_examples=120, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


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
@given(problems(most_windows=8))
def test_the_best_course_beside_others_is_the_best_of_all_its_chains(problem: Problem) -> None:
    assume(not promise_faults(problem))
    course, *others = problem.courses
    taken = plainly.crowd(problem, others)
    options = [
        plainly.cost(problem, course, chain)
        for chain in plainly.chains(problem, course)
        if plainly.fits(problem, [*taken, *chain])
    ]
    if not options:
        with pytest.raises(Unplannable):
            best_course(problem, course.id, taken)
        return
    found = best_course(problem, course.id, taken)
    assert found.cost == min(options) == plainly.cost(problem, course, found.appointments)
    assert plainly.fits(problem, [*taken, *found.appointments])


@settings(max_examples=40, derandomize=True)
@given(problems())
def test_prices_and_columns_never_prove_more_than_is_true(problem: Problem) -> None:
    assume(not promise_faults(problem))
    expected = plainly.best(problem)
    if expected is None:
        return
    instance = Instance(problem, problem.courses)
    master = Master(Relaxation(instance, Capacity(problem)))
    for _ in range(30):
        if master.done:
            break
        master.step(seconds=5)
    assert master.best.proven <= expected


@settings(max_examples=40, derandomize=True)
@given(problems())
def test_the_search_for_larger_problems_bounds_and_beats_nothing_it_should_not(problem: Problem) -> None:
    assume(not promise_faults(problem))
    searched_within_bounds(problem, Clock(seconds=0.3))


@pytest.mark.parametrize("problem", [made for made in map(make, range(8)) if not promise_faults(made)])
def test_the_same_on_a_few_problems_that_are_traced_for_coverage(problem: Problem) -> None:
    searched_within_bounds(problem, Clock(seconds=0.5))


def searched_within_bounds(problem: Problem, clock: Clock) -> None:
    """The best of all plans lies between what the search proves and what it finds, and its plan is lawful."""
    expected = plainly.best(problem)
    if expected is None:
        return
    engine = Engine(problem, workers=1, seed=1, small=0, medium=0)
    try:
        engine.run(clock)
    except Unplannable:
        return  # pins crowd each other out of the first plan, and without CP-SAT there is no second
    assert engine.bound <= expected <= engine.value
    assert check(problem, engine.appointments()) == []
