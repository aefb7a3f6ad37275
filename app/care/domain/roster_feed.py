"""A published roster version as it comes from the HR desk: its header and one line for every member of staff."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from scheduler.duty import DutyKind

FORMAT = "relief-roster/1"
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_KINDS = frozenset(kind.value for kind in DutyKind)

DutyLine = tuple[str, str, str]
"""Kind, start, end; the instants in UTC, ISO 8601, ending in Z."""


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
    """All duties of one member of staff, by the local month in which each starts. Raises ValueError if malformed."""

    staff_number: str
    months: Mapping[str, tuple[DutyLine, ...]]

    def __post_init__(self) -> None:
        if not 0 < len(self.staff_number) <= 40:
            raise ValueError("a staff number has 1 to 40 characters")
        earlier = ""
        for month, duties in sorted(self.months.items()):
            if not _MONTH.fullmatch(month):
                raise ValueError("months are written 2026-12")
            for kind, starts, ends in duties:
                # Written alike and in UTC, instants compare as text. Whether two may overlap is the HR desk's to say.
                if kind not in _KINDS or not earlier <= starts < ends:
                    raise ValueError("duties are of known kinds, in order, and end after they start")
                earlier = starts


def check_months(line: StaffLine, zone: ZoneInfo) -> None:
    """Raise ValueError unless each duty has two readable instants and stands under the month it starts in, locally."""
    for month, duties in line.months.items():
        for _, starts, ends in duties:
            starts_at, ends_at = datetime.fromisoformat(starts), datetime.fromisoformat(ends)
            if not (starts.endswith("Z") and ends.endswith("Z")) or starts_at >= ends_at:
                raise ValueError("instants are in UTC, end in Z, and come in order")
            if f"{starts_at.astimezone(zone):%Y-%m}" != month:
                raise ValueError("a duty stands under another month than the one it starts in")
