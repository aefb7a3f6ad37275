"""The quarter of a year that an instant lies in, by its whole weeks."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.civil import wall_instant


@dataclass(frozen=True, slots=True)
class Quarter:
    """Thirteen weeks from the first Monday that lies in it on."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """As "2026-Q2"."""
        return f"{self.year}-Q{self.number}"

    @property
    def first_on(self) -> date:
        """Its first Monday."""
        begins = date(self.year, 3 * self.number - 2, 1)
        return begins + timedelta(days=-begins.weekday() % 7)

    def week_on(self, week: int) -> date:
        """The Monday of its week number `week`, from 0."""
        return self.first_on + timedelta(weeks=week)

    def first_at(self, zone: ZoneInfo) -> datetime:
        """The instant at which its first Monday begins."""
        return wall_instant(self.first_on, time(0), zone)


def quarter_of(now: datetime, zone: ZoneInfo) -> Quarter:
    """The last quarter whose first Monday has come."""
    today = now.astimezone(zone).date()
    found = Quarter(today.year, (today.month + 2) // 3)
    if today >= found.first_on:
        return found
    return Quarter(found.year, found.number - 1) if found.number > 1 else Quarter(found.year - 1, 4)
