"""A plan in the making: which chain each open course has, and what that leaves of the capacity."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from scheduler.capacity import Capacity
from scheduler.chains import Chain
from scheduler.course_best import CourseSearch
from scheduler.instance import Instance
from scheduler.starts import Floats


class Draft:
    """Chains by course. Pins of courses that have no chain yet keep their place."""

    def __init__(self, instance: Instance, capacity: Capacity) -> None:
        self.instance = instance
        self.capacity = capacity
        self.chains: dict[int, Chain] = {}
        self._searches = [CourseSearch(instance, at) for at in range(len(instance.courses))]
        self._pins = [self._pinned(at) for at in range(len(instance.courses))]
        for pins in self._pins:
            self._mark(pins, 1)

    def _pinned(self, course: int) -> Chain:
        for pair in self.instance.pairs_of[course]:
            pins = tuple(promise.at for promise in self.instance.pairs[pair].promises if promise.pinned)
            if pins:
                return Chain(pair, 0.0, pins)
        return Chain(-1, 0.0, ())

    def cost(self) -> float:
        """What the courses in the draft cost."""
        return sum(chain.cost for chain in self.chains.values())

    def put(self, course: int, chain: Chain) -> None:
        """Give a course its chain."""
        self._mark(self._pins[course], -1)
        self.chains[course] = chain
        self._mark(chain, 1)

    def lift(self, course: int) -> Chain:
        """Take a course out."""
        chain = self.chains.pop(course)
        self._mark(chain, -1)
        self._mark(self._pins[course], 1)
        return chain

    def _mark(self, chain: Chain, times: int) -> None:
        if chain.pair >= 0:
            pair = self.instance.pairs[chain.pair]
            at = list(chain.at)
            starts = list(zip(pair.starts.cell[at].tolist(), pair.starts.place[at].tolist(), strict=True))
            self.capacity.take(pair.counsellor, pair.busy, pair.sits, starts, times)

    def best(self, course: int, prices: Mapping[int, Floats] | None = None) -> Chain | None:
        """The course's best chain beside the others in the draft; None if its pins cannot be kept."""
        self._mark(self._pins[course], -1)
        found = self._searches[course].best(self.capacity, prices)
        self._mark(self._pins[course], 1)
        return found

    def insert(self, course: int, prices: Mapping[int, Floats] | None = None) -> bool:
        """Place a course as well as the others allow; False if its pins cannot be kept."""
        found = self.best(course, prices)
        if found is not None:
            self.put(course, found)
        return found is not None

    def fits(self, course: int, chain: Chain) -> bool:
        """Whether a chain of the course could be put beside the others."""
        return self._searches[course].fits(self.capacity, chain)

    def insert_all(
        self,
        courses: Iterable[int],
        prices: Mapping[int, Floats] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> bool:
        """Place courses one after the other; False if that failed for one. Once stopped the rest stay empty."""
        return all(self._leave(course) if stop and stop() else self.insert(course, prices) for course in courses)

    def _leave(self, course: int) -> bool:
        """Leave a course without sessions, unless it has pins: those are placed however late it is."""
        empty = self.instance.tariffs[course].ending[0]
        if not np.isfinite(empty):
            return self.insert(course)
        self.put(course, Chain(-1, float(empty), ()))
        return True
