"""The engine: what is known so far about a problem, and the steps that know more."""

from dataclasses import replace

import numpy as np

from scheduler.bound import Relaxation
from scheduler.chains import Chain
from scheduler.clock import Clock
from scheduler.course_best import Unplannable, appointments_of
from scheduler.improve import Search
from scheduler.instance import Instance
from scheduler.objective import course_cost
from scheduler.pinned import Pinned
from scheduler.plan import PlannedAppointment
from scheduler.problem import Problem
from scheduler.resident_starts import ResidentMeetings
from scheduler.starts import Floats
from scheduler.warm import drafts

SMALL = 6_000  # Booleans that CP-SAT settles at once
MEDIUM = 40_000  # Booleans worth a try once prices are final
_ROUNDS = 15  # attempts between two looks at the prices
_SHARE = 0.3  # of the time left, for each try of the exact model
_LATE = 1.0  # seconds


class Engine:
    """What is known so far, and the steps that know more."""

    def __init__(self, problem: Problem, workers: int, seed: int, small: int = SMALL, medium: int = MEDIUM) -> None:
        self._problem = problem
        self._workers, self._seed = workers, seed
        self._small, self._medium = small, medium
        pinned = Pinned(problem)
        self._fixed, self._fixed_cost = pinned.appointments, pinned.cost
        self._instance = Instance(problem, pinned.others, meetings=ResidentMeetings(problem))
        self._capacity = pinned.capacity
        self._chains: dict[int, Chain] = {}
        self._value = np.inf
        self._bound = -np.inf

    # -- what is known ---------------------------------------------------------------------------------------------

    @property
    def value(self) -> int:
        """Cost of the best plan."""
        return round(self._value) + self._fixed_cost

    @property
    def bound(self) -> int:
        """What every plan costs at least."""
        return round(min(self._bound, self._value)) + self._fixed_cost

    def appointments(self) -> list[PlannedAppointment]:
        """The best plan."""
        found = [a for course, chain in self._chains.items() for a in appointments_of(self._instance, course, chain)]
        return [*self._fixed, *found]

    def _settled(self) -> bool:
        return self._bound >= self._value

    def _improve(self, value: float, chains: dict[int, Chain]) -> None:
        if value < self._value:
            self._value, self._chains = value, dict(chains)
            self._tell(self._value, self._bound)

    def _raise_bound(self, bound: float) -> None:
        if bound > self._bound:
            self._bound = bound
            self._tell(self._value, bound)

    def _tell(self, value: float, bound: float) -> None:
        self._clock.tell(value + self._fixed_cost, bound + self._fixed_cost)

    def _hear(self, value: int, bound: int) -> None:
        """Pass on what CP-SAT says while it looks: its own bound may lie below what is known already."""
        self._tell(min(value, self._value), max(bound, self._bound))

    # -- steps -----------------------------------------------------------------------------------------------------

    def run(self, clock: Clock) -> bool:
        """Begin, bound, then improve both until they meet or time is up; raises Unplannable where nothing was found."""
        self._clock = clock
        self._plan()
        return True

    def _plan(self) -> None:
        begun = list(drafts(self._instance, self._capacity, self._clock.over))
        for draft in begun:
            self._improve(draft.cost(), draft.chains)
        if begun and len(self._instance.courses) <= 1 and not self._clock.over():
            self._raise_bound(self._value)  # one course alone was planned exactly
            return
        relaxation = Relaxation(self._instance, self._capacity)
        first = relaxation.ask(relaxation.no_prices())
        self._raise_bound(first.bound)
        if not np.isfinite(first.bound):
            raise Unplannable("no plan keeps every pin")
        self._try_exactly(relaxation, first.prices, self._small if begun else np.inf, 1.0)
        if not begun and not np.isfinite(self._value):
            raise Unplannable("no plan that keeps every pin was found in time")
        if not self._settled() and not self._clock.over():
            best = min(begun, key=lambda draft: draft.cost(), default=None)
            if best is not None:
                self._search(relaxation, Search(best, self._alone(first.chains), self._seed))

    def _alone(self, chains: list[Chain]) -> list[float]:
        """What each course costs when no other is there."""
        costs = [float(tariff.ending[0]) for tariff in self._instance.tariffs]
        for chain in chains:
            course = self._instance.pairs[chain.pair].course
            costs[course] = min(costs[course], chain.cost)
        return costs

    def _search(self, relaxation: Relaxation, search: Search) -> None:
        # Heavy to import, and small problems never need it.
        from scheduler.columns import Master  # noqa: PLC0415

        master = Master(relaxation)
        tried_at = np.inf
        for chain in self._chains.values():
            master.add(chain)
        while not self._settled() and not self._clock.over():
            if not master.done:
                master.step(self._clock.left(), self._clock.over)
                self._raise_bound(master.best.proven)
            search.rounds(_ROUNDS, self._bound, self._guide(relaxation, master.best.prices), self._clock.over)
            if search.best_cost < self._value:
                self._improve(search.best_cost, search.best)
                for chain in search.best.values():
                    master.add(chain)
            if master.done and self._value - self._bound < 0.7 * tried_at:
                tried_at = self._value - self._bound
                self._try_exactly(relaxation, master.best.prices, self._medium, _SHARE)

    def _guide(self, relaxation: Relaxation, prices: Floats) -> dict[int, Floats]:
        price, base = relaxation.shared.price(prices), relaxation.chains.base
        return {pair: price[base[pair] : base[pair + 1]] for pair in range(len(self._instance.pairs))}

    def _try_exactly(self, relaxation: Relaxation, prices: Floats, most: float, share: float) -> None:
        """CP-SAT over all that a better plan could use, if that is little enough."""
        if self._settled() or (np.isfinite(self._value) and self._clock.over()):
            return
        # Heavy to import, and a repair of one course never needs it.
        from scheduler import exact  # noqa: PLC0415

        # Where there is no plan at all, one a little late is better than none.
        clock = self._clock if np.isfinite(self._value) else replace(self._clock, seconds=self._clock.seconds + _LATE)
        until = clock.left() * (1 - share)
        reached = exact.reach(relaxation, prices, self._value)
        if exact.size(reached) > most:
            return
        how = exact.How(lambda: clock.left() - until, self._workers, self._seed, clock.over, self._hear)
        found = exact.search(self._instance, self._capacity, reached, how, self._chains.values())
        if found.impossible and not np.isfinite(self._value):
            raise Unplannable("no plan keeps every pin")
        if found.chains is not None:
            self._improve(self._cost_of(found.chains), found.chains)
        self._raise_bound(min(found.bound, self._value))

    def _cost_of(self, chains: dict[int, Chain]) -> float:
        courses = self._instance.courses
        return float(
            sum(
                course_cost(self._problem, courses[at], appointments_of(self._instance, at, chain))
                for at, chain in chains.items()
            )
        )
