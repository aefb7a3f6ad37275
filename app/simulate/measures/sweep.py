"""The sensitivity sweep: which measures move when one parameter lies at either end of its range."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.simulate.measures.intervals import Measured
from app.simulate.measures.years import ALL, Boiled, differences


@dataclass(frozen=True, slots=True)
class Ends:
    """The runs of one policy with a parameter at the low and at the high end of its range, over the base's seeds."""

    low: Sequence[Boiled]
    high: Sequence[Boiled]


@dataclass(frozen=True, slots=True)
class Swing:
    """By how much one parameter moves one measure, less the base, at either end."""

    parameter: str
    at_low: Measured
    at_high: Measured

    @property
    def width(self) -> float:
        """How far it moves at most."""
        return max(abs(self.at_low.mean), abs(self.at_high.mean))

    @property
    def is_certain(self) -> bool:
        """Whether one end at least differs from the base by more than chance does."""
        return any(end.low is not None and end.high is not None and not end.low <= 0 <= end.high for end in self._ends)

    @property
    def _ends(self) -> tuple[Measured, Measured]:
        return self.at_low, self.at_high


def swings(base: Sequence[Boiled], varied: Mapping[str, Ends], name: str, group: str = ALL) -> tuple[Swing, ...]:
    """What each parameter does to one measure of one policy, the widest first.

    A parameter with whose ends nobody could be measured is left out. ValueError where seeds differ from the base's.
    """
    found = []
    for parameter, ends in varied.items():
        low, high = (_of(differences(runs, base), name, group) for runs in (ends.low, ends.high))
        if low is not None and high is not None:
            found.append(Swing(parameter, low, high))
    return tuple(sorted(found, key=lambda one: (-one.width, one.parameter)))


def _of(rows: Sequence[Measured], name: str, group: str) -> Measured | None:
    return next((row for row in rows if (row.name, row.group) == (name, group)), None)
