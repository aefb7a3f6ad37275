"""Runs played with the stand-in: in this process, or as a command that can be killed."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from app.foundation.clock import HandClock
from app.foundation.jobs_dbos import Pace
from app.simulate.records import PolicyName
from app.simulate.runs.crew import Crew
from app.simulate.runs.engine import Standing, play_all
from app.simulate.runs.folder import RunFolder, What
from app.simulate.runs.keys import RunKey, Wanted

ROOT = Path(__file__).parents[3]
STAND_IN = "tests.simulate.runs.stand_in"
CLOCK = HandClock(datetime(2027, 1, 4, tzinfo=UTC))
WHAT = What(staff=200, parameters="", program="rules of the test")
WANTED = Wanted((PolicyName.AS_REPORTED, PolicyName.RELIEF), (1, 2, 3)).runs()
PATIENCE = 60.0


def played(root: Path, wanted: tuple[RunKey, ...] = WANTED, *, workers: int = 2, play: str = "play") -> Standing:
    """Play what is missing in that folder."""
    folder = RunFolder(root)
    with folder.alone():
        folder.begin(WHAT)
        pace = Pace(at_once=workers, look_every=0.05)
        return play_all(folder, wanted, Crew(folder, f"{STAND_IN}:{play}"), pace, CLOCK, lambda _: None)


def bytes_of(root: Path, wanted: tuple[RunKey, ...] = WANTED) -> list[bytes]:
    """What the folder holds of these runs."""
    folder = RunFolder(root)
    return [folder.place(key).read_bytes() for key in wanted if folder.has(key)]


def begun(root: Path, log: Path, *, pause: float) -> "subprocess.Popen[str]":
    """The same in a process of its own, each run lasting `pause` seconds."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.simulate.runs.rig", str(root)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PLAYED_LOG": str(log), "PLAYED_PAUSE": str(pause)},
    )


def ended(process: "subprocess.Popen[str]", how: signal.Signals) -> int:
    """Its exit code, once it has been sent that signal."""
    process.send_signal(how)
    process.communicate(timeout=PATIENCE)
    return process.returncode


def wait_for_records(root: Path, count: int) -> None:
    """Return once so many runs have been played there."""
    give_up = time.monotonic() + PATIENCE
    while len(bytes_of(root)) < count:
        assert time.monotonic() < give_up, "nothing is played"
        time.sleep(0.02)


if __name__ == "__main__":
    try:
        played(Path(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(130)
