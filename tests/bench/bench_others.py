"""How the engine compares with plain rules and with other solvers: the same problem files, the same time, one run.

A short run: RELIEF_BENCH_OTHERS=12,40 names the sizes, RELIEF_BENCH_OTHERS_SECONDS=5 gives every planner so long.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scheduler.io import read_problem, write_plan
from scheduler.objective import objective
from scheduler.plan import Result, Status
from scheduler.problem import Problem
from scheduler.standing.standing_plan import StandingPlan
from tests.bench import timefold_run
from tests.bench.chart_scale import Axis
from tests.bench.line_chart import Chart, Line, kept
from tests.bench.plain_plans import by_priority, first_come_first_served
from tests.bench.plan_40 import ROOT
from tests.bench.problem_files import judged, make_problem, must_be_here
from tests.bench.rows import Row, Table

SIZES = tuple(map(int, os.environ.get("RELIEF_BENCH_OTHERS", "12,40,150,900").split(",")))
SECONDS = {12: 30, 40: 30, 150: 60, 900: 120}
WHOLE_MODEL = {12: 30, 40: 300}
"""Beyond these the whole model has millions of Booleans: gigabytes and minutes before a solver even begins."""
SHORT = os.environ.get("RELIEF_BENCH_OTHERS_SECONDS")
ENGINE, CP_SAT, HIGHS = "the engine", "CP-SAT, whole model", "HiGHS, whole model"
PROVING = {ENGINE, CP_SAT, HIGHS}
_PATIENCE_SECONDS = 420  # for whoever does not look at the clock

Planner = Callable[[Path, Path], None]


@dataclass(frozen=True, slots=True)
class Found:
    """What one planner came to on one size; a cost of None: no plan that keeps every rule."""

    courses: int
    planner: str
    seconds: str
    cost: int | None
    bound: int | None

    @property
    def name(self) -> str:
        """As its row is called; time is named where it is not that of the engine."""
        return f"{self.courses} courses: {self.planner}" + (f", {self.seconds} s" if self.seconds else "")


def measure() -> Table:
    """Every planner on every size that it can take; a plan that the referee refuses counts as none."""
    must_be_here()
    timefold_run.fetch()
    absent = timefold_run.why_absent()
    subprocess.run([sys.executable, "-m", "scheduler.compile_loops"], cwd=ROOT, check=True)
    found = [one for courses in SIZES for one in _found(courses)]
    times = ", ".join(f"{_seconds(courses)} s for {courses} courses" for courses in SIZES)
    return Table(
        "Against others",
        f"Seed 1 of each size, two processors, the same time for each that searches ({times}): the engine; Timefold "
        "with its default moves; and two plain rules that need none. One whole model is given to CP-SAT and to HiGHS "
        "(one thread, inside OR-Tools) at the small sizes only; where a row names a time, they had that. The cost of "
        "the plan as the referee counts it, less is better; none: no plan that keeps every rule. Bound: what the "
        "planner has proven that every plan costs; none: nothing above zero."
        + (f" {absent}.\n\n" if absent else "\n\n")
        + kept(chart(found), "against-others"),
        tuple(rows(found)),
    )


def rows(found: Sequence[Found]) -> Iterator[Row]:
    """The cost of each, compared with the engine's, and the bounds of those that prove one."""
    for one in found:
        yield Row(one.name, one.cost, "", "" if one.planner == ENGINE else f"{one.courses} courses: {ENGINE}")
        if one.planner in PROVING:
            yield Row(f"{one.name}: bound", one.bound, "")


def chart(found: Sequence[Found]) -> Chart:
    """How many times the engine's cost each other's is, over size."""
    best = {one.courses: one.cost for one in found if one.planner == ENGINE}
    others = dict.fromkeys(one.planner for one in found if one.planner != ENGINE)
    return Chart(
        "Cost against the engine's, over size",
        "How many times the cost of the engine's plan that of each other planner is, over the number of courses.",
        Axis("courses", log=True, named=tuple(best)),
        Axis("times the engine's cost", log=True),
        (
            *(Line(name, tuple(_times(name, found, best))) for name in others),
            Line(ENGINE, tuple((courses, 1.0) for courses in best), guide=True),
        ),
    )


def _times(planner: str, found: Sequence[Found], best: dict[int, int | None]) -> Iterator[tuple[float, float]]:
    for one in found:
        mine = best.get(one.courses)
        if one.planner == planner and one.cost is not None and mine:
            yield one.courses, one.cost / mine


def _found(courses: int) -> Iterator[Found]:
    with tempfile.TemporaryDirectory() as folder:
        problem, plan = Path(folder) / "problem.json", Path(folder) / "plan.json"
        make_problem(courses, problem)
        for name, (seconds, run) in _planners(courses).items():
            plan.unlink(missing_ok=True)
            run(problem, plan)
            shown = seconds if seconds not in {"", _seconds(courses)} else ""
            yield Found(courses, name, shown, *_judged(problem, plan))


def _seconds(courses: int) -> str:
    return SHORT or str(SECONDS[courses])


def _planners(courses: int) -> dict[str, tuple[str, Planner]]:
    seconds = _seconds(courses)
    planners: dict[str, tuple[str, Planner]] = {
        ENGINE: (seconds, lambda problem, plan: _run("scheduler", problem, "--out", plan, "--seconds", seconds)),
        "by priority": ("", lambda problem, plan: _plainly(by_priority, problem, plan)),
        "first come, first served": ("", lambda problem, plan: _plainly(first_come_first_served, problem, plan)),
    }
    if courses in WHOLE_MODEL:
        long = SHORT or str(WHOLE_MODEL[courses])
        planners[CP_SAT] = (long, lambda problem, plan: _run("tests.bench.monolith", problem, plan, "cp-sat", long))
        planners[HIGHS] = (long, lambda problem, plan: _run("tests.bench.monolith", problem, plan, "highs", long))
    if timefold_run.why_absent() is None:
        planners["Timefold"] = (seconds, lambda problem, plan: _run("tests.bench.timefold_run", problem, plan, seconds))
    return planners


def _run(module: str, *arguments: Path | str) -> None:
    """One planner in a process of its own; what it could not do in time shows in the plan that is not there."""
    with suppress(subprocess.TimeoutExpired):
        command = [sys.executable, "-m", module, *map(str, arguments)]
        subprocess.run(command, check=False, cwd=ROOT, timeout=_PATIENCE_SECONDS)


def _plainly(rule: Callable[[Problem], StandingPlan], problem_path: Path, plan_path: Path) -> None:
    problem = read_problem(str(problem_path))
    found = tuple(rule(problem).appointments())
    write_plan(Result(Status.FEASIBLE, objective(problem, found), None, 0.0, found), str(plan_path))


def _judged(problem: Path, plan: Path) -> tuple[int | None, int | None]:
    """The plan's cost, None where there is no plan, an empty one, or one that breaks a rule; and the bound, if any."""
    if not plan.exists():
        return None, None
    found = judged(problem, plan)
    is_plan = found["clean"] and found["placed"]
    bound = int(found["bound"] or 0)
    return int(found["objective"]) if is_plan else None, bound if bound > 0 else None
