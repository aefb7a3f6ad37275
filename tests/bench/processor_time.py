"""Processor time that a process and those that it started have used so far; Linux only, elsewhere unknown."""

import os
from collections.abc import Iterator
from pathlib import Path

_PARENT, _USER, _SYSTEM = 1, 11, 12
"""Places in /proc/PID/stat after the name in brackets."""


def seconds_of(pid: int) -> float | None:
    """Seconds of one process and its children; None where nobody tells."""
    if not Path("/proc/self/stat").exists():
        return None
    ticks = sum(
        int(told[_USER]) + int(told[_SYSTEM]) for one, told in _all() if one == pid or int(told[_PARENT]) == pid
    )
    return ticks / os.sysconf("SC_CLK_TCK")


def _all() -> Iterator[tuple[int, list[str]]]:
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = place.read_text(encoding="utf-8", errors="replace")
        except OSError:  # it has ended meanwhile
            continue
        yield int(place.parent.name), told.rpartition(")")[2].split()
