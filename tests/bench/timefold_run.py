"""Gives a problem to Timefold, with its default moves, and writes the plan it found.

Timefold is Java; its package, fetched once into .bench, carries the jars. A Java 17 with javac lets it take part; it is
passed over otherwise. It is given only problems that are planned from nothing.

Usage: python -m tests.bench.timefold_run PROBLEM PLAN SECONDS
"""

import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic

import numpy as np

from scheduler.check import check
from scheduler.instance import Instance
from scheduler.io import read_problem, write_plan
from scheduler.objective import objective
from scheduler.plan import PlannedAppointment, Result, Status
from scheduler.starts import Floats
from tests.bench.plan_40 import ROOT

SOURCE = Path(__file__).parent / "timefold" / "Planning.java"
PINNED = SOURCE.with_name("requirements.txt")
FETCHED = ROOT / ".bench" / "timefold"
OLDEST_JAVA = 17
_PATIENCE_SECONDS = 300


def why_absent() -> str | None:
    """Why Timefold cannot run here, in a sentence; None when it can."""
    compiler = shutil.which("javac")
    if compiler is None:
        return "Timefold is passed over: there is no javac"
    told = subprocess.run([compiler, "-version"], check=False, capture_output=True, text=True)
    if java_of(told.stdout + told.stderr) < OLDEST_JAVA:
        return f"Timefold is passed over: its Java is older than {OLDEST_JAVA}"
    return None if jars() else "Timefold is passed over: its package could not be fetched"


def java_of(told: str) -> int:
    """The version of Java in what javac says of itself; 0 where it says none."""
    found = re.search(r"javac (\d+)", told)
    return int(found[1]) if found else 0


def fetch() -> None:
    """Put the pinned package into .bench, unless it is somewhere already; what failed shows in `why_absent`."""
    if jars():
        return
    uv = str(Path(sys.executable).with_name("uv"))
    command = [uv, "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--python", sys.executable]
    with suppress(OSError, subprocess.TimeoutExpired):
        where = ["--target", str(FETCHED), "-r", str(PINNED)]
        subprocess.run([*command, *where], check=False, timeout=_PATIENCE_SECONDS)


def jars() -> list[str]:
    """Those of Timefold, from .bench or from an installed package; none where it is not here."""
    found = importlib.util.find_spec("timefold")
    installed = [Path(place).parent for place in (found.submodule_search_locations or ())] if found else []
    folders = [place / "timefold" / "solver" / "jars" for place in (FETCHED, *installed)]
    return next((made for folder in folders if (made := sorted(map(str, folder.glob("*.jar"))))), [])


def plan_by_timefold(problem_path: str, seconds: float) -> Result:
    """Its best plan, as judged by our checker. ValueError when it breaks a rule: then it found none."""
    problem = read_problem(problem_path)
    if any(course.pins or course.standing or course.previous is not None for course in problem.courses):
        raise ValueError("this bench gives Timefold only what is planned from nothing")
    instance = Instance(problem, problem.courses)
    with tempfile.TemporaryDirectory() as folder:
        asked, answer = Path(folder) / "problem.txt", Path(folder) / "plan.txt"
        asked.write_text("\n".join(_lines(instance)), encoding="ascii")
        classes = _compiled(Path(folder))
        begun = monotonic()
        subprocess.run(["java", "-Xmx6g", "-cp", classes, "Planning", asked, answer, str(seconds)], check=True)
        took = monotonic() - begun
        _, *rows = answer.read_text(encoding="ascii").splitlines()
    found = tuple(_appointment(instance, *map(int, row.split())) for row in rows)
    if faults := check(problem, found):
        raise ValueError(f"Timefold's plan after {seconds:g} s still breaks {len(faults)} rules: {faults[0]}")
    return Result(Status.FEASIBLE, objective(problem, found), None, took, found)


def _compiled(folder: Path) -> str:
    """The class path with our model on it."""
    needed = jars()
    subprocess.run(["javac", "-cp", ":".join(needed), "-d", str(folder), str(SOURCE)], check=True)
    return ":".join([str(folder), *needed])


def _lines(instance: Instance) -> Iterator[str]:
    problem = instance.problem
    rooms = [-1 if place.rooms is None else place.rooms for place in problem.places]
    for at, who in enumerate(problem.counsellors):
        yield f"who {at} {who.max_per_day} {who.max_per_week} {who.caseload} {who.break_after}"
    for at, (course, fare) in enumerate(zip(instance.courses, instance.tariffs, strict=True)):
        pairs = [instance.pairs[pair] for pair in instance.pairs_of[at]]
        taking = [0] * len(problem.counsellors)
        for pair in pairs:
            taking[pair.counsellor] = pair.cost
        tables = " ".join(_joined(table) for table in (fare.opening, fare.gap, np.array(taking, float)))
        yield f"course {at} {course.sessions} {problem.weights.unplaced * course.priority} {fare.early} {tables}"
        for pair in pairs:
            starts = pair.starts
            for cell, place, early, late in zip(starts.cell, starts.place, starts.early, starts.late, strict=True):
                start = int(cell) * problem.grid
                where = f"{pair.counsellor} {place} {rooms[place]} {start} {start + course.minutes}"
                yield f"slot {where} {early:.0f} {late:.0f}"


def _joined(table: Floats) -> str:
    return ",".join("-1" if not np.isfinite(value) else f"{value:.0f}" for value in table)


def _appointment(instance: Instance, course: int, level: int, who: int, start: int, place: int) -> PlannedAppointment:
    problem, asked = instance.problem, instance.courses[course]
    return PlannedAppointment(
        asked.id, asked.first_number + level, problem.counsellors[who].id, start, problem.places[place].id
    )


if __name__ == "__main__":
    write_plan(plan_by_timefold(sys.argv[1], float(sys.argv[3])), sys.argv[2])
