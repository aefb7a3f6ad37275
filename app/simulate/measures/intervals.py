"""Means over seeds with their 95 % intervals, by Student's t."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan, cos, pi, sin, sqrt
from statistics import fmean, stdev

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Measured:
    """A mean over `seeds` years with its interval; `low` and `high` are None for a single year.

    `group`: a shift class, or `all`.
    """

    name: str
    group: str
    unit: str
    mean: float
    low: float | None
    high: float | None
    seeds: int


def t_interval(values: Sequence[float], confidence: float = CONFIDENCE) -> tuple[float, float] | None:
    """Where the mean lies, if years differ as a bell curve does; None for a single value."""
    if len(values) < 2:
        return None
    reach = t_quantile(len(values) - 1, confidence) * stdev(values) / sqrt(len(values))
    mean = fmean(values)
    return mean - reach, mean + reach


def t_within(t: float, freedom: int) -> float:
    """How likely Student's t with so many degrees of freedom lies between -t and t.

    Exact for whole degrees (Abramowitz and Stegun, 26.7.3 and 26.7.4).
    """
    angle = atan(t / sqrt(freedom))
    odd = freedom % 2
    term, total = (cos(angle) if odd else 1.0), 0.0
    for k in range(1 + odd, freedom, 2):
        total += term
        term *= cos(angle) ** 2 * k / (k + 1)
    return 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total


@lru_cache
def t_quantile(freedom: int, confidence: float = CONFIDENCE) -> float:
    """The t within which so much lies. ValueError without a degree of freedom, or for no share."""
    if freedom < 1 or not 0 < confidence < 1:
        raise ValueError(f"no such quantile: {freedom} degrees of freedom, {confidence}")
    low, high = 0.0, 1.0
    while t_within(high, freedom) < confidence:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if t_within(middle, freedom) < confidence else (low, middle)
    return high
