"""Where each officer could start, at what cost, and what each counsellor's duty leaves of it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.market.compiled import entry, inner
from scheduler.market.tables import PIECE, RUN, Floats, Ints, Records
from scheduler.problem import DAY, Course, Problem


class Windows(NamedTuple):
    """All windows of all courses, one after the other."""

    base: Ints  # course -> its first window; one more at the end
    low: Ints  # first cell at which a session could start
    high: Ints
    place: Ints
    early: Floats  # what such a start costs for an early number
    late: Floats


class Canvas(NamedTuple):
    """Where the windows of one course are laid over each other."""

    early: Floats  # place x cell
    late: Floats
    seen: Ints  # place: whether any window is there


class Runs(NamedTuple):
    """Runs of all courses, in order of time."""

    base: Ints  # course -> its first run; one more at the end
    low: Ints  # cells
    high: Ints
    records: Records  # RUN


def windows_of(problem: Problem, courses: Sequence[Course]) -> Windows:
    """The windows as cells and costs."""
    places = {place.id: at for at, place in enumerate(problem.places)}
    flat = [window for course in courses for window in course.windows]
    counts = np.array([len(course.windows) for course in courses], np.int64)
    start = np.array([window.start for window in flat], np.int64)
    end = np.array([window.end for window in flat], np.int64)
    minutes = np.repeat(np.array([course.minutes for course in courses], np.int64), counts)
    earliest = np.repeat(np.array([course.earliest for course in courses], np.int64), counts)
    risk = np.array([window.risk for window in flat], np.float64) * problem.weights.risk
    dislike = np.array([window.cost for window in flat], np.float64) * problem.weights.preference
    first, last = np.maximum(start, np.maximum(earliest, 0)), np.minimum(end, problem.days * DAY) - minutes
    return Windows(
        base=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
        low=(-(-first // problem.grid)).astype(np.int32),
        high=(last // problem.grid + 1).astype(np.int32),
        place=np.array([places[window.place] for window in flat], np.int32),
        early=risk * problem.weights.early_factor + dislike,
        late=risk + dislike,
    )


def runs_of(windows: Windows, places: int, days: int, per_day: int) -> Runs:
    """The cheapest window counts at each start; equal neighbours of one day become one run."""
    early, late = np.full((2, places, days * per_day), np.inf)
    canvas = Canvas(early, late, np.zeros(places, np.int32))
    base = np.zeros_like(windows.base)
    _runs(windows, canvas, per_day, _room_for(base, 0))
    found = _room_for(base, int(base[-1]))
    _runs(windows, canvas, per_day, found)
    return found


def _room_for(base: Ints, size: int) -> Runs:
    return Runs(base, np.zeros(size, np.int32), np.zeros(size, np.int32), np.zeros(size, RUN))


@entry
def _runs(windows: Windows, canvas: Canvas, per_day: int, out: Runs) -> None:
    """Count the runs into `out.base`; write them too where there is room."""
    at = 0
    for course in range(windows.base.shape[0] - 1):
        low, high = _paint(windows, course, canvas)
        for day in range(low // per_day, (high + per_day - 1) // per_day):
            for place in range(canvas.seen.shape[0]):
                if canvas.seen[place]:
                    at = _cut(canvas, place, day * per_day, (day + 1) * per_day, at, out)
        for place in range(canvas.seen.shape[0]):
            if canvas.seen[place]:
                canvas.early[place, low:high] = np.inf
                canvas.late[place, low:high] = np.inf
        out.base[course + 1] = at


@inner
def _paint(windows: Windows, course: int, canvas: Canvas) -> tuple[int, int]:
    """Lay the windows of one course over each other; the cells between which they lie."""
    canvas.seen[:] = 0
    least, most = canvas.early.shape[1], 0
    for at in range(windows.base[course], windows.base[course + 1]):
        if windows.low[at] >= windows.high[at]:
            continue
        place = windows.place[at]
        canvas.seen[place] = 1
        least, most = min(least, windows.low[at]), max(most, windows.high[at])
        for cell in range(windows.low[at], windows.high[at]):
            canvas.early[place, cell] = min(canvas.early[place, cell], windows.early[at])
            canvas.late[place, cell] = min(canvas.late[place, cell], windows.late[at])
    return min(least, most), most


@inner
def _cut(canvas: Canvas, place: int, first: int, end: int, at: int, out: Runs) -> int:
    """The runs of one day at one place, written from `at` on."""
    early, late = canvas.early[place], canvas.late[place]
    cell = first
    while cell < end:
        low = cell
        cell += 1
        if early[low] == np.inf:
            continue
        while cell < end and early[cell] == early[low] and late[cell] == late[low]:
            cell += 1
        if out.low.shape[0]:
            out.low[at], out.high[at] = low, cell
            run = out.records[at]
            run.place, run.early, run.late = place, early[low], late[low]
        at += 1
    return at


def pieces_of(runs: Runs, course: Ints, duty_row: Ints, duty: NDArray[np.bool_]) -> tuple[Ints, Records]:
    """Each pair's first piece (and one more at the end), and the pieces in order of time.

    `duty_row[pair, place]` names the row of `duty[row, cell]` that holds when the pair could meet there, or is -1.
    """
    base = np.zeros(course.size + 1, np.int32)
    _pieces(runs, course, (duty_row, duty), base, np.zeros(0, PIECE))
    found = np.zeros(int(base[-1]), PIECE)
    _pieces(runs, course, (duty_row, duty), base, found)
    return base, found


@entry
def _pieces(runs: Runs, course: Ints, duties: tuple[Ints, NDArray[np.bool_]], base: Ints, out: Records) -> None:
    """Count the pieces into `base`; write them too where there is room."""
    duty_row, duty = duties
    at = 0
    for pair in range(course.shape[0]):
        for run in range(runs.base[course[pair]], runs.base[course[pair] + 1]):
            row = duty_row[pair, runs.records[run].place]
            if row >= 0:
                at = _cover(runs.low[run], runs.high[run], run, duty[row], at, out)
        base[pair + 1] = at


@inner
def _cover(low: int, high: int, run: int, duty: NDArray[np.bool_], at: int, out: Records) -> int:
    """The stretches of one run on duty, written from `at` on."""
    cell = low
    while cell < high:
        first = cell
        while cell < high and duty[cell]:
            cell += 1
        if first < cell:
            if out.shape[0]:
                out[at].low, out[at].high, out[at].run = first, cell, run
            at += 1
        cell += 1
    return at
