"""Small plans that stand, and things that happen to them."""

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import strategies as st

from scheduler.plan import PlannedAppointment
from scheduler.problem import DAY, Course, Problem, Standing, Window
from scheduler.standing.change import Change, missed, new_roster, withdrawn_day
from scheduler.standing.standing_plan import StandingPlan
from scheduler.starts import cells
from tests.scheduler.solve import making, plainly


def told(problem: Problem, appointments: list[PlannedAppointment], dice: Random) -> Problem:
    """The problem with most of these appointments promised, some firmly, and without pins that the plan breaks."""
    kept = {(a.course, a.number, a.counsellor, a.start, a.place) for a in appointments}
    courses = []
    for course in problem.courses:
        standing = tuple(
            Standing(a.number, a.counsellor, a.start, a.place, dice.random() < 0.3)
            for a in appointments
            if a.course == course.id and dice.random() < 0.85
        )
        pins = tuple(p for p in course.pins if (course.id, p.number, p.counsellor, p.start, p.place) in kept)
        courses.append(replace(course, standing=standing, pins=pins))
    return replace(problem, courses=tuple(courses))


def make(seed: int, most_courses: int = 3, most_windows: int = 7) -> StandingPlan:
    """The standing plan that a seed stands for; `now` lies somewhere in the horizon."""
    problem = making.make(seed, most_courses, most_windows)
    dice = Random(seed + 1)
    appointments = plainly.crowd(problem, dice.sample(problem.courses, len(problem.courses)))
    now = dice.choice([0, 0, 0, dice.randrange(making.DAYS * DAY)])
    return StandingPlan(told(problem, appointments, dice), appointments, now=now)


def plans(most_courses: int = 3, most_windows: int = 7) -> st.SearchStrategy[StandingPlan]:
    """Standing plans by seed."""
    return st.integers(0, 2**40).map(lambda seed: make(seed, most_courses, most_windows))


def event(plan: StandingPlan, dice: Random) -> Change:
    """Something that happens: a miss, an absence, or another roster for one or several officers."""
    coming = [a for a in plan.appointments() if a.start >= plan.now]
    kind = dice.choice(["missed", "missed", "away", "roster", "team"])
    if kind == "missed" and coming:
        a = dice.choice(coming)
        return missed(plan, a.course, a.number)
    later = [a for a in coming if a.start // DAY > plan.now // DAY]
    if kind == "away" and later:
        a = dice.choice(later)
        return withdrawn_day(plan, a.counsellor, a.start // DAY)
    names = dice.sample(list(plan.courses), 1 if kind == "roster" else len(plan.courses))
    return new_roster(plan, names, lambda course: _other_windows(course, plan.now, dice))


def _other_windows(course: Course, now: int, dice: Random) -> tuple[Window, ...]:
    kept = tuple(window for window in course.windows if window.start < now or dice.random() < 0.7)
    return kept or course.windows


def state(plan: StandingPlan) -> tuple[object, ...]:
    """Every count of a plan, to be compared."""
    counts = [
        getattr(capacity, name).tolist()
        for capacity in (plan.capacity, plan.unmovable)
        for name in ("free", "day", "week", "caseload", "rooms")
    ]
    tolls = [plan.tolls.price(who, np.arange(cells(plan.frame)), 1).tolist() for who in plan.counsellor_at.values()]
    return *counts, tolls, {course: plan.cost(course) for course in plan.courses}
