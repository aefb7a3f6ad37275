"""Cuts free time where its risk or its cost changes, and gives each piece the highest of both that lie in it."""

from dataclasses import dataclass

import numpy as np

from scheduler.spans import Ints, Spans
from scheduler.steps import Steps


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Pieces of free time in no order, as columns; civil minutes, half open."""

    start: Ints
    end: Ints
    risk: Ints
    cost: Ints


def priced_pieces(free: Spans, session: int, risk_of: Steps, cost_of: Steps) -> Pieces:
    """Free time between the cuts; then a piece over each cut for the sessions that cross it.

    The second kind holds every start whose session crosses the cut, and no other. What is too short
    for a session is dropped.
    """
    cuts = np.union1d(np.array(risk_of.minutes, np.int64), np.array(cost_of.minutes, np.int64))
    begins, ends = free.start, free.end
    first, last = np.searchsorted(cuts, begins, "right"), np.searchsorted(cuts, ends, "left")
    count = np.maximum(last - first, 0)
    of = np.repeat(np.arange(len(begins)), count)
    inside = cuts[np.arange(len(of)) + np.repeat(first - (np.cumsum(count) - count), count)]
    start = np.concatenate((begins, inside, np.maximum(begins[of], inside - session + 1)))
    end = np.concatenate((_until(ends, inside, count), np.minimum(ends[of], inside + session - 1)))
    long_enough = end - start >= session
    start, end = start[long_enough], end[long_enough]
    return Pieces(start, end, _peaks(risk_of, start, end), _peaks(cost_of, start, end))


def _until(ends: Ints, inside: Ints, count: Ints) -> Ints:
    """Where what begins at each beginning, then at each cut, ends: at the next cut of the same stretch, or with it."""
    nexts = np.append(inside, 0)
    first = np.cumsum(count) - count
    after_begin = np.where(count > 0, nexts[first], ends)
    after_cut = nexts[1:].copy()
    after_cut[(first + count - 1)[count > 0]] = ends[count > 0]
    found: Ints = np.concatenate((after_begin, after_cut))
    return found


def _peaks(steps: Steps, start: Ints, end: Ints) -> Ints:
    """The highest value at any minute of each stretch; see Steps.peak."""
    if not len(start):
        return start
    minutes = np.array(steps.minutes, np.int64)
    values = np.array((steps.before, *steps.values, 0), np.int64)  # the last one is never looked at
    ends = np.stack((np.searchsorted(minutes, start, "right"), np.searchsorted(minutes, end, "left") + 1), axis=1)
    peaks: Ints = np.maximum.reduceat(values, ends.ravel())[::2]
    return peaks
