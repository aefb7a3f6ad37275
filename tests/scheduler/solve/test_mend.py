"""A mended plan is lawful, moves what it must, and is the best there is for the course that lost something."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.check import check
from scheduler.objective import objective
from scheduler.problem import ProblemFaults
from scheduler.standing.change import Change, missed, new_roster, withdrawn_day
from scheduler.standing.making_room import Moves
from scheduler.standing.mend import mend
from scheduler.standing.standing_plan import StandingPlan, promised
from tests.scheduler.solve import plainly, standing
from tests.scheduler.solve.building import at, counsellor, course, pin, planned, problem, window
from tests.scheduler.solve.building import standing as promise

MANY = settings(max_examples=150, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
DICE = st.integers(0, 2**40)


def _faults(plan: StandingPlan) -> set[str]:
    return {str(fault) for fault in check(plan.problem(), plan.appointments())}


@MANY
@given(standing.plans(), DICE)
def test_a_mended_plan_is_lawful_and_its_counts_are_true(plan: StandingPlan, seed: int) -> None:
    assert _faults(plan) == set()
    firm = {a for a in plan.appointments() if plan.is_firm(a)}
    before = {name: plan.held(name) for name in plan.courses}
    found = mend(plan, standing.event(plan, Random(seed)), seed=seed)
    if not found.unkept:
        assert _faults(plan) == set()
    touched = {*found.asked, *found.made_room}
    assert {name for name in before if plan.held(name) != before[name]} <= touched
    assert all(a in plan.held(a.course) for a in firm if a.course not in found.asked)
    assert all(a in plan.held(a.course) for a in plan.appointments() if a.start < plan.now)
    fresh = StandingPlan(plan.problem(), plan.appointments(), now=plan.now)
    assert standing.state(plan) == standing.state(fresh)
    assert found.cost == sum(plan.cost(name) for name in touched)


@MANY
@given(standing.plans(most_windows=8), DICE)
def test_one_course_is_mended_as_well_as_all_others_allow(plan: StandingPlan, seed: int) -> None:
    others = plan.appointments()
    change = standing.event(plan, Random(seed))
    found = mend(plan, change, moves=None)
    if len(found.asked) != 1:
        return
    (name,) = found.asked
    asked, whole = plan.courses[name], plan.problem()
    taken = [a for a in others if a.course != name]
    over = [a for a in found.before if a.start < plan.now and a.number in asked.numbers]
    options = [
        plainly.cost(whole, asked, chain)
        for chain in plainly.chains(whole, asked)
        if all(a in chain for a in over)
        and all(a in over or a.start >= plan.now for a in chain)
        and plainly.fits(whole, [*taken, *chain])
    ]
    if found.unkept:
        assert not options
        return
    assert found.cost == min(options) == plainly.cost(whole, asked, plan.held(name))


@MANY
@given(standing.plans(), DICE)
def test_moves_of_others_never_cost_more_than_none(plan: StandingPlan, seed: int) -> None:
    still = StandingPlan(plan.problem(), plan.appointments(), now=plan.now)
    change = standing.event(plan, Random(seed))
    mend(still, change, moves=None, seed=seed)
    mend(plan, change, moves=Moves(tries=4, depth=3, placings=30), seed=seed)
    if len(still.courses) and still.appointments() != plan.appointments():
        moved = objective(plan.problem(), plan.appointments())
        alone = objective(still.problem(), still.appointments())
        assert moved <= alone


def _crowded(firm: bool = False) -> StandingPlan:
    """k1 could come on day 0 only, where k2 is; k2 could as well come on day 1."""
    first = course(days=(0,), sessions=1)
    other = course("k2", days=(0, 1), sessions=1, standing=(promise(1, day=0, firm=firm),))
    return StandingPlan(problem(first, other), [planned(course="k2")])


def _asking(plan: StandingPlan) -> Change:
    return new_roster(plan, ["k1"], lambda course: course.windows)


def test_a_provisional_appointment_makes_room_where_that_is_worth_it() -> None:
    plan = _crowded()
    found = mend(plan, _asking(plan))
    assert found.made_room == ("k2",)
    assert plan.appointments() == (planned(), planned(day=1, course="k2"))
    assert plan.cost("k2") == 600 + 100


def test_without_moves_everybody_else_stays() -> None:
    plan = _crowded()
    found = mend(plan, _asking(plan), moves=None)
    assert (found.made_room, plan.appointments()) == ((), (planned(course="k2"),))


def test_a_firm_appointment_makes_room_for_nobody() -> None:
    plan = _crowded(firm=True)
    assert mend(plan, _asking(plan)).made_room == ()
    assert plan.appointments() == (planned(course="k2"),)


def test_nobody_makes_room_for_less_than_it_costs() -> None:
    first = course(days=(0, 1), sessions=1)  # one day of waiting costs less than a moved promise
    plan = StandingPlan(
        problem(first, course("k2", days=(0, 2), sessions=1, standing=(promise(1, day=0),))), [planned(course="k2")]
    )
    assert mend(plan, _asking(plan)).made_room == ()
    assert plan.held("k1") == (planned(day=1),)


def test_a_chain_of_moves_goes_as_deep_as_it_may() -> None:
    courses = [
        course("k1", days=(0,), sessions=1),
        course("k2", days=(0, 1), sessions=1, standing=(promise(1, day=0),)),
        course("k3", days=(1, 2), sessions=1, standing=(promise(1, day=1),)),
    ]
    appointments = [planned(course="k2"), planned(day=1, course="k3")]
    for depth, room in ((1, ()), (2, ("k2", "k3"))):
        plan = StandingPlan(problem(*courses), appointments)
        assert mend(plan, _asking(plan), moves=Moves(depth=depth)).made_room == room
    plan = StandingPlan(problem(*courses), appointments)
    assert mend(plan, _asking(plan), moves=Moves(placings=2)).made_room == ()


def test_what_is_over_is_not_touched() -> None:
    plan = _crowded()
    plan.now = at(0, 10)
    assert mend(plan, _asking(plan)).made_room == ()
    assert plan.held("k1") == ()


def test_a_missed_session_is_held_later_by_the_same_counsellor() -> None:
    people = (counsellor(), counsellor("c2"))
    asked = course(days=(0, 7, 14, 21), counsellors=(("c1", 0), ("c2", 0)), sessions=3)
    plan = StandingPlan(
        problem(asked, counsellors=people), [planned(), planned(2, day=7), planned(3, day=14)], now=at(7, 10)
    )
    mend(plan, missed(plan, "k1", 2))
    assert plan.appointments() == (planned(2, day=14), planned(3, day=21))
    assert plan.courses["k1"].previous == at(0)
    with pytest.raises(ValueError, match="no appointment of number 9"):
        missed(plan, "k1", 9)


def test_a_withdrawn_day_moves_only_those_who_were_there() -> None:
    plan = StandingPlan(
        problem(course(days=(0, 1), sessions=1), course("k2", days=(1, 2), sessions=1)),
        [planned(), planned(day=1, course="k2")],
    )
    found = mend(plan, withdrawn_day(plan, "c1", 1))
    assert found.asked == ("k2",)
    assert plan.appointments() == (planned(), planned(day=2, course="k2"))
    with pytest.raises(KeyError):
        mend(plan, Change(counsellors=(counsellor("nobody"),)))


def test_a_lower_limit_moves_what_is_too_much() -> None:
    days = tuple(window(day, hours=3) for day in (0, 1))
    courses = [course(name, windows=days, sessions=1) for name in ("k1", "k2", "k3")]
    held = [planned(hour=9 + number, course=f"k{number + 1}") for number in range(3)]
    plan = StandingPlan(problem(*courses, counsellors=(counsellor(break_after=0),)), held)
    mend(plan, Change(counsellors=(counsellor(break_after=0, max_per_day=2),)))
    assert sorted(a.start // 1440 for a in plan.appointments()) == [0, 0, 1]
    assert _faults(plan) == set()


def test_without_time_the_plan_stands_less_what_is_impossible() -> None:
    asked = course(days=(0, 7, 14, 21), sessions=3)
    plan = StandingPlan(problem(asked), [planned(), planned(2, day=7), planned(3, day=14)])
    found = mend(plan, withdrawn_day(plan, "c1", 7), seconds=0)
    assert not found.is_complete
    assert plan.appointments() == (planned(), planned(2, day=14))
    assert _faults(plan) == set()


def test_pins_that_no_plan_keeps_are_told() -> None:
    plan = StandingPlan(problem(course(pins=(pin(2, day=7),))), [planned(), planned(2, day=7)])
    found = mend(plan, withdrawn_day(plan, "c1", 7))
    assert (found.unkept, plan.appointments()) == (("k1",), (planned(),))


def test_appointments_of_nobody_are_refused() -> None:
    with pytest.raises(ProblemFaults, match="unknown course 'k9'"):
        StandingPlan(problem(), [planned(course="k9")])
    with pytest.raises(ProblemFaults, match="one of them unknown"):
        StandingPlan(problem(), [planned(counsellor="c9")])


def test_many_courses_are_mended_nearly_as_well_as_can_be() -> None:
    """Every officer's roster changes; where all are asked anew the optimum is that of the whole problem."""
    costs, best = 0, 0
    for seed in range(150):
        plan = standing.make(seed)
        plan.now = 0
        everybody = tuple(plan.courses)
        found = mend(plan, new_roster(plan, everybody, lambda course: course.windows[1:]), moves=None)
        if set(found.asked) == set(everybody) and not found.unkept:
            least = plainly.best(plan.problem())
            assert least is not None
            assert found.cost >= least
            costs, best = costs + found.cost, best + least
    assert best > 0
    assert costs <= 1.01 * best


