"""What people work, as columns of numbers: some people at a time, with the day and the minute on their wall clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.rota.domain.blocks import Block, Truths
from app.rota.domain.packed_lines import PackedLines
from scheduler.duty import WORKING
from scheduler.duty_pack import KINDS
from scheduler.local_days import Numbers, local_days

_AT_A_TIME = 1 << 17
_WORKS = np.zeros(256, bool)
_WORKS[: len(KINDS)] = [kind in WORKING for kind in KINDS]


@dataclass(frozen=True, slots=True, eq=False)
class Tours:
    """The duties at work of some people, in order of person, start and end; everything else of them is in `block`."""

    begin: int
    """The place of the block's first line among all lines."""
    block: Block
    """All their duties, those off work too; an owner is the person's place in `staff`."""
    at: NDArray[np.intp]
    """Where in the block each tour stands."""
    owners: Numbers
    kinds: NDArray[np.uint8]
    starts: Numbers
    """Minutes from 1970, as `ends`."""
    ends: Numbers
    days: Numbers
    """The local day on which each begins, counted from 1970."""
    begins: Numbers
    """Minute of the day on the wall, as `stops`."""
    stops: Numbers

    def __len__(self) -> int:
        return len(self.at)

    def lines(self, tours: NDArray[np.intp]) -> NDArray[np.intp]:
        """The places of these tours among all lines."""
        places: NDArray[np.intp] = self.at[tours] + self.begin
        return places

    @property
    def first_of_day(self) -> Truths:
        """Whether a tour begins on another day than its person's tour before it."""
        first = np.ones(len(self), bool)
        first[1:] = ~self.follows | (self.days[1:] != self.days[:-1])
        return first

    @property
    def follows(self) -> Truths:
        """Of each tour but the first, whether it is the same person's as the one before it."""
        same: Truths = self.owners[1:] == self.owners[:-1]
        return same


def tours_in(lines: PackedLines, zone: ZoneInfo, at_a_time: int = _AT_A_TIME) -> Iterator[Tours]:
    """Everybody's, some people at a time: about so many lines, and never half of a person's."""
    first = 0
    while first < len(lines.staff):
        reach = int(lines.begins[first]) + at_a_time
        last = max(first + 1, int(np.searchsorted(lines.begins, reach, side="right")) - 1)
        begin, end = int(lines.begins[first]), int(lines.begins[last])
        yield _tours(begin, Block(lines.owners_of(first, last), lines.words[begin:end]), zone)
        first = last


def _tours(begin: int, block: Block, zone: ZoneInfo) -> Tours:
    kinds = block.words.astype(np.uint8)
    at = np.flatnonzero(_WORKS[kinds])
    work = block.only(at)
    starts = work.starts
    ends = starts + work.lengths
    clocks = local_days(zone, np.array([starts.min(), ends.max()]) if len(at) else starts)
    (on, begins), (_, stops) = clocks.clocks(starts), clocks.clocks(ends)
    return Tours(begin, block, at, work.owners, kinds[at], starts, ends, on, begins, stops)
