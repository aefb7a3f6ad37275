"""How good the plan of 40 courses and 3 counsellors over 12 weeks is after so long, seed by seed.

Usage: python tests/bench/plan_40.py [--seconds 20] [--seeds 1 2 3 4 5]; needs ../shared/bench. Wall time is that of the
whole command, start of Python, reading and writing included; the referee judges each plan.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
BENCH = ROOT.parent / "shared" / "bench"
SIZE = ["--courses", "40", "--counsellors", "3", "--weeks", "12"]


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
    with tempfile.TemporaryDirectory() as folder:
        clean = [_one(Path(folder), seed, options.seconds) for seed in options.seeds]
    return 0 if all(clean) else 1


def _one(folder: Path, seed: int, seconds: float) -> bool:
    problem, plan = str(folder / f"problem{seed}.json"), str(folder / f"plan{seed}.json")
    generate = [sys.executable, str(BENCH / "generate.py"), *SIZE, "--seed", str(seed), "--out", problem]
    subprocess.run(generate, check=True)
    begun = time.monotonic()
    solve = [sys.executable, "-m", "scheduler", problem, "--out", plan, "--seconds", str(seconds)]
    subprocess.run(solve, check=True, cwd=ROOT)
    wall = time.monotonic() - begun
    judge = [sys.executable, str(BENCH / "referee.py"), problem, plan]
    judged = json.loads(subprocess.run(judge, check=False, capture_output=True, text=True).stdout)
    print(
        f"{seed:4} {wall:8.1f} {judged['seconds']:8.1f} {judged['objective']:10} {judged['bound']:10} "
        f"{judged['gap_percent']:8.3f}  {'clean' if judged['clean'] else judged['first']}",
        flush=True,
    )
    return bool(judged["clean"])


if __name__ == "__main__":
    sys.exit(main())
