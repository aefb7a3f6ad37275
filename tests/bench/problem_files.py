"""Problem files for benches: made by the shared generator, planned by whoever, judged by the shared referee."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.bench.plan_40 import BENCH
from tests.bench.rows import NothingToMeasure

SIZES = {12: ("2", "8"), 40: ("3", "12"), 150: ("8", "16")}
"""Counsellors and weeks of the small sizes; larger ones have a counsellor for 22.5 courses, and 16 weeks."""


def must_be_here() -> None:
    """Raises NothingToMeasure without the folder that makes and judges the problems."""
    if not BENCH.is_dir():
        raise NothingToMeasure("../shared/bench, which makes and judges the problems, is not here")


def make_problem(courses: int, path: Path, *, seed: int = 1) -> None:
    """Write the problem of that size and seed."""
    counsellors, weeks = SIZES.get(courses, (str(max(1, round(courses / 22.5))), "16"))
    size = ["--courses", str(courses), "--counsellors", counsellors, "--weeks", weeks, "--seed", str(seed)]
    subprocess.run([sys.executable, str(BENCH / "generate.py"), *size, "--out", str(path)], check=True)


def judged(problem: Path, plan: Path) -> dict[str, Any]:
    """What the referee says of a plan."""
    judge = [sys.executable, str(BENCH / "referee.py"), str(problem), str(plan)]
    found: dict[str, Any] = json.loads(subprocess.run(judge, check=False, capture_output=True, text=True).stdout)
    return found


def must_be_clean(problem: Path, plan: Path) -> None:
    """Raises ValueError with the referee's first complaints about a plan, if it has any."""
    found = judged(problem, plan)
    if not found["clean"]:
        raise ValueError(f"the referee refuses the plan: {'; '.join(map(str, found['first']))}")
