"""Days as bits of one whole number, and whether a chain of days leads from session to session."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from scheduler.problem import DAYS_PER_WEEK


def bits_of(days: NDArray[np.bool_]) -> int:
    """Bit d is set where day d is."""
    return int.from_bytes(np.packbits(days, bitorder="little").tobytes(), "little")


class Calendar:
    """A horizon of so many days, weeks counted from its first."""

    def __init__(self, days: int) -> None:
        self._all = (1 << days) - 1
        self._weeks = -(-days // DAYS_PER_WEEK)
        # Days from which so many days later it is still the same week.
        self._stays = [
            bits_of(np.arange(days) % DAYS_PER_WEEK + gap < DAYS_PER_WEEK) for gap in range(DAYS_PER_WEEK + 1)
        ]

    def since(self, days: int, first: int) -> int:
        """Those of the days that are not before the first."""
        return days >> first << first

    def has_path(self, levels: Sequence[int], gaps: tuple[int, int], room: Sequence[int] | None) -> bool:
        """Whether one day of each level can be chosen, gaps between them within both ends.

        `room` is how many of them each week may have (None: any number).
        """
        states = DAYS_PER_WEEK
        free = [self._all] * (states + 1) if room is None else [self._with_room(room, n) for n in range(1, states + 2)]
        reached = [levels[0] & free[0], *[0] * (states - 1)]
        for days in levels[1:]:
            if not any(reached):
                return False
            reached = [found & days & free[n] for n, found in enumerate(self._onward(reached, gaps))]
        return any(reached)

    def _with_room(self, room: Sequence[int], sessions: int) -> int:
        week = (1 << DAYS_PER_WEEK) - 1
        return self._all & sum(week << at * DAYS_PER_WEEK for at, more in enumerate(room) if more >= sessions)

    def _onward(self, reached: Sequence[int], gaps: tuple[int, int]) -> list[int]:
        """Where the next session could be; entry n: as number n + 1 of its week."""
        shortest, longest = gaps
        together = reduce(or_, reached)
        fresh = self._spread(together, max(shortest, DAYS_PER_WEEK), longest)
        within = range(shortest, min(longest, DAYS_PER_WEEK - 1) + 1)
        for gap in within:
            fresh |= (together & ~self._stays[gap]) << gap
        onward = [fresh]
        for days in reached[:-1]:
            again = 0
            for gap in within if days else ():
                again |= (days & self._stays[gap]) << gap
            onward.append(again)
        return onward

    def _spread(self, days: int, shortest: int, longest: int) -> int:
        """All days that lie between so many and so many days after one of these."""
        wanted, have = min(longest, self._all.bit_length()) - shortest + 1, 1
        if wanted <= 0:
            return 0
        found = days << shortest & self._all
        while have < wanted:
            step = min(have, wanted - have)
            found |= found << step & self._all
            have += step
        return found
