"""What an officer told us about their own time: journeys, blackouts, dislikes, and how they want to rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from app.care.domain.parts_of_day import Span
from scheduler.interval import Interval
from scheduler.rest_rules import RestRules
from scheduler.windows import EVERY_DAY, Dislike

LONGEST_JOURNEY = 240
SLEEPS, WIND_DOWNS = range(4, 15), range(9)
"""Minutes of a journey; hours of sleep after a night, and of rest before one."""
DISLIKE_COST = 5
"""In units of preference (policy weight 100): a disliked hour is worth a bit more than a day off the ideal cadence."""


@dataclass(frozen=True, slots=True)
class Disliked:
    """Wall-clock hours of some weekdays (Monday is 0) that the officer would rather not have; midnight ends a day."""

    weekdays: frozenset[int] = EVERY_DAY
    starts: time = time(0)
    ends: time = time(0)

    def __post_init__(self) -> None:
        self.as_dislike()

    @property
    def span(self) -> Span:
        """The same as plain values."""
        return self.weekdays, self.starts, self.ends

    def as_dislike(self) -> Dislike:
        """The same with its price. ValueError for weekdays or hours that are none."""
        return Dislike(DISLIKE_COST, self.weekdays, self.starts, self.ends)


@dataclass(frozen=True, slots=True)
class OfficerNeeds:
    """An officer's own needs; all of them may be left out.

    `travel_minutes` by site id. `disliked` hours are used when nothing else fits, `closed` ones never. The last five
    change the force's rest rules for this officer: None keeps them.
    """

    travel_minutes: Mapping[str, int] = field(default_factory=dict)
    blackouts: tuple[Interval[datetime], ...] = ()
    disliked: tuple[Disliked, ...] = ()
    closed: tuple[Disliked, ...] = ()
    attends_on_leave: bool | None = None
    in_duty_time: bool | None = None
    sleep_hours: int | None = None
    wind_down_hours: int | None = None
    rests_after_nights: bool | None = None
    """Whether the first rest day after nights is kept free."""

    def __post_init__(self) -> None:
        if any(not 0 <= minutes <= LONGEST_JOURNEY for minutes in self.travel_minutes.values()):
            raise ValueError("a journey takes between 0 and 240 minutes")
        if self.sleep_hours is not None and self.sleep_hours not in SLEEPS:
            raise ValueError("sleep after a night is between 4 and 14 hours")
        if self.wind_down_hours is not None and self.wind_down_hours not in WIND_DOWNS:
            raise ValueError("the rest before a night is between 0 and 8 hours")
        if any(span.start.utcoffset() is None for span in self.blackouts):
            raise ValueError("a blackout needs instants with a zone")

    def rules(self, force: RestRules) -> RestRules:
        """The force's rest rules with this officer's differences."""
        mine = force
        if self.attends_on_leave is not None:
            mine = replace(mine, leave_blocks=not self.attends_on_leave)
        if self.in_duty_time is not None:
            mine = replace(mine, in_duty_time_by_officer=self.in_duty_time)
        if self.sleep_hours is not None:
            mine = replace(mine, sleep_after_night=timedelta(hours=self.sleep_hours))
        if self.wind_down_hours is not None:
            mine = replace(mine, wind_down_before_night=timedelta(hours=self.wind_down_hours))
        return mine

    def as_json(self) -> dict[str, Any]:
        """Plain JSON for the store."""
        return {
            "travel_minutes": dict(self.travel_minutes),
            "blackouts": [[span.start.isoformat(), span.end.isoformat()] for span in self.blackouts],
            "disliked": _hours_as_json(self.disliked),
            "closed": _hours_as_json(self.closed),
            "attends_on_leave": self.attends_on_leave,
            "in_duty_time": self.in_duty_time,
            "sleep_hours": self.sleep_hours,
            "wind_down_hours": self.wind_down_hours,
            "rests_after_nights": self.rests_after_nights,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "OfficerNeeds":
        """What `as_json` wrote; an empty mapping is an officer who asked for nothing. ValueError if out of bounds."""
        return cls(
            travel_minutes=dict(stored.get("travel_minutes", {})),
            blackouts=tuple(_span(*pair) for pair in stored.get("blackouts", ())),
            disliked=_hours(stored.get("disliked", ())),
            closed=_hours(stored.get("closed", ())),
            attends_on_leave=stored.get("attends_on_leave"),
            in_duty_time=stored.get("in_duty_time"),
            sleep_hours=stored.get("sleep_hours"),
            wind_down_hours=stored.get("wind_down_hours"),
            rests_after_nights=stored.get("rests_after_nights"),
        )


def _hours_as_json(hours: Iterable[Disliked]) -> list[list[Any]]:
    return [[sorted(one.weekdays), one.starts.isoformat(), one.ends.isoformat()] for one in hours]


def _hours(stored: Iterable[Any]) -> tuple[Disliked, ...]:
    return tuple(
        Disliked(frozenset(days), time.fromisoformat(starts), time.fromisoformat(ends)) for days, starts, ends in stored
    )


def _span(starts: str, ends: str) -> Interval[datetime]:
    return Interval(datetime.fromisoformat(starts), datetime.fromisoformat(ends))


NO_NEEDS = OfficerNeeds()
