"""The gate: what may be said to the force of exact counts, and nothing else of them.

Why each rule is there, and what it does not do: docs/decisions/0017-figures.md.
"""

from dataclasses import dataclass, field
from typing import Any

from app.care.domain.declared_tables import refuse_undeclared
from app.care.domain.middles import middle_of, slow_of


@dataclass(frozen=True, slots=True)
class Rules:
    """What the gate goes by. The service knows no others; tests and the attacker's report let go of one at a time."""

    fewest: int = 10
    """A count under it is withheld, zero too."""
    fewest_people: int = 10
    """As many officers must stand behind a row, and as many of its staff outside it: nobody is in it for certain."""
    rounded_to: int = 5
    least_staff: int = 1000
    """No row of several is said of fewer staff."""
    is_whole: bool = True
    """A row is said with all its parts or not at all, so that no share is 0 or 100 %."""
    is_paired: bool = True
    """Never is one row of a table withheld alone: it would follow from the others and any total."""
    has_rounded_totals: bool = True
    """Totals are sums of what is said; nothing of what is withheld is in them."""
    fewest_for_middle: int = 30
    days_to: int = 2


RULES = Rules()


@dataclass(frozen=True, slots=True)
class Row:
    """Exact counts by part, about distinct `people` out of `staff`.

    `days`: what a middle is of; `told`: thousandths, what a mean is of.
    """

    name: str
    counts: tuple[int, ...]
    people: int
    staff: int
    days: tuple[int, ...] = field(default=(), repr=False)
    told: int | None = None

    def __post_init__(self) -> None:
        if not self.counts or min(*self.counts, self.people, self.staff, 0) < 0:
            raise ValueError("a row has counts, and none is below zero")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that take a whole apart: nothing is counted in two of them. Must be declared, name, parts and rows."""

    name: str
    parts: tuple[str, ...]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        if any(len(row.counts) != len(self.parts) for row in self.rows):
            raise ValueError("each row has a count for every part")
        refuse_undeclared(self.name, self.parts, [row.name for row in self.rows])


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """What is said of a row. None: withheld. `shares` in whole percent; `middle` and `slow` in days (median, p90).

    `mean_told`: the chance of a miss that was told on average, in whole percent.
    """

    name: str
    staff: int
    """Of how many members of staff it speaks; HR knows that anyhow."""
    counts: tuple[int | None, ...]
    shares: tuple[int | None, ...]
    middle: int | None = None
    slow: int | None = None
    mean_told: int | None = None

    @property
    def is_withheld(self) -> bool:
        """Whether nothing at all is said of it."""
        return all(count is None for count in self.counts)

    @property
    def total(self) -> int:
        """The sum of what is said."""
        return sum(count for count in self.counts if count is not None)


@dataclass(frozen=True, slots=True)
class Published:
    """A table as everybody may see it. Only the gate makes one, and the store hands back what the gate made."""

    table: str
    parts: tuple[str, ...]
    rows: tuple[PublishedRow, ...]
    totals: tuple[int, ...]
    """By part, over the rows that are said."""
    by_audit: bool = False
    """An audit withheld it whole. No page says so: only that something is withheld, whatever the reason."""

    @property
    def has_withheld(self) -> bool:
        """Whether a row is withheld; the totals are then without it."""
        return any(row.is_withheld for row in self.rows)

    def row(self, name: str) -> PublishedRow | None:
        """The row of that name, withheld or not."""
        return next((row for row in self.rows if row.name == name), None)

    def as_json(self) -> dict[str, Any]:
        """For the store."""
        rows = [
            [row.name, row.staff, list(row.counts), list(row.shares), row.middle, row.slow, row.mean_told]
            for row in self.rows
        ]
        body = {"table": self.table, "parts": list(self.parts), "rows": rows, "totals": list(self.totals)}
        return {**body, "by_audit": self.by_audit}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Published":
        """What `as_json` wrote."""
        rows = (
            PublishedRow(name, staff, tuple(counts), tuple(shares), *more)
            for name, staff, counts, shares, *more in kept["rows"]
        )
        return cls(kept["table"], tuple(kept["parts"]), tuple(rows), tuple(kept["totals"]), kept["by_audit"])


def gate(table: Table, rules: Rules = RULES) -> Published:
    """What may be said of a table. A function of its exact counts alone: no chance, no order of asking."""
    hidden = [_is_hidden(row, len(table.rows), rules) for row in table.rows]
    if rules.is_paired and sum(hidden) == 1 and len(hidden) > 1:
        hidden[_least(table, hidden, rules)] = True
    rows = tuple(_said(row, is_hidden, rules) for row, is_hidden in zip(table.rows, hidden, strict=True))
    return Published(table.name, table.parts, rows, _totals(table, rows, rules))


def withheld(table: Published) -> Published:
    """The same with nothing said of any row: for what an audit found to give something away."""
    rows = tuple(_unsaid(row.name, row.staff, len(table.parts)) for row in table.rows)
    return Published(table.table, table.parts, rows, (0,) * len(table.parts), by_audit=True)


def rounded(count: int, to: int = RULES.rounded_to) -> int:
    """The nearest multiple, of two as near the higher."""
    return (2 * count + to) // (2 * to) * to


def _is_hidden(row: Row, rows: int, rules: Rules) -> bool:
    few = [count < rules.fewest for count in row.counts]
    is_few = any(few) if rules.is_whole else all(few)
    is_small = rows > 1 and row.staff < rules.least_staff
    return is_few or is_small or min(row.people, row.staff - row.people) < rules.fewest_people


def _least(table: Table, hidden: list[bool], rules: Rules) -> int:
    """The row to withhold beside one withheld alone: the smallest as rounded, so that the choice tells nothing new."""
    sizes = [sum(rounded(count, rules.rounded_to) for count in row.counts) for row in table.rows]
    return min((size, place) for place, size in enumerate(sizes) if not hidden[place])[1]


def _said(row: Row, is_hidden: bool, rules: Rules) -> PublishedRow:
    if is_hidden:
        return _unsaid(row.name, row.staff, len(row.counts))
    counts = tuple(rounded(c, rules.rounded_to) if rules.is_whole or c >= rules.fewest else None for c in row.counts)
    has_middle = min(len(row.days), row.people) >= rules.fewest_for_middle
    return PublishedRow(
        row.name,
        row.staff,
        counts,
        _shares(counts if rules.is_whole else row.counts),
        middle_of(row.days, rules.days_to) if has_middle else None,
        slow_of(row.days, rules.days_to) if has_middle else None,
        _mean(row, rules),
    )


def _unsaid(name: str, staff: int, parts: int) -> PublishedRow:
    return PublishedRow(name, staff, (None,) * parts, (None,) * parts)


def _shares(counts: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """Whole percents of the row; of what is rounded already, so that they tell no more than the counts."""
    known = [count or 0 for count in counts]
    whole = sum(known)
    return tuple(rounded(100 * count, whole) // whole if whole else None for count in known)


def _mean(row: Row, rules: Rules) -> int | None:
    """Percent told for each of what the row counts."""
    if row.told is None or row.people < rules.fewest_for_middle:
        return None
    return rounded(row.told, 10 * sum(row.counts)) // (10 * sum(row.counts))


def _totals(table: Table, rows: tuple[PublishedRow, ...], rules: Rules) -> tuple[int, ...]:
    if not rules.has_rounded_totals:
        return tuple(sum(row.counts[place] for row in table.rows) for place in range(len(table.parts)))
    return tuple(sum(row.counts[place] or 0 for row in rows) for place in range(len(table.parts)))
