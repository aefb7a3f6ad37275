"""A week that repeats, laid out on the calendar in local time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from app.care.domain.capacity import Stretch
from app.care.domain.open_hours import clipped, without

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERY, TURNS = "", ("a", "b")
LENGTHS = (50, 60, 90)
"""Minutes that sessions are usually given."""


@dataclass(frozen=True, slots=True)
class WeekLine:
    """On this weekday (0 is Monday) from one local time to a later one, at any of `places`. ValueError otherwise.

    `turn`: in weeks A or B only; EVERY: in both.
    """

    weekday: int
    starts: time
    ends: time
    places: tuple[str, ...]
    turn: str = EVERY

    def __post_init__(self) -> None:
        if self.turn not in {EVERY, *TURNS}:
            raise ValueError("a line of a week counts in weeks a, in weeks b, or in every one")
        if not 0 <= self.weekday < len(WEEKDAYS) or self.starts >= self.ends or not self.places:
            raise ValueError("a line of a week has a weekday, ends after it starts, and names a place")

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "weekday": self.weekday,
            "starts": f"{self.starts:%H:%M}",
            "ends": f"{self.ends:%H:%M}",
            "places": list(self.places),
            **({"turn": self.turn} if self.turn else {}),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "WeekLine":
        """The same back."""
        starts, ends = time.fromisoformat(stored["starts"]), time.fromisoformat(stored["ends"])
        return cls(stored["weekday"], starts, ends, tuple(stored["places"]), stored.get("turn", EVERY))


@dataclass(frozen=True, slots=True)
class Week:
    """Lines that count from `from_on` until `until_on`, both included (None: for good).

    Where some count every other week only, `week_a_on` is a day of a week A: weeks begin on Mondays, and take turns in
    both directions from there.
    """

    from_on: date
    until_on: date | None
    lines: tuple[WeekLine, ...]
    week_a_on: date | None = None

    def __post_init__(self) -> None:
        if self.until_on is not None and self.until_on < self.from_on:
            raise ValueError("a week that ends before it begins")
        if self.week_a_on is None and any(line.turn for line in self.lines):
            raise ValueError("weeks that take turns need a day from which they do")

    def turn_on(self, on: date) -> str:
        """Which turn the week of that day is; EVERY where all are alike."""
        if self.week_a_on is None:
            return EVERY
        return TURNS[(_monday(on) - _monday(self.week_a_on)).days // 7 % len(TURNS)]

    def lines_on(self, on: date) -> list[WeekLine]:
        """The lines of that very day, if the week counts then."""
        return [one for one in self.lines if one.weekday == on.weekday() and one.turn in {EVERY, self.turn_on(on)}]

    def holds(self, on: date) -> bool:
        """Whether it counts on that day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)


@dataclass(frozen=True, slots=True)
class Change:
    """From `start_at` until `end_at` the hours are `stretches` and no others."""

    start_at: datetime
    end_at: datetime
    stretches: tuple[Stretch, ...]


def opened(weeks: Iterable[Week], first_at: datetime, last_at: datetime, zone: ZoneInfo) -> list[Stretch]:
    """What the weeks open between two instants, in order; where two count on one day, the one that begins later."""
    in_order = sorted(weeks, key=lambda week: week.from_on, reverse=True)
    found = []
    for on in _days(first_at, last_at, zone):
        week = next((one for one in in_order if one.holds(on)), None)
        found += _on(week, on, zone) if week else []
    return sorted((part for one in found if (part := clipped(one, first_at, last_at))), key=lambda one: one.start_at)


def layered(base: Sequence[Stretch], changes: Iterable[Change], first_at: datetime, last_at: datetime) -> list[Stretch]:
    """The hours between two instants once each change, in the order in which they were made, has had its way."""
    hours = list(base)
    for change in changes:
        parts = (clipped(one, max(change.start_at, first_at), min(change.end_at, last_at)) for one in change.stretches)
        hours = without(hours, [(change.start_at, change.end_at)]) + [part for part in parts if part]
    return sorted(hours, key=lambda one: one.start_at)


def midnight(on: date, zone: ZoneInfo) -> datetime:
    """The instant in which a local day begins."""
    return datetime.combine(on, time(0), zone).astimezone(UTC)


def clashes(lines: Sequence[WeekLine]) -> list[tuple[WeekLine, WeekLine]]:
    """Lines of one weekday that overlap in some week: one instant must not be offered twice."""
    ordered = sorted(lines, key=lambda line: (line.weekday, line.starts, line.turn))
    return [(a, b) for a, b in combinations(ordered, 2) if a.weekday == b.weekday and b.starts < a.ends and _meet(a, b)]


def coming_weeks(week: Week, today: date, how_many: int) -> list[tuple[str, date]]:
    """The turn and the Monday of the weeks that come, this one first; fewer where the week ends before."""
    first = _monday(max(today, week.from_on))
    mondays = [first + timedelta(weeks=n) for n in range(how_many)]
    return [(week.turn_on(on), on) for on in mondays if week.until_on is None or on <= week.until_on]


def _meet(one: WeekLine, other: WeekLine) -> bool:
    return one.turn == other.turn or EVERY in {one.turn, other.turn}


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())


def _days(first_at: datetime, last_at: datetime, zone: ZoneInfo) -> Iterator[date]:
    on, last_on = first_at.astimezone(zone).date(), last_at.astimezone(zone).date()
    while on <= last_on:
        yield on
        on += timedelta(days=1)


def _on(week: Week, on: date, zone: ZoneInfo) -> list[Stretch]:
    """The lines of that day as instants. In the night in which clocks go forward a line may have no time at all."""
    found = []
    for line in week.lines_on(on):
        start_at, end_at = (datetime.combine(on, at, zone).astimezone(UTC) for at in (line.starts, line.ends))
        if start_at < end_at:
            found.append(Stretch(start_at, end_at, line.places))
    return found
