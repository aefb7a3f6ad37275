"""Many courses of a plan that stands, placed anew at once: by prices, beside all others as they are."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from scheduler.clock import Clock, OutOfTime
from scheduler.market.kept import is_compiled
from scheduler.plan import PlannedAppointment
from scheduler.problem import Course, Pin, Window
from scheduler.standing.standing_plan import StandingPlan

MANY = 60
"""Courses from which on prices find more in a few seconds than placing one after the other; fewer need no prices."""

_Held = Mapping[str, Sequence[PlannedAppointment]]


def place_crowd(plan: StandingPlan, asked: Sequence[str], clock: Clock, *, seed: int = 0, workers: int = 1) -> bool:
    """Place these courses anew together, if that costs less than what they hold; whether it did.

    All others stay as they are, and so does everything before the plan's `now`. Takes all the time that the clock gives
    unless the best plan is proven sooner. Does nothing while the loops of the engine for crowded problems are not
    compiled, which would take longer than any mending may.
    """
    if not is_compiled():
        return False
    # Heavy to import, and mending a few courses never needs it.
    from scheduler.market.planner import Planner  # noqa: PLC0415

    before = sum(plan.cost(name) for name in asked)
    held = {name: plan.lift(name) for name in asked}
    courses = [_still_to_come(plan, plan.courses[name], held[name]) for name in asked]
    problem = replace(plan.frame, courses=tuple(courses))
    is_found = False
    found: dict[str, list[PlannedAppointment]] = {name: [] for name in asked}
    with suppress(OutOfTime):
        planner = Planner(problem, courses, plan.capacity.copy(), (workers, seed), clock.over)
        is_found = planner.run(clock)
    if is_found:
        for a in planner.appointments():
            found[a.course].append(a)
        if _put(plan, found) and _keeps_what_is_over(plan, held, found) and _cost(plan, asked) < before:
            return True
        _lift(plan, asked)
    _put(plan, held)
    return False


def _still_to_come(plan: StandingPlan, course: Course, mine: Sequence[PlannedAppointment]) -> Course:
    """The course with what it held before `now` pinned, and nothing else possible before then."""
    over = [a for a in mine if a.start < plan.now]
    pinned = {pin.number for pin in course.pins}
    pins = [Pin(a.number, a.counsellor, a.start, a.place) for a in over if a.number not in pinned]
    if plan.now <= 0:
        return course
    first = -(-plan.now // plan.frame.grid) * plan.frame.grid
    begun = [window for w in course.windows if w.start < first for window in _cut(w, first, over)]
    windows = [*begun, *(w for w in course.windows if w.start >= first)]
    return replace(course, pins=(*course.pins, *pins), windows=tuple(windows))


def _cut(window: Window, first: int, over: Sequence[PlannedAppointment]) -> list[Window]:
    """What of a window lies at `first` or later, and before it only where something was."""
    if any(window.start <= a.start < window.end for a in over):
        return [window]
    return [replace(window, start=first)] if window.end > first else []


def _keeps_what_is_over(plan: StandingPlan, held: _Held, found: _Held) -> bool:
    """Whether nothing before `now` came or went; a long window of something that is over could let it."""

    def over(mine: Sequence[PlannedAppointment]) -> set[PlannedAppointment]:
        return {a for a in mine if a.start < plan.now}

    return all(over(held[name]) == over(found[name]) for name in held)


def _put(plan: StandingPlan, held: _Held) -> bool:
    """Give courses their appointments; whether that is one too many for nobody."""
    for name, mine in held.items():
        plan.put(name, mine)
    return not any(plan.is_overfull(a) for mine in held.values() for a in mine if a.start >= plan.now)


def _lift(plan: StandingPlan, names: Sequence[str]) -> None:
    for name in names:
        plan.lift(name)


def _cost(plan: StandingPlan, names: Sequence[str]) -> int:
    return sum(plan.cost(name) for name in names)
