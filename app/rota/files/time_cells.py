"""Times of day as people write them, on the 24-hour clock; a slip is a fault, never mended."""

import re
from datetime import time
from functools import lru_cache

from app.rota.files.findings import Findings, Place

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
_FOUR_DIGITS = re.compile(r"(\d{2})(\d{2})")
_SPREADSHEET = re.compile(r"(?:1899-12-3[01]|1900-01-0\d) (\d{2}):(\d{2}):(\d{2})")
_MOMENT = re.compile(r"(.+?)[ T]+(\d{1,2}:\S+|\d{4})")

_SLIPS = (
    (
        re.compile(r"24:00(?::00)?|2400|1900-01-01 00:00:00"),
        "24:00 is not a time of day.",
        "Write 00:00 and, where there is an end date, the next day's date.",
    ),
    (re.compile(r"(\d{1,2}):0"), "The minutes need two digits.", r"Write \1:00 if that is meant."),
    (re.compile(r"(\d{1,2}):(\d)"), "The minutes need two digits.", r"Write \1:\g<2>0 or \1:0\2, whichever is meant."),
    (re.compile(r"(\d{1,2})"), "There are hours here but no minutes.", r"Write \1:00 if that is meant."),
    (re.compile(r"(?i).*\d ?[ap]\.?m\.?"), "Times are read on the 24-hour clock.", "Write 16:00 for 4:00 PM."),
    (re.compile(r"\d{1,2}:\d{2}:\d{2}"), "A duty begins and ends on a whole minute.", "Leave the seconds out."),
)


def read_time(text: str, at: Place, findings: Findings) -> time | None:
    """The time in a cell; None after noting a fault."""
    clock = clock_in(text)
    if clock is not None:
        return clock
    for slip, message, remedy in _SLIPS:
        if made := slip.fullmatch(text):
            findings.fault(message, at, text, made.expand(remedy))
            return None
    found = "There is no time here." if not text else "This is not a time of day."
    findings.fault(found, at, text or None, "Write it like 07:00 or 22:30.")
    return None


@lru_cache(maxsize=4096)
def clock_in(text: str) -> time | None:
    """The time that a cell plainly says, or None."""
    found = _CLOCK.fullmatch(text) or _FOUR_DIGITS.fullmatch(text) or _spreadsheet(text)
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    return None


def _spreadsheet(text: str) -> re.Match[str] | None:
    """A time cell of a spreadsheet comes as a moment on the day before its calendar begins."""
    found = _SPREADSHEET.fullmatch(text)
    return found if found and found[3] == "00" and not text.startswith("1900") else None


@lru_cache(maxsize=16_384)
def split_moment(text: str) -> tuple[str, str] | None:
    """A cell that holds a date with a time, as its two parts; None for anything else."""
    found = _MOMENT.fullmatch(text)
    return (found[1], found[2]) if found else None
