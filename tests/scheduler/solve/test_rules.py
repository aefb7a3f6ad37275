"""Each hard rule of the model is needed: without it the solver breaks the rule and the judge says so."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from ortools.sat.python import cp_model

from scheduler import constraints, exact, starts
from scheduler.bound import Relaxation
from scheduler.capacity import Capacity
from scheduler.check import check
from scheduler.constraints import RULES, Rule
from scheduler.instance import Instance
from scheduler.plan import PlannedAppointment
from scheduler.problem import Problem, Weights
from scheduler.starts import START_RULES, StartRule
from scheduler.variables import Variables
from tests.scheduler.solve.building import at, counsellor, course, daily, pin, presence, problem, window

TWO = (counsellor(), counsellor("c2"))
EITHER = (("c1", 0), ("c2", 0))


def broken(asked: Problem, rules: tuple[Rule, ...] = RULES, starts: tuple[StartRule, ...] = START_RULES) -> set[str]:
    """Which rules the model's own best plan breaks."""
    instance, capacity = Instance(asked, asked.courses, starts), Capacity(asked)
    relaxation = Relaxation(instance, capacity)
    model = Variables(instance, capacity, exact.reach(relaxation, relaxation.no_prices(), np.inf))
    for rule in rules:
        rule(model)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model.model) == cp_model.OPTIMAL
    plan = list(planned_by(model, solver))
    assert plan
    return {fault.rule for fault in check(asked, plan)}


def planned_by(model: Variables, solver: cp_model.CpSolver) -> Iterator[PlannedAppointment]:
    """Every level that is on a day, at every start that is used on that day."""
    problem = model.instance.problem
    for (at_pair, level, on), here in model.day.items():
        pair = model.instance.pairs[at_pair]
        course = model.instance.courses[pair.course]
        for (other, _, position), start in model.start.items():
            cell, place, day = model.start_of(other, position)
            if (other, day) == (at_pair, on) and solver.boolean_value(here) and solver.boolean_value(start):
                yield PlannedAppointment(
                    course.id,
                    course.first_number + level,
                    problem.counsellors[pair.counsellor].id,
                    cell * problem.grid,
                    problem.places[place].id,
                )


def evening() -> Problem:
    """Two officers who can come at nine on one day only."""
    return problem(course(sessions=1, days=(0,)), course("k2", sessions=1, days=(0,)))


def at_any_hour(**more: Any) -> Problem:
    """Two officers free for a day, or for a week."""
    hours = tuple(window(day, 9, 8) for day in (0, 2))
    return problem(
        *(course(name, windows=hours, gap=daily()) for name in ("k1", "k2")), counsellors=(counsellor(**more),)
    )


def at_the_site() -> Problem:
    """Two officers, two counsellors, one room and one hour."""
    there = (window(0, place="site"),)
    return problem(
        *(course(name, sessions=1, windows=there, counsellors=EITHER) for name in ("k1", "k2")), counsellors=TWO
    )


def split() -> Problem:
    """Each counsellor is there on one of the officer's two days."""
    one = counsellor(windows=(presence(0),)), counsellor("c2", windows=(presence(7),))
    return problem(course(counsellors=EITHER), counsellors=one)


NEEDED: list[tuple[Rule, Callable[[], Problem], str]] = [
    (constraints.a_course_has_one_counsellor, split, "one counsellor"),
    (constraints.gaps_are_neither_too_short_nor_too_long, lambda: problem(course(days=(0, 2))), "gap"),
    (constraints.a_counsellor_sees_one_officer_at_a_time, evening, "overlap"),
    (constraints.days_are_not_overfilled, lambda: at_any_hour(max_per_day=1, max_per_week=2), "day"),
    (constraints.weeks_are_not_overfilled, lambda: at_any_hour(max_per_week=1), "week"),
    (constraints.caseloads_are_not_exceeded, lambda: at_any_hour(caseload=1), "caseload"),
    (constraints.rooms_are_not_overfilled, at_the_site, "rooms"),
    (constraints.pins_are_kept, lambda: problem(course(pins=(pin(1, 7),))), "pin"),
]


@pytest.mark.parametrize(("rule", "make", "name"), NEEDED, ids=[rule.__name__ for rule, _, _ in NEEDED])
def test_without_a_rule_the_plan_breaks_it(rule: Rule, make: Callable[[], Problem], name: str) -> None:
    assert broken(make()) == set()
    assert name in broken(make(), rules=tuple(other for other in RULES if other is not rule))


def test_without_steps_and_the_prefix_rule_a_later_number_stands_alone() -> None:
    """Steps between days make a prefix by themselves; the rule holds where they are not asked for."""
    dear = problem(course(first_number=3, windows=(window(0, risk=900),)), weights=Weights(early_factor=100))
    no_steps = tuple(rule for rule in RULES if rule is not constraints.gaps_are_neither_too_short_nor_too_long)
    neither = tuple(rule for rule in no_steps if rule is not constraints.numbers_form_a_prefix)
    assert broken(dear, neither) == {"prefix"}
    with pytest.raises(AssertionError):
        broken(dear, no_steps)  # an empty plan


def late() -> Problem:
    """An officer and a counsellor who would both rather meet across the horizon's end."""
    return problem(
        course(sessions=1, windows=(window(27, 23, 2), window(3, hours=2, risk=900)), minutes=90),
        counsellors=(counsellor(windows=(presence(27, 23, 2), presence(3))),),
        weights=Weights(wait_day=0),
    )


START_NEEDED: list[tuple[StartRule, Callable[[], Problem], str]] = [
    (starts.ends_within_horizon, late, "horizon"),
    (starts.not_before_earliest, lambda: problem(course(days=(0, 7, 14), earliest=at(1))), "earliest"),
    (starts.officer_can_attend, lambda: problem(course(days=(0, 7)), grid=720), "officer"),
    (starts.counsellor_is_on_duty, lambda: problem(counsellors=(counsellor(windows=(presence(7),)),)), "duty"),
]


@pytest.mark.parametrize(("rule", "make", "name"), START_NEEDED, ids=[rule.__name__ for rule, _, _ in START_NEEDED])
def test_without_a_rule_of_starts_the_plan_breaks_it(rule: StartRule, make: Callable[[], Problem], name: str) -> None:
    assert name in broken(make(), starts=tuple(other for other in START_RULES if other is not rule))
