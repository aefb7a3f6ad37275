"""A force planned by an installation whose loops are yet to be compiled: lawful, and no later than asked."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

import scheduler
from scheduler.check import check
from scheduler.crowded import is_crowded
from scheduler.plan import PlannedAppointment
from scheduler.problem import Problem
from tests.scheduler.solve.building import counsellor, course, daily, problem, window
from tests.scheduler.solve.writing import document

COMPILING_TAKES = 20  # seconds at the very least


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A copy of the package without any machine code."""
    package = Path(scheduler.__file__).parent
    shutil.copytree(package, tmp_path / "scheduler", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def force() -> Problem:
    """Few officers, yet so many counsellors to choose from that it counts as a force."""
    people = tuple(counsellor(f"c{n}", days=112) for n in range(10))
    able = tuple((who.id, 0) for who in people)
    hours = tuple(window(day, 9 + day % 5) for day in range(0, 112, 3))
    asked = course(windows=hours, sessions=8, gap=daily(), counsellors=able)
    return problem(*(replace(asked, id=f"k{n}") for n in range(60)), days=112, counsellors=people)


def test_who_has_five_seconds_is_not_kept_waiting_for_half_a_minute(fresh: Path) -> None:
    asked = force()
    assert is_crowded(asked, compiled=False)
    (fresh / "problem.json").write_text(json.dumps(document(asked)))
    command = [sys.executable, "-m", "scheduler", "problem.json", "--out", "plan.json", "--seconds", "5"]
    begun = monotonic()
    subprocess.run(command, check=True, cwd=fresh, env={**os.environ, "PYTHONPATH": str(fresh)})
    assert monotonic() - begun < COMPILING_TAKES
    plan = json.loads((fresh / "plan.json").read_text())
    found = [PlannedAppointment(**a) for a in plan["appointments"]]
    assert check(asked, found) == []
    assert found
    assert not list(fresh.glob("scheduler/market/__pycache__/compiled-*/whole")), "the control: nothing was compiled"
