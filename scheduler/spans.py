"""Many stretches of civil minutes at once, as two columns."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scheduler.interval import Interval

Ints: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """From each `start` up to the `end` beside it."""

    start: Ints
    end: Ints

    def and_(self, other: "Spans") -> "Spans":
        """These and the others, in no order; they may overlap."""
        return Spans(np.concatenate((self.start, other.start)), np.concatenate((self.end, other.end)))

    def moved(self, minutes: int) -> "Spans":
        """The same, so many minutes later."""
        return Spans(self.start + minutes, self.end + minutes)


def spans_of(pairs: Iterable[tuple[int, int]]) -> Spans:
    """From pairs of start and end."""
    columns = np.array(list(pairs), np.int64).reshape(-1, 2)
    return Spans(columns[:, 0], columns[:, 1])


def pairs_of(intervals: Iterable[Interval[int]]) -> Iterable[tuple[int, int]]:
    """Start and end of each."""
    return ((one.start, one.end) for one in intervals)


def left_of(length: int, taken: Spans) -> Spans:
    """What of the minutes from 0 up to `length` lies in none of these stretches: sorted, joined, never empty ones."""
    order = np.argsort(taken.start, kind="stable")
    reached = np.maximum.accumulate(np.append(0, taken.end[order]))
    begins = np.append(taken.start[order], length)
    start, end = reached, np.minimum(begins, length)
    is_open = start < end
    return Spans(start[is_open], end[is_open])
