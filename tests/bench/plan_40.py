"""How good the plan of 40 courses and 3 counsellors over 12 weeks is after so long, seed by seed.

Usage: python -m tests.bench.plan_40 [--seconds 20] [--seeds 1 2 3 4 5]; needs ../shared/bench. Wall time is that of the
whole command, start of Python, reading and writing included; the referee judges each plan.
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BENCH = ROOT.parent / "shared" / "bench"
SIZE = ["--courses", "40", "--counsellors", "3", "--weeks", "12"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One plan as the referee found it; `fault` is its first complaint, empty for a clean plan."""

    wall_seconds: float
    solver_seconds: float
    objective: int
    bound: int
    gap_percent: float
    fault: str


def main() -> int:
    """Print one line a seed; exit 1 if the referee refuses a plan."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--seconds", type=float, default=20)
    asked.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    options = asked.parse_args()
    if not BENCH.is_dir():
        print("../shared/bench is not here: nothing to measure")
        return 0
    print(f"{'seed':>4} {'wall s':>8} {'solver s':>8} {'objective':>10} {'bound':>10} {'gap %':>8}  referee")
    clean = [_told(seed, judged(seed, options.seconds)) for seed in options.seeds]
    return 0 if all(clean) else 1


def _told(seed: int, plan: Judged) -> bool:
    print(
        f"{seed:4} {plan.wall_seconds:8.1f} {plan.solver_seconds:8.1f} {plan.objective:10} {plan.bound:10} "
        f"{plan.gap_percent:8.3f}  {plan.fault or 'clean'}",
        flush=True,
    )
    return not plan.fault


def judged(seed: int, seconds: float, size: list[str] = SIZE) -> Judged:
    """Make the problem of that seed, plan it within `seconds`, and have the plan judged."""
    with tempfile.TemporaryDirectory() as folder:
        problem, plan = str(Path(folder) / "problem.json"), str(Path(folder) / "plan.json")
        generate = [sys.executable, str(BENCH / "generate.py"), *size, "--seed", str(seed), "--out", problem]
        subprocess.run(generate, check=True, stdout=subprocess.DEVNULL)
        begun = time.monotonic()
        solve = [sys.executable, "-m", "scheduler", problem, "--out", plan, "--seconds", str(seconds)]
        subprocess.run(solve, check=True, cwd=ROOT)
        wall = time.monotonic() - begun
        judge = [sys.executable, str(BENCH / "referee.py"), problem, plan]
        found = json.loads(subprocess.run(judge, check=False, capture_output=True, text=True).stdout)
    fault = "" if found["clean"] else "; ".join(map(str, found["first"]))
    cost, bound = int(found["objective"]), int(found["bound"] or 0)
    return Judged(wall, found["seconds"], cost, bound, _gap(cost, bound), fault)


def _gap(cost: int, bound: int) -> float:
    """Per cent above the bound; not a number where nothing is proven."""
    if bound > 0:
        return 100 * (cost - bound) / bound
    return math.nan if cost else 0.0


if __name__ == "__main__":
    sys.exit(main())
