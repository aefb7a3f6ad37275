"""Chance by name: every draw comes from the seed and the names of what is drawn, never from the order of asking."""

from dataclasses import dataclass
from hashlib import blake2b
from math import exp
from random import Random

_ALL = float(2**53)


@dataclass(frozen=True, slots=True)
class Lots:
    """The chance of one world."""

    seed: int

    def of(self, *names: object) -> float:
        """A number from 0 up to 1, the same whenever the same names are given."""
        return (self._number(names) >> 11) / _ALL

    def stream(self, *names: object) -> Random:
        """As many draws as are wanted, one after another, for something with these names."""
        return Random(self._number(names))

    def _number(self, names: tuple[object, ...]) -> int:
        said = "\x1f".join((str(self.seed), *map(str, names)))
        return int.from_bytes(blake2b(said.encode(), digest_size=8).digest(), "big")


def poisson(chance: Random, mean: float) -> int:
    """How often something happens that happens `mean` times on average."""
    count = 0
    while mean > 500:  # the product below would run out of small numbers
        mean -= 500
        count += poisson(chance, 500)
    left, enough = chance.random(), exp(-mean)
    while left > enough:
        count += 1
        left *= chance.random()
    return count


def times(chance: Random, per_year: float, first: int, last: int) -> list[int]:
    """The days, from `first` up to, not including, `last`, on which something happens that falls by chance."""
    days: list[int] = []
    at = float(first)
    while per_year > 0:
        at += chance.expovariate(per_year / 365)
        if at >= last:
            break
        days.append(int(at))
    return days


def apportioned(weights: dict[str, float], total: int) -> dict[str, int]:
    """`total` shared out by weight in whole parts (largest remainder); the parts sum to it."""
    whole = sum(weights.values())
    exact = {name: total * weight / whole for name, weight in weights.items()}
    parts = {name: int(share) for name, share in exact.items()}
    by_rest = sorted(exact, key=lambda name: (parts[name] - exact[name], name))
    for name in by_rest[: total - sum(parts.values())]:
        parts[name] += 1
    return parts
