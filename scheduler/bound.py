"""A proven lower bound on every plan's cost, by putting prices on what courses compete for.

With prices on shared hours (Lagrange multipliers) courses no longer compete, so that each one's best course is found
exactly; their sum less what the hours on offer are worth is a lower bound whatever the prices. The prices are improved
by the volume algorithm (Barahona and Anbil, 2000). Prices are multiples of 1/256 and costs are whole numbers, so that
double precision adds them without error and the bound is a proof, not an estimate.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np

from scheduler.capacity import UNLIMITED, Capacity
from scheduler.chains import Chain, Chains, Valued
from scheduler.instance import Instance
from scheduler.problem import DAYS_PER_WEEK
from scheduler.starts import Floats, Ints

QUANTUM = 256.0


class Shared:
    """The hours, days, weeks, caseloads and rooms that courses compete for, as one long vector."""

    def __init__(self, instance: Instance, chains: Chains, capacity: Capacity) -> None:
        pairs = [instance.pairs[p] for p in chains.pairs]
        self._rows = np.array([pair.counsellor for pair in pairs], np.int64)
        limits = [
            np.maximum(part, 0).ravel() for part in (capacity.free, capacity.day, capacity.week, capacity.caseload)
        ]
        rooms = np.maximum(capacity.rooms, 0).ravel()
        self._offset = np.cumsum([0, *(limit.size for limit in limits)])
        self.limit = np.concatenate([*limits, rooms]).astype(np.float64)
        self.limited = self.limit < UNLIMITED // 2
        self.limit[~self.limited] = 0
        width, days, weeks = capacity.free.shape[1], capacity.day.shape[1], capacity.week.shape[1]
        who = self._rows[chains.row]
        self._busy = np.array([pair.busy for pair in pairs], np.int64)[chains.row]
        self._sits = np.array([pair.sits for pair in pairs], np.int64)[chains.row]
        self._cell = who * width + chains.cell
        self._day = self._offset[1] + who * days + chains.day
        self._week = self._offset[2] + who * weeks + chains.day // DAYS_PER_WEEK
        self._room = self._offset[4] + chains.place * width + chains.cell

    def price(self, prices: Floats) -> Floats:
        """What the hours of each start cost."""
        upto = np.concatenate(([0.0], np.cumsum(prices)))
        hours = upto[self._cell + self._busy] - upto[self._cell]
        rooms = upto[self._room + self._sits] - upto[self._room]
        price: Floats = hours + rooms + prices[self._day] + prices[self._week]
        return price

    def entry(self, prices: Floats) -> Floats:
        """What a place in the counsellor's caseload costs, for each pair."""
        entry: Floats = prices[self._offset[3] + self._rows]
        return entry

    def of_chain(self, row: int, at: Ints) -> tuple[Ints, Ints]:
        """Which entries the starts `at` of one pair use up, and how often."""
        hours = [np.arange(first, first + length) for first, length in zip(self._cell[at], self._busy[at], strict=True)]
        rooms = [np.arange(first, first + length) for first, length in zip(self._room[at], self._sits[at], strict=True)]
        load = self._offset[3] + self._rows[row : row + 1]
        entries = np.concatenate([*hours, *rooms, self._day[at], self._week[at], load])
        return np.unique(entries[self.limited[entries]], return_counts=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """What all courses would do under given prices."""

    bound: float
    prices: Floats
    chains: list[Chain]

    @property
    def proven(self) -> int:
        """Plans cost whole numbers, so the bound rounds up."""
        return ceil(self.bound)


class Relaxation:
    """Every course on its own, paying for shared hours."""

    def __init__(self, instance: Instance, capacity: Capacity) -> None:
        self.instance = instance
        self.chains = Chains(instance, range(len(instance.pairs)))
        self.shared = Shared(instance, self.chains, capacity)
        opens = [capacity.open_starts(instance, p) for p in range(len(instance.pairs))]
        self._open = np.concatenate(opens) if opens else np.array([], bool)
        self._empty = np.array([t.ending[0] for t in instance.tariffs])

    def no_prices(self) -> Floats:
        """The prices that make nobody pay."""
        return np.zeros(self.shared.limit.size)

    def ask(self, prices: Floats) -> Answer:
        """The best chain of every pair at its own cost, and the bound they prove; infinite if a course has no plan."""
        prices = np.round(prices * QUANTUM) / QUANTUM
        chains = self.chains
        if not chains.pairs:
            return Answer(float(self._empty.sum()), prices, [])
        valued, tables, rest = self._costs(prices)
        total = chains.opening + tables[0] + rest[0][0] + self.shared.entry(prices)[:, None]
        day = total.argmin(axis=1)
        each = total[np.arange(day.size), day]
        least = self._least(each)
        rows = np.flatnonzero(np.isfinite(each))
        days = chains.walk(tables, rest, rows, day[rows])
        paid = self.shared.price(prices), self.shared.entry(prices)
        found = []
        for row, walked in zip(rows.tolist(), days, strict=True):
            at = self._positions(valued, tables, row, walked)
            cost = each[row] - paid[0][np.array(at) + chains.base[row]].sum() - paid[1][row]
            found.append(Chain(row, float(cost), tuple(at)))
        return Answer(float(least.sum() - prices @ self.shared.limit), prices, found)

    def _costs(self, prices: Floats) -> tuple[Valued, list[Floats], list[Floats]]:
        chains = self.chains
        valued = chains.value(self.shared.price(prices), self._open)
        tables = [chains.at_level(valued, level) for level in range(chains.levels)]
        return valued, tables, chains.rest(tables)

    def _least(self, each: Floats) -> Floats:
        least = self._empty.copy()
        for course, pairs in enumerate(self.instance.pairs_of):
            if pairs:
                least[course] = min(least[course], each[pairs].min())
        return least

    def _positions(self, valued: Valued, tables: list[Floats], row: int, days: list[int]) -> list[int]:
        chains = self.chains
        base = int(chains.base[row])
        return [chains.start_at(valued, tables[level], level, row, day) - base for level, day in enumerate(days)]

    def regrets(self, prices: Floats) -> tuple[float, list[Floats]]:
        """The bound, and for each level by how much the best plan through each start must exceed it."""
        chains = self.chains
        prices = np.round(prices * QUANTUM) / QUANTUM
        valued, tables, rest = self._costs(prices)
        entry = self.shared.entry(prices)[:, None]
        least = self._least((chains.opening + tables[0] + rest[0][0] + entry).min(axis=1))
        bound = float(least.sum() - prices @ self.shared.limit)
        course = np.array([self.instance.pairs[p].course for p in chains.pairs])
        before = chains.before(tables, chains.opening + entry)
        around = [(b + r[0] - least[course, None])[chains.row, chains.day] for b, r in zip(before, rest, strict=True)]
        return bound, [around[level] + chains.start_costs(valued, level) for level in range(chains.levels)]
