"""A plan in little time and without compiled loops: what stands and is still possible, then course after course."""

from collections.abc import Callable, Sequence

from scheduler.course_best import Unplannable
from scheduler.plan import PlannedAppointment
from scheduler.problem import Course, Pin, Problem, Standing
from scheduler.standing.change import stay_possible
from scheduler.standing.group import by_urgency
from scheduler.standing.salvage import salvaged
from scheduler.standing.seat import Seat
from scheduler.standing.standing_plan import StandingPlan


def planned_in_turn(problem: Problem, over: Callable[[], bool]) -> list[PlannedAppointment]:
    """Courses with pins at once, then what of the standing plan is possible, then all others until time is up.

    Each is placed exactly beside those before it, the most urgent first. However little time there is, pins are kept
    and so is what stands. Raises Unplannable where one course's pins cannot be kept beside those of the others.
    """
    plan = StandingPlan(problem, ())
    turns = by_urgency(problem.courses)
    pinned = [name for name in turns if plan.courses[name].pins]
    for name in pinned:
        plan.put(name, _named(plan.courses[name], plan.courses[name].pins))
    for name in pinned:
        plan.lift(name)
        if not _place(plan, name):
            raise Unplannable(f"course {name!r}: its pins cannot all be kept beside those of others")
    others = [name for name in turns if not plan.courses[name].pins]
    for name in others:
        plan.put(name, _still_standing(plan, plan.courses[name]))
    for name in others:
        if over():
            break
        if len(plan.held(name)) < plan.courses[name].sessions:
            place_better(plan, name)
    return list(plan.appointments())


def _named(course: Course, promises: Sequence[Pin | Standing]) -> list[PlannedAppointment]:
    return [PlannedAppointment(course.id, one.number, one.counsellor, one.start, one.place) for one in promises]


def _place(plan: StandingPlan, name: str) -> bool:
    """Place a lifted course as well as the others allow; whether its pins can be kept."""
    seat = Seat(plan, name, ())
    best = seat.best(plan.capacity)
    if best is not None:
        plan.put(name, seat.appointments(best), round(best.cost))
    return best is not None


def place_better(plan: StandingPlan, name: str) -> None:
    """Place a course of the plan anew, beside all others as they are, unless what it has costs less."""
    cost, held = plan.cost(name), plan.lift(name)
    if _place(plan, name) and plan.cost(name) <= cost:
        return
    plan.lift(name)
    plan.put(name, held)


def _still_standing(plan: StandingPlan, course: Course) -> tuple[PlannedAppointment, ...]:
    """What of the course's promises is possible beside the rest of the plan, as a lawful beginning of the course."""
    kept = sorted(stay_possible(plan, _named(course, course.standing)), key=lambda a: a.number)
    plan.put(course.id, kept)
    while lost := [a for a in plan.held(course.id) if plan.is_overfull(a)]:
        rest = [a for a in plan.lift(course.id) if a != lost[-1]]
        plan.put(course.id, rest)
    return salvaged(course, plan.lift(course.id))
