"""The best starts to offer for a course's next session, each with the course that would follow from it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.capacity import Capacity
from scheduler.chains import Chain, Chains
from scheduler.course_best import alone, appointments_of
from scheduler.instance import Instance
from scheduler.plan import PlannedAppointment
from scheduler.problem import Problem


@dataclass(frozen=True, slots=True)
class Offer:
    """One start for the next session; `cost` is that of the whole course if it is taken, `course` all its sessions."""

    start: int
    place: str
    counsellor: str
    cost: int
    course: tuple[PlannedAppointment, ...]


def offers(
    problem: Problem, course_id: str, taken: Sequence[PlannedAppointment], count: int = 5, *, apart: int = 1
) -> list[Offer]:
    """At most `count` starts, cheapest whole course first, every other appointment as taken.

    Each start is offered once, at the place and with the counsellor that suit the course best; starts less than `apart`
    minutes from a better one are left out. Raises KeyError for an unknown course.
    """
    instance, capacity = alone(problem, course_id, taken)
    if not instance.pairs:
        return []
    return _Ranking(instance, capacity).best(count, apart)


class _Ranking:
    def __init__(self, instance: Instance, capacity: Capacity) -> None:
        self._instance = instance
        pairs = range(len(instance.pairs))
        self._chains = chains = Chains(instance, pairs)
        free = np.concatenate([capacity.open_starts(instance, p) for p in pairs])
        self._room = np.array([capacity.week_room(instance.pairs[p].counsellor, instance.days) for p in pairs])
        self._valued = chains.value(free=free)
        self._tables = [chains.at_level(self._valued, level) for level in range(chains.levels)]
        self._rest = chains.rest(self._tables, self._room)
        follows = (chains.opening + self._rest[0][0])[chains.row, chains.day]
        self._total = follows + chains.start_costs(self._valued, 0)

    def best(self, count: int, apart: int) -> list[Offer]:
        """The offers, cheapest first, the earlier one where two cost the same."""
        chosen: list[int] = []
        grid = self._instance.problem.grid
        order = np.lexsort((self._chains.cell, self._total))
        for at in order[np.isfinite(self._total[order])].tolist():
            start = int(self._chains.cell[at]) * grid
            if len(chosen) == count:
                break
            if all(abs(start - int(self._chains.cell[other]) * grid) >= max(apart, 1) for other in chosen):
                chosen.append(at)
        return [self._offer(at) for at in chosen]

    def _offer(self, at: int) -> Offer:
        chains, row = self._chains, int(self._chains.row[at])
        day = chains.day[at : at + 1]
        days = chains.walk(self._tables, self._rest, np.array([row]), day, self._room)[0]
        later = [
            chains.start_at(self._valued, self._tables[level], level, row, on)
            for level, on in enumerate(days[1:], start=1)
        ]
        chain = Chain(row, float(self._total[at]), tuple(p - int(chains.base[row]) for p in [at, *later]))
        course = appointments_of(self._instance, 0, chain)
        first = course[0]
        return Offer(first.start, first.place, first.counsellor, round(chain.cost), course)
