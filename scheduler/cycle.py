"""The cycle that a row of days keeps to, as far as most of them do."""

from collections.abc import Sequence

import numpy as np

_UNKNOWN = -1
_EVERY_OTHER = 2


def shortest_cycle(days: Sequence[int | None], longest: int, alike: float) -> int | None:
    """The fewest days after which `alike` (a share) of the days are as they were; None: there is no such number.

    `days`: what is done on each, 0 for nothing and None where that is not known. Each day of the cycle must have been
    seen twice, and of the days worked at either time at least every other one must be alike.
    """
    kind = np.array([_UNKNOWN if day is None else day for day in days], np.int64)
    for length in range(1, min(longest, len(kind) - 1) + 1):
        now, before = kind[length:], kind[:-length]
        pairs = (now != _UNKNOWN) & (before != _UNKNOWN)
        count = int(np.count_nonzero(pairs))
        if count < length:
            continue
        same = int(np.count_nonzero(pairs & (now == before)))
        worked = int(np.count_nonzero(pairs & (now + before > 0)))
        if same >= alike * count and _EVERY_OTHER * (count - same) <= worked:
            return length
    return None
