"""How the gap closes over time: cost and bound of 900 courses, as the command tells of them while it runs.

A short run: RELIEF_BENCH_CURVE_COURSES=150 RELIEF_BENCH_CURVE_SECONDS=5,10 (each number of seconds is a run of its own,
because a search that is given longer goes about it differently).
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.bench.chart_scale import Axis
from tests.bench.followed import Run, followed
from tests.bench.line_chart import Chart, Line, kept
from tests.bench.plan_40 import ROOT
from tests.bench.problem_files import make_problem, must_be_clean, must_be_here
from tests.bench.rows import Row, Table

COURSES = int(os.environ.get("RELIEF_BENCH_CURVE_COURSES", "900"))
SECONDS = tuple(map(int, os.environ.get("RELIEF_BENCH_CURVE_SECONDS", "60,300").split(",")))
LEVELS = (5.0, 2.0, 1.5, 1.0)  # per cent
_ROOM = 1.15  # of the picture of cost and bound above and below where they end
_SINCE = "seconds since the command began"


def measure() -> Table:
    """Follow one run for each number of seconds; a plan that the referee refuses fails the bench."""
    must_be_here()
    subprocess.run([sys.executable, "-m", "scheduler.compile_loops"], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory() as folder:
        problem, plan = Path(folder) / "problem.json", Path(folder) / "plan.json"
        make_problem(COURSES, problem)
        runs = {}
        for seconds in SECONDS:
            runs[seconds] = followed(problem, plan, seconds)
            must_be_clean(problem, plan)
    shown = [kept(gap_chart(runs), "gap-over-time"), kept(cost_chart(max(runs), runs[max(runs)]), "cost-and-bound")]
    return Table(
        "Gap over time",
        f"{COURSES:,} courses, seed 1, two workers, one run for each time asked, from the command line with "
        "`--progress`; wall seconds from its start, reading included. The gap is that of the best plan so far to the "
        f"bound proven so far, and none where it never was so small.\n\n{shown[0]}\n\n{shown[1]}",
        tuple(row for seconds, run in runs.items() for row in rows_of(seconds, run)),
    )


def rows_of(seconds: int, run: Run) -> Iterator[Row]:
    """When the first plan was there, when the gap first was so small, and where it ended."""
    name = f"{seconds} s asked"
    yield Row(f"{name}: the first plan after", run.moments[0].seconds if run.moments else None)
    for level in LEVELS:
        moment = run.within(level)
        yield Row(f"{name}: {level:g} % after", None if moment is None else moment.seconds)
    yield Row(f"{name}: gap at the end", run.moments[-1].gap_percent if run.moments else None, "%")


def gap_chart(runs: Mapping[int, Run]) -> Chart:
    """The gap of every run."""
    ends = (f"{seconds} s asked, {_percent(run)} at the end" for seconds, run in runs.items())
    return Chart(
        f"Gap over time, {COURSES:,} courses",
        f"Gap to the proven bound over wall time for {COURSES:,} courses: {'; '.join(ends)}.",
        Axis(_SINCE, log=True),
        Axis("gap to the proven bound, %", log=True),
        tuple(Line(f"{seconds} s asked", run.gaps(), stepped=True) for seconds, run in runs.items()),
    )


def _percent(run: Run) -> str:
    gaps = run.gaps()
    return f"{gaps[-1][1]:.2f} %" if gaps else "nothing proven"


def cost_chart(seconds: int, run: Run) -> Chart:
    """Cost and bound of one run, near where they meet."""
    last = run.moments[-1:]
    cost = [(moment.seconds, float(moment.value)) for moment in run.moments]
    bound = [(moment.seconds, float(moment.bound)) for moment in run.moments]
    found = "; ".join(f"at the end a plan of {end.value:,} over a bound of {end.bound:,}" for end in last)
    return Chart(
        f"Cost and bound, {COURSES:,} courses, {seconds} s",
        f"Cost of the best plan and what every plan costs at least, over wall time: {found or 'no plan'}.",
        Axis(_SINCE, low=0),
        Axis("cost", low=min((end.bound / _ROOM for end in last), default=None), high=_highest(run)),
        tuple(
            Line(name, (*points, *((run.seconds, value) for _, value in points[-1:])), stepped=True)
            for name, points in (("best plan", cost), ("proven bound", bound))
        ),
    )


def _highest(run: Run) -> float | None:
    return run.moments[-1].value * _ROOM if run.moments else None
