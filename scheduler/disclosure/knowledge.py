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

    def falsehoods(self, world: Mapping[str, int]) -> list[str]:
        """What of it is not true of a world: an attacker who believes it would be wrong, and prove nothing."""
        found = [name for name, (low, high) in self.ranges.items() if not low <= world[name] <= high]
        found += [str(line) for line in self.lines if not line.holds(world)]
        for groups in self.eithers:
            if not any(all(line.holds(world) for line in group) for group in groups):
                found.append(f"none of {groups}")
        return found
