"""The engine for many courses, on problems small enough to try every plan."""

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import HealthCheck, assume, given, settings

from scheduler.check import check, promise_faults
from scheduler.clock import Clock, Progress
from scheduler.crowded import Crowded
from scheduler.objective import objective
from scheduler.problem import Problem
from tests.scheduler.solve import plainly
from tests.scheduler.solve.making import problems

MANY = settings(max_examples=150, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ticking(looks: int) -> Clock:
    """A clock that is over after so many looks at it, whatever the time."""
    ticks: Iterator[int] = count()
    return Clock(looks, now=lambda: next(ticks), started_at=0)


@MANY
@given(problems())
def test_bound_and_plan_close_in_on_the_best_of_all_plans(problem: Problem) -> None:
    assume(not promise_faults(problem))
    expected = plainly.best(problem)
    engine = Crowded(problem, workers=2, seed=1)
    if not engine.run(ticking(60)):
        return  # pins crowd each other out of the first plan
    assert expected is not None
    assert engine.bound <= expected <= engine.value
    assert check(problem, engine.appointments()) == []
    assert objective(problem, engine.appointments()) == engine.value
