"""Learns miss risk from the outcomes of the simulated year, day by day, as production learns it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.civil import Horizon, wall_clock
from scheduler.duty import Duty
from scheduler.risk import Feature, RiskTable, features_at, marks_of, updated

_AROUND = timedelta(days=3)
_DAYS = 7


@dataclass(slots=True)
class Learning:
    """The table as learnt up to yesterday, and what has happened since."""

    table: RiskTable
    today: list[tuple[frozenset[Feature], bool]] = field(default_factory=list)

    def note(self, features: frozenset[Feature], *, missed: bool) -> None:
        """One more appointment was kept or missed."""
        self.today.append((features, missed))

    def close_the_day(self) -> RiskTable:
        """The table with everything that has happened; from now on plans go by it."""
        for features, missed in self.today:
            self.table = updated(self.table, features, missed)
        self.today.clear()
        return self.table


def features_of(start_at: datetime, made_at: datetime, duties: tuple[Duty, ...], zone: ZoneInfo) -> frozenset[Feature]:
    """What the shifts around a start look like, as far as they were known."""
    horizon = Horizon(wall_clock(start_at - _AROUND, zone).date(), _DAYS, zone)
    near = tuple(
        duty for duty in duties if duty.end_at > start_at - 2 * _AROUND and duty.start_at < start_at + 2 * _AROUND
    )
    return features_at(marks_of(near, horizon, asked_at=made_at), horizon.minute_of(start_at))
