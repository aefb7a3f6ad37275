"""What somebody knows of whole numbers that they were never told: ranges, sums, and either-ors."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """`low` <= the sum of `weight` x unknown <= `high`; None: no limit on that side."""

    terms: tuple[tuple[str, int], ...]
    low: int | None = None
    high: int | None = None

    def holds(self, world: Mapping[str, int]) -> bool:
        """Whether it is true of a world."""
        value = sum(weight * world[name] for name, weight in self.terms)
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)


def between(name: str, low: int | None = None, high: int | None = None) -> Line:
    """A limit on one unknown."""
    return Line(((name, 1),), low, high)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that is known. `ranges`: lowest and highest of each unknown. `eithers`: of each, one group of lines holds."""

    ranges: Mapping[str, tuple[int, int]]
    lines: tuple[Line, ...]
    eithers: tuple[tuple[tuple[Line, ...], ...], ...] = ()

    def true_of(self, world: Mapping[str, int]) -> "Knowledge":
        """The same without what is false of a world in which some of the unknowns are known.

        Who believes what is false proves nothing and may be led into a contradiction; the one to fear does not.
        """
        return Knowledge(
            self.ranges,
            tuple(line for line in self.lines if _may_hold(line, world)),
            tuple(groups for groups in self.eithers if any(all(_may_hold(line, world) for line in g) for g in groups)),
        )


def _may_hold(line: Line, world: Mapping[str, int]) -> bool:
    return any(name not in world for name, _ in line.terms) or line.holds(world)
