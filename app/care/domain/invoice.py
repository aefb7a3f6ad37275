"""What a provider bills the force for a month: sums over many people, from which nobody's month can be told.

Why it is cut this way: docs/decisions/0012-invoices.md.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.care.domain.disclosure import RULES, rounded
from app.care.domain.fees import FeeKind

FEWEST = RULES.fewest
"""Sessions in a line, and in a bill; fewer are withheld."""
FEWEST_PEOPLE = 5
"""Ten sessions may be one officer's whole course; a bill is over at least so many officers."""
COARSE = 100_00
"""Pence. From the first bill on in which something is withheld, sums are multiples of it; the rest is carried on."""


@dataclass(frozen=True, slots=True)
class Posted:
    """One entry of the fee ledger; `month` is the first day of the month it was posted in, `count` 1 or -1."""

    month: date
    kind: FeeKind
    count: int
    pence: int
    officer_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Invoice:
    """One month's bill. `lines`: rounded counts by kind, "other" for kinds too small to stand alone.

    `carried` and `exact` are the provider's own business: the force is never shown either.
    """

    month: date
    lines: tuple[tuple[str, int], ...]
    has_withheld: bool
    """Something is too small to be said, beside the lines or altogether."""
    pence: int
    """What is to pay now."""
    carried: int
    """Pence that come with a later bill; may be a credit."""
    exact: tuple[tuple[FeeKind, int, int], ...]
    """What the provider's own books say of this month: kind, count, pence."""


def invoices(posted: Sequence[Posted], months: Iterable[date]) -> tuple[Invoice, ...]:
    """A bill for each of the months, which must begin with the first that anything was posted in and leave none out."""
    bills: list[Invoice] = []
    waiting: list[Posted] = []
    carried = 0
    for month in months:
        fresh = [one for one in posted if one.month == month]
        waiting += fresh
        lines, has_withheld = _lines(waiting)
        owed = carried + sum(one.pence for one in waiting)
        if _is_too_small(waiting):
            bills.append(Invoice(month, (), bool(waiting) or carried != 0, 0, owed, _exact(fresh)))
            continue
        # While anything is carried no sum is exact: with the next exact one the rest of the last would be known.
        has_withheld = has_withheld or carried != 0 or _has_rare_price(waiting)
        pence = max(0, owed // COARSE * COARSE if has_withheld else owed)
        carried, waiting = owed - pence, []
        bills.append(Invoice(month, lines, has_withheld, pence, carried, _exact(fresh)))
    return tuple(bills)


def _is_too_small(entries: Sequence[Posted]) -> bool:
    people = {one.officer_id for one in entries}
    return sum(one.count for one in entries) < FEWEST or len(people) < FEWEST_PEOPLE


def _lines(entries: Sequence[Posted]) -> tuple[tuple[tuple[str, int], ...], bool]:
    """The counts that may be said, and whether any may not."""
    counts: Counter[FeeKind] = Counter()
    for one in entries:
        counts[one.kind] += one.count
    said = [(kind.value, rounded(counts[kind])) for kind in FeeKind if counts[kind] >= FEWEST]
    small = [counts[kind] for kind in FeeKind if counts[kind] < FEWEST and _is_in(kind, entries)]
    if len(small) > 1 and sum(small) >= FEWEST:
        said.append(("other", rounded(sum(small))))
    return tuple(said), bool(small)


def _has_rare_price(entries: Iterable[Posted]) -> bool:
    """Whether few sessions of a kind cost what no others of it do: an exact sum would tell how many.

    Prices go by length, and few have a length of their own; a kind with one price says no more than its line.
    """
    counts: Counter[tuple[FeeKind, int]] = Counter()
    for one in entries:
        counts[one.kind, one.pence * one.count] += one.count
    return any(count != 0 and count < FEWEST for count in counts.values())


def _is_in(kind: FeeKind, entries: Sequence[Posted]) -> bool:
    return any(one.kind is kind for one in entries)


def _exact(entries: Sequence[Posted]) -> tuple[tuple[FeeKind, int, int], ...]:
    found = []
    for kind in FeeKind:
        mine = [one for one in entries if one.kind is kind]
        if mine:
            found.append((kind, sum(one.count for one in mine), sum(one.pence for one in mine)))
    return tuple(found)
