"""The cheapest chain of sessions over the days, for many course-counsellor pairs at once.

Worked backwards: `rest[k]` holds what still follows once level k is placed on some day. One pass serves the price of a
course, the ranking of its first starts and the way through it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from scheduler.instance import Instance
from scheduler.problem import DAYS_PER_WEEK
from scheduler.starts import Floats, Ints

FEW = 12  # pairs


@dataclass(frozen=True, slots=True)
class Valued:
    """What each start costs now, early and late, and the cheapest of each pair's days."""

    early: Floats  # per start
    late: Floats
    early_day: Floats  # pair x day
    late_day: Floats


@dataclass(frozen=True, slots=True)
class Chain:
    """A course's sessions as positions of starts (all of one pair), and what they cost."""

    pair: int
    cost: float
    at: tuple[int, ...]


class Chains:
    """Prices the chains of some pairs of an instance; starts of all pairs lie one after the other."""

    def __init__(self, instance: Instance, pairs: Sequence[int]) -> None:
        chosen = [instance.pairs[p] for p in pairs]
        tariffs = [instance.tariffs[pair.course] for pair in chosen]
        self.pairs = list(pairs)
        self.days = instance.days
        self.base = np.cumsum([0, *(pair.starts.cell.size for pair in chosen)])
        self.cell = _joined([pair.starts.cell for pair in chosen], _NO_INTS)
        self.place = _joined([pair.starts.place for pair in chosen], _NO_INTS)
        self.early = _joined([pair.starts.early for pair in chosen], _NO_FLOATS)
        self.late = _joined([pair.starts.late for pair in chosen], _NO_FLOATS)
        self.row = np.repeat(np.arange(len(chosen)), np.diff(self.base))
        self.day = _joined([pair.starts.day for pair in chosen], _NO_INTS)
        self._group = self.row * self.days + self.day
        self._firsts = np.flatnonzero(np.diff(self._group, prepend=-1))
        self._groups = self._group[self._firsts]
        self.promises = [(row, promise) for row, pair in enumerate(chosen) for promise in pair.promises]
        self.levels = max((t.ending.size - 1 for t in tariffs), default=0)
        self.opening = np.array([t.opening + pair.cost for t, pair in zip(tariffs, chosen, strict=True)])
        self.ending = np.full((len(chosen), self.levels + 1), np.inf)
        for row, t in enumerate(tariffs):
            self.ending[row, : t.ending.size] = t.ending
        self._early_levels = np.array([t.early for t in tariffs], int)
        self._count = np.array([t.ending.size - 1 for t in tariffs], int)
        self._lay_gaps(np.array([t.gap for t in tariffs]))

    def _lay_gaps(self, gap: Floats) -> None:
        """Only the band of gaps that some pair allows is ever looked at."""
        allowed = np.flatnonzero(np.isfinite(gap).any(axis=0)) if gap.size else np.array([], int)
        self.shortest = int(allowed[0]) if allowed.size else self.days
        self.gaps = (
            gap[:, self.shortest : int(allowed[-1]) + 1] if allowed.size else np.full((len(self.pairs), 1), np.inf)
        )
        width = self.gaps.shape[1]
        self._gap_cost = np.ascontiguousarray(self.gaps.T)[:, :, None]
        self._padded = np.full((len(self.pairs), self.days + self.shortest + width), np.inf)
        row, item = self._padded.strides
        self._ahead = as_strided(
            self._padded[:, self.shortest :], (width, len(self.pairs), self.days), (item, row, item), writeable=False
        )
        steps = self.shortest + np.arange(width)[:, None]
        self._same_week = ((np.arange(self.days) % DAYS_PER_WEEK)[None, :] + steps < DAYS_PER_WEEK)[:, None, :]
        self.per_week = 1 + (DAYS_PER_WEEK - 1) // self.shortest  # sessions one course can have in a week

    # -- values of starts ------------------------------------------------------------------------------------------

    def value(self, price: Floats | None = None, free: NDArray[np.bool_] | None = None) -> Valued:
        """Starts at their own cost plus `price`; those not `free` are out of reach."""
        early, late = self.early, self.late
        if price is not None:
            early, late = early + price, late + price
        if free is not None:
            early, late = np.where(free, early, np.inf), np.where(free, late, np.inf)
        return Valued(early, late, self._cheapest(early), self._cheapest(late))

    def _cheapest(self, cost: Floats) -> Floats:
        table = np.full(len(self.pairs) * self.days, np.inf)
        if cost.size:
            table[self._groups] = np.minimum.reduceat(cost, self._firsts)
        return table.reshape(len(self.pairs), self.days)

    def at_level(self, valued: Valued, level: int) -> Floats:
        """Cheapest start of each pair and day for one level, promises considered."""
        early = level < self._early_levels
        table = np.where(early[:, None], valued.early_day, valued.late_day)
        table[level >= self._count] = np.inf
        for row, promise in self.promises:
            if promise.level == level:
                at = self.base[row] + promise.at
                cost = (valued.early if early[row] else valued.late)[at] - promise.bonus
                day = self.day[at]
                if promise.pinned:
                    table[row] = np.inf
                table[row, day] = min(table[row, day], cost)
        return table

    def start_costs(self, valued: Valued, level: int) -> Floats:
        """What each start costs at one level, promises considered."""
        cost = np.where((level < self._early_levels)[self.row], valued.early, valued.late)
        cost[(level >= self._count)[self.row]] = np.inf
        for row, promise in self.promises:
            if promise.level == level:
                at = self.base[row] + promise.at
                kept = cost[at] - promise.bonus
                if promise.pinned:
                    cost[self.base[row] : self.base[row + 1]] = np.inf
                cost[at] = kept
        return cost

    def start_at(self, valued: Valued, table: Floats, level: int, row: int, day: int) -> int:
        """The start behind an entry of `at_level`'s table."""
        early = level < self._early_levels[row]
        cost = valued.early if early else valued.late
        for owner, promise in self.promises:
            at = int(self.base[row] + promise.at)
            here = owner == row and promise.level == level and self.day[at] == day
            if here and cost[at] - promise.bonus == table[row, day]:
                return at
        lo, hi = np.searchsorted(self._group, (row * self.days + day, row * self.days + day + 1))
        return int(lo + np.argmin(cost[lo:hi]))

    # -- chains ----------------------------------------------------------------------------------------------------

    def rest(self, tables: Sequence[Floats], room: Ints | None = None) -> list[Floats]:
        """`rest[k][j, pair, day]`: the least that follows level k on that day, it being session j (from 0) of its week.

        `room[pair, day]` is how many sessions the counsellor can still take in the day's week; without it weeks do not
        matter and there is one j only.
        """
        states = 1 if room is None else self.per_week
        rest: list[Floats] = []
        follow = np.full((states, len(self.pairs), self.days), np.inf)
        for level in range(self.levels - 1, -1, -1):
            here = self._step(follow) if room is None else self._step_in_weeks(follow, room)
            np.minimum(here, self.ending[None, :, level + 1, None], out=here)
            rest.append(here)
            follow = here + tables[level]
        rest.reverse()
        return rest

    def _step(self, follow: Floats) -> Floats:
        self._padded[:, : self.days] = follow[0]
        if len(self.pairs) < FEW:
            together: Floats = (self._ahead + self._gap_cost).min(axis=0)[None]
            return together
            # Many pairs would leave the processor's cache if all gaps were held at once.
        best, one = np.full((2, len(self.pairs), self.days), np.inf)
        for ahead, cost in zip(self._ahead, self._gap_cost, strict=True):
            np.add(ahead, cost, out=one)
            np.minimum(best, one, out=best)
        return best[None]

    def _step_in_weeks(self, follow: Floats, room: Ints) -> Floats:
        self._padded[:, : self.days] = follow[0]
        fresh = np.where(self._same_week, np.inf, self._ahead + self._gap_cost).min(axis=0)
        here = np.repeat(fresh[None], follow.shape[0], axis=0)
        for state in range(follow.shape[0] - 1):
            self._padded[:, : self.days] = follow[state + 1]
            again = np.where(self._same_week, self._ahead + self._gap_cost, np.inf).min(axis=0)
            again[room < state + 2] = np.inf
            np.minimum(here[state], again, out=here[state])
        return here

    def before(self, tables: Sequence[Floats], opening: Floats) -> list[Floats]:
        """`before[k][pair, day]`: the least that precedes a session of level k on that day."""
        before = [opening]
        for table in tables[: self.levels - 1]:
            last = before[-1] + table
            here = np.full_like(last, np.inf)
            for step in range(self.gaps.shape[1]):
                gap = self.shortest + step
                reached = last[:, : self.days - gap] + self.gaps[:, step, None]
                np.minimum(here[:, gap:], reached, out=here[:, gap:])
            before.append(here)
        return before

    def walk(
        self, tables: Sequence[Floats], rest: Sequence[Floats], row: Ints, day: Ints, room: Ints | None = None
    ) -> list[list[int]]:
        """Days of the cheapest chain of each row, given its first day."""
        days = [[int(d)] for d in day]
        going, day, state = np.arange(row.size), day.copy(), np.zeros(row.size, int)
        steps = self.shortest + np.arange(self.gaps.shape[1])
        for level in range(self.levels - 1):
            r, d = row[going], day[going]
            reach = d[:, None] + steps[None, :]
            inside = reach < self.days
            reach = np.where(inside, reach, 0)
            then = self._next_state(d, reach, state[going], room)
            ahead = tables[level + 1][r[:, None], reach] + rest[level + 1][then, r[:, None], reach] + self.gaps[r]
            ahead[~inside] = np.inf
            if room is not None:
                ahead[room[r[:, None], reach] <= then] = np.inf
            best = ahead.argmin(axis=1)
            on = ahead[np.arange(r.size), best] < self.ending[r, level + 1]
            state[going] = then[np.arange(r.size), best]
            day[going] = d + steps[best]
            going = going[on]
            for who in going:
                days[who].append(int(day[who]))
        return days

    def walk_one(
        self,
        tables: Sequence[Floats],
        rest: Sequence[Floats],
        first: tuple[int, int],
        room: Ints | None = None,
        begin: tuple[int, int] = (0, 0),
    ) -> list[int]:
        """Days of the cheapest chain of one row from a day on: for one row several times as fast as `walk`.

        `first` is that row and day, `begin` the level it begins with and which session (from 0) of its week that is.
        """
        (row, day), (lowest, state) = first, begin
        days = [day]
        for level in range(lowest, self.levels - 1):
            soonest = day + self.shortest
            if soonest >= self.days:
                break
            reach = slice(soonest, min(soonest + self.gaps.shape[1], self.days))
            ahead = tables[level + 1][row, reach] + self.gaps[row, : reach.stop - soonest]
            if room is None:
                ahead += rest[level + 1][0, row, reach]
            else:
                on = np.arange(soonest, reach.stop)
                then = np.where(on // DAYS_PER_WEEK == day // DAYS_PER_WEEK, min(state + 1, self.per_week - 1), 0)
                ahead += rest[level + 1][then, row, on]
                ahead[room[row, on] <= then] = np.inf
            best = int(ahead.argmin())
            if not ahead[best] < self.ending[row, level + 1]:
                break
            state = 0 if room is None else int(then[best])
            day = soonest + best
            days.append(day)
        return days

    def _next_state(self, day: Ints, reach: Ints, state: Ints, room: Ints | None) -> Ints:
        if room is None:
            return np.zeros_like(reach)
        same = day[:, None] // DAYS_PER_WEEK == reach // DAYS_PER_WEEK
        return np.where(same, np.minimum(state[:, None] + 1, self.per_week - 1), 0)


_NO_INTS: Ints = np.array([], np.int64)
_NO_FLOATS: Floats = np.array([], np.float64)
Numbers = TypeVar("Numbers", Ints, Floats)


def _joined(parts: Sequence[Numbers], none: Numbers) -> Numbers:
    return np.concatenate(parts) if parts else none
