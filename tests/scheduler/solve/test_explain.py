"""Reasons forbid by themselves and with nothing to spare; remedies and runners-up cost what solving says they cost."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.course_best import best_course
from scheduler.objective import course_cost
from scheduler.plan import PlannedAppointment
from scheduler.problem import Gap, Place, Problem
from scheduler.standing.standing_plan import StandingPlan
from scheduler.why.case import Case, case_of, standing_case
from scheduler.why.explain import explain
from scheduler.why.hindrance import Hindrance
from scheduler.why.remedy import Grant
from scheduler.why.slot_costs import slot_costs
from scheduler.why.wish import Wish, fulfilled
from tests.scheduler.solve import plainly, standing
from tests.scheduler.solve.bending import without
from tests.scheduler.solve.building import at, counsellor, course, pin, planned, presence, problem, window
from tests.scheduler.solve.building import standing as promise

MANY = settings(max_examples=80, derandomize=True, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def _wish(plan: StandingPlan, dice: Random) -> tuple[str, Wish] | None:
    """A session that is not placed, or a start that somebody would like."""
    name = dice.choice(list(plan.courses))
    asked, held = plan.courses[name], plan.held(name)
    if not asked.sessions:
        return None
    if len(held) < asked.sessions and dice.random() < 0.5:
        return name, Wish(asked.first_number + len(held))
    return name, Wish(dice.choice(asked.numbers), at(dice.randrange(9), dice.choice([9, 9.5, 10])))


def _ways(plan: StandingPlan, name: str, wish: Wish) -> list[int]:
    """What every course costs that fulfils the wish beside the others, found by trying all."""
    whole, asked = plan.problem(), plan.courses[name]
    over = [a for a in plan.held(name) if a.start < plan.now]
    others = [a for a in plan.appointments() if a.course != name]
    return [
        plainly.cost(whole, asked, chain)
        for chain in plainly.chains(whole, asked)
        if any(a.number == wish.number and wish.start in (None, a.start) for a in chain)
        and all(a in chain for a in over)
        and all(a in over or a.start >= plan.now for a in chain)
        and plainly.fits(whole, [*others, *chain])
    ]


@MANY
@given(standing.plans(), st.integers(0, 2**40))
def test_reasons_forbid_by_themselves_and_none_is_idle(plan: StandingPlan, seed: int) -> None:
    asked = _wish(plan, Random(seed))
    if asked is None:
        return
    name, wish = asked
    ways, case = _ways(plan, name, wish), standing_case(plan, name)
    try:
        found = explain(case, wish)
    except ValueError:
        assert not ways
        return
    assert (found.cost, bool(found.reasons)) == (min(ways, default=None), not ways)
    chosen = set(found.reasons)
    assert not chosen or fulfilled(without(case, set(Hindrance) - chosen), wish) is None
    for kind in chosen:
        assert fulfilled(without(case, set(Hindrance) - chosen | {kind}), wish) is not None


@MANY
@given(standing.plans())
def test_a_runner_up_is_the_best_course_without_the_slot(plan: StandingPlan) -> None:
    whole = plan.problem()
    for asked in whole.courses:
        mine = plan.held(asked.id)
        others = [a for a in plan.appointments() if a.course != asked.id]
        chains = [c for c in plainly.chains(whole, asked) if plainly.fits(whole, [*others, *c])]
        for slot in slot_costs(case_of(whole, asked.id, others), mine):
            rest = [plainly.cost(whole, asked, chain) for chain in chains if slot.appointment not in chain]
            assert slot.runner_up == min(rest, default=None)
            assert slot.cost == plainly.cost(whole, asked, mine)


def _why(asked: Problem, wish: Wish, taken: list[PlannedAppointment] | None = None) -> tuple[Hindrance, ...]:
    return explain(case_of(asked, "k1", taken or []), wish).reasons


FULL = (Place("video", 0), Place("site", 1))
TWO = course("k2", sessions=2, days=(0, 1), gap=Gap(1, 7, 14, 28))


@pytest.mark.parametrize(
    ("asked", "wish", "taken", "reasons"),
    [
        (problem(course(windows=())), Wish(1), [], {Hindrance.OFFICER_AWAY}),
        (problem(counsellors=(counsellor(windows=()),)), Wish(1), [], {Hindrance.COUNSELLOR_AWAY}),
        (problem(course(earliest=at(15))), Wish(1), [], {Hindrance.OFFICER_AWAY, Hindrance.EARLIEST}),
        (problem(course(gap=Gap(8, 9, 10, 10))), Wish(2, at(7)), [], {Hindrance.GAP_MIN}),
        (
            problem(course(days=(0, 14), gap=Gap(5, 7, 7, 7))),
            Wish(2),
            [],
            {Hindrance.OFFICER_AWAY, Hindrance.GAP_LIMIT},
        ),
        (problem(places=FULL), Wish(1), [], {Hindrance.OFFICER_AWAY, Hindrance.ROOM_FULL}),
        (problem(counsellors=(counsellor(caseload=0),)), Wish(1), [], {Hindrance.CASELOAD}),
        (problem(counsellors=(counsellor(max_per_day=0),)), Wish(1), [], {Hindrance.DAY_FULL}),
        (problem(counsellors=(counsellor(max_per_week=0),)), Wish(1), [], {Hindrance.WEEK_FULL}),
    ],
)
def test_each_kind_of_rule_is_named(
    asked: Problem, wish: Wish, taken: list[PlannedAppointment], reasons: set[Hindrance]
) -> None:
    assert set(_why(asked, wish, taken)) == reasons


def test_a_taken_counsellor_is_a_reason_with_the_window_that_leaves_no_other_start() -> None:
    asked = problem(course(days=(0,), sessions=1), TWO)
    assert set(_why(asked, Wish(1), [planned(course="k2")])) == {Hindrance.OFFICER_AWAY, Hindrance.COUNSELLOR_TAKEN}
    assert _why(asked, Wish(1, at(0)), [planned(course="k2")]) == (Hindrance.COUNSELLOR_TAKEN,)


def test_the_end_of_the_horizon_is_a_reason() -> None:
    late = problem(course(days=tuple(range(28)), earliest=at(25)))
    assert set(_why(late, Wish(2))) == {Hindrance.HORIZON_ENDS, Hindrance.EARLIEST, Hindrance.GAP_MIN}
    assert _why(problem(course(days=(27,))), Wish(2)) == (Hindrance.OFFICER_AWAY,)
    assert _why(problem(course(days=(27,), sessions=30)), Wish(30)) == (Hindrance.HORIZON_ENDS,)


def test_what_nothing_forbids_has_a_price_instead_of_reasons() -> None:
    found = explain(case_of(problem(), "k1", []), Wish(2))
    assert (found.reasons, found.remedies, found.cost) == ((), (), best_course(problem(), "k1", []).cost)


@pytest.mark.parametrize("wish", [Wish(9), Wish(1, at(0, 9.1)), Wish(1, place="moon"), Wish(1, at(0))])
def test_a_wish_that_no_rule_could_be_bent_for_is_an_error(wish: Wish) -> None:
    with pytest.raises(ValueError, match=r"number 9 is not owed|is against the grid"):
        explain(case_of(problem(course(pins=(pin(1, day=7),))), "k1", []), wish)


def _grants(case: Case, wish: Wish) -> dict[Grant, tuple[str, int | None]]:
    return {remedy.grant: (remedy.who, remedy.weekday) for remedy in explain(case, wish, count=99).remedies}


@pytest.mark.parametrize(
    ("asked", "grant", "who", "weekday"),
    [
        (
            problem(
                course(windows=(window(0, place="site"),), sessions=1),
                counsellors=(counsellor(windows=(presence(0, places=("video",)),)),),
            ),
            Grant.ANOTHER_PLACE,
            "video",
            None,
        ),
        (problem(course(windows=(window(0, 8),), sessions=1)), Grant.WIDER_WINDOWS, "", None),
        (problem(course(windows=(window(1, 17),), sessions=1)), Grant.HOUR_MORE, "c1", 1),
        (problem(counsellors=(counsellor(max_per_day=0),)), Grant.DAY_LIMIT, "c1", None),
        (problem(counsellors=(counsellor(max_per_week=0),)), Grant.WEEK_LIMIT, "c1", None),
        (problem(counsellors=(counsellor(caseload=0),)), Grant.CASELOAD, "c1", None),
        (problem(counsellors=(counsellor(windows=()), counsellor("c2"))), Grant.ANOTHER_COUNSELLOR, "c2", None),
        (problem(places=FULL, counsellors=(counsellor(),)), Grant.ROOM, "video", None),
        (problem(course(days=(0,), earliest=at(3), sessions=1)), Grant.SOONER, "", None),
    ],
)
def test_each_grant_is_tried_and_named(asked: Problem, grant: Grant, who: str, weekday: int | None) -> None:
    assert _grants(case_of(asked, "k1", []), Wish(1))[grant] == (who, weekday)


def _known_for(days: int) -> Case:
    """Day 30 lies beyond the horizon of four weeks; hours are known for so many days."""
    hours = tuple(presence(day) for day in range(days))
    return case_of(problem(course(days=(10, 30)), counsellors=(counsellor(windows=hours),)), "k1", [])


def test_more_weeks_are_granted_where_hours_are_known_and_only_there() -> None:
    found = [remedy for remedy in explain(_known_for(42), Wish(2), count=99).remedies if remedy.weeks]
    assert [(remedy.grant, remedy.weeks) for remedy in found] == [(Grant.LONGER_HORIZON, n) for n in (1, 2, 4)]
    assert Grant.LONGER_HORIZON not in _grants(_known_for(28), Wish(2))


def test_other_gaps_are_granted_and_cheapest_comes_first() -> None:
    late = case_of(problem(course(days=(0, 10), gap=Gap(5, 7, 7, 7))), "k1", [])
    assert _grants(late, Wish(2)).keys() >= {Grant.GAP_LIMIT}
    soon = case_of(problem(course(days=(0, 3))), "k1", [])
    found = explain(soon, Wish(2), count=99)
    assert Grant.GAP_MIN in {remedy.grant for remedy in found.remedies}
    costs = [remedy.cost for remedy in found.remedies]
    assert costs == sorted(costs)
    assert len(explain(soon, Wish(2), count=1).remedies) <= 1


def test_the_parts_of_all_slots_add_up_to_the_course() -> None:
    asked = course(
        days=(0, 7, 16),
        sessions=3,
        start_by=-1440,
        earliest=-1440,
        counsellors=(("c1", 2),),
        standing=(promise(1, day=0), promise(2, day=8), promise(3, day=15, firm=True)),
    )
    plan = StandingPlan(problem(asked), [planned(), planned(2, day=7), planned(3, day=16)])
    slots = slot_costs(standing_case(plan, "k1"), plan.held("k1"))
    assert sum(sum(slot.parts.values()) for slot in slots) == course_cost(plan.frame, asked, plan.held("k1"))
    assert slots[0].parts == {"wait": 100, "late": 4000, "preference": 200}
    assert slots[1].parts == {"moved": 600}
    assert slots[2].parts == {"moved_firm": 60_000, "cadence": 800}
    assert slots[2].instead is None


def test_an_unknown_course_is_an_error() -> None:
    with pytest.raises(KeyError):
        case_of(problem(), "nobody", [])
    with pytest.raises(KeyError):
        standing_case(StandingPlan(problem(), []), "nobody")
