"""Placing a course where others must move for it: a chain of moves, taken only if all together then cost less.

An ejection chain (Glover, 1996) over whole courses: the course is offered the hours of movable appointments at a toll;
those it would push away are placed anew, exactly, perhaps by pushing others, to a depth. Firm appointments never move.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from scheduler.chains import Chain
from scheduler.plan import PlannedAppointment
from scheduler.standing.seat import Seat, Seats
from scheduler.standing.standing_plan import StandingPlan
from scheduler.starts import Floats


@dataclass(frozen=True, slots=True)
class Moves:
    """How far a chain of moves may go: attempts for each course, courses deep, and courses placed anew in all."""

    tries: int = 3
    depth: int = 2
    placings: int = 12


NO_MOVES = Moves(0, 0, 0)


@dataclass(slots=True)
class _Push:
    """One wish of a course, what it must stay below, and who may not be pushed for it."""

    course: str
    seat: Seat
    wished: Chain
    limit: float
    depth: int
    spared: frozenset[str]
    prices: dict[int, Floats] = field(default_factory=dict)


class MakingRoom:
    """Places lifted courses of a plan; `moved` is what others had that made room so far."""

    def __init__(self, plan: StandingPlan, seats: Seats, moves: Moves, over: Callable[[], bool]) -> None:
        self._plan = plan
        self._seats = seats
        self._moves = moves
        self._over = over
        self._left = 0
        self.moved: dict[str, tuple[PlannedAppointment, ...]] = {}
        self._journal: list[tuple[str, tuple[PlannedAppointment, ...], int]] = []

    def place(self, course: str, held: Sequence[PlannedAppointment]) -> bool:
        """Put a lifted course that had these appointments where all together cost least.

        False if its pins cannot be kept: the course is then still lifted.
        """
        self._left = self._moves.placings
        self._journal.clear()
        is_placed = self._place(course, held, self._moves.depth, frozenset()) is not None
        for other, theirs, _ in self._journal:
            self.moved.setdefault(other, theirs)
        return is_placed

    def _place(
        self, course: str, held: Sequence[PlannedAppointment], depth: int, spared: frozenset[str]
    ) -> float | None:
        """What the plan then costs more than without the course and with all others as they were."""
        seat = self._seats.of(course, held)
        self._left -= 1
        own = seat.best(self._plan.capacity)
        limit = np.inf if own is None else own.cost
        prices = seat.prices() if depth else {}
        for _ in range(self._moves.tries if depth else 0):
            wished = seat.best(self._plan.unmovable, prices)
            if self._left <= 0 or self._over() or wished is None or _priced(wished, prices) >= limit:
                break
            cost = self._push(_Push(course, seat, wished, limit, depth, spared, prices))
            if cost is not None:
                return cost
        if own is not None:
            self._plan.put(course, seat.appointments(own), round(own.cost))
        return None if own is None else own.cost

    def _push(self, push: _Push) -> float | None:
        """Take the wished hours and place anew whoever had them; undone and None unless that stays below the limit."""
        met = push.seat.rivals(push.wished)
        rivals = list(dict.fromkeys(a.course for a in met))
        harm = dict.fromkeys(rivals, np.inf)
        if rivals and push.spared.isdisjoint(rivals):
            begun = len(self._journal)
            self._lift(rivals)
            cost = self._settle(push, rivals, begun, harm)
            if cost is not None and cost < push.limit:
                return cost
            self._undo(push.course, begun)
        self._learn(push, met, harm)
        return None

    def _lift(self, rivals: Sequence[str]) -> None:
        for other in rivals:
            cost = self._plan.cost(other)
            self._journal.append((other, self._plan.lift(other), cost))

    def _settle(self, push: _Push, rivals: Sequence[str], begun: int, harm: dict[str, float]) -> float | None:
        """The course where it wished to be and its rivals as well as that allows; None if that cannot be or is dear."""
        if not push.seat.fits(self._plan.capacity, push.wished):
            return None
        self._plan.put(push.course, push.seat.appointments(push.wished), round(push.wished.cost))
        total = push.wished.cost
        harm.update(dict.fromkeys(rivals, 0.0))
        spared = push.spared | {push.course, *rivals}
        for other, held, before in self._journal[begun : begun + len(rivals)]:
            cost = self._place(other, held, push.depth - 1, spared) if self._left > 0 else None
            harm[other] = np.inf if cost is None else cost - before
            if cost is None:
                return None
            total += cost - before
            if total >= push.limit:
                return None
        return total

    def _undo(self, course: str, begun: int) -> None:
        self._plan.lift(course)
        for other, held, cost in reversed(self._journal[begun:]):
            self._plan.lift(other)
            self._plan.put(other, held, cost)
        del self._journal[begun:]

    def _learn(self, push: _Push, met: Sequence[PlannedAppointment], harm: dict[str, float]) -> None:
        """What pushing somebody truly cost is the price of their hours from now on."""
        pair = push.seat.instance.pairs[push.wished.pair]
        price = push.prices[push.wished.pair]
        for a in met:
            theirs = self._plan.hours(a)
            meets = (pair.starts.cell < theirs.stop) & (pair.starts.cell + pair.busy > theirs.start)
            price[meets] = np.maximum(price[meets], harm[a.course])
        if not met:
            price[list(push.wished.at)] = np.inf  # no hour is taken, yet a week or a room is full


def _priced(chain: Chain, prices: dict[int, Floats]) -> float:
    return chain.cost + (float(prices[chain.pair][list(chain.at)].sum()) if chain.pair >= 0 else 0.0)
