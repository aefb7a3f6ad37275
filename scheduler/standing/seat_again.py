"""Courses of a plan placed anew, one after the other, while everything else stays as it is."""

from collections.abc import Callable, Iterable

from scheduler.clock import OutOfTime, never
from scheduler.plan import PlannedAppointment
from scheduler.problem import Problem
from scheduler.standing.change import stay_possible
from scheduler.standing.group import by_urgency
from scheduler.standing.in_turn import place_better
from scheduler.standing.salvage import salvaged
from scheduler.standing.standing_plan import StandingPlan

Held = tuple[PlannedAppointment, ...]


def stood_up(problem: Problem, held: Iterable[PlannedAppointment]) -> StandingPlan:
    """The plan of what can still be kept of these appointments, each course a lawful beginning; pins stay anyway."""
    plan = StandingPlan(problem, held)
    for name, course in plan.courses.items():
        if len(course.pins) == course.sessions:
            continue
        mine = plan.held(name)
        kept = salvaged(course, stay_possible(plan, mine))
        if len(kept) < len(mine):
            plan.lift(name)
            plan.put(name, kept)
    return plan


def seat_again(
    plan: StandingPlan,
    names: Iterable[str],
    *,
    good: Callable[[str, Held], bool] | None = None,
    heard: Callable[[int], None] | None = None,
    stop: Callable[[], bool] = never,
) -> None:
    """Place these courses anew, the most urgent first, each exactly and never dearer than it was.

    The same plan has the same answer: nothing here looks at a clock. A course stays as it was where
    what it would have is not `good`. `heard` is told how many are done. Raises OutOfTime once stopped.
    """
    for done, name in enumerate(by_urgency(plan.courses[name] for name in names), 1):
        if stop():
            raise OutOfTime
        held = plan.held(name)
        place_better(plan, name)
        if good is not None and not good(name, plan.held(name)):
            plan.lift(name)
            plan.put(name, held)
        if heard is not None:
            heard(done)
