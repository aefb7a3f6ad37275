"""Shift patterns: rotating cycles of tours from which duties are projected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from scheduler.civil import DAY, wall_instant
from scheduler.duty import Duty, DutyKind

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tour:
    """The wall-clock hours of one day of a cycle; an end at or before the start is next day."""

    kind: DutyKind
    starts: time
    ends: time

    def __post_init__(self) -> None:
        for at in (self.starts, self.ends):
            if at.tzinfo is not None:
                raise ValueError(f"a tour is told by the clock on the wall, without zone: {at!r}")

    @property
    def ends_next_day(self) -> bool:
        """Whether it runs over midnight, or up to it."""
        return self.ends <= self.starts


@dataclass(frozen=True, slots=True)
class ShiftPattern:
    """A cycle of days, each a tour or None for a rest day, repeated for ever.

    ValueError: no name, no days, or a tour that still runs when the next day's begins.
    """

    name: str
    cycle: tuple[Tour | None, ...]

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("a shift pattern needs a name")
        if not self.cycle:
            raise ValueError(f"shift pattern {self.name!r} has no days")
        following = (*self.cycle[1:], self.cycle[0])
        for day, (tour, then) in enumerate(zip(self.cycle, following, strict=True), start=1):
            if tour and then and tour.ends_next_day and tour.ends > then.starts:
                raise ValueError(
                    f"shift pattern {self.name!r}: the tour of day {day} runs until {tour.ends}"
                    f" but the next starts at {then.starts}"
                )


def project(pattern: ShiftPattern, anchor_on: date, first_on: date, last_on: date, zone: ZoneInfo) -> list[Duty]:
    """The duties that start on the dates `first_on` to `last_on`, both included, in order.

    `anchor_on` is a date on which day 1 of the cycle falls; dates before it work as well. Tours
    keep their wall-clock hours, so a night is longer or shorter when the clocks change in it.
    ValueError: `last_on` before `first_on`.
    """
    if last_on < first_on:
        raise ValueError(f"cannot project from {first_on} back to {last_on}")
    duties: list[Duty] = []
    for offset in range((last_on - first_on).days + 1):
        on = first_on + timedelta(days=offset)
        tour = pattern.cycle[(on - anchor_on).days % len(pattern.cycle)]
        duty = _duty_on(on, tour, zone) if tour else None
        if duty:
            duties.append(duty)
    return duties


def _duty_on(on: date, tour: Tour, zone: ZoneInfo) -> Duty | None:
    """A tour on a date; None if the whole of it falls into an hour that the clocks skip."""
    start_at = wall_instant(on, tour.starts, zone)
    end_at = wall_instant(on + _ONE_DAY if tour.ends_next_day else on, tour.ends, zone)
    return Duty(tour.kind, start_at, end_at) if start_at < end_at else None


def _tour(kind: DutyKind, start_hour: int, end_hour: int) -> Tour:
    return Tour(kind, time(start_hour), time(end_hour % (DAY // 60)))


_E10, _L10 = _tour(DutyKind.EARLY, 7, 17), _tour(DutyKind.LATE, 14, 24)
_N9 = _tour(DutyKind.NIGHT, 22, 7)
_LETTERS: dict[str, Tour | None] = {
    "E": _tour(DutyKind.EARLY, 7, 15),
    "A": _tour(DutyKind.LATE, 15, 23),
    "N": _tour(DutyKind.NIGHT, 23, 7),
    "D": _tour(DutyKind.EARLY, 7, 19),
    "M": _tour(DutyKind.NIGHT, 19, 7),
    "O": _tour(DutyKind.EARLY, 8, 16),
    "R": None,
}


def _lettered(name: str, days: str) -> ShiftPattern:
    return ShiftPattern(name, tuple(_LETTERS[letter] for letter in days.replace(" ", "")))


# The orders of days are published; where a source gives no clock times, the usual ones stand.
PATTERNS: Mapping[str, ShiftPattern] = MappingProxyType(
    {
        pattern.name: pattern
        for pattern in (
            # Response teams: Federation advice on forward rotation, at most six duties in a row.
            ShiftPattern("2-2-2-4", (_E10, _E10, _L10, _L10, _N9, _N9, None, None, None, None)),
            # Variable shift arrangement of Greater Manchester, 2007, Monday to Sunday; day 1 is a
            # Monday. Its fourth week runs from rest days into four lates.
            _lettered("5-week VSA", "NNNNRRR AAARREE EERRNNN RRRAAAA RREEERR"),
            _lettered("4 on 4 off", "DDMM RRRR"),
            _lettered("6 on 3 off", "EEEAAA RRR"),
            _lettered("office", "OOOOO RR"),  # day 1 is a Monday
        )
    }
)
