"""Courses placed together: lawful, nobody else touched, never worse than one by one, and near the best there is."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.check import check
from scheduler.course_best import Unplannable
from scheduler.objective import course_cost
from scheduler.plan import PlannedAppointment
from scheduler.problem import Problem
from scheduler.standing.group import Placed, by_urgency, place_together
from tests.scheduler.solve import plainly, standing
from tests.scheduler.solve.building import course, pin, planned, problem
from tests.scheduler.solve.building import standing as promise

MANY = settings(max_examples=80, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
DICE = st.integers(0, 2**40)


def _asked(seed: int) -> tuple[Problem, tuple[str, ...], tuple[PlannedAppointment, ...]]:
    """A small problem, up to two of its courses, and what all others hold."""
    plan = standing.make(seed, most_windows=6)
    names = tuple(list(plan.courses)[: 1 + seed % 2])
    return plan.problem(), names, tuple(a for a in plan.appointments() if a.course not in names)


def _placed(whole: Problem, names: tuple[str, ...], taken: tuple[PlannedAppointment, ...]) -> Placed | None:
    try:
        return place_together(whole, names, taken)
    except Unplannable:
        return None


@MANY
@given(DICE)
def test_what_is_placed_is_lawful_beside_everything_taken_and_its_cost_is_true(seed: int) -> None:
    whole, names, taken = _asked(seed)
    found = _placed(whole, names, taken)
    if found is None:
        return
    faults = [fault for fault in check(whole, [*taken, *found.appointments]) if fault.rule != "pin"]
    assert not faults
    assert {a.course for a in found.appointments} <= set(names)
    by_name = {name: [a for a in found.appointments if a.course == name] for name in names}
    costs = [course_cost(whole, one, by_name[one.id]) for one in whole.courses if one.id in by_name]
    assert found.cost == sum(costs) <= found.one_by_one


@MANY
@given(DICE)
def test_no_way_of_placing_them_costs_less_by_more_than_a_hundredth(seed: int) -> None:
    whole, names, taken = _asked(seed)
    found = _placed(whole, names, taken)
    ways = [
        [(c, plainly.cost(whole, one, c)) for c in plainly.chains(whole, one)]
        for one in whole.courses
        if one.id in names
    ]
    fitting = [
        sum(price for _, price in way)
        for way in product(*ways)
        if plainly.fits(whole, [*taken, *(a for chain, _ in way for a in chain)])
    ]
    if found is None:
        return
    # Firm promises of one are not given up for another, so the least of all ways may be out of reach with them.
    if not any(s.firm for one in whole.courses if one.id in names for s in one.standing):
        assert found.cost <= 1.01 * min(fitting)
    assert found.cost >= min(fitting)


def _two(**more: object) -> Problem:
    """k1 and k2 both like the hour of day 0 best; for k2, who chooses later, only day 0 would do."""
    return problem(course("k1", days=(0, 1), sessions=1, priority=2), course("k2", days=(0,), sessions=1, **more))


def test_together_they_find_what_one_after_the_other_misses() -> None:
    found = place_together(_two(), ["k1", "k2"], [])
    assert found.appointments == (planned(day=1, course="k1"), planned(course="k2"))
    assert found.cost < found.one_by_one


def test_without_time_for_it_the_first_round_stands_or_nothing_does() -> None:
    with pytest.raises(Unplannable, match="time was over"):
        place_together(_two(), ["k1", "k2"], [], seconds=0)


def test_what_others_hold_stays_though_it_is_in_the_way() -> None:
    found = place_together(_two(), ["k1"], [planned(course="k2")])
    assert found.appointments == (planned(day=1, course="k1"),)


def test_a_firm_promise_is_not_given_up_for_another_of_the_asked() -> None:
    firm = problem(
        course("k1", days=(0, 1), sessions=1, standing=(promise(1, day=0, firm=True),)),
        course("k2", days=(0,), sessions=1, priority=4),
    )
    assert planned(course="k1") in place_together(firm, ["k1", "k2"], []).appointments
    loose = problem(
        course("k1", days=(0, 1), sessions=1, standing=(promise(1, day=0),)),
        course("k2", days=(0,), sessions=1, priority=4),
    )
    assert planned(course="k2") in place_together(loose, ["k1", "k2"], []).appointments


def test_the_same_question_has_the_same_answer() -> None:
    whole, names, taken = _asked(11)
    first, again = (place_together(whole, names, taken, seed=3) for _ in range(2))
    assert first.appointments == again.appointments


def test_who_is_most_urgent_chooses_first() -> None:
    courses = [course("late"), course("soon", start_by=10), course("sooner", start_by=5), course("first", priority=4)]
    assert by_urgency(courses) == ["first", "sooner", "soon", "late"]


def test_an_unknown_course_and_an_impossible_pin_are_told() -> None:
    with pytest.raises(KeyError):
        place_together(_two(), ["nobody"], [])
    pinned = problem(course("k1", days=(0,), sessions=1, pins=(pin(),)), course("k2", days=(0,), sessions=1))
    with pytest.raises(Unplannable, match="pins"):
        place_together(pinned, ["k1"], [planned(course="k2")])