def _team() -> StandingPlan:
    courses = [course(name, days=(0, 1, 7, 8), sessions=2, standing=(promise(1, day=0),)) for name in ("k1", "k2")]
    return StandingPlan(problem(*courses), [planned(), planned(2, day=7), planned(day=1, course="k2")])


def test_without_time_a_team_keeps_what_is_possible() -> None:
    plan = _team()
    found = mend(plan, new_roster(plan, ["k1", "k2"], lambda course: course.windows[1:]), seconds=0)
    assert not found.is_complete
    assert plan.appointments() == (planned(1, day=7), planned(day=1, course="k2"))
    assert _faults(plan) == set()


def test_one_of_a_team_whose_pin_is_lost_does_not_hold_up_the_others() -> None:
    plan = _team()
    pinned = replace(plan.courses["k1"], pins=(pin(1, day=0),))
    change = new_roster(plan, ["k1", "k2"], lambda course: course.windows[1:])
    found = mend(plan, Change((replace(change.courses[0], pins=pinned.pins), change.courses[1])))
    assert found.unkept == ("k1",)
    assert len(plan.held("k2")) == 2


def test_courses_and_people_the_plan_does_not_have_are_errors() -> None:
    with pytest.raises(KeyError, match="k9"):
        mend(_team(), Change((course("k9"),)))


def test_a_told_plan_stands_firmly_as_long_as_was_said() -> None:
    told = promised(problem(), [planned(), planned(2, day=7)], firm_before=at(7))
    assert told.courses[0].standing == (promise(1, day=0, firm=True), promise(2, day=7))
