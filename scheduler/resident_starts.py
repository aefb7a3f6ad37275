"""Starts of one course after another in a plan of thousands, without a table of all places.

The same starts as `Meetings` finds, from the same windows: only the places that the course names are looked at, and a
counsellor's hours stay in memory until they change.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scheduler.problem import DAY, Counsellor, Course, Problem
from scheduler.starts import Floats, Ints, Starts, cells

Keep: TypeAlias = Callable[[Course, Counsellor, Starts], NDArray[np.bool_]]


class ResidentMeetings:
    """Starts by course and counsellor; `keep` says which of them are worth looking at (None: all)."""

    def __init__(self, problem: Problem, keep: Keep | None = None) -> None:
        self._problem = problem
        self._cells = cells(problem)
        self._row = {place.id: at for at, place in enumerate(problem.places)}
        self._keep = keep
        self._hours: dict[str, dict[tuple[int, int], NDArray[np.bool_]]] = {}  # counsellor -> minutes, place -> cells

    def keeping(self, keep: Keep) -> "ResidentMeetings":
        """The same hours, other starts worth looking at."""
        twin = ResidentMeetings(self._problem, keep)
        twin._hours = self._hours
        return twin

    def forget(self, counsellor: str) -> None:
        """Look at a counsellor's hours again when they are next needed."""
        self._hours.pop(counsellor, None)

    def of_course(self, course: Course, people: tuple[Counsellor, ...]) -> list[Starts]:
        """The starts of one course with each of these counsellors, in order of time."""
        own, places = self._own(course)
        found = []
        for who in people:
            hours = self._hours_of(who, course.minutes)
            there = np.zeros(own.cell.size, bool)
            for place in places:
                here = hours.get((course.minutes, place))
                if here is not None:
                    there |= here[own.cell] & (own.place == place)
            starts = own.only(there)
            found.append(starts if self._keep is None else starts.only(self._keep(course, who, starts)))
        return found

    def _hours_of(self, who: Counsellor, minutes: int) -> dict[tuple[int, int], NDArray[np.bool_]]:
        """At which cells a session of so many minutes could start, for each place where the counsellor works."""
        known = self._hours.setdefault(who.id, {})
        if not any(length == minutes for length, _ in known):
            spans: dict[str, list[tuple[int, int]]] = {}
            for stretch in who.windows:
                for place in stretch.places:
                    spans.setdefault(place, []).append((stretch.start, stretch.end))
            for place, there in spans.items():
                known[minutes, self._row[place]] = self._covered(np.array(there, np.int64), minutes)
        return known

    def _covered(self, spans: Ints, minutes: int) -> NDArray[np.bool_]:
        """At which cells a session could start that lies whole in one of these spans of minutes."""
        first = -(-spans[:, 0] // self._problem.grid)
        last = (np.minimum(spans[:, 1], self._problem.days * DAY) - minutes) // self._problem.grid
        fits = last >= first
        steps = np.zeros(self._cells + 1, np.int64)
        np.add.at(steps, first[fits], 1)
        np.subtract.at(steps, last[fits] + 1, 1)
        covered: NDArray[np.bool_] = np.cumsum(steps[:-1]) > 0
        return covered

    def _own(self, course: Course) -> tuple[Starts, list[int]]:
        """Starts that suit the officer, and the rows of the places they are at."""
        grid, weights = self._problem.grid, self._problem.weights
        windows, rows = course.windows, self._row
        start = np.array([w.start for w in windows], np.int64)
        end = np.array([w.end for w in windows], np.int64)
        row = np.array([rows[w.place] for w in windows], np.int64)
        risk = np.array([w.risk for w in windows], np.int64) * weights.risk
        dislike = np.array([w.cost for w in windows], np.int64) * weights.preference
        first = -(-np.maximum(start, course.earliest) // grid)
        last = (np.minimum(end, self._problem.days * DAY) - course.minutes) // grid
        count = (last - first + 1).clip(0)
        places, where = np.unique(row, return_inverse=True)
        shape = (places.size, self._cells)
        early = _cheapest(shape, (where, first, count), risk * weights.early_factor + dislike)
        late = _cheapest(shape, (where, first, count), risk + dislike)
        cell, at = np.nonzero(np.isfinite(early).T)
        return Starts(cell, places[at], cell * grid // DAY, early[at, cell], late[at, cell]), places.tolist()


def _cheapest(shape: tuple[int, int], spans: tuple[Ints, Ints, Ints], price: Ints) -> Floats:
    """The least price of the spans (row, first, count) over each cell; infinite where there is none."""
    dearest_first = np.argsort(-price, kind="stable")
    row, first, count = (part[dearest_first] for part in spans)
    upto = np.cumsum(count)
    within = np.arange(int(upto[-1]) if upto.size else 0) - np.repeat(upto - count, count)
    found = np.full(shape, np.inf)
    # Where an index repeats the last value stays: that of the cheapest span.
    found[np.repeat(row, count), np.repeat(first, count) + within] = np.repeat(price[dearest_first], count)
    return found
