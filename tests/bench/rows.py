"""What a bench reports: rows of one table, each comparable with another row of the same run."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass


class NothingToMeasure(Exception):
    """What the bench measures is not on this machine; the message says what is missing. No failure."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, None where what was looked for never came about: the table then says none.

    `against` names another row of the same table; the table then shows the ratio to it.
    """

    what: str
    value: float | None
    unit: str = "s"
    against: str = ""

    def __post_init__(self) -> None:
        if not self.what or "|" in self.what:
            raise ValueError("a row has a name without `|`")


@dataclass(frozen=True, slots=True)
class Table:
    """What one bench measured. The note says, in a sentence or two, on what and how."""

    title: str
    note: str
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        names = {row.what for row in self.rows}
        unknown = {row.against for row in self.rows if row.against} - names
        if len(names) != len(self.rows) or unknown:
            raise ValueError(f"rows need names of their own, and known ones to compare with: {sorted(unknown)}")

    def ratio(self, row: Row) -> float | None:
        """How many times the row it is compared with; None where there is none, or either is none or that is zero."""
        other = next((other.value for other in self.rows if other.what == row.against), None)
        return row.value / other if other and row.value is not None else None


def seconds(act: Callable[[], object], *, times: int = 1) -> float:
    """The shortest of `times` runs: the one that the rest of the machine disturbed least."""
    return min(_once(act) for _ in range(times))


def _once(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def yardstick() -> float:
    """Seconds of a fixed piece of plain Python: tells how fast this machine was while the others were measured."""
    return seconds(lambda: sum(number * number % 7 for number in range(3_000_000)), times=3)


def machine() -> str:
    """The processors that were there."""
    return f"{len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()} processors"
