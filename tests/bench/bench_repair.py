"""How fast and how well a nation's plan is mended: one miss, a change to 300 officers, five offers."""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from scheduler.compile_loops import load_in_background
from scheduler.io import read_problem
from scheduler.offers import standing_offers
from scheduler.plan import PlannedAppointment
from scheduler.problem import DAY, Problem
from scheduler.standing.change import missed, new_roster
from scheduler.standing.making_room import Moves
from scheduler.standing.mend import Mended, mend
from scheduler.standing.standing_plan import StandingPlan, promised
from tests.bench import plan_40
from tests.bench.plain_plans import by_priority, first_come_first_served
from tests.bench.roster_changes import a_day_later, some_days_later
from tests.bench.rows import NothingToMeasure, Row, Table

SIZE = ("--courses", "4500", "--counsellors", "200", "--weeks", "16", "--seed", "1")
MISSES, OFFERS, TEAM = 400, 200, 300
NOW, FIRM_DAYS = 21 * DAY, 14
SECONDS, MUCH = 5, 40
WARM = 10  # the first questions fill what stays in memory


def measure() -> Table:
    """Plan a nation plainly, then mend that plan again and again, each time from the same state."""
    if not plan_40.BENCH.is_dir():
        raise NothingToMeasure("../shared/bench, which makes the problems, is not here")
    return Table(
        "Mending a nation's plan",
        "4,500 courses, 200 counsellors, 16 weeks; the plan is that of priority order, promised, firm for two weeks. "
        "Misses and offers are CPU milliseconds of one question in the process that holds the plan, each miss undone "
        "before the next. `Cost` is that of the courses concerned.",
        tuple(rows(_problem(SIZE))),
    )


def _problem(size: Sequence[str]) -> Problem:
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "problem.json")
        generate = [sys.executable, str(plan_40.BENCH / "generate.py"), *size, "--out", path]
        subprocess.run(generate, check=True, stdout=subprocess.DEVNULL)
        return read_problem(path)


def rows(problem: Problem, misses: int = MISSES, offers: int = OFFERS, team: int = TEAM) -> list[Row]:
    """All figures for one problem."""
    greedy, plain = by_priority(problem), first_come_first_served(problem)
    costs = [sum(plan.cost(course) for course in plan.courses) for plan in (plain, greedy)]
    told = promised(problem, greedy.appointments(), NOW + FIRM_DAYS * DAY)
    plan = StandingPlan(told, greedy.appointments(), now=NOW)
    if (loading := load_in_background()) is not None:  # as whoever holds a plan for long does when it starts
        loading.join()
    return [
        Row("first come, first served: cost", costs[0], ""),
        Row("by priority: cost", costs[1], "", against="first come, first served: cost"),
        *_miss_rows(plan, misses),
        *_offer_rows(plan, offers),
        *_team_rows(told, greedy, team),
    ]


def _milliseconds(act: Callable[[], object]) -> float:
    begun = time.process_time()
    act()
    return 1000 * (time.process_time() - begun)


def _spread(what: str, figures: Sequence[float], against: str = "") -> list[Row]:
    return [
        Row(f"{what}: p{share}", float(np.percentile(figures, share)), "ms", against and f"{against}: p{share}")
        for share in (50, 95, 99)
    ]


def _miss_rows(plan: StandingPlan, count: int) -> list[Row]:
    coming = [a for a in plan.appointments() if a.start >= plan.now]
    chosen = random.Random(1).sample(coming, min(count, len(coming)))
    found: list[Row] = []
    plainly, together = "one miss, nobody else moves", "one miss, others make room"
    for name, moves in ((plainly, None), (together, Moves())):
        against = plainly if moves else ""
        figures = [_missed(plan, a, moves) for a in chosen]
        found += _spread(name, [milliseconds for milliseconds, _, _ in figures[WARM:]], against)
        cost = sum(cost for _, cost, _ in figures)
        found.append(Row(f"{name}: cost", cost, "", against and f"{against}: cost"))
        found.append(Row(f"{name}: courses moved", sum(moved for _, _, moved in figures), ""))
    return found


def _missed(plan: StandingPlan, a: PlannedAppointment, moves: Moves | None) -> tuple[float, int, int]:
    """CPU milliseconds, what the plan then costs more than without the course, and how many others moved; undone."""
    course, held = plan.courses[a.course], plan.held(a.course)
    mended: list[Mended] = []
    taken = _milliseconds(lambda: mended.append(mend(plan, missed(plan, a.course, a.number), moves=moves)))
    made_room = mended[0].made_room
    for name in (a.course, *made_room):
        plan.lift(name)
    plan.revise_course(course)
    plan.put(a.course, held)
    for name in made_room:
        plan.put(name, [b for b in mended[0].before if b.course == name])
    return taken, mended[0].cost - sum(plan.cost(name) for name in made_room), len(made_room)


def _offer_rows(plan: StandingPlan, count: int) -> list[Row]:
    names = random.Random(2).sample(list(plan.courses), min(count, len(plan.courses)))
    return _spread("five offers", [_milliseconds(partial(standing_offers, plan, name)) for name in names][WARM:])


def _team_rows(told: Problem, planned: StandingPlan, size: int) -> list[Row]:
    """A team's duties all move by a day, or each by one to three: the same change with little time and with much."""
    found: list[Row] = []
    names = random.Random(3).sample(list(planned.courses), min(size, len(planned.courses)))
    for change, moved in (("a day later", a_day_later), ("one to three days later", some_days_later)):
        short = f"{len(names)} officers {change}, {SECONDS} s"
        for what, seconds in ((short, SECONDS), (f"{len(names)} officers {change}, {MUCH} s", MUCH)):
            plan = StandingPlan(told, planned.appointments(), now=NOW)
            roster = new_roster(plan, names, partial(moved, now=NOW))
            mended = mend(plan, roster, seconds=seconds, moves=None, workers=2)
            found.append(Row(f"{what}: cost", mended.cost, "", f"{short}: cost" if seconds == MUCH else ""))
            found.append(Row(f"{what}: wall time", mended.seconds))
    return found
