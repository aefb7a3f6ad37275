"""What benches do to rosters, known only by the windows that they leave free."""

from dataclasses import replace
from random import Random

from scheduler.problem import DAY, Course, Window

PERIODS = (7, 8, 9, 10, 35)
"""Days after which the patterns of the generated problems repeat."""
FIVE_WEEKS = 35
_NEARLY = 0.8  # of the best agreement: whoever repeats each week does so every five, too

_Shape = frozenset[tuple[int, int, str]]


def a_day_later(course: Course, *, now: int) -> tuple[Window, ...]:
    """Windows that have begun stay, later ones come a day later; the last day's fall away."""
    last = max((window.end for window in course.windows), default=0)
    begun = [window for window in course.windows if window.start < now]
    later = [replace(w, start=w.start + DAY, end=w.end + DAY) for w in course.windows if w.start >= now]
    return (*begun, *(window for window in later if window.end <= last))


def some_days_later(course: Course, *, now: int) -> tuple[Window, ...]:
    """The same by one to three days, another number for each officer: what was close together drifts apart."""
    for _ in range(1 + Random(course.id).randrange(3)):
        course = replace(course, windows=a_day_later(course, now=now))
    return course.windows


def period(course: Course) -> int:
    """After how many days the officer's free time best repeats."""
    shapes = _shapes(course)
    agreements = {days: _agreement(shapes, days) for days in PERIODS}
    enough = _NEARLY * max(agreements.values())
    return next(days for days, agreement in agreements.items() if agreement >= enough)


def _shapes(course: Course) -> list[_Shape]:
    """What of each day is free, from the first day with a window to the last."""
    by_day: dict[int, set[tuple[int, int, str]]] = {}
    for window in course.windows:
        day = window.start // DAY
        by_day.setdefault(day, set()).add((window.start - day * DAY, window.end - day * DAY, window.place))
    if not by_day:
        return []
    return [frozenset(by_day.get(day, ())) for day in range(min(by_day), max(by_day) + 1)]


def _agreement(shapes: list[_Shape], days: int) -> float:
    """The share of days that look as they will so many days later."""
    pairs = list(zip(shapes, shapes[days:], strict=False))
    return sum(now == then for now, then in pairs) / len(pairs) if pairs else 0.0
