"""Scores of chances against what happened: Brier, log score, calibration error, slope and intercept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from scheduler.odds import SURE, Numbers, log_odds, most_likely

BINS = 10
_FREE = 1e-9
_DRAWS = 200


@dataclass(frozen=True, slots=True)
class Told:
    """Appointments for which the same chance was told, and how many of them were missed."""

    chance: float
    misses: float
    appointments: float

    def __post_init__(self) -> None:
        if not 0 <= self.chance <= 1 or not 0 <= self.misses <= self.appointments:
            raise ValueError(f"a chance lies between 0 and 1, and no more are missed than there were: {self}")


@dataclass(frozen=True, slots=True)
class Bin:
    """A tenth of the appointments: the chance told on average, and the share that was missed."""

    told: float
    missed: float
    appointments: float


@dataclass(frozen=True, slots=True)
class Scores:
    """How good chances were. Less is better, but for the slope, which is 1 at best, and the intercept, 0 at best.

    `by_luck`: the calibration error that chances without a fault would show on as many appointments. `slope` None: one
    and the same chance was told for all.
    """

    appointments: int
    missed: float
    brier: float
    log_score: float
    error: float
    by_luck: float
    slope: float | None
    intercept: float
    bins: tuple[Bin, ...]


def scored(told: Iterable[Told], *, bins: int = BINS) -> Scores:
    """All scores. ValueError when nothing was told."""
    cells = sorted((one for one in told if one.appointments > 0), key=lambda one: (one.chance, one.misses))
    if not cells:
        raise ValueError("there is no appointment to score")
    chances, misses, counts = np.array([(one.chance, one.misses, one.appointments) for one in cells]).T
    total = float(counts.sum())
    sure = np.clip(chances, SURE, 1 - SURE)
    slope, intercept = _line(cells)
    filled = _filled(chances, misses, counts, bins)
    return Scores(
        appointments=round(total),
        missed=float(misses.sum()) / total,
        brier=float(np.sum(misses * (1 - chances) ** 2 + (counts - misses) * chances**2)) / total,
        log_score=float(-np.sum(misses * np.log(sure) + (counts - misses) * np.log(1 - sure))) / total,
        error=_error(filled),
        by_luck=_by_luck(chances, counts, bins),
        slope=slope,
        intercept=intercept,
        bins=tuple(Bin(float(told), float(missed), float(size)) for told, missed, size in filled),
    )


def _filled(chances: Numbers, misses: Numbers, counts: Numbers, bins: int) -> Numbers:
    """Chance told, share missed and size of bins of equal mass; what was told the same chance is divided evenly.

    Chances must rise.
    """
    ends = np.concatenate([[0.0], np.cumsum(counts)])
    edges = np.linspace(0, ends[-1], bins + 1)
    sums = [
        np.diff(np.interp(edges, ends, np.concatenate([[0.0], np.cumsum(part)]))) for part in (chances * counts, misses)
    ]
    size = np.diff(edges)
    return np.array([sums[0] / size, sums[1] / size, size]).T


def _error(filled: Numbers) -> float:
    return float(np.average(np.abs(filled[:, 0] - filled[:, 1]), weights=filled[:, 2]))


def _by_luck(chances: Numbers, counts: Numbers, bins: int) -> float:
    """The mean error of draws from the very chances told; by one seed, so that it is the same every time."""
    drawn = np.random.default_rng(1).binomial(np.round(counts).astype(int), chances, (_DRAWS, len(chances)))
    return float(np.mean([_error(_filled(chances, one, counts, bins)) for one in drawn.astype(float)]))


def _line(cells: Sequence[Told]) -> tuple[float | None, float]:
    """Slope and intercept of the log-odds of what happened over those told (Cox 1958); without slope, the shift."""
    odds = np.array([log_odds(one.chance) for one in cells])
    outcomes = np.array([(one.misses, one.appointments) for one in cells])
    if np.ptp(odds) < _FREE:
        misses, total = outcomes.sum(axis=0)
        return None, log((misses + 0.5) / (total - misses + 0.5)) - float(odds[0])
    shape = np.stack([np.ones_like(odds), odds], axis=1)
    intercept, slope = most_likely(shape, np.zeros_like(odds), outcomes, np.full(2, _FREE))
    return float(slope), float(intercept)
