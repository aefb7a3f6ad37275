"""Cells that hold a time of day, alone or after a date; a slip is a fault, never mended."""

import re
from datetime import time
from functools import lru_cache

from app.rota.domain.clock_times import WRITTEN_LIKE, clock_in, slip_in
from app.rota.files.findings import Findings, Place

_MOMENT = re.compile(r"(.+?)[ T]+(\d{1,2}:\S+|\d{4})")


def read_time(text: str, at: Place, findings: Findings) -> time | None:
    """The time in a cell; None after noting a fault."""
    clock = clock_in(text)
    if clock is not None:
        return clock
    found = "There is no time here." if not text else "This is not a time of day."
    message, remedy = slip_in(text) or (found, WRITTEN_LIKE)
    findings.fault(message, at, text or None, remedy)
    return None


@lru_cache(maxsize=16_384)
def split_moment(text: str) -> tuple[str, str] | None:
    """A cell that holds a date with a time, as its two parts; None for anything else."""
    found = _MOMENT.fullmatch(text)
    return (found[1], found[2]) if found else None
