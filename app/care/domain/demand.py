"""How many referrals the coming quarter will bring, from the weeks before: a rate that drifts, and how sure it is.

A smoothed rate (simple exponential smoothing, its pace chosen by how well it would have foretold each week from those
before), flat over the quarter; weeks vary around it as a negative binomial, as much as they did around past forecasts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

WEEKS = 13
"""A quarter."""
FEWEST_WEEKS = 12
"""Of history; from less nothing is foretold."""
PACES = (0.02, 0.05, 0.1, 0.2, 0.35)
LOW, HIGH = 0.1, 0.9
"""Four weeks in five lie between the two."""
_WARM_UP = 8  # weeks that only make the first rate
_LEAST = 0.1
_LARGE = 600.0  # beyond it the normal curve is as good, and probabilities of nothing would be too small to add up


@dataclass(frozen=True, slots=True)
class Forecast:
    """For each coming week how many are expected, and between which two numbers four weeks in five will lie.

    `total`: the same of all weeks together, as low, expected and high.
    """

    expected: tuple[float, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    total: tuple[int, int, int]


def forecast(counts: Sequence[int], weeks: int = WEEKS) -> Forecast | None:
    """From how many came in each past week, the oldest first; None where too few weeks are known."""
    if len(counts) < FEWEST_WEEKS:
        return None
    pace = min(PACES, key=lambda one: _surprise(counts, one))
    rate = _rates(counts, pace)[-1]
    spread = _spread(counts, _rates(counts, pace))
    # The further off, the further the rate may have drifted meanwhile.
    variances = [rate * spread * (1 + ahead * pace**2) for ahead in range(weeks)]
    return Forecast(
        expected=(rate,) * weeks,
        low=tuple(quantile(LOW, rate, variance) for variance in variances),
        high=tuple(quantile(HIGH, rate, variance) for variance in variances),
        total=_total(rate, rate * spread, pace, weeks),
    )


def _total(rate: float, variance: float, pace: float, weeks: int) -> tuple[int, int, int]:
    """Of all weeks together: what one week surprises by moves the rate of all that follow it."""
    whole = variance * sum((1 + later * pace) ** 2 for later in range(weeks))
    mean = rate * weeks
    return quantile(LOW, mean, whole), round(mean), quantile(HIGH, mean, whole)


def in_sessions(referrals: Sequence[float], sessions: int) -> tuple[float, ...]:
    """How many sessions a week new referrals ask for: each course one a week, from the week after its referral on."""
    return tuple(sum(referrals[max(0, week - sessions) : week]) for week in range(len(referrals)))


def quantile(share: float, mean: float, variance: float) -> int:
    """The least count that a negative binomial (Poisson where it does not vary more) stays at or below so often."""
    if mean > _LARGE:
        return max(0, round(mean + (1.2816 if share > 0.5 else -1.2816) * sqrt(variance)))
    count, chance = 0, _of_nothing(mean, variance)
    below = chance
    while below < share:
        chance *= _next(count, mean, variance)
        count += 1
        below += chance
    return count


def _of_nothing(mean: float, variance: float) -> float:
    if variance <= mean:
        return exp(-mean)
    size = mean**2 / (variance - mean)
    return exp(size * log(size / (size + mean)))


def _next(count: int, mean: float, variance: float) -> float:
    """How much likelier one more is than `count`."""
    if variance <= mean:
        return mean / (count + 1)
    size = mean**2 / (variance - mean)
    return (count + size) / (count + 1) * mean / (size + mean)


def _rates(counts: Sequence[int], pace: float) -> list[float]:
    """The rate as it was known before each week after the first few, and in the end."""
    rate = sum(counts[:_WARM_UP]) / _WARM_UP
    rates = [max(rate, _LEAST)]
    for count in counts[_WARM_UP:]:
        rate += pace * (count - rate)
        rates.append(max(rate, _LEAST))
    return rates


def _surprise(counts: Sequence[int], pace: float) -> float:
    """How unlikely the weeks were by the rates known before each (Poisson, up to what does not depend on the rate)."""
    foretold = zip(counts[_WARM_UP:], _rates(counts, pace), strict=False)
    return sum(rate - count * log(rate) for count, rate in foretold)


def _spread(counts: Sequence[int], rates: Sequence[float]) -> float:
    """How much more the weeks varied around what was foretold than pure chance would."""
    errors = [(count - rate) ** 2 / rate for count, rate in zip(counts[_WARM_UP:], rates, strict=False)]
    return max(1.0, sum(errors) / len(errors))
