"""Our judge and our objective agree with the independent referee, on good plans and on spoilt ones."""

import importlib.util
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest

from scheduler.check import check, promise_faults
from scheduler.io import plan_document
from scheduler.objective import objective
from scheduler.plan import PlannedAppointment, Result, Status
from scheduler.problem import Problem
from scheduler.reading import problem_from
from scheduler.solve import solve
from tests.scheduler.solve.making import make
from tests.scheduler.solve.writing import document

pytestmark = pytest.mark.shared


def program(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def referee(shared_data: Path) -> ModuleType:
    return program(shared_data / "bench" / "referee.py")


@pytest.fixture(scope="module")
def generated(shared_data: Path) -> Problem:
    generate = program(shared_data / "bench" / "generate.py")
    return problem_from(generate.generate(8, 2, 10, 7, None))


def verdict(referee: ModuleType, problem: Problem, plan: tuple[PlannedAppointment, ...]) -> dict[str, Any]:
    value = objective(problem, plan)
    written = plan_document(Result(Status.FEASIBLE, value, None, 0, plan))
    judged: dict[str, Any] = referee.judge(_documents(problem), written)
    return judged


@cache
def _documents(problem: Problem) -> dict[str, Any]:
    return document(problem)


def spoilt(dice: Random, problem: Problem, plan: tuple[PlannedAppointment, ...]) -> tuple[PlannedAppointment, ...]:
    """One appointment changed, lost or doubled."""
    at = dice.randrange(len(plan))
    a = plan[at]
    other = dice.choice(
        [
            replace(a, start=a.start + dice.choice([-1440, -15, 5, 15, 60, 1440, 7 * 1440])),
            replace(a, number=a.number + dice.choice([-1, 1])),
            replace(a, place=dice.choice(problem.places).id),
            replace(a, counsellor=dice.choice(problem.counsellors).id),
            replace(a, course=dice.choice(problem.courses).id),
            replace(dice.choice(plan), number=a.number, course=a.course),
        ]
    )
    kept = plan[:at] + plan[at + 1 :]
    return dice.choice([kept, (*kept, other), (*kept, other), (*kept, other), (*plan, other)])


def agree(referee: ModuleType, problem: Problem, plan: tuple[PlannedAppointment, ...]) -> bool:
    """Whether both find the plan clean, or both faulty; their objectives must be the same where both are defined."""
    judged = verdict(referee, problem, plan)
    ours = check(problem, plan)
    assert judged["clean"] == (not ours), (judged["first"], ours)
    return bool(ours)


def test_the_referee_finds_our_plans_clean_and_as_dear_as_we_say(referee: ModuleType, generated: Problem) -> None:
    result = solve(generated, seconds=1.5, workers=1)
    judged = referee.judge(document(generated), plan_document(result))
    assert (judged["clean"], judged["objective"]) == (True, result.objective), judged["first"]


def test_we_agree_on_spoilt_plans_of_a_generated_problem(referee: ModuleType, generated: Problem) -> None:
    dice = Random(3)
    plan = solve(generated, seconds=1, workers=1).appointments
    faulty = sum(agree(referee, generated, spoilt(dice, generated, plan)) for _ in range(80))
    assert 20 < faulty < 80


def test_we_agree_on_spoilt_plans_of_tiny_problems(referee: ModuleType) -> None:
    dice = Random(4)
    for seed in range(40):
        problem = make(seed)
        if promise_faults(problem):
            continue
        plan = solve(problem, seconds=5, workers=1).appointments
        assert not agree(referee, problem, plan)
        for _ in range(8 if plan else 0):
            agree(referee, problem, spoilt(dice, problem, plan))
