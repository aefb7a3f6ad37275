"""Two plain ways to plan a nation, to compare others with: first come, first served, and by priority."""

import numpy as np
from numpy.typing import NDArray

from scheduler.chains import Chain
from scheduler.course_best import appointments_of
from scheduler.instance import Instance, Pair
from scheduler.problem import Course, Problem
from scheduler.standing.seat import Seat
from scheduler.standing.standing_plan import StandingPlan


def first_come_first_served(problem: Problem) -> StandingPlan:
    """Officers in the order in which they may begin; each takes the first start there is, and so on week after week."""
    plan = StandingPlan(problem, ())
    for course in sorted(problem.courses, key=lambda course: course.earliest):
        instance = plan.instance(course.id)
        ways = [
            Chain(at, 0.0, _soonest(course, pair, plan.capacity.open_starts(instance, at)))
            for at, pair in enumerate(instance.pairs)
        ]
        if any(way.at for way in ways):
            best = max(ways, key=lambda way: (len(way.at), -_first(instance, way)))
            plan.put(course.id, appointments_of(instance, 0, best))
    return plan


def _first(instance: Instance, way: Chain) -> int:
    return int(instance.pairs[way.pair].starts.cell[way.at[0]]) if way.at else 0


def _soonest(course: Course, pair: Pair, free: NDArray[np.bool_]) -> tuple[int, ...]:
    """The first start, then each time the first that is about the ideal gap later."""
    chosen: list[int] = []
    day = pair.starts.day
    for _ in range(course.sessions):
        last = int(day[chosen[-1]]) if chosen else None
        fits = free
        if last is not None:
            fits = free & (day >= last + course.gap.ideal) & (day <= last + course.gap.limit)
        found = np.flatnonzero(fits)
        if not found.size:
            break
        chosen.append(int(found[0]))
    return tuple(chosen)


def by_priority(problem: Problem) -> StandingPlan:
    """The most urgent officer chooses first, each the best course that is left."""
    plan = StandingPlan(problem, ())
    for course in sorted(problem.courses, key=lambda course: (-course.priority, course.start_by or 0)):
        seat = Seat(plan, course.id, ())
        best = seat.best(plan.capacity)
        if best is not None:
            plan.put(course.id, seat.appointments(best), round(best.cost))
    return plan
