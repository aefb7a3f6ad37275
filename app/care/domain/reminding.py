"""Which reminders there are, and when one is worth sending."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.care.domain.told import Told

EARLIEST = timedelta(hours=26)
"""A reminder may come so much before its own hour: who works nights is asleep, or at work, for most of a day."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder: so long `before` the time, never later than `until` before it.

    `fresh`: who was told of the time so shortly before the reminder needs none.
    """

    told: Told
    before: timedelta
    until: timedelta
    fresh: timedelta

    def is_worth(self, starts_at: datetime, *, now: datetime) -> bool:
        """Whether it still helps: a late one must not come when the officer is on their way, or instead of the next."""
        return now <= starts_at - self.until

    def is_news(self, due_at: datetime, booked_at: datetime) -> bool:
        """Whether, when it is due, the officer has not only just been told of the time itself."""
        return due_at - booked_at >= self.fresh


AHEAD = Reminder(Told.APPOINTMENT_AHEAD, timedelta(hours=72), timedelta(hours=24), timedelta(hours=24))
SOON = Reminder(Told.APPOINTMENT_SOON, timedelta(hours=2), timedelta(minutes=15), timedelta(hours=2))
REMINDER: Mapping[Told, Reminder] = {one.told: one for one in (AHEAD, SOON)}
