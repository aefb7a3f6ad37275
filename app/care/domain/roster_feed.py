"""A published roster version as it comes from the HR desk: its header and one line for every member of staff."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from scheduler.duty_pack import KINDS, LENGTH_SHIFT, LONGEST_MINUTES, START_SHIFT
from scheduler.local_days import local_days

FORMAT = "relief-roster/2"
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class VersionHeader:
    """One version as the feed lists it. Raises ValueError for what cannot be one."""

    number: int
    published_at: datetime
    covers_from_on: date
    covers_to_on: date
    digest: str
    """SHA-256 in hex of all bytes of the version before its last line."""
    staff: int

    def __post_init__(self) -> None:
        if self.number < 1 or self.staff < 0 or self.covers_to_on < self.covers_from_on:
            raise ValueError(f"version {self.number} contradicts itself")
        if self.published_at.tzinfo is None or not _DIGEST.fullmatch(self.digest):
            raise ValueError(f"version {self.number} lacks an instant or a digest")


@dataclass(frozen=True, slots=True)
class StaffLine:
    """The packed duties of one member of staff, by the local month in which each starts. ValueError if malformed."""

    staff_number: str
    months: Mapping[str, bytes]

    def __post_init__(self) -> None:
        if not 0 < len(self.staff_number) <= 40:
            raise ValueError("a staff number has 1 to 40 characters")
        for month, pack in self.months.items():
            if not _is_month(month):
                raise ValueError("months are written 2026-12")
            if len(pack) % 8:
                raise ValueError("packed duties are of eight bytes each")


@lru_cache(maxsize=1_024)
def _month_number(month: str) -> int:
    """Counted from January 1970."""
    return (int(month[:4]) - 1970) * 12 + int(month[5:]) - 1


@lru_cache(maxsize=1_024)
def _is_month(text: str) -> bool:
    return _MONTH.fullmatch(text) is not None


def check_months(lines: Sequence[StaffLine], zone: ZoneInfo) -> None:
    """Raise ValueError unless duties are of known kinds, in order, last, and stand under the month they start in.

    Whether two may overlap is the HR desk's to say. Some hundred people at once take hardly longer than one.
    """
    months = [(who, month, line.months[month]) for who, line in enumerate(lines) for month in sorted(line.months)]
    words = np.frombuffer(b"".join([pack for _, _, pack in months]), "<u8")
    if not len(words):
        return
    sizes = [len(pack) // 8 for _, _, pack in months]
    if bool(np.any(words & 0xFF >= len(KINDS)) or np.any(words >> LENGTH_SHIFT & LONGEST_MINUTES == 0)):
        raise ValueError("duties are of known kinds, and end after they start")
    owners = np.repeat([who for who, _, _ in months], sizes)
    if bool(np.any((words[1:] < words[:-1]) & (owners[1:] == owners[:-1]))):
        raise ValueError("duties come in order")
    starts = (words >> START_SHIFT).astype(np.int64)
    said = np.array([_month_number(month) for _, month, _ in months])
    if bool(np.any(np.repeat(said, sizes) != local_days(zone, starts).months(starts))):
        raise ValueError("a duty stands under another month than the one it starts in")
