"""A step of all prices at once: they follow what courses would use beyond what there is."""

from typing import NamedTuple

import numpy as np

from scheduler.market.compiled import entry
from scheduler.market.tables import Floats

QUANTUM = 256.0
_WHOLE = 2.0**52  # what is added to this and taken off again is a whole number


class Trend(NamedTuple):
    """What prices are made of, one entry for each useful thing."""

    limit: Floats  # how much there is
    used: Floats  # how much is used now
    average: Floats  # how much is used, of late
    here: Floats  # what it costs now: a multiple of 1 / QUANTUM
    trail: Floats  # what it cost of late


class Pace(NamedTuple):
    """How far one step goes."""

    blend: float  # how much of the latest use enters its average
    length: float  # what each unit too many raises a price by
    share: float  # how much of the latest prices enters theirs


@entry
def follow(trend: Trend, amounts: Floats, span: tuple[int, int], pace: Pace) -> None:
    """Step the prices of the things in `span`; `amounts` holds what each worker's courses use, row by row."""
    first, end = span
    limit, used, average = trend.limit[first:end], trend.used[first:end], trend.average[first:end]
    here, trail = trend.here[first:end], trend.trail[first:end]
    used[:] = 0
    for worker in range(amounts.shape[0]):
        more = amounts[worker, first:end]
        for at in range(used.shape[0]):
            used[at] += more[at]
    for at in range(used.shape[0]):
        average[at] += pace.blend * (used[at] - average[at])
        moved = max(here[at] + pace.length * (average[at] - limit[at]), 0.0)
        here[at] = ((moved * QUANTUM + _WHOLE) - _WHOLE) / QUANTUM
        trail[at] += pace.share * (here[at] - trail[at])


def trend_of(limit: Floats, used: Floats) -> Trend:
    """Nothing costs anything yet."""
    return Trend(limit, used.copy(), used.copy(), np.zeros(limit.size), np.zeros(limit.size))
