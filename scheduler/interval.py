"""Half-open stretches of time, as numbers or as instants."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

Point = TypeVar("Point", int, datetime)


@dataclass(frozen=True, slots=True)
class Interval(Generic[Point]):
    """From `start`, which belongs to it, up to `end`, which does not; never empty."""

    start: Point
    end: Point

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise ValueError(f"an interval must end after it starts: {self.start} to {self.end}")

    def contains(self, point: Point) -> bool:
        """Whether `point` lies inside; the end does not."""
        return self.start <= point < self.end

    def meets(self, other: "Interval[Point]") -> bool:
        """Whether the two share any time; touching ends share none."""
        return self.start < other.end and other.start < self.end


def merge(intervals: Iterable[Interval[Point]]) -> list[Interval[Point]]:
    """The same time, sorted, with overlapping or touching intervals joined."""
    joined: list[Interval[Point]] = []
    for one in sorted(intervals, key=lambda i: i.start):
        if joined and one.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, one.end))
        else:
            joined.append(one)
    return joined


def intersect(left: Iterable[Interval[Point]], right: Iterable[Interval[Point]]) -> list[Interval[Point]]:
    """The time that lies in both, sorted and joined."""
    ours, theirs = merge(left), merge(right)
    shared: list[Interval[Point]] = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        start, end = max(ours[i].start, theirs[j].start), min(ours[i].end, theirs[j].end)
        if start < end:
            shared.append(Interval(start, end))
        if ours[i].end <= theirs[j].end:
            i += 1
        else:
            j += 1
    return shared


def subtract(whole: Iterable[Interval[Point]], taken: Iterable[Interval[Point]]) -> list[Interval[Point]]:
    """The time in `whole` that is not in `taken`, sorted and joined."""
    gone = merge(taken)
    left: list[Interval[Point]] = []
    first = 0
    for one in merge(whole):
        start = one.start
        while first < len(gone) and gone[first].end <= start:
            first += 1
        at = first
        while at < len(gone) and gone[at].start < one.end:
            if start < gone[at].start:
                left.append(Interval(start, gone[at].start))
            start = max(start, gone[at].end)
            at += 1
        if start < one.end:
            left.append(Interval(start, one.end))
    return left
