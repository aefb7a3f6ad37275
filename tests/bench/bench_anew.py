"""What mending a plan costs, and whom it moves, beside planning the whole anew with the same clock.

A short run: RELIEF_BENCH_ANEW_COURSES=150 RELIEF_BENCH_ANEW_SECONDS=5.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random
from time import monotonic

from scheduler.check import check
from scheduler.compile_loops import main as compile_loops
from scheduler.io import read_problem
from scheduler.objective import objective
from scheduler.plan import PlannedAppointment
from scheduler.problem import DAY, Course, Problem
from scheduler.solve import solve
from scheduler.standing.change import Change, missed, new_roster, withdrawn_day
from scheduler.standing.mend import mend
from scheduler.standing.standing_plan import StandingPlan, promised
from tests.bench.problem_files import make_problem, must_be_here
from tests.bench.roster_changes import FIVE_WEEKS, a_day_later, period
from tests.bench.rows import Row, Table

COURSES = int(os.environ.get("RELIEF_BENCH_ANEW_COURSES", "900"))
SECONDS = float(os.environ.get("RELIEF_BENCH_ANEW_SECONDS", "60"))
NOW, FIRM_DAYS = 21 * DAY, 14
TEAM = 30
MENDED, FROM_NOTHING, WITH_PROMISES = "mended", "anew from nothing", "anew, promises known"

Appointments = tuple[PlannedAppointment, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan after a change: its cost with and without what moving costs, how many it moved, and what it took."""

    cost: int
    plain_cost: int
    moved: int
    firm_moved: int
    seconds: float


def measure() -> Table:
    """Plan, promise, change, mend, and plan anew; a plan that the checker refuses fails the bench."""
    must_be_here()
    compile_loops()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "problem.json"
        make_problem(COURSES, path)
        problem = read_problem(str(path))
    return Table(
        "Mending against planning anew",
        f"{COURSES:,} courses, seed 1, planned within {SECONDS:g} s and promised, firmly for two weeks. On day "
        f"{NOW // DAY} something changes, and each way has at most {SECONDS:g} s: mending (one processor), planning "
        "the whole anew from nothing, and planning it anew with the promises known (two processors each). All plans "
        "are of the same changed problem, for all that is still to come. Cost counts what moving a promise costs, "
        "`without moves` leaves that out; moved: told appointments that are not as they were told (a missed one is one "
        "of them), the firm ones of these; seconds are of wall time.",
        tuple(rows(problem, SECONDS)),
    )


def rows(problem: Problem, seconds: float) -> Iterator[Row]:
    """For each change what each way of planning came to."""
    begun = solve(problem, seconds=seconds)
    left, coming = remaining(problem, begun.appointments, NOW)
    told = promised(left, coming, NOW + FIRM_DAYS * DAY)
    for name, change in changes(StandingPlan(told, coming, now=NOW)):
        plan = StandingPlan(told, coming, now=NOW)
        found = dict(_ways(plan, change(plan), seconds))
        for way, outcome in found.items():
            against = "" if way == MENDED else f"{name}, {MENDED}"
            for what, value, unit in _figures(outcome):
                yield Row(f"{name}, {way}: {what}", value, unit, against and f"{against}: {what}")


def _figures(found: Outcome) -> tuple[tuple[str, float, str], ...]:
    return (
        ("cost", found.cost, ""),
        ("cost without moves", found.plain_cost, ""),
        ("appointments moved", found.moved, ""),
        ("firm ones moved", found.firm_moved, ""),
        ("wall time", found.seconds, "s"),
    )


def remaining(problem: Problem, appointments: Iterable[PlannedAppointment], now: int) -> tuple[Problem, Appointments]:
    """What is owed once `now` has come and nobody missed anything before it, and the appointments still to come."""
    held: dict[str, list[PlannedAppointment]] = {course.id: [] for course in problem.courses}
    for a in appointments:
        held[a.course].append(a)
    courses = [_from(course, [a for a in held[course.id] if a.start < now], now) for course in problem.courses]
    owing = tuple(course for course in courses if course.sessions)
    coming = tuple(a for course in owing for a in held[course.id] if a.start >= now)
    return replace(problem, courses=owing), coming


def _from(course: Course, over: Sequence[PlannedAppointment], now: int) -> Course:
    earliest = max(course.earliest, now)
    if not over:
        return replace(course, earliest=earliest)
    return replace(
        course,
        sessions=course.sessions - len(over),
        first_number=course.first_number + len(over),
        previous=max(a.start for a in over),
        earliest=earliest,
        counsellors=tuple(able for able in course.counsellors if able[0] == over[0].counsellor),
    )


def changes(plan: StandingPlan) -> Iterator[tuple[str, Callable[[StandingPlan], Change]]]:
    """Each change by name: small ones first, the last for a fifth of all officers."""
    first = min(plan.appointments(), key=lambda a: (a.start, a.course))
    yield "one miss", lambda plan: missed(plan, first.course, first.number)
    yield "a counsellor's day", lambda plan: withdrawn_day(plan, first.counsellor, first.start // DAY)
    team = Random(3).sample(list(plan.courses), min(TEAM, len(plan.courses)))
    yield f"{len(team)} officers", partial(_moved_rosters, names=team)
    group = [course.id for course in plan.courses.values() if period(course) == FIVE_WEEKS]
    yield f"one whole pattern, {len(group)} officers", partial(_moved_rosters, names=group)


def _moved_rosters(plan: StandingPlan, names: Sequence[str]) -> Change:
    return new_roster(plan, names, partial(a_day_later, now=NOW))


def _ways(plan: StandingPlan, change: Change, seconds: float) -> Iterator[tuple[str, Outcome]]:
    before = plan.appointments()
    took = mend(plan, change, seconds=seconds).seconds
    after = plan.problem()
    yield MENDED, outcome(after, before, plan.appointments(), took)
    for name, asked in ((FROM_NOTHING, without_promises(after)), (WITH_PROMISES, after)):
        begun = monotonic()
        found = solve(asked, seconds=seconds).appointments
        yield name, outcome(after, before, found, monotonic() - begun)


def without_promises(problem: Problem) -> Problem:
    """The same problem where nobody has been told anything."""
    return replace(problem, courses=tuple(replace(course, standing=()) for course in problem.courses))


def outcome(problem: Problem, before: Appointments, after: Appointments, seconds: float) -> Outcome:
    """Judge a plan; raises ValueError where the checker finds a fault in it."""
    if faults := check(problem, after):
        raise ValueError(f"a plan that breaks {len(faults)} rules: {faults[0]}")
    moved = set(before) - set(after)
    return Outcome(
        cost=objective(problem, after),
        plain_cost=objective(without_promises(problem), after),
        moved=len(moved),
        firm_moved=sum(a.start < NOW + FIRM_DAYS * DAY for a in moved),
        seconds=seconds,
    )
