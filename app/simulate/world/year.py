"""The days of a simulated year, counted from its first: their instants, and when each was published."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.simulate.numbers import CalendarNumbers
from scheduler.civil import wall_instant

FORCE_DAY = time(7)
"""When a force day begins; a duty belongs to the force day it starts on."""
SEEN_BEFORE = 14
"""Days of duties kept before they are needed: nights earn sleep, and rules look back."""


@dataclass(frozen=True, slots=True)
class Year:
    """Day 0 is `begins_on`; referrals come on the days up to `referral_days`, and `days` are played."""

    begins_on: date
    zone: ZoneInfo
    referral_days: int
    days: int
    roster_days: int
    published_before: int

    @classmethod
    def of(cls, numbers: CalendarNumbers) -> "Year":
        """The year that these numbers tell of."""
        return cls(
            numbers.begins_on,
            ZoneInfo(numbers.zone),
            numbers.referral_weeks * 7,
            (numbers.referral_weeks + numbers.follow_up_weeks) * 7,
            numbers.roster_weeks * 7,
            numbers.published_days_before,
        )

    def on(self, day: int) -> date:
        """The date of a day."""
        return self.begins_on + timedelta(days=day)

    def at(self, day: int, minute: int = 0) -> datetime:
        """The instant at which the clocks of a day show so many minutes after midnight; past midnight is the next."""
        return _instant(self.begins_on, self.zone, day + minute // 1440, minute % 1440)

    def day_of(self, at: datetime) -> int:
        """The local day that an instant lies in."""
        return (at.astimezone(self.zone).date() - self.begins_on).days

    def published_at(self, day: int) -> datetime:
        """When the roster with this day was published; noon, for offices."""
        first = day // self.roster_days * self.roster_days
        return self.at(max(first - self.published_before, -SEEN_BEFORE), 12 * 60)


@lru_cache(maxsize=1 << 16)
def _instant(begins_on: date, zone: ZoneInfo, day: int, minute: int) -> datetime:
    return wall_instant(begins_on + timedelta(days=day), time(minute // 60, minute % 60), zone)
