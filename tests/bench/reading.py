"""How long it takes to read a problem file: `python -m tests.bench.reading PROBLEM` prints processor seconds.

In a process of its own, so that whoever asks stays small: the system counts a process's memory from what the one that
began it held.
"""

import subprocess
import sys
from pathlib import Path
from time import process_time

from scheduler.io import read_problem
from tests.bench.plan_40 import ROOT


def cpu_seconds(problem: Path) -> float:
    """Processor seconds, start of Python left out."""
    command = [sys.executable, "-m", "tests.bench.reading", str(problem)]
    return float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def main(problem: str) -> int:
    """Read it once."""
    begun = process_time()
    read_problem(problem)
    print(process_time() - begun)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
