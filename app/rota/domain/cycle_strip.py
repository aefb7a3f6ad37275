"""A cycle as a picture: one square a day with a letter, and the same in words for those who do not see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from app.rota.domain.code_table import in_plain_words
from scheduler.duty import DutyKind
from scheduler.pattern import Tour

Cycle = Sequence[Tour | None]
LETTERS = {
    DutyKind.EARLY: "E",
    DutyKind.LATE: "L",
    DutyKind.NIGHT: "N",
    DutyKind.COURT: "C",
    DutyKind.TRAINING: "T",
    DutyKind.LEAVE: "A",
    DutyKind.SICK: "S",
    DutyKind.REST_DAY: "R",
    DutyKind.ON_CALL: "O",
    DutyKind.OTHER: "X",
}
_WEEK = 7
_LONGEST_ROW = 14


@dataclass(frozen=True, slots=True)
class Square:
    """One day: its number in the cycle, the letter and the colour of its kind, its words, its date if it has one."""

    day: int
    letter: str
    kind: str
    words: str
    on: date | None = None


def rows_of(cycle: Cycle) -> list[list[Square]]:
    """The whole cycle in rows: of weeks where it is made of weeks, otherwise of up to fourteen days."""
    length = len(cycle)
    wide = _WEEK if length > _WEEK and length % _WEEK == 0 else min(length, _LONGEST_ROW)
    squares = [_square(tour, day) for day, tour in enumerate(cycle, start=1)]
    return [squares[start : start + wide] for start in range(0, length, wide)]


def weeks_from(cycle: Cycle, anchor_on: date, first_on: date, weeks: int) -> list[list[Square]]:
    """The weeks from the Monday on or before `first_on`, each day with what the cycle puts on it."""
    monday = first_on - timedelta(days=first_on.weekday())
    squares = [_on(cycle, anchor_on, monday + timedelta(days=offset)) for offset in range(weeks * _WEEK)]
    return [squares[start : start + _WEEK] for start in range(0, len(squares), _WEEK)]


def _on(cycle: Cycle, anchor_on: date, on: date) -> Square:
    at = (on - anchor_on).days % len(cycle)
    return _square(cycle[at], at + 1, on)


def _square(tour: Tour | None, day: int, on: date | None = None) -> Square:
    if tour is None:
        return Square(day, "–", "rest", "rest day", on)
    return Square(day, LETTERS[tour.kind], tour.kind.value, words_of(tour), on)


def words_of(tour: Tour) -> str:
    """A tour for people: early 07:00 to 17:00."""
    return f"{in_plain_words(tour.kind.value)} {tour.starts:%H:%M} to {tour.ends:%H:%M}"


def in_words(cycle: Cycle) -> str:
    """The cycle as a sentence: a cycle of 10 days: 2 days early 07:00 to 17:00, ..., 4 rest days."""
    runs = [(tour, len(list(days))) for tour, days in groupby(cycle)]
    said = [_run(tour, count) for tour, count in runs]
    return f"A cycle of {_days(len(cycle))}: {', '.join(said)}."


def _run(tour: Tour | None, count: int) -> str:
    if tour is None:
        return "1 rest day" if count == 1 else f"{count} rest days"
    return f"{_days(count)} {words_of(tour)}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
