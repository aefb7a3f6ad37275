"""A sieve that also keeps to a period: for whoever asks for times between two instants."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.care.domain.sieve import FittingTime, Sieve, Wish


@dataclass(frozen=True, slots=True)
class Within(Sieve):
    """The same, for times that begin from `first_at` until `last_at`; None: open."""

    first_at: datetime | None = None
    last_at: datetime | None = None

    def against(self, time: FittingTime, zone: ZoneInfo) -> list[Wish]:
        """The wishes that the time does not fulfil; outside the period it is of another day than was asked for."""
        is_before = self.first_at is not None and time.start_at < self.first_at
        is_after = self.last_at is not None and time.start_at >= self.last_at
        found = Sieve.against(self, time, zone)
        return found or (["weekdays"] if is_before or is_after else [])
