"""The scale of a chart's axis: which values it spans, where each of them lies, and which are named."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

_INTERVALS = 5  # about so many between the named values
_FINE = 3  # beyond so many powers of ten only these are named, not 2 and 5 between them


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis shows; its ends and named values follow from the figures where they are not given."""

    title: str
    log: bool = False
    low: float | None = None
    high: float | None = None
    named: tuple[float, ...] = ()

    def can_show(self, value: float) -> bool:
        """Whether a value has a place on this axis at all."""
        return isfinite(value) and (value > 0 or not self.log)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where values lie between the two ends of an axis."""

    low: float
    high: float
    log: bool
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """0 at the low end, 1 at the high end; a value outside lies outside."""
        if self.log:
            return log10(value / self.low) / log10(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


def scale_of(axis: Axis, values: Iterable[float]) -> Scale:
    """The scale on which all these values can be seen; those that the axis cannot show are left aside."""
    shown = [value for value in (*values, *axis.named) if axis.can_show(value)]
    low = axis.low if axis.low is not None else min(shown, default=1.0)
    high = axis.high if axis.high is not None else max(shown, default=low)
    if high <= low:
        high = 2 * low if low > 0 else low + 1
    ticks = axis.named or (log_ticks(low, high) if axis.log else even_ticks(low, high))
    low = min(low, ticks[0]) if axis.low is None else low
    high = max(high, ticks[-1]) if axis.high is None else high
    if axis.log and not axis.named and log10(high / low) > _FINE:
        ticks = tuple(tick for tick in ticks if log10(tick) % 1 == 0)
    return Scale(low, high, axis.log, tuple(tick for tick in ticks if low <= tick <= high))


def even_ticks(low: float, high: float) -> tuple[float, ...]:
    """Round values an even step apart; the first is no more than `low`, the last no less than `high`."""
    rough = (high - low) / _INTERVALS
    power = 10.0 ** floor(log10(rough))
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= rough * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return tuple(float(f"{at * step:.10g}") for at in range(first, last + 1))


def log_ticks(low: float, high: float) -> tuple[float, ...]:
    """Powers of ten, with 2 and 5 between them; the ends as with even ones."""
    powers = range(floor(log10(low)), ceil(log10(high)) + 1)
    round_ones = [float(f"{digit}e{power}") for power in powers for digit in (1, 2, 5)]
    first = max(value for value in round_ones if value <= low)
    last = min(value for value in round_ones if value >= high)
    return tuple(value for value in round_ones if first <= value <= last)


def worded(value: float) -> str:
    """A named value as it is written beside the axis."""
    if abs(value) >= 1e6:
        return f"{value / 1e6:,.10g} million"
    return f"{value:,.10g}".replace("-", "−")
