"""How the engine compares with plain rules and with other solvers: the same problem files, the same time, one run."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from scheduler.io import read_problem, write_plan
from scheduler.objective import objective
from scheduler.plan import Result, Status
from scheduler.problem import Problem
from scheduler.standing.standing_plan import StandingPlan
from tests.bench import timefold_run
from tests.bench.plain_plans import by_priority, first_come_first_served
from tests.bench.plan_40 import BENCH, ROOT
from tests.bench.rows import NothingToMeasure, Row, Table

SIZES: Mapping[str, tuple[str, str, str]] = {
    "40 courses": ("40", "3", "12"),
    "150 courses": ("150", "8", "16"),
    "900 courses": ("900", "40", "16"),
}
SECONDS: Mapping[str, int] = {"40 courses": 30, "150 courses": 60, "900 courses": 120}
WHOLE_MODEL = {"40 courses"}
"""Beyond this the whole model has millions of Booleans: gigabytes and minutes before a solver even begins."""
ENGINE = "the engine"


def measure() -> Table:
    """Every planner on every size that it can take; a plan that the referee refuses counts as none."""
    if not BENCH.is_dir():
        raise NothingToMeasure("../shared/bench, which makes and judges the problems, is not here")
    absent = timefold_run.why_absent()
    return Table(
        "Against others",
        "Seed 1 of each size, two processors, the same seconds for each that searches (30, 60, 120): the engine; one "
        "whole model by CP-SAT and by HiGHS (one thread, inside OR-Tools), at the smallest size only; Timefold with "
        "its default moves; and two plain rules that need none. The cost of the plan as the referee counts it, less is "
        "better; a planner without a plan that keeps every rule has no row. " + (absent + "." if absent else ""),
        tuple(row for size in SIZES for row in _rows(size)),
    )


def _rows(size: str) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        problem, plan = Path(folder) / "problem.json", Path(folder) / "plan.json"
        courses, counsellors, weeks = SIZES[size]
        scale = ["--courses", courses, "--counsellors", counsellors, "--weeks", weeks, "--seed", "1"]
        subprocess.run([sys.executable, str(BENCH / "generate.py"), *scale, "--out", str(problem)], check=True)
        for name, run in _planners(size).items():
            plan.unlink(missing_ok=True)
            run(problem, plan)
            found = _judged(problem, plan)
            if found is not None:
                against = "" if name == ENGINE else f"{size}: {ENGINE}"
                yield Row(f"{size}: {name}", found, "", against=against)


def _planners(size: str) -> dict[str, Callable[[Path, Path], None]]:
    seconds = str(SECONDS[size])
    planners: dict[str, Callable[[Path, Path], None]] = {
        ENGINE: lambda problem, plan: _run("scheduler", problem, "--out", plan, "--seconds", seconds),
        "by priority": lambda problem, plan: _plainly(by_priority, problem, plan),
        "first come, first served": lambda problem, plan: _plainly(first_come_first_served, problem, plan),
    }
    if size in WHOLE_MODEL:
        planners["CP-SAT, whole model"] = lambda a, b: _run("tests.bench.monolith", a, b, "cp-sat", seconds)
        planners["HiGHS, whole model"] = lambda a, b: _run("tests.bench.monolith", a, b, "highs", seconds)
    if timefold_run.why_absent() is None:
        planners["Timefold"] = lambda a, b: _run("tests.bench.timefold_run", a, b, seconds)
    return planners


def _run(module: str, *arguments: Path | str) -> None:
    """One planner in a process of its own; what it could not do shows in the plan that is not there."""
    subprocess.run([sys.executable, "-m", module, *map(str, arguments)], check=False, cwd=ROOT)


def _plainly(rule: Callable[[Problem], StandingPlan], problem_path: Path, plan_path: Path) -> None:
    problem = read_problem(str(problem_path))
    found = tuple(rule(problem).appointments())
    write_plan(Result(Status.FEASIBLE, objective(problem, found), None, 0.0, found), str(plan_path))


def _judged(problem: Path, plan: Path) -> int | None:
    """The plan's cost; None where there is no plan, an empty one, or one that breaks a rule."""
    if not plan.exists():
        return None
    judge = [sys.executable, str(BENCH / "referee.py"), str(problem), str(plan)]
    found = json.loads(subprocess.run(judge, check=False, capture_output=True, text=True).stdout)
    return int(found["objective"]) if found["clean"] and found["placed"] else None
