"""A number that changes at certain civil minutes."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Steps:
    """`before` until the first of `minutes`; then each of `values` from its minute to the next.

    ValueError: minutes that do not rise, or not one value for each.
    """

    before: int = 0
    minutes: tuple[int, ...] = ()
    values: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if len(self.minutes) != len(self.values):
            raise ValueError(f"{len(self.minutes)} minutes for {len(self.values)} values")
        if any(b <= a for a, b in zip(self.minutes, self.minutes[1:], strict=False)):
            raise ValueError("the minutes of steps must rise")

    def at(self, minute: int) -> int:
        """The value at a minute."""
        place = bisect_right(self.minutes, minute)
        return self.values[place - 1] if place else self.before

    def cuts(self, start: int, end: int) -> tuple[int, ...]:
        """The minutes strictly between `start` and `end` at which the value changes."""
        return self.minutes[bisect_right(self.minutes, start) : bisect_left(self.minutes, end)]

    def peak(self, start: int, end: int) -> int:
        """The highest value at any minute from `start` up to `end`."""
        first, last = bisect_right(self.minutes, start), bisect_left(self.minutes, end)
        here = self.values[first - 1] if first else self.before
        return here if first >= last else max(here, *self.values[first:last])


def steps_of(before: int, points: Iterable[tuple[int, int]]) -> Steps:
    """Steps from (minute, value) in rising order, leaving out those that change nothing."""
    minutes: list[int] = []
    values: list[int] = []
    current = before
    for minute, value in points:
        if value != current:
            minutes.append(minute)
            values.append(value)
            current = value
    return Steps(before, tuple(minutes), tuple(values))
