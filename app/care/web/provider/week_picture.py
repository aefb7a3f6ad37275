"""A week drawn as bars: one row for each weekday, from early morning until late evening."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from app.care.domain.week_pattern import EVERY, TURNS, WEEKDAYS, Week, WeekLine, coming_weeks

FIRST_HOUR, LAST_HOUR = 6, 22
_SCALE = (LAST_HOUR - FIRST_HOUR) * 60
_WEEKS_NAMED = 3
_KINDS = 4
"""Looks for bars; several places have a look of their own."""


@dataclass(frozen=True, slots=True)
class Bar:
    """From where to where, in thousandths of the row; `look` is a class of hours.css; `words` say the same."""

    left: int
    width: int
    look: str
    words: str


@dataclass(frozen=True, slots=True)
class DayRow:
    """One weekday."""

    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """One week that repeats, with the days from which and until which it counts."""

    title: str
    days: tuple[DayRow, ...]


def pictures(weeks: Sequence[Week], places: Sequence[tuple[str, str]], today: date) -> list[Picture]:
    """A picture of each week that counts now or later; of weeks A and B one each, with the days on which they begin."""
    return [
        Picture(_title(week, today) + _turn_words(week, turn, today), tuple(drawn(week, places, turn)))
        for week in weeks
        if week.until_on is None or week.until_on >= today
        for turn in (TURNS if week.week_a_on else (EVERY,))
    ]


def key_of(places: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What the looks of bars stand for."""
    found = [(f"at-{k % _KINDS}", name) for k, (_, name) in enumerate(places)]
    return [*found, ("at-any", "any of several")] if len(places) > 1 else found


def _title(week: Week, today: date) -> str:
    if week.from_on <= today:
        return f"Every week until {_said(week.until_on)}" if week.until_on else "Every week"
    until = f" to {_said(week.until_on)}" if week.until_on else " on"
    return f"From {_said(week.from_on)}{until}"


def _turn_words(week: Week, turn: str, today: date) -> str:
    """Which weeks a picture is of, by the days on which the next of them begin."""
    if not turn:
        return ""
    mondays = [_said(on) for its, on in coming_weeks(week, today, _WEEKS_NAMED * len(TURNS)) if its == turn]
    return f", week {turn.upper()}: those of Monday {', '.join(mondays) or 'none'}"


def _said(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def drawn(week: Week, places: Sequence[tuple[str, str]], turn: str = EVERY) -> list[DayRow]:
    """The rows from Monday to Sunday; at weekends only where there is something."""
    looks = {place_id: f"at-{k % _KINDS}" for k, (place_id, _) in enumerate(places)}
    names = dict(places)
    rows = []
    for day, name in enumerate(WEEKDAYS):
        mine = (line for line in week.lines if line.weekday == day and line.turn in {EVERY, turn})
        lines = sorted(mine, key=lambda line: line.starts)
        if lines or day < 5:
            rows.append(DayRow(name, tuple(_bar(line, looks, names) for line in lines)))
    return rows


def _bar(line: WeekLine, looks: Mapping[str, str], names: Mapping[str, str]) -> Bar:
    left, right = _mark(line.starts), _mark(line.ends)
    look = looks.get(line.places[0], "at-0") if len(line.places) == 1 else "at-any"
    where = " or ".join(names.get(place, place) for place in line.places)
    return Bar(left, max(right - left, 8), look, f"{line.starts:%H:%M} to {line.ends:%H:%M}, {where}")


def _mark(at: time) -> int:
    minutes = at.hour * 60 + at.minute - FIRST_HOUR * 60
    return round(1000 * min(max(minutes, 0), _SCALE) / _SCALE)
