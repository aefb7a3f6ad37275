"""What counsellors and rooms can still take, given the appointments already there."""

from collections.abc import Sequence
from copy import copy

import numpy as np
from numpy.typing import NDArray

from scheduler.instance import Instance
from scheduler.plan import PlannedAppointment
from scheduler.problem import DAY, DAYS_PER_WEEK, Counsellor, Problem
from scheduler.starts import Ints, Starts, cells, cells_needed

UNLIMITED = 1 << 40


class Capacity:
    """Counts per counsellor (cell, day, week, course) and per place (cell) of what is still free.

    A count may be negative: what is already taken is taken, even where it should not have been.
    """

    def __init__(self, problem: Problem) -> None:
        self._grid = problem.grid
        self._per_day = DAY // problem.grid
        width = cells(problem) + 2 * self._per_day + _longest_break(problem)
        people, weeks = problem.counsellors, -(-problem.days // DAYS_PER_WEEK)
        self.free = np.ones((len(people), width), np.int64)
        self.day = np.array([[who.max_per_day] * problem.days for who in people]).reshape(len(people), problem.days)
        self.week = np.array([[who.max_per_week] * weeks for who in people]).reshape(len(people), weeks)
        self.caseload = np.array([who.caseload for who in people], np.int64)
        rooms = [UNLIMITED if place.rooms is None else place.rooms for place in problem.places]
        self.rooms = np.repeat(np.array(rooms, np.int64)[:, None], width, axis=1)

    def copy(self) -> "Capacity":
        """The same counts, to be changed apart."""
        twin = copy(self)
        for name in ("free", "day", "week", "caseload", "rooms"):
            setattr(twin, name, getattr(self, name).copy())
        return twin

    def only(self, people: Sequence[int], places: Sequence[int]) -> "Capacity":
        """The counts of some counsellors and places, in this order, to be changed apart."""
        part = copy(self)
        for name in ("free", "day", "week", "caseload"):
            setattr(part, name, getattr(self, name)[list(people)])
        part.rooms = self.rooms[list(places)]
        return part

    def take(self, counsellor: int, busy: int, sits: int, starts: Sequence[tuple[int, int]], times: int = 1) -> None:
        """Take (times 1) or give back (times -1) one course's sessions, as (cell, place) pairs."""
        for cell, place in starts:
            self._mark(counsellor, place, slice(cell, cell + busy), slice(cell, cell + sits), times)
        if starts:
            self.caseload[counsellor] -= times

    def _mark(self, counsellor: int, place: int, busy: slice, sits: slice, times: int) -> None:
        self.free[counsellor, busy] -= times
        self.rooms[place, sits] -= times
        day = busy.start // self._per_day
        if day < self.day.shape[1]:
            self.day[counsellor, day] -= times
            self.week[counsellor, day // DAYS_PER_WEEK] -= times

    def take_minutes(self, counsellor: int, place: int, start: int, lasts: tuple[int, int], times: int = 1) -> None:
        """Take (times 1) or give back (times -1) one session; `lasts` are its minutes and those of the break after it.

        One off the grid blocks every cell it touches.
        """
        minutes, pause = lasts
        first = start // self._grid
        if first >= 0:  # what began before the horizon can meet nothing in it
            sits = -(-(start + minutes) // self._grid)
            busy = -(-(start + minutes + pause) // self._grid)
            self._mark(counsellor, place, slice(first, busy), slice(first, sits), times)

    def take_many(self, sessions: Ints, pauses: Ints) -> None:
        """`take_minutes` for rows of (counsellor, place, start, minutes), none before the horizon, all at once."""
        who, place, start, minutes = sessions.T
        first, end = start // self._grid, start + minutes
        _cover(self.free, who, first, -(-(end + pauses[who]) // self._grid))
        _cover(self.rooms, place, first, -(-end // self._grid))
        day = first // self._per_day
        inside = day < self.day.shape[1]
        np.subtract.at(self.day, (who[inside], day[inside]), 1)
        np.subtract.at(self.week, (who[inside], day[inside] // DAYS_PER_WEEK), 1)

    def change_limits(self, counsellor: int, before: Counsellor, after: Counsellor) -> None:
        """Other limits than before for one counsellor; what is taken stays taken."""
        self.day[counsellor] += after.max_per_day - before.max_per_day
        self.week[counsellor] += after.max_per_week - before.max_per_week
        self.caseload[counsellor] += after.caseload - before.caseload

    def open_starts(self, instance: Instance, pair: int) -> NDArray[np.bool_]:
        """Which of a pair's starts one session more could use."""
        asked = instance.pairs[pair]
        return self.open_at(asked.counsellor, asked.starts, asked.busy, asked.sits)

    def open_at(self, who: int, starts: Starts, busy: int, sits: int) -> NDArray[np.bool_]:
        """Which starts one session more with a counsellor could use; `busy` and `sits` are cells."""
        if self.caseload[who] <= 0:
            return np.zeros(starts.cell.size, bool)
        free = _all_over(self.free[who] > 0, starts.cell, busy)
        free &= self.day[who, starts.day] > 0
        free &= self.week[who, starts.day // DAYS_PER_WEEK] > 0
        for place in np.flatnonzero(np.bincount(starts.place)):
            here = starts.place == place
            if self.rooms[place, 0] < UNLIMITED // 2:
                free[here] &= _all_over(self.rooms[place] > 0, starts.cell[here], sits)
        return free

    def week_room(self, counsellor: int, days: int) -> Ints:
        """For each day how many sessions its week can still take."""
        room: Ints = self.week[counsellor, np.arange(days) // DAYS_PER_WEEK]
        return room


def _cover(free: Ints, row: Ints, first: Ints, end: Ints) -> None:
    """Take one away from each cell for each of the stretches [first, end) of its row that lies over it."""
    width = free.shape[1]
    rows, at = np.unique(row, return_inverse=True)  # of a hundred rows a few are touched
    steps = np.zeros((len(rows), width + 1), np.int64)
    np.add.at(steps, (at, first.clip(max=width)), 1)
    np.subtract.at(steps, (at, end.clip(max=width)), 1)
    free[rows] -= steps[:, :-1].cumsum(axis=1)


def _longest_break(problem: Problem) -> int:
    return max((cells_needed(problem, who.break_after) for who in problem.counsellors), default=0)


def _all_over(good: NDArray[np.bool_], cell: Ints, length: int) -> NDArray[np.bool_]:
    """Whether every cell of [cell, cell + length) is good."""
    whole = good[cell]
    for later in range(1, length):
        whole &= good[cell + later]
    return whole


def taken_capacity(problem: Problem, taken: Sequence[PlannedAppointment]) -> Capacity:
    """The capacity that given appointments leave; those of unknown courses or counsellors take nothing."""
    capacity = Capacity(problem)
    courses = {course.id: course for course in problem.courses}
    people = {who.id: at for at, who in enumerate(problem.counsellors)}
    places = {place.id: at for at, place in enumerate(problem.places)}
    known = [a for a in taken if a.course in courses and a.counsellor in people and a.place in places]
    rows = [
        (people[a.counsellor], places[a.place], a.start, courses[a.course].minutes)
        for a in known
        if a.start >= 0  # what began before the horizon can meet nothing in it
    ]
    capacity.take_many(
        np.array(rows, np.int64).reshape(-1, 4), np.array([w.break_after for w in problem.counsellors], np.int64)
    )
    for _, person in {(a.course, people[a.counsellor]) for a in known}:
        capacity.caseload[person] -= 1
    return capacity
