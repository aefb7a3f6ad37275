"""A diary as one long number: bit k is the k-th quarter of an hour of the year played.

A year of a counsellor is then one number, and "where would ten weekly sessions fit" is ten shifts of it.
"""

from collections.abc import Iterator

CELL = 15
"""Minutes: sessions start at multiples of it under every policy."""
CELLS_A_DAY = 24 * 60 // CELL
CELLS_A_WEEK = 7 * CELLS_A_DAY


def touched(start: int, end: int) -> tuple[int, int]:
    """The first cell that the minutes touch and the one after the last."""
    return start // CELL, -(-end // CELL)


def inside(start: int, end: int) -> tuple[int, int]:
    """The first cell that lies whole in the minutes and the one after the last."""
    return -(-start // CELL), end // CELL


def cells(minutes: int) -> int:
    """How many cells so many minutes take."""
    return -(-minutes // CELL)


def block(first: int, after: int) -> int:
    """The bits of the cells from `first` up to, not including, `after`."""
    return ((1 << (after - first)) - 1) << first if first < after else 0


def runs(free: int, length: int) -> int:
    """The cells from which on so many are free in a row."""
    found, have = free, 1
    while have < length:
        step = min(have, length - have)
        found &= found >> step
        have += step
    return found


def lowest(bits: int, at: int) -> int | None:
    """The first bit that is set from `at` on."""
    rest = bits >> at
    return at + (rest & -rest).bit_length() - 1 if rest else None


def has(bits: int, at: int) -> bool:
    """Whether this bit is set."""
    return bool(bits >> at & 1)


def from_on(bits: int, at: int) -> Iterator[int]:
    """The bits that are set from `at` on, in order."""
    while (one := lowest(bits, at)) is not None:
        yield one
        at = one + 1
