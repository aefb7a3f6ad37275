"""How good the plan of a force or a nation is after so long, net of what no plan can avoid.

Usage: python -m tests.bench.plan_large [--size 900] [--seconds 60] [--seeds 1 2 3]; needs ../shared/bench.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from scheduler.instance import Instance
from scheduler.io import read_problem
from scheduler.problem import Problem
from tests.bench.plan_40 import BENCH, ROOT
from tests.bench.problem_files import judged, make_problem


@dataclass(frozen=True, slots=True)
class Measured:
    """One plan as the referee found it."""

    wall_seconds: float
    cpu_seconds: float
    megabytes: float  # the most that any plan of this process took
    objective: int
    bound: int
    unavoidable: int  # part of the objective for sessions without any start
    placed: int
    placeable: int
    fault: str

    @property
    def gap_percent(self) -> float:
        """Above the bound."""
        return 100 * (self.objective - self.bound) / max(self.bound, 1)

    @property
    def net_gap_percent(self) -> float:
        """The same without what no plan can avoid."""
        return 100 * (self.objective - self.bound) / max(self.bound - self.unavoidable, 1)


def measured(courses: int, seed: int, seconds: float) -> Measured:
    """Make the problem, plan it from the command line, and have the plan judged."""
    with tempfile.TemporaryDirectory() as folder:
        problem, plan = Path(folder) / "problem.json", Path(folder) / "plan.json"
        make_problem(courses, problem, seed=seed)
        before, begun = _cpu(), time.monotonic()
        command = [sys.executable, "-m", "scheduler", str(problem), "--out", str(plan), "--seconds", str(seconds)]
        subprocess.run(command, check=True, cwd=ROOT)
        wall, cpu = time.monotonic() - begun, _cpu() - before
        found = judged(problem, plan)
        lost, placeable = unavoidable(read_problem(str(problem)))
    return Measured(
        wall_seconds=wall,
        cpu_seconds=cpu,
        megabytes=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        objective=int(found["objective"]),
        bound=int(found["bound"] or 0),
        unavoidable=lost,
        placed=int(found["placed"]),
        placeable=placeable,
        fault="" if found["clean"] else "; ".join(map(str, found["first"])),
    )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def unavoidable(problem: Problem) -> tuple[int, int]:
    """What sessions cost that could not be placed even were their course alone, and how many could."""
    lost = placeable = 0
    for course in problem.courses:
        instance = Instance(problem, [course])
        days = [pair.starts.day.tolist() for pair in instance.pairs]
        most = max((_longest(mine, course.gap.min, course.gap.limit) for mine in days), default=0)
        most = min(most, course.sessions)
        placeable += most
        lost += problem.weights.unplaced * course.priority * (course.sessions - most)
    return lost, placeable


def _longest(days: list[int], least: int, most: int) -> int:
    """The most sessions that gaps allow on these days."""
    length: dict[int, int] = {}
    for day in sorted(set(days)):
        length[day] = 1 + max((length.get(day - gap, 0) for gap in range(least, most + 1)), default=0)
    return max(length.values(), default=0)


def main() -> int:
    """Print one line a seed; exit 1 if the referee refuses a plan."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--size", type=int, default=900)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options = asked.parse_args()
    if not BENCH.is_dir():
        print("../shared/bench is not here: nothing to measure")
        return 0
    print("seed  wall s   CPU s    MB  objective      bound   gap %   net % placed")
    faults = [told(seed, measured(options.size, seed, options.seconds)) for seed in options.seeds]
    return 1 if any(faults) else 0


def told(seed: int, plan: Measured) -> str:
    """Print one line; the fault, if any."""
    print(
        f"{seed:4} {plan.wall_seconds:7.1f} {plan.cpu_seconds:7.1f} {plan.megabytes:5.0f} {plan.objective:10} "
        f"{plan.bound:10} {plan.gap_percent:7.3f} {plan.net_gap_percent:7.3f} "
        f"{plan.placed}/{plan.placeable} {plan.fault}",
        flush=True,
    )
    return plan.fault


if __name__ == "__main__":
    sys.exit(main())
