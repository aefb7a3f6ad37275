"""The best starts to offer for a course's next session, each with the course that would follow from it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.by_session import SessionSearch
from scheduler.capacity import Capacity
from scheduler.chains import Chain
from scheduler.course_best import alone, appointments_of
from scheduler.instance import Instance
from scheduler.objective import window_of
from scheduler.plan import PlannedAppointment
from scheduler.problem import Problem
from scheduler.standing.seat import Seat
from scheduler.standing.standing_plan import StandingPlan


@dataclass(frozen=True, slots=True)
class Offer:
    """One start for the next session; `cost` is that of the whole course if it is taken, `course` all its sessions.

    `risk` is the chance, in thousandths, that the session at this start is missed.
    """

    start: int
    place: str
    counsellor: str
    cost: int
    course: tuple[PlannedAppointment, ...]
    risk: int


def offers(
    problem: Problem, course_id: str, taken: Sequence[PlannedAppointment], count: int = 5, *, apart: int = 1
) -> list[Offer]:
    """At most `count` starts, cheapest whole course first, every other appointment as taken.

    Each start is offered once, at the place and with the counsellor that suit the course best; starts less than `apart`
    minutes from a better one are left out. Raises KeyError for an unknown course.
    """
    instance, capacity = alone(problem, course_id, taken)
    return _best(instance, capacity, 0, (count, apart))


def standing_offers(plan: StandingPlan, course_id: str, count: int = 5, *, apart: int = 1) -> list[Offer]:
    """The same for the next session still to come of a course in a standing plan, whose own appointments then move.

    What is over stays. The plan is as before afterwards. Raises KeyError for an unknown course.
    """
    if course_id not in plan.courses:
        raise KeyError(course_id)
    cost, held = plan.cost(course_id), plan.lift(course_id)
    over = [a for a in held if a.start < plan.now]
    try:
        seat = Seat(plan, course_id, over)
        return [] if seat.is_hopeless else _best(seat.instance, plan.capacity, len(over), (count, apart))
    finally:
        plan.put(course_id, held, cost)


def _best(instance: Instance, capacity: Capacity, level: int, wanted: tuple[int, int]) -> list[Offer]:
    """The offers for one level, cheapest first, the earlier one where two cost the same."""
    if not instance.pairs or level >= instance.courses[0].sessions:
        return []
    search = SessionSearch(instance, capacity)
    total, cell, grid = search.totals(level), search.chains.cell, instance.problem.grid
    chosen: list[int] = []
    order = np.lexsort((cell, total))
    for at in order[np.isfinite(total[order])].tolist():
        if len(chosen) == wanted[0]:
            break
        if all(abs(int(cell[at] - cell[other])) * grid >= max(wanted[1], 1) for other in chosen):
            chosen.append(at)
    return [_offer(instance, level, search.onward(level, at, float(total[at]))) for at in chosen]


def _offer(instance: Instance, level: int, chain: Chain) -> Offer:
    course = appointments_of(instance, 0, chain)
    a = course[level]
    window = window_of(instance.problem.weights, instance.courses[0], a)
    return Offer(a.start, a.place, a.counsellor, round(chain.cost), course, window.risk if window else 0)
