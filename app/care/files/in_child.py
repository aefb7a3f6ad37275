"""Has a child process read a file of a provider, and survives whatever becomes of the child."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from app.care.files.calendar_times import Times, TimesWanted, Unreadable
from app.foundation.refusals import Unavailable

WALL_SECONDS = 20.0
CHILD = (sys.executable, "-P", "-m", "app.care.files.child")
_ROOT = Path(__file__).resolve().parents[3]
_MOST_ANSWER = 8 * 2**20
_turns = BoundedSemaphore(2)


def times_of_calendar(data: bytes, wanted: TimesWanted, child: Sequence[str] = CHILD) -> Times:
    """`read_times` outside this process. Raises Unreadable, also where reading takes too much; Unavailable."""
    order = {
        "kind": "calendar",
        "first_at": wanted.first_at.isoformat(),
        "last_at": wanted.last_at.isoformat(),
        "zone": wanted.zone.key,
        "free": wanted.free,
    }
    found = _answer(order, data, child, "Reading the calendar took too much, so it was stopped.")
    return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in found]


def cells_of_sheet(data: bytes, child: Sequence[str] = CHILD) -> list[list[str]]:
    """`read_cells` outside this process. Raises Unreadable, also where reading takes too much; Unavailable."""
    cells: list[list[str]] = _answer({"kind": "sheet"}, data, child, "Reading this file took too much work.")
    return cells


def _answer(order: dict[str, Any], data: bytes, child: Sequence[str], too_much: str) -> Any:
    if not _turns.acquire(timeout=WALL_SECONDS):
        raise Unavailable("Several files are being read just now. Please try again in a minute.")
    try:
        said = subprocess.run(
            child,
            input=json.dumps(order).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "LANG": "C.UTF-8", "POLARS_MAX_THREADS": "1"},
            timeout=WALL_SECONDS,
            check=True,
            start_new_session=True,
        ).stdout
        answer = json.loads(said[:_MOST_ANSWER])
    except (subprocess.SubprocessError, OSError, ValueError):
        raise Unreadable(too_much) from None
    finally:
        _turns.release()
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    return answer["found"]
