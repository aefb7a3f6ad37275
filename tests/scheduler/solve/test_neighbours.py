"""Another course is named only if, moved, it truly lets the wish be fulfilled, and the plan stays as it was."""

from collections.abc import Iterator
from itertools import product
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.plan import PlannedAppointment
from scheduler.problem import Problem
from scheduler.standing.standing_plan import StandingPlan
from scheduler.why.neighbours import explain_in
from scheduler.why.remedy import Grant, Remedy
from scheduler.why.wish import Wish
from tests.scheduler.solve import plainly, standing
from tests.scheduler.solve.building import at, counsellor, course, planned, problem
from tests.scheduler.solve.building import standing as promise

MANY = settings(max_examples=200, derandomize=True, suppress_health_check=[HealthCheck.too_slow], deadline=None)
MOVES = {Grant.ANOTHERS_APPOINTMENT, Grant.ANOTHERS_COUNSELLOR}


def _moves(plan: StandingPlan, name: str, wish: Wish) -> list[Remedy]:
    return [remedy for remedy in explain_in(plan, name, wish, count=99).remedies if remedy.grant in MOVES]


def _both(plan: StandingPlan, name: str, other: str, wish: Wish) -> Iterator[int]:
    """What both cost more than now in every way to hold them with the wish fulfilled and no session lost."""
    whole = plan.problem()
    kept = [a for a in plan.appointments() if a.course not in (name, other)]
    firm = [a for a in plan.held(other) if plan.is_firm(a)]
    over = [a for a in plan.held(name) if a.start < plan.now]

    def ways(which: str, stays: list[PlannedAppointment]) -> list[plainly.Chain]:
        chains = plainly.chains(whole, plan.courses[which])
        return [c for c in chains if all(a in c for a in stays) and all(a in stays or a.start >= plan.now for a in c)]

    mine = [c for c in ways(name, over) if any(a.number == wish.number and wish.start in (None, a.start) for a in c)]
    theirs = [c for c in ways(other, firm) if len(c) >= len(plan.held(other))]
    for first, second in product(mine, theirs):
        if plainly.fits(whole, [*kept, *first, *second]):
            cost = plainly.cost(whole, plan.courses[name], first)
            yield cost + plainly.cost(whole, plan.courses[other], second) - plan.cost(other)


@MANY
@given(standing.plans(most_windows=5), st.integers(0, 2**40))
def test_what_is_named_can_be_done_at_that_cost_and_nothing_moves_for_asking(plan: StandingPlan, seed: int) -> None:
    dice = Random(seed)
    for name, asked in plan.courses.items():
        if len(plan.held(name)) == asked.sessions:
            continue
        wish = Wish(asked.first_number + len(plan.held(name)), dice.choice([None, None, at(dice.randrange(9))]))
        before = standing.state(plan), plan.appointments()
        try:
            moves = _moves(plan, name, wish)
        except ValueError:
            continue
        assert (standing.state(plan), plan.appointments()) == before
        for remedy in moves:
            ways = list(_both(plan, name, remedy.who, wish))
            assert ways
            assert min(ways) <= remedy.cost


def _one_hour_for_two(firm: bool) -> StandingPlan:
    """k1 can come in the hour that k2 has been promised, and k2 a week later too."""
    first = course(days=(0,), sessions=1)
    second = course("k2", days=(0, 7), sessions=1, standing=(promise(firm=firm),))
    return StandingPlan(problem(first, second), [planned(course="k2")])


def test_a_provisional_appointment_of_another_officer_can_move_away() -> None:
    found = _moves(_one_hour_for_two(firm=False), "k1", Wish(1))
    # k1 costs nothing there; k2 waits a week and its promise is broken.
    assert found == [Remedy(Grant.ANOTHERS_APPOINTMENT, "k2", None, 700 + 600)]


def test_a_firm_one_cannot() -> None:
    assert _moves(_one_hour_for_two(firm=True), "k1", Wish(1)) == []


def _full(*others: str) -> Problem:
    first = course(days=(7,), sessions=1)
    second = course("k2", days=(0,), sessions=1, counsellors=tuple((who, 0) for who in ("c1", *others)))
    return problem(first, second, counsellors=(counsellor(caseload=1), counsellor("c2")))


@pytest.mark.parametrize(("others", "expected"), [(("c2",), [Grant.ANOTHERS_COUNSELLOR]), ((), [])])
def test_a_full_caseload_is_eased_by_a_course_that_can_go_elsewhere(
    others: tuple[str, ...], expected: list[Grant]
) -> None:
    plan = StandingPlan(_full(*others), [planned(course="k2")])
    assert [remedy.grant for remedy in _moves(plan, "k1", Wish(1))] == expected


def test_a_wish_that_nothing_forbids_moves_nobody() -> None:
    plan = _one_hour_for_two(firm=False)
    assert explain_in(plan, "k2", Wish(1)).reasons == ()


def test_a_course_promised_to_one_who_may_not_take_it_any_more_is_explained() -> None:
    others = tuple(counsellor(f"c{n}") for n in range(2, 12))
    asked = course(days=(), sessions=1, standing=(promise(counsellor="c0"),))
    plan = StandingPlan(problem(asked, counsellors=(counsellor(), *others, counsellor("c0", windows=()))), [])
    assert explain_in(plan, "k1", Wish(1)).reasons
