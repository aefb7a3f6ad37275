"""The true chance that somebody misses an appointment that no duty hinders, by what the shifts around it look like."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.simulate.numbers import AttendanceNumbers
from app.simulate.world.year import FORCE_DAY, Year
from scheduler.civil import Horizon
from scheduler.duty import Duty, DutyKind
from scheduler.risk import Feature, features_at, marks_of

MOST = 0.9
_ASLEEP = timedelta(hours=8)
_LONGEST_LEAD = 8.0
_WEEK = timedelta(weeks=1)
_DAYS_BEFORE = 1


@dataclass(frozen=True, slots=True)
class Around:
    """One appointment and the duties around it."""

    duties: tuple[Duty, ...]
    start_at: datetime
    end_at: datetime
    made_at: datetime
    is_flexible: bool = False
    """Whether the officer comes in duty time as others come in their own."""


def features_of(around: Around, year: Year) -> frozenset[Feature]:
    """What the shifts around its start look like, as the planner would say."""
    horizon = Horizon(year.on(year.day_of(around.start_at)), _DAYS_BEFORE + 1, year.zone)
    marks = marks_of(around.duties, horizon, asked_at=around.made_at, day_starts=FORCE_DAY)
    return features_at(marks, horizon.minute_of(around.start_at))


def chance_of_a_miss(numbers: AttendanceNumbers, around: Around, year: Year, own: float) -> float:
    """Causes are independent: what each feature adds to a plain time, the lead, sleep; times the officer's `own`."""
    kept = 1 - numbers.plain
    for more in _added(numbers, around, year):
        kept *= 1 - max(0.0, more)
    return min(MOST, (1 - kept) * own)


def _added(numbers: AttendanceNumbers, around: Around, year: Year) -> Iterator[float]:
    of_no_matter = {Feature.IN_DUTY_TIME} if around.is_flexible else set()
    for feature in sorted(features_of(around, year) - of_no_matter):
        true: float = getattr(numbers, feature.value)
        yield (true - numbers.plain) / (1 - numbers.plain)
    weeks = (around.start_at - around.made_at) / _WEEK
    yield numbers.a_week_of_lead * min(_LONGEST_LEAD, max(0.0, weeks))
    nights = (duty for duty in around.duties if duty.kind is DutyKind.NIGHT)
    if any(night.end_at <= around.start_at < night.end_at + _ASLEEP for night in nights):
        yield numbers.asleep
