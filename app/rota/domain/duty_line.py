"""A duty line: what a file says of one member of staff, with the place in the file that says it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from scheduler.duty import Duty, DutyKind

LONGEST_STAFF_NUMBER = 40
_STAFF_NUMBER = re.compile(r"[^\W_](?:[\w ./\-'’]*[^\W_])?")
_SURNAME_FIRST = re.compile(r"[^\W\d_](?:[^\W\d_]|[ ./\-'’])*, ?[^\W\d_](?:[^\W\d_]|[ ./\-'’])*")

DAYS_OFF = frozenset({DutyKind.REST_DAY, DutyKind.LEAVE, DutyKind.SICK})
"""Kinds that stand for a whole day unless hours are given."""
_MARKED_NAME = re.compile(r"(?=.*[^\W\d_]{2})[^\W_][\w ./\-'’()*@#°]*")


# Asked again for every line of a person: the answer is the same for all of them.
@lru_cache(maxsize=4096)
def staff_number_fault(text: str) -> str | None:
    """Why `text` cannot be a staff number, or None. It is text: leading zeros are part of it."""
    if not text:
        return "there is no staff number here"
    if len(text) > LONGEST_STAFF_NUMBER:
        return f"a staff number has at most {LONGEST_STAFF_NUMBER} characters"
    if not _STAFF_NUMBER.fullmatch(text):
        return (
            "a staff number is made of letters, digits, spaces and . / - ', and begins and ends with a letter or digit"
        )
    return None


def name_fault(text: str) -> str | None:
    """Why `text` cannot stand for a staff number where somebody said that names do.

    O'Brien, Mary is one person; so are Poole (SHO), Reed* and an address.
    """
    fault = staff_number_fault(text)
    if fault and len(text) <= LONGEST_STAFF_NUMBER and (_SURNAME_FIRST.fullmatch(text) or _MARKED_NAME.fullmatch(text)):
        return None
    return fault


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty of one member of staff, and the cell it was read from."""

    staff_number: str
    duty: Duty
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __post_init__(self) -> None:
        fault = name_fault(self.staff_number)
        if fault:
            raise ValueError(f"{self.staff_number!r}: {fault}")


def instant_text(at: datetime) -> str:
    """An instant as 2026-12-01T14:00:00Z; parts of a second are never rostered."""
    return at.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"
