"""The best course for one officer, exactly, with every other appointment as taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scheduler.capacity import Capacity, taken_capacity
from scheduler.chains import Chain, Chains
from scheduler.instance import Instance
from scheduler.plan import PlannedAppointment
from scheduler.problem import DAYS_PER_WEEK, Problem
from scheduler.resident_starts import ResidentMeetings
from scheduler.starts import Floats, Ints

Free: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """One course's appointments and their exact cost."""

    cost: int
    appointments: tuple[PlannedAppointment, ...]


class Unplannable(ValueError):
    """No plan keeps the course's pins beside what is taken."""


def best_course(problem: Problem, course_id: str, taken: Sequence[PlannedAppointment]) -> CoursePlan:
    """The cheapest way to hold what the course is owed; appointments of the course itself in `taken` do not count.

    Raises KeyError for an unknown course, Unplannable if its pins cannot be kept.
    """
    instance, capacity = alone(problem, course_id, taken)
    chain = CourseSearch(instance, 0).best(capacity)
    if chain is None:
        raise Unplannable(f"course {course_id!r}: its pins cannot all be kept")
    return CoursePlan(round(chain.cost), appointments_of(instance, 0, chain))


def alone(problem: Problem, course_id: str, taken: Sequence[PlannedAppointment]) -> tuple[Instance, Capacity]:
    """An instance of one course, and what the others leave of the capacity."""
    course = next((course for course in problem.courses if course.id == course_id), None)
    if course is None:
        raise KeyError(course_id)
    others = [a for a in taken if a.course != course_id]
    return Instance(problem, [course], meetings=ResidentMeetings(problem)), taken_capacity(problem, others)


def appointments_of(instance: Instance, course: int, chain: Chain) -> tuple[PlannedAppointment, ...]:
    """A chain in the words of a plan."""
    if chain.pair < 0:
        return ()
    problem, pair, asked = instance.problem, instance.pairs[chain.pair], instance.courses[course]
    who = problem.counsellors[pair.counsellor].id
    return tuple(
        PlannedAppointment(
            asked.id,
            number,
            who,
            int(pair.starts.cell[at]) * problem.grid,
            problem.places[pair.starts.place[at]].id,
        )
        for number, at in zip(asked.numbers, chain.at, strict=False)
    )


class CourseSearch:
    """Finds the cheapest chain of one course again and again, as capacity and prices change."""

    def __init__(self, instance: Instance, course: int) -> None:
        self._instance = instance
        self._pairs = instance.pairs_of[course]
        self._empty = float(instance.tariffs[course].ending[0])
        self._chains = Chains(instance, self._pairs)

    def best(self, capacity: Capacity, prices: Mapping[int, Floats] | None = None) -> Chain | None:
        """The cheapest chain that fits; `prices` of starts by pair weigh on the choice but not on the cost given back.

        None if a pin cannot be kept.

        Weekly limits matter only where a course would have two sessions in one week, so that is tried without first.
        """
        if not self._pairs:
            return self._unplaced()
        free = np.concatenate([capacity.open_starts(self._instance, p) for p in self._pairs])
        found = self._search(free, prices, None)
        if found is not None and self._overfills(found, capacity):
            people = [self._instance.pairs[p].counsellor for p in self._pairs]
            room = np.array([capacity.week_room(who, self._instance.days) for who in people])
            found = self._search(free, prices, room)
        return found

    def _unplaced(self) -> Chain | None:
        return Chain(-1, self._empty, ()) if np.isfinite(self._empty) else None

    def _search(self, free: Free, prices: Mapping[int, Floats] | None, room: Ints | None) -> Chain | None:
        chains = self._chains
        price = None if prices is None else np.concatenate([prices[p] for p in self._pairs])
        valued = chains.value(price, free)
        tables = [chains.at_level(valued, level) for level in range(chains.levels)]
        rest = chains.rest(tables, room)
        total = chains.opening + tables[0] + rest[0][0]
        best = int(total.argmin())
        row, day = divmod(best, self._instance.days)
        cost = float(total[row, day])
        if not cost < self._empty:
            return self._unplaced()
        days = chains.walk_one(tables, rest, (row, day), room)
        at = tuple(
            chains.start_at(valued, tables[level], level, row, on) - int(chains.base[row])
            for level, on in enumerate(days)
        )
        if price is not None:
            cost -= float(price[np.array(at) + chains.base[row]].sum())
        return Chain(self._pairs[row], cost, at)

    def fits(self, capacity: Capacity, chain: Chain) -> bool:
        """Whether a chain of the course could be taken as it is."""
        if chain.pair < 0:
            return True
        free = capacity.open_starts(self._instance, chain.pair)
        return bool(free[list(chain.at)].all()) and not self._overfills(chain, capacity)

    def _overfills(self, chain: Chain, capacity: Capacity) -> bool:
        if chain.pair < 0:
            return False
        pair = self._instance.pairs[chain.pair]
        weeks = pair.starts.day[list(chain.at)] // DAYS_PER_WEEK
        found, times = np.unique(weeks, return_counts=True)
        return bool((times > capacity.week[pair.counsellor, found]).any())
