"""Medians and ninetieth percentiles of days, no finer than they need to be."""

from collections.abc import Sequence


def middle_of(days: Sequence[int], to: int) -> int | None:
    """The median (of two in the middle the lower), to the nearest multiple of `to`; None of nothing."""
    return _at(days, 50, to)


def slow_of(days: Sequence[int], to: int) -> int | None:
    """The fewest days within which nine of ten are, to the nearest multiple of `to`; None of nothing."""
    return _at(days, 90, to)


def _at(days: Sequence[int], percent: int, to: int) -> int | None:
    if not days:
        return None
    place = -(-percent * len(days) // 100) - 1
    return (2 * sorted(days)[place] + to) // (2 * to) * to
