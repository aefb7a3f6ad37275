"""The linter knows the front doors: they may read the clock, the rooms behind them may not."""

import subprocess
import sys

import pytest

from tests.house.source import ROOT

CLOCK = "from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)\n"
SIX = "def book(a: int, b: int, c: int, d: int, e: int, f: int) -> int:\n    return a + b + c + d + e + f\n"


def faults(path: str, body: str) -> set[str]:
    """The codes of what ruff finds in a file of that place."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--output-format", "concise", "--stdin-filename", path, "-"],
        input=f'"""A sign."""\n\n{body}',
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return {line.split()[1] for line in done.stdout.splitlines() if line.startswith(path)}


@pytest.mark.parametrize(
    "path", ["app/care/services/a.py", "app/foundation/a.py", "scheduler/a.py", "app/rota/web/a.py"]
)
def test_no_room_reads_the_clock(path: str) -> None:
    assert "TID251" in faults(path, CLOCK)


@pytest.mark.parametrize(
    "path", ["app/main.py", "app/cli.py", "app/demo/a.py", "app/care/jobs/a.py", "tests/test_a.py"]
)
def test_the_front_doors_may(path: str) -> None:
    assert faults(path, CLOCK) == set()


def test_six_arguments_are_enough() -> None:
    assert faults("app/care/services/a.py", SIX) == set()
    assert "PLR0913" in faults("app/care/services/a.py", SIX.replace("f: int", "f: int, *, now: int"))


def test_a_library_does_not_print() -> None:
    assert "T201" in faults("scheduler/a.py", 'print("x")\n')
    assert faults("app/cli.py", 'print("x")\n') == set()
