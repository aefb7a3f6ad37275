"""Times of day as people write them, in files and on pages alike: the 24-hour clock; a slip is told, never mended."""

import re
from datetime import time
from functools import lru_cache

WRITTEN_LIKE = "Write it like 07:00 or 22:30."
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
_FOUR_DIGITS = re.compile(r"(\d{2})(\d{2})")
_SPREADSHEET = re.compile(r"(?:1899-12-3[01]|1900-01-0\d) (\d{2}):(\d{2}):(\d{2})")

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


@lru_cache(maxsize=4096)
def clock_in(text: str) -> time | None:
    """The time that a text plainly says, or None."""
    found = _CLOCK.fullmatch(text) or _FOUR_DIGITS.fullmatch(text) or _spreadsheet(text)
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    return None


def _spreadsheet(text: str) -> re.Match[str] | None:
    """A time cell of a spreadsheet comes as a moment on the day before its calendar begins."""
    found = _SPREADSHEET.fullmatch(text)
    return found if found and found[3] == "00" and not text.startswith("1900") else None


def slip_in(text: str) -> tuple[str, str] | None:
    """What is wrong with a text that is nearly a time, and what would put it right; None for anything else."""
    for slip, message, remedy in _SLIPS:
        if made := slip.fullmatch(text):
            return message, made.expand(remedy)
    return None
