"""Counts by kind of what changes between two states of many people's duties, without looking at each duty alone."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from app.rota.domain.blocks import Block, Truths
from app.rota.domain.difference import COUNTED
from scheduler.duty_pack import KINDS
from scheduler.local_days import LocalDays, Numbers


@dataclass(slots=True)
class Counts:
    """Adds up block by block to what `difference.counts` says of the same people."""

    table: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in COUNTED})

    def add(self, lost: Block, won: Block, days: LocalDays) -> None:
        """Count duties that only stood before and such that only stand after. Pairs are made as `difference` does."""
        if not len(lost.words) or not len(won.words):  # nothing to be paired
            self._note("removed", lost, np.ones(len(lost.words), bool))
            self._note("added", won, np.ones(len(won.words), bool))
            return
        lost_on, won_on = _dates(lost, days), _dates(won, days)
        stays_lost, stays_won = _unpaired(_of_kind(lost_on, lost), _of_kind(won_on, won))
        self._note("moved", won, ~stays_won)
        lost, won = lost.only(stays_lost), won.only(stays_won)
        gone, come = _unpaired(lost_on[stays_lost], won_on[stays_won])
        self._note("changed_from", lost, ~gone)
        self._note("changed_to", won, ~come)
        self._note("removed", lost, gone)
        self._note("added", won, come)

    def add_staff(self, new: int, changed: int) -> None:
        """Count people: named for the first time, and changed in any way."""
        self.table["staff"].update({"new": new, "changed": changed})

    def _note(self, name: str, block: Block, which: Truths) -> None:
        numbers = np.bincount(block.kinds[which], minlength=len(KINDS)).tolist()
        self.table[name].update({kind.value: number for kind, number in zip(KINDS, numbers, strict=True) if number})

    def as_json(self) -> dict[str, dict[str, int]]:
        """As `difference.counts` gives them."""
        return {name: {kind: n for kind, n in sorted(counter.items()) if n} for name, counter in self.table.items()}


def _dates(block: Block, days: LocalDays) -> Numbers:
    """One number for each owner's date."""
    return block.owners << 24 | days.days(block.starts)


def _of_kind(dates: Numbers, block: Block) -> Numbers:
    return dates << 8 | block.kinds


def _unpaired(one: Numbers, other: Numbers) -> tuple[Truths, Truths]:
    """Of two columns of keys: which have no partner, when the first of a key takes the first of the same, and so on."""
    return _beyond(one, other), _beyond(other, one)


def _beyond(keys: Numbers, others: Numbers) -> Truths:
    order = np.argsort(keys, kind="stable")
    ordered, sorted_others = keys[order], np.sort(others)
    turn = np.arange(len(keys)) - np.searchsorted(ordered, ordered, side="left")
    partners = np.searchsorted(sorted_others, ordered, side="right") - np.searchsorted(sorted_others, ordered)
    beyond = np.empty(len(keys), bool)
    beyond[order] = turn >= partners
    return beyond
