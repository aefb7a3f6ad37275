"""The cheapest course of which one session is where somebody wants it."""

from copy import copy
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scheduler.capacity import Capacity
from scheduler.chains import Chain, Chains
from scheduler.instance import Instance
from scheduler.problem import DAY, DAYS_PER_WEEK
from scheduler.starts import Floats, Ints


class SessionSearch:
    """Asks of one course (the only one of its instance) again and again; what others have is taken.

    Level 0 is the first session owed. Starts are numbered over all of the course's counsellors, as in `chains`.
    """

    def __init__(self, instance: Instance, capacity: Capacity) -> None:
        pairs = range(len(instance.pairs))
        self._instance = instance
        self.chains = chains = Chains(instance, pairs)
        masks = [capacity.open_starts(instance, pair) for pair in pairs]
        self._free = np.concatenate(masks) if masks else np.array([], bool)
        people = [instance.pairs[pair].counsellor for pair in pairs]
        self._room = np.array([capacity.week_room(who, instance.days) for who in people]).reshape(-1, instance.days)
        self._valued = chains.value(free=self._free)
        self._tables = [chains.at_level(self._valued, level) for level in range(chains.levels)]

    def through(self, level: int, wanted: NDArray[np.bool_], *, must: bool = True) -> Chain | None:
        """The cheapest lawful course with its session of that level at a wanted start; None: there is none.

        Unless it `must` have that session it may end before, but not without any.
        """
        chains = copy(self.chains)
        if level >= chains.levels or not chains.pairs:
            return None
        if must:
            chains.ending = chains.ending.copy()
            chains.ending[:, : level + 1] = np.inf
        valued = chains.value(free=self._free & wanted)
        tables = [*self._tables]
        tables[level] = chains.at_level(valued, level)
        rest = chains.rest(tables, self._room)
        total = chains.opening + np.where(self._room > 0, tables[0], np.inf) + rest[0][0]
        row, day = divmod(int(total.argmin()), chains.days)
        if not np.isfinite(total[row, day]):
            return None
        days = chains.walk_one(tables, rest, (row, day), self._room)
        values = [valued if k == level else self._valued for k in range(chains.levels)]
        at = [chains.start_at(values[k], tables[k], k, row, on) for k, on in enumerate(days)]
        return Chain(row, float(total[row, day]), tuple(p - int(chains.base[row]) for p in at))

    def totals(self, level: int) -> Floats:
        """What the whole course costs with its session of that level at each start; all before it are pinned."""
        chains = self.chains
        before = chains.before(self._tables[:level], chains.opening)[level]
        already, days = self._already(level), np.arange(chains.days)
        around = before + self._rest[level][already.clip(max=chains.per_week - 1), :, days].T
        around[self._room <= already] = np.inf
        total: Floats = around[chains.row, chains.day] + chains.start_costs(self._valued, level)
        return total

    def onward(self, level: int, at: int, cost: float) -> Chain:
        """The course behind an entry of `totals`."""
        chains, row, day = self.chains, int(self.chains.row[at]), int(self.chains.day[at])
        pinned = {p.level: p.at for owner, p in chains.promises if owner == row and p.pinned and p.level < level}
        state = min(int(self._already(level)[day]), chains.per_week - 1)
        days = chains.walk_one(self._tables, self._rest, (row, day), self._room, (level, state))
        later = [
            chains.start_at(self._valued, self._tables[k], k, row, on) for k, on in enumerate(days[1:], start=level + 1)
        ]
        base = int(chains.base[row])
        return Chain(row, cost, (*(pinned[k] for k in range(level)), *(p - base for p in [at, *later])))

    @cached_property
    def _rest(self) -> list[Floats]:
        return self.chains.rest(self._tables, self._room)

    def _already(self, level: int) -> Ints:
        """For each day how many sessions before the level its week has; they are pinned."""
        course = self._instance.courses[0]
        weeks = [pin.start // DAY // DAYS_PER_WEEK for pin in course.pins if pin.number < course.first_number + level]
        return np.array([weeks.count(day // DAYS_PER_WEEK) for day in range(self.chains.days)])
