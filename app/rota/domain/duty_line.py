"""A duty line: what a file says of one member of staff, with the place in the file that says it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from scheduler.duty import Duty, DutyKind

LONGEST_STAFF_NUMBER = 40
_STAFF_NUMBER = re.compile(r"[^\W_](?:[\w ./\-]*[^\W_])?")

DAYS_OFF = frozenset({DutyKind.REST_DAY, DutyKind.LEAVE, DutyKind.SICK})
"""Kinds that stand for a whole day unless hours are given."""


# Asked again for every line of a person: the answer is the same for all of them.
@lru_cache(maxsize=4096)
def staff_number_fault(text: str) -> str | None:
    """Why `text` cannot be a staff number, or None. It is text: leading zeros are part of it."""
    if not text:
        return "there is no staff number here"
    if len(text) > LONGEST_STAFF_NUMBER:
        return f"a staff number has at most {LONGEST_STAFF_NUMBER} characters"
    if not _STAFF_NUMBER.fullmatch(text):
        return "a staff number is made of letters, digits, spaces and . / -, and begins and ends with a letter or digit"
    return None


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty of one member of staff, and the cell it was read from."""

    staff_number: str
    duty: Duty
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __post_init__(self) -> None:
        fault = staff_number_fault(self.staff_number)
        if fault:
            raise ValueError(f"{self.staff_number!r}: {fault}")


def packed(duty: Duty) -> list[str]:
    """A duty as [kind, start, end], instants in UTC ISO 8601 with Z: how it lies in the store and in the feed."""
    return [duty.kind.value, instant_text(duty.start_at), instant_text(duty.end_at)]


def unpacked(triple: list[str]) -> Duty:
    """The duty that `packed` wrote. ValueError for anything else."""
    kind, start, end = triple
    return Duty(DutyKind(kind), datetime.fromisoformat(start), datetime.fromisoformat(end))


def instant_text(at: datetime) -> str:
    """An instant as 2026-12-01T14:00:00Z; parts of a second are never rostered."""
    return at.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"
