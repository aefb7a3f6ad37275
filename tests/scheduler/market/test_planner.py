"""The engine for many courses, on problems small enough to try every plan."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, assume, given, settings

from scheduler.check import check, promise_faults
from scheduler.clock import Clock, Progress
from scheduler.compile_loops import use_every_loop
from scheduler.crowded import LARGE, MEDIUM, Crowded, is_crowded, size_of
from scheduler.objective import objective
from scheduler.problem import Problem
from scheduler.solve import solve
from tests.scheduler.market.uncompiled import uncompiled
from tests.scheduler.solve import plainly
from tests.scheduler.solve.building import counsellor, course, daily, pin, problem, standing, window
from tests.scheduler.solve.making import make, problems

MANY = settings(max_examples=150, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ticking(looks: int, **more: object) -> Clock:
    """A clock that is over after so many looks at it, whatever the time."""
    ticks: Iterator[int] = count()
    return Clock(looks, now=lambda: next(ticks), started_at=0, **more)  # type: ignore[arg-type] # callbacks only


def crowd(courses: int = 12) -> Problem:
    """Too many officers for one counsellor's mornings, and a room that two of them would need at once."""
    hours = tuple(window(day, 9, 2, place) for day in range(28) for place in ("video", "site"))
    asked = [course(f"k{at}", windows=hours, sessions=4, gap=daily(), start_by=0) for at in range(courses)]
    return problem(*asked, counsellors=(counsellor(caseload=20), counsellor("c2")))


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


def test_most_tiny_problems_are_planned_best() -> None:
    best = tried = 0
    for seed in range(60):
        asked = make(seed)
        if promise_faults(asked) or (expected := plainly.best(asked)) is None:
            continue
        engine = Crowded(asked, workers=1, seed=1)
        tried += 1
        best += engine.run(ticking(60)) and engine.value == expected
    assert best >= 0.8 * tried > 0


@pytest.mark.parametrize("seed", [3, 11, 17, 23, 42])
def test_machine_code_does_what_the_python_it_was_made_of_does(seed: int) -> None:
    asked = make(seed)
    compiled = Crowded(asked, workers=1, seed=5)
    found = compiled.run(ticking(30))
    with uncompiled():
        plain = Crowded(asked, workers=1, seed=5)
        assert plain.run(ticking(30)) == found
    if not found:
        return
    assert (plain.value, plain.bound) == (compiled.value, compiled.bound)
    assert plain.appointments() == compiled.appointments()


def test_one_worker_and_one_seed_give_the_same_plan_however_long_a_step_takes() -> None:
    engines = [Crowded(crowd(), workers=1, seed=7) for _ in range(2)]
    for engine in engines:
        engine.run(ticking(80))
    assert engines[0].appointments() == engines[1].appointments()
    assert engines[0].bound == engines[1].bound


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_a_crowd_is_planned_by_any_number_of_workers(workers: int) -> None:
    asked = crowd()
    engine = Crowded(asked, workers=workers, seed=1)
    assert engine.run(ticking(80))
    assert check(asked, engine.appointments()) == []
    assert engine.bound <= engine.value == objective(asked, engine.appointments())


def test_the_plan_is_never_worse_than_what_stands() -> None:
    first = Crowded(crowd(), workers=1, seed=1)
    first.run(ticking(80))
    stood = first.appointments()
    kept = [
        course(
            asked.id,
            windows=asked.windows,
            sessions=4,
            gap=asked.gap,
            start_by=0,
            standing=tuple(
                standing(a.number, a.start // 1440, a.start % 1440 / 60, a.counsellor, a.place)
                for a in stood
                if a.course == asked.id
            ),
        )
        for asked in crowd().courses
    ]
    again = problem(*kept, counsellors=crowd().counsellors)
    engine = Crowded(again, workers=1, seed=2)
    assert engine.run(ticking(5))
    assert engine.value <= objective(again, stood)


def test_progress_is_told_and_only_gets_better() -> None:
    told: list[Progress] = []
    engine = Crowded(crowd(), workers=1, seed=1)
    engine.run(ticking(60, on_progress=told.append))
    assert told[-1].value == engine.value
    assert told[-1].bound == engine.bound
    assert [one.value for one in told] == sorted((one.value for one in told), reverse=True)
    assert [one.bound for one in told] == sorted(one.bound for one in told)


def test_who_cancels_at_once_still_gets_a_plan_that_keeps_the_pins() -> None:
    asked = problem(course(pins=(pin(1),)), course("k2", pins=(pin(1, day=7), pin(2, day=14))), course("k3"))
    engine = Crowded(asked, workers=1, seed=1)
    assert engine.run(ticking(10, cancelled=lambda: True))
    assert check(asked, engine.appointments()) == []


def test_what_is_compiled_beforehand_is_every_loop() -> None:
    assert use_every_loop().has_searched
    assert not Crowded(problem(course()), workers=1, seed=1).has_searched, "the control: nothing was planned"


def test_nobody_to_plan_is_planned() -> None:
    engine = Crowded(problem(course(counsellors=()), course("k2", sessions=0)), workers=2, seed=1)
    assert engine.run(ticking(10))
    assert engine.value == engine.bound == 200_000
    assert engine.appointments() == []


def test_a_force_is_large_and_a_team_is_not() -> None:
    assert not is_crowded(crowd(), compiled=False)
    hours = tuple(window(day) for day in range(100))
    many = [course(f"k{at}", windows=hours, sessions=2) for at in range(700)]
    force = problem(*many, days=100)
    assert size_of(force) > LARGE
    assert is_crowded(force, compiled=False)
    district = replace(force, courses=force.courses[:40])
    assert MEDIUM < size_of(district) <= LARGE
    assert is_crowded(district, compiled=True)
    assert not is_crowded(district, compiled=False)
    result = solve(force, seconds=2, workers=1)
    assert check(force, result.appointments) == []


def test_no_time_is_left_yet_there_is_a_plan_unless_nobody_wants_one() -> None:
    asked = crowd()
    late = Crowded(asked, workers=1, seed=1)
    assert late.run(Clock(0))
    assert (len(late.appointments()) > 12, late.bound) == (True, 0)
    assert check(asked, late.appointments()) == []
    too_late, unwanted = Crowded(asked, workers=1, seed=1), Crowded(asked, workers=1, seed=1)
    assert too_late.run(Clock(-10))
    assert unwanted.run(Clock(0, cancelled=lambda: True))
    assert (too_late.appointments(), unwanted.appointments()) == ([], [])
