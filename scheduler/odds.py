"""Chances learnt from counts by set of features: log-odds that add up, drawn to what was believed before."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
SURE = 1e-4
"""No chance is believed to be nearer to never or always than this."""
_STEPS, _NEAR = 50, 1e-9


@dataclass(frozen=True, slots=True)
class SetCount:
    """How many appointments with exactly these features were missed, and kept; older ones may count in part."""

    features: frozenset[str]
    misses: float
    kept: float

    def __post_init__(self) -> None:
        if not (self.misses >= 0 and self.kept >= 0):
            raise ValueError(f"a count goes from nothing up: {self}")


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed before anything was seen.

    `chance`: of a miss, by set of features. `firmness`: how hard the log-odds of a feature are to shift, as the
    precision of a normal prior around no shift; `base` is that of all starts. `pooling`: how many appointments with one
    and the same set weigh as much as what its features say of it.
    """

    chance: Callable[[frozenset[str]], float]
    firmness: Mapping[str, float]
    base: float
    pooling: float

    def __post_init__(self) -> None:
        if min([self.base, self.pooling, *self.firmness.values()]) <= 0:
            raise ValueError("firmness and pooling are above nothing: without them a few outcomes would decide")


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was made of the counts: by how much the log-odds of all starts, and of each feature, were shifted."""

    belief: Belief
    base: float = 0.0
    shifts: Mapping[str, float] = field(default_factory=dict)
    seen: Mapping[frozenset[str], tuple[float, float]] = field(default_factory=dict)
    """Misses and appointments by set."""

    def chance(self, features: frozenset[str]) -> float:
        """The chance of a miss: what the features add up to, drawn to what was seen of this very set."""
        if not self.seen:
            return self.belief.chance(features)
        added = self.added(features)
        misses, appointments = self.seen.get(features, (0.0, 0.0))
        return (self.belief.pooling * added + misses) / (self.belief.pooling + appointments)

    def added(self, features: frozenset[str]) -> float:
        """The chance that the features add up to, whatever was seen of just this set."""
        shift = self.base + sum(self.shifts.get(one, 0.0) for one in sorted(features))
        return 1 / (1 + exp(-(log_odds(self.belief.chance(features)) + shift)))


def log_odds(chance: float) -> float:
    """The logarithm of misses to kept; chances that are as good as sure are taken as nearly so."""
    within = min(1 - SURE, max(SURE, chance))
    return log(within / (1 - within))


def learn(counts: Iterable[SetCount], belief: Belief) -> Learnt:
    """The shifts that make the counts and the belief together most likely (penalised maximum likelihood).

    Strictly concave, so there is one answer, whatever the order of the counts. One more miss of a set never lowers the
    chance of that set. Features that the belief has no firmness for are not learnt.
    """
    ordered = sorted((one for one in counts if one.misses + one.kept > 0), key=lambda one: sorted(one.features))
    if not ordered:
        return Learnt(belief)
    names = sorted(belief.firmness)
    shape = np.array([[1.0, *(float(name in one.features) for name in names)] for one in ordered])
    shifts = most_likely(
        shape,
        np.array([log_odds(belief.chance(one.features)) for one in ordered]),
        np.array([(one.misses, one.misses + one.kept) for one in ordered]),
        np.array([belief.base, *(belief.firmness[name] for name in names)]),
    )
    seen = {one.features: (one.misses, one.misses + one.kept) for one in ordered}
    return Learnt(belief, float(shifts[0]), dict(zip(names, map(float, shifts[1:]), strict=True)), seen)


def most_likely(shape: Numbers, offset: Numbers, outcomes: Numbers, firmness: Numbers) -> Numbers:
    """Newton's method with halved steps; `outcomes` holds misses and appointments."""
    misses, appointments = outcomes[:, 0], outcomes[:, 1]
    shifts = np.zeros(shape.shape[1])

    def loss(at: Numbers) -> float:
        odds = offset + shape @ at
        return float(np.sum(appointments * np.logaddexp(0, odds) - misses * odds) + firmness @ at**2 / 2)

    now = loss(shifts)
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-(offset + shape @ shifts)))
        slope = shape.T @ (appointments * chances - misses) + firmness * shifts
        bend = (shape.T * (appointments * chances * (1 - chances))) @ shape + np.diag(firmness)
        step = np.linalg.solve(bend, slope)
        while loss(shifts - step) > now and np.max(np.abs(step)) > _NEAR:
            step /= 2
        shifts, now = shifts - step, loss(shifts - step)
        if np.max(np.abs(step)) <= _NEAR:
            break
    return shifts


def together(counts: Sequence[SetCount]) -> tuple[SetCount, ...]:
    """The same counts with each set once, in one order."""
    sums: dict[frozenset[str], tuple[float, float]] = {}
    for one in counts:
        misses, kept = sums.get(one.features, (0.0, 0.0))
        sums[one.features] = (misses + one.misses, kept + one.kept)
    return tuple(SetCount(features, *sums[features]) for features in sorted(sums, key=sorted))
