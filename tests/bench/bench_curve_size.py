"""How time, memory and gap grow with the number of courses, when each course is given the same time.

RELIEF_BENCH_SIZES=450,900 asks for other sizes (9000 only where named; give RELIEF_BENCH_PATIENCE=3600 for all five),
RELIEF_BENCH_COURSE_SECONDS for another time for each course than 0.0667 s (60 s for 900).
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

from tests.bench import reading
from tests.bench.chart_scale import Axis
from tests.bench.followed import Run, followed
from tests.bench.line_chart import Chart, Line, kept
from tests.bench.plan_40 import ROOT
from tests.bench.problem_files import make_problem, must_be_clean, must_be_here
from tests.bench.rows import Row, Table

SIZES = tuple(map(int, os.environ.get("RELIEF_BENCH_SIZES", "450,900,1800,4500").split(",")))
COURSE_SECONDS = float(os.environ.get("RELIEF_BENCH_COURSE_SECONDS", "0.0667"))
NEAR, NEARER = 2.0, 1.5  # per cent
_SMALL, _BRIEF = 40, 5  # courses and seconds of the run that shows what starting takes


@dataclass(frozen=True, slots=True)
class Sized:
    """One size: its run, what reading took, and what of the run's processor seconds was only starting."""

    courses: int
    reading: float
    starting: float
    run: Run

    def until(self, percent: float) -> float | None:
        """Processor seconds until the gap was no more than so much."""
        moment = self.run.within(percent)
        return None if moment is None else max(moment.cpu_seconds - self.starting, 0.0)

    def first_plan(self) -> float | None:
        """Processor seconds until the first complete plan."""
        return max(self.run.moments[0].cpu_seconds - self.starting, 0.0) if self.run.moments else None

    def gap(self) -> float | None:
        """The gap at the end."""
        return self.run.moments[-1].gap_percent if self.run.moments else None

    def growth(self) -> float:
        """What time should grow with: n log n."""
        return self.courses * log2(self.courses)


TIMES: tuple[tuple[str, Callable[[Sized], float | None]], ...] = (
    ("reading", lambda size: size.reading),
    ("until the first plan", Sized.first_plan),
    (f"until {NEAR:g} %", lambda size: size.until(NEAR)),
    (f"until {NEARER:g} %", lambda size: size.until(NEARER)),
)


def measure() -> Table:
    """One run for each size; a plan that the referee refuses fails the bench."""
    must_be_here()
    subprocess.run([sys.executable, "-m", "scheduler.compile_loops"], cwd=ROOT, check=True)
    begun = measured(_SMALL, _BRIEF, 0.0)
    starting = begun.first_plan() or 0.0
    sizes = [measured(courses, courses * COURSE_SECONDS, starting) for courses in SIZES]
    pictures = ((time_chart(sizes), "time-over-size"), (memory_chart(sizes), "memory-over-size"))
    shown = [kept(chart, name) for chart, name in (*pictures, (gap_chart(sizes), "gap-over-size"))]
    return Table(
        "Time and memory over size",
        f"Seed 1 of each size, a counsellor for 22.5 courses, 16 weeks, two workers, {1000 * COURSE_SECONDS:.0f} ms of "
        "wall time asked for each course, reading and writing included. Times are processor seconds of the command, "
        f"less the {starting:.1f} s that starting takes (until the first plan of {_SMALL} courses); reading was timed "
        "apart. Where time grows as n log n its ratio to the first size stays at 1 or below; at equal time for each "
        "course the gap should not rise. The referee judged each plan; none: the gap never was so small.\n\n"
        + "\n\n".join(shown),
        tuple(rows(sizes)),
    )


def measured(courses: int, seconds: float, starting: float) -> Sized:
    """Make the problem, time its reading, follow the run, and have the plan judged."""
    with tempfile.TemporaryDirectory() as folder:
        problem, plan = Path(folder) / "problem.json", Path(folder) / "plan.json"
        make_problem(courses, problem)
        run = followed(problem, plan, seconds)
        must_be_clean(problem, plan)
        return Sized(courses, reading.cpu_seconds(problem), starting, run)


def rows(sizes: Sequence[Sized]) -> Iterator[Row]:
    """All figures of every size; those for n log n are compared with the first."""
    first = _named(sizes[0])
    for size in sizes:
        name = _named(size)
        for what, taken in TIMES:
            yield Row(f"{name}: {what}", taken(size))
        for what, taken in TIMES:
            unit = taken(size)
            each = None if unit is None else 1e6 * unit / size.growth()
            yield Row(
                f"{name}: {what}, per n log n", each, "µs", _against(f"{first}: {what}, per n log n", size, sizes)
            )
        yield Row(f"{name}: memory", size.run.megabytes, "MB", _against(f"{first}: memory", size, sizes))
        yield Row(f"{name}: gap at the end", size.gap(), "%", _against(f"{first}: gap at the end", size, sizes))


def _named(size: Sized) -> str:
    return f"{size.courses:,} courses"


def _against(row: str, size: Sized, sizes: Sequence[Sized]) -> str:
    return "" if size is sizes[0] else row


def time_chart(sizes: Sequence[Sized]) -> Chart:
    """Processor seconds over size, with n log n through the first size's way to the nearer gap that it reached."""
    lines = [Line(what, _points(sizes, taken)) for what, taken in TIMES]
    guides = [_guide(sizes, line.points[0]) for line in reversed(lines[:3]) if line.points][:1]
    return Chart(
        "Time over size",
        "Processor seconds over the number of courses, both on logarithmic scales, beside a line of n log n.",
        _courses(sizes),
        Axis("processor seconds", log=True),
        (*lines, *guides),
    )


def _guide(sizes: Sequence[Sized], start: tuple[float, float]) -> Line:
    courses, taken = start
    each = taken / (courses * log2(courses))
    return Line("n log n", tuple((size.courses, each * size.growth()) for size in sizes), guide=True)


def memory_chart(sizes: Sequence[Sized]) -> Chart:
    """Peak memory over size."""
    most = max((size.run.megabytes for size in sizes), default=0.0)
    return Chart(
        "Memory over size",
        f"Peak memory of the planning process over the number of courses: at most {most:,.0f} MB.",
        Axis("courses", low=0, named=tuple(size.courses for size in sizes)),
        Axis("megabytes", low=0),
        (Line("peak memory", _points(sizes, lambda size: size.run.megabytes)),),
    )


def gap_chart(sizes: Sequence[Sized]) -> Chart:
    """The gap at the end over size: flat or falling where size does no harm."""
    return Chart(
        "Gap over size, at equal time for each course",
        "Gap to the proven bound at the end of each run over the number of courses.",
        _courses(sizes),
        Axis("gap to the proven bound, %", low=0),
        (Line("gap at the end", _points(sizes, Sized.gap)),),
    )


def _courses(sizes: Sequence[Sized]) -> Axis:
    return Axis("courses", log=True, named=tuple(size.courses for size in sizes))


def _points(sizes: Sequence[Sized], taken: Callable[[Sized], float | None]) -> tuple[tuple[float, float], ...]:
    found = ((float(size.courses), taken(size)) for size in sizes)
    return tuple((courses, value) for courses, value in found if value is not None)
