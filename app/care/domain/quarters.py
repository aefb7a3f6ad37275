"""Quarters of a year: the only stretches of time that figures are ever said of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SETTLED_AFTER = timedelta(days=1)
"""What was being recorded as the quarter ended is in the store by then."""


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter; `number` is 1 to 4."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise ValueError("a year has four quarters")

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def first_day(self) -> date:
        """The day it begins on."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def months(self) -> tuple[str, ...]:
        """Its months as rosters name them ("2026-07")."""
        return tuple(f"{self.year}-{month:02}" for month in range(3 * self.number - 2, 3 * self.number + 1))

    def next(self) -> "Quarter":
        """The one after."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def begins_at(self, zone: ZoneInfo) -> datetime:
        """Its first instant at the force."""
        return datetime.combine(self.first_day, time(), zone).astimezone(UTC)

    def ends_at(self, zone: ZoneInfo) -> datetime:
        """The first instant of the next."""
        return self.next().begins_at(zone)


def quarter_of(at: datetime, zone: ZoneInfo) -> Quarter:
    """The quarter that an instant lies in, at the force."""
    day = at.astimezone(zone).date()
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_named(text: str) -> Quarter | None:
    """The quarter of a name like "2026-Q3"; None for anything else."""
    year, _, number = text.partition("-Q")
    if not (text.isascii() and len(year) == 4 and year.isdigit() and number in {"1", "2", "3", "4"}):
        return None
    return Quarter(int(year), int(number)) if int(year) > 0 else None


def settled_quarters(first_at: datetime, zone: ZoneInfo, *, now: datetime) -> Iterator[Quarter]:
    """Every quarter that is over and settled, from the one in which everything began."""
    quarter = quarter_of(first_at, zone)
    while quarter.ends_at(zone) + SETTLED_AFTER <= now:
        yield quarter
        quarter = quarter.next()
