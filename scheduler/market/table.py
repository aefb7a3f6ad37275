"""The table at which courses bargain: one board, one plan, and the steps that change both together."""

from collections.abc import Callable, Sequence

import numpy as np

from scheduler.market.demand import Market
from scheduler.market.search import Crew, build, put
from scheduler.market.start import empty_plan, put_standing, rest_pins
from scheduler.market.tables import Board, Floats, Ints, Plan, Tables, scratch

_MOST_LIFTED = 10  # courses in one round of the search
_AT_ONCE = 100  # courses inserted between two looks at the clock
_PRICED = {"price", "now", "entry", "rank", "floor"}  # parts of a board that say what things cost


class Table:
    """A plan in the making on its board."""

    def __init__(self, tables: Tables, board: Board, alone: Floats, seed: int) -> None:
        self.tables, self.board = tables, board
        self._empty = {name: part.copy() for name, part in board._asdict().items() if name not in _PRICED}
        self._desk = scratch(tables)
        self._random = np.random.default_rng(seed)
        courses = np.arange(tables.courses.size, dtype=np.int32)
        self.crew = self.hire(empty_plan(courses.size, self._desk.found.size), courses, alone)

    def hire(self, plan: Plan, mine: Ints, alone: Floats) -> Crew:
        """Someone who works on these courses of the plan."""
        levels = self._desk.found.size
        return Crew(
            plan=plan,
            resting=empty_plan(alone.size, levels),
            alone=alone,
            mine=mine,
            side=np.ones(self.board.entry.size, np.int32),
            chosen=np.zeros(_MOST_LIFTED, np.int32),
            order=np.zeros(_MOST_LIFTED, np.int32),
            lifted=np.zeros(alone.size, np.bool_),
            before=empty_plan(_MOST_LIFTED, levels),
            dice=self._random.integers(1, 1 << 63, 1).astype(np.uint64),
        )

    def roll(self, sides: int) -> int:
        """A number from 0 to `sides` - 1."""
        return int(self._random.integers(sides))

    def clear(self) -> None:
        """Take everyone off, as far as pins allow; prices stay."""
        for name, part in self._empty.items():
            getattr(self.board, name)[...] = part
        self.board.now[...] = np.where(self.board.blocked > 0, np.inf, self.board.price)
        self.crew.resting.pair.fill(-1)
        rest_pins(self.tables, self.board, self.crew)

    def put_standing(self) -> None:
        """Put back every course that can be held just as promised."""
        put_standing(self.tables, self.board, self.crew)

    def build(self, order: Sequence[int], stop: Callable[[], bool]) -> None:
        """Insert courses one after the other; once stopped only those with pins."""
        for first in range(0, len(order), _AT_ONCE):
            part = np.array(order[first : first + _AT_ONCE], np.int32)
            if stop():
                part = part[self.crew.resting.pair[part] >= 0]
            build(self.tables, self.board, self._desk, self.crew, part)

    def restore(self, plan: Plan) -> None:
        """Lay the board by another plan."""
        self.clear()
        for name, part in plan._asdict().items():
            getattr(self.crew.plan, name)[...] = part
        for course in np.flatnonzero(plan.pair >= 0).tolist():
            put(self.tables, self.board, self.crew, course)

    def charge(self, market: Market, prices: Floats) -> None:
        """Let hours cost this much, here and where nobody is in anybody's way."""
        market.charge(prices, self.board)
        market.charge(prices, market.board)
