"""A process that plays runs one after another: keys come in by standard input, what becomes of them goes out.

`python -m app.simulate.runs.player FOLDER PLAY`; PLAY is `module:function`. Each answer is one line of JSON:
{"share": 0.4} on the way, then {"seconds": 12.3}, or {"failed": "..."} with the reason on standard error as well. It
ends at once when its input does, so that nobody plays on for a command that was killed.
"""

import gc
import importlib
import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol, TextIO

from app.simulate.records import RunRecord
from app.simulate.runs.folder import RunFolder, What
from app.simulate.runs.keys import RunKey

_TELL_EVERY = 0.5  # seconds
Heard = Callable[[float], None]
"""Told which share of a run has been played, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One run to play: its key, the size of the force, and the file that changes parameters."""

    key: RunKey
    staff: int
    parameters: Path | None


class Play(Protocol):
    """What plays a run: the same record for the same question, in whatever process."""

    def __call__(self, asked: Asked, progress: Heard) -> RunRecord: ...


def play_of(name: str) -> Play:
    """The function called `module:function`."""
    module, _, function = name.partition(":")
    found: Play = getattr(importlib.import_module(module), function)
    return found


def serve(folder: RunFolder, what: What, play: Play, out: TextIO) -> None:
    """Play every run that is asked for, until the input ends."""
    asked = _lines_of_input()
    while True:
        key = RunKey.read(asked.get())
        try:
            _say(out, seconds=_played(folder, Asked(key, what.staff, folder.parameters), play, out))
        except Exception as wrong:  # noqa: BLE001 - whatever it is, the command is told and decides
            traceback.print_exc()
            _say(out, failed=f"{type(wrong).__name__}: {wrong}")


def _played(folder: RunFolder, asked: Asked, play: Play, out: TextIO) -> float:
    begun, told = time.process_time(), 0.0

    def heard(share: float) -> None:
        nonlocal told
        if time.monotonic() - told >= _TELL_EVERY:
            told = time.monotonic()
            _say(out, share=round(share, 4))

    folder.keep(asked.key, play(asked, heard))
    return time.process_time() - begun


def _lines_of_input() -> SimpleQueue[str]:
    """What is asked for, read by a thread of its own, which ends the whole process when nobody asks any more."""
    lines: SimpleQueue[str] = SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            lines.put(line.rstrip("\n"))
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    return lines


def _say(out: TextIO, **what: Any) -> None:
    out.write(json.dumps(what) + "\n")
    out.flush()


def main() -> None:
    """Keep standard output for the answers: what libraries print goes where errors go."""
    # A year makes and drops millions of small facts, none of them in circles: they need not be looked for so often.
    gc.set_threshold(20_000, 20, 20)
    folder = RunFolder(Path(sys.argv[1]))
    what = folder.what()
    if what is None:
        raise SystemExit(f"{folder.root} is no folder of runs")
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(folder, what, play_of(sys.argv[2]), answers)


if __name__ == "__main__":
    main()
