"""A duty: one rostered stretch of one officer."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from scheduler.interval import Interval


class DutyKind(StrEnum):
    """What an officer is rostered to do."""

    EARLY = "early"
    LATE = "late"
    NIGHT = "night"
    COURT = "court"
    TRAINING = "training"
    LEAVE = "leave"
    SICK = "sick"
    REST_DAY = "rest_day"
    ON_CALL = "on_call"
    OTHER = "other"


# At work: what leave, sickness, a rest day or waiting for a call are not.
WORKING = frozenset(
    {
        DutyKind.EARLY,
        DutyKind.LATE,
        DutyKind.NIGHT,
        DutyKind.COURT,
        DutyKind.TRAINING,
        DutyKind.OTHER,
    }
)

_DAY = 24 * 60
_NIGHT_TIME = ((0, 6 * 60), (23 * 60, 30 * 60), (47 * 60, 54 * 60))  # 23:00-06:00, for two days
_NIGHT_MINUTES = 3 * 60
_LATE_MIDDLE = 15 * 60


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty from `start_at` up to `end_at`.

    Any aware instant is taken and kept as UTC, because two wall-clock times of one zone compare
    by their hands and not by their instants: a duty over a clock change would measure wrong.
    ValueError: an instant without a zone, or an end that is not after the start.
    """

    kind: DutyKind
    start_at: datetime
    end_at: datetime

    def __post_init__(self) -> None:
        if self.start_at.tzinfo is not UTC or self.end_at.tzinfo is not UTC:
            self._keep_as_utc()
        if self.end_at <= self.start_at:
            raise ValueError(
                f"a duty must end after it starts: {self.start_at.isoformat()} to {self.end_at.isoformat()}"
            )

    def _keep_as_utc(self) -> None:
        for name in ("start_at", "end_at"):
            at: datetime = getattr(self, name)
            if at.utcoffset() is None:
                raise ValueError(f"{name} of a duty needs a zone: {at.isoformat()}")
            object.__setattr__(self, name, at.astimezone(UTC))

    @property
    def span(self) -> Interval[datetime]:
        """Its own hours, without any margin."""
        return Interval(self.start_at, self.end_at)

    @property
    def length(self) -> timedelta:
        """How long it really lasts: a 22:00-07:00 night is 8, 9 or 10 hours."""
        return self.end_at - self.start_at

    @property
    def is_work(self) -> bool:
        """Whether the officer is at work in it."""
        return self.kind in WORKING


def kind_of_hours(starts: time, ends: time) -> DutyKind:
    """Early, late or night, for a roster that gives only wall-clock times.

    Night: at least three of its hours lie between 23:00 and 06:00, which is what makes a night
    worker (Working Time Regulations 1998, reg. 2(1)). Late: any other tour whose middle is at or
    after 15:00. Early: the rest, office days too. `ends` at or before `starts` is the next day,
    so equal times are a tour of 24 hours.
    """
    start = starts.hour * 60 + starts.minute
    end = ends.hour * 60 + ends.minute
    if end <= start:
        end += _DAY
    in_the_night = sum(max(0, min(end, b) - max(start, a)) for a, b in _NIGHT_TIME)
    if in_the_night >= _NIGHT_MINUTES:
        return DutyKind.NIGHT
    return DutyKind.LATE if start + end >= 2 * _LATE_MIDDLE else DutyKind.EARLY
