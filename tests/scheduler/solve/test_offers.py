"""Offers are the best starts there are, each with the course that follows."""

import pytest
from hypothesis import assume, given, settings

from scheduler.check import promise_faults
from scheduler.offers import Fitting, Wanted, offers, sifted, standing_offers
from scheduler.problem import Course, Problem
from scheduler.standing.standing_plan import StandingPlan
from tests.scheduler.solve import plainly, standing
from tests.scheduler.solve.building import at, counsellor, course, pin, planned, problem, window
from tests.scheduler.solve.making import problems


@settings(max_examples=60, derandomize=True)
@given(problems(most_courses=2, most_windows=8))
def test_offers_are_ranked_by_the_best_whole_course_that_begins_with_them(problem: Problem) -> None:
    assume(not promise_faults(problem))
    asked, *others = problem.courses
    taken = plainly.crowd(problem, others)
    best: dict[int, int] = {}
    for chain in plainly.chains(problem, asked):
        if chain and plainly.fits(problem, [*taken, *chain]):
            cost = plainly.cost(problem, asked, chain)
            best[chain[0].start] = min(cost, best.get(chain[0].start, cost))
    found = offers(problem, asked.id, taken, count=4)
    assert [offer.cost for offer in found] == sorted(best.values())[:4]
    for offer in found:
        assert offer.cost == best[offer.start] == plainly.cost(problem, asked, offer.course)
        assert (offer.start, offer.place, offer.counsellor) == (
            offer.course[0].start,
            offer.course[0].place,
            offer.course[0].counsellor,
        )
        assert plainly.fits(problem, [*taken, *offer.course])


def test_offers_can_be_kept_apart() -> None:
    asked = problem(course(windows=(window(0, hours=3),), sessions=1))
    assert [offer.start for offer in offers(asked, "k1", [])] == [at(0, h) for h in (9, 9.5, 10, 10.5, 11)]
    assert [offer.start for offer in offers(asked, "k1", [], apart=60)] == [at(0, h) for h in (9, 10, 11)]


def test_a_start_that_another_officer_has_is_not_offered() -> None:
    asked = problem(course(days=(0, 7)), course("k2", days=(0, 7)))
    assert [offer.start for offer in offers(asked, "k1", [planned(course="k2")])] == [at(7)]


def test_the_course_s_own_appointments_do_not_stand_in_its_way() -> None:
    asked = problem(course(days=(0, 7)))
    assert offers(asked, "k1", [planned()])[0].start == at(0)


def test_a_pinned_first_session_is_the_only_offer() -> None:
    asked = problem(course(pins=(pin(1, day=7),)))
    assert [offer.start for offer in offers(asked, "k1", [])] == [at(7)]


@pytest.mark.parametrize("nobody", [course(counsellors=()), course(sessions=0), course(windows=())])
def test_where_nothing_can_be_offered_nothing_is(nobody: Course) -> None:
    assert offers(problem(nobody), "k1", []) == []


def test_a_full_caseload_offers_nothing() -> None:
    asked = problem(course(), course("k2"), counsellors=(counsellor(caseload=1),))
    assert offers(asked, "k1", [planned(course="k2")]) == []


@settings(max_examples=60, derandomize=True)
@given(standing.plans(most_courses=2, most_windows=8))
def test_a_standing_plan_offers_what_the_whole_course_would_cost(plan: StandingPlan) -> None:
    whole, before = plan.problem(), standing.state(plan)
    for asked in whole.courses:
        held = plan.held(asked.id)
        over = [a for a in held if a.start < plan.now]
        others = [a for a in plan.appointments() if a.course != asked.id]
        best: dict[int, int] = {}
        for chain in plainly.chains(whole, asked):
            later = [a for a in chain if a not in over]
            in_time = later and all(a in chain for a in over) and all(a.start >= plan.now for a in later)
            if in_time and plainly.fits(whole, [*others, *chain]):
                cost = plainly.cost(whole, asked, chain)
                best[later[0].start] = min(cost, best.get(later[0].start, cost))
        found = standing_offers(plan, asked.id, count=4)
        assert [offer.cost for offer in found] == sorted(best.values())[:4]
        assert all(offer.cost == plainly.cost(whole, asked, offer.course) == best[offer.start] for offer in found)
    assert standing.state(plan) == before


def test_an_offer_tells_the_risk_of_the_window_it_is_charged_for() -> None:
    asked = problem(course(windows=(window(0, risk=90, cost=0), window(0, hours=2, risk=40, cost=1)), sessions=1))
    assert [(offer.start, offer.risk) for offer in offers(asked, "k1", [])] == [
        (at(0), 40),
        (at(0, 9.5), 40),
        (at(0, 10), 40),
    ]


def test_what_nobody_can_keep_is_not_offered() -> None:
    asked = problem(course(days=(7, 14)))
    plan = StandingPlan(asked, [planned()], now=at(1))  # the first session was held where no window is now
    assert standing_offers(plan, "k1") == []
    with pytest.raises(KeyError):
        standing_offers(plan, "nobody")


def test_an_unknown_course_is_an_error() -> None:
    with pytest.raises(KeyError):
        offers(problem(), "nobody", [])


def test_those_of_one_counsellor_at_one_place_are_limited_and_only_in_each_others_way() -> None:
    asked = problem(
        course(windows=(window(0, hours=3),), counsellors=(("c1", 0), ("c2", 1)), sessions=1),
        counsellors=(counsellor(), counsellor("c2")),
    )
    found = offers(asked, "k1", [], apart=60, most_alike=2)
    assert [(one.start, one.counsellor) for one in found] == [
        (at(0, 9), "c1"),
        (at(0, 10), "c1"),
        (at(0, 9), "c2"),
        (at(0, 10), "c2"),
    ]


def test_only_what_suits_is_offered_and_everything_that_fits_is_counted_not_too_close() -> None:
    asked = problem(
        course(windows=(window(0, hours=3), window(1, hours=3)), counsellors=(("c1", 0), ("c2", 1)), sessions=1),
        counsellors=(counsellor(), counsellor("c2")),
    )
    wanted = Wanted(4, apart=60)
    everything = sifted(asked, "k1", [], None, wanted)
    assert [everything.whole(one) for one in everything.promising] == offers(asked, "k1", [], 4, apart=60)
    assert everything.fitting == tuple(
        Fitting(at(day, hour), everything.promising[0].place, who)
        for day in (0, 1)
        for hour in (9, 10, 11)
        for who in ("c1", "c2")
        if at(day, hour) <= max(one.start for one in everything.fitting)
    )
    second = sifted(asked, "k1", [], lambda one: one.counsellor == "c2" and one.start >= at(1), wanted)
    assert second.fitting == everything.fitting
    assert second.promising
    assert all(one.counsellor == "c2" and one.start >= at(1) for one in second.promising)
    assert sifted(asked, "k1", [], lambda _one: False, wanted).promising == ()
    assert sifted(problem(course(sessions=0)), "k1", [], None, wanted).fitting == ()
