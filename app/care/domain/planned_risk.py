"""How the risk that was planned with compares with what came, in counts that name nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

BANDS = (0, 50, 75, 100, 150, 200, 300, 500, 1001)
"""Edges in thousandths."""


@dataclass(frozen=True, slots=True)
class RiskBand:
    """Appointments planned at a risk from `start` up to `end` thousandths: how many misses were expected, and came."""

    start: int
    end: int
    appointments: int
    expected: float
    missed: int


def calibration_report(ended: Iterable[tuple[int, bool]], *, bands: tuple[int, ...] = BANDS) -> tuple[RiskBand, ...]:
    """Bands of risk with what came of them; `ended`: planned risk in thousandths, and whether it was missed.

    Counts are exact: whoever publishes them sends them through the gate for small numbers first.
    """
    rows = list(ended)
    found = []
    for start, end in pairwise(bands):
        mine = [(risk, missed) for risk, missed in rows if start <= risk < end]
        expected = sum(risk for risk, _ in mine) / 1000
        found.append(RiskBand(start, end, len(mine), expected, sum(missed for _, missed in mine)))
    return tuple(found)
