"""Somebody who asks all that may be asked, to learn whether one officer is in care; with the rules, and without."""

import random
from dataclasses import replace

import pytest

from app.care.domain.capacity_count import Counted
from app.care.domain.capacity_figures import of_gaps, of_plan
from app.care.domain.capacity_said import Figures
from app.care.domain.disclosure import RULES, Rules
from app.care.domain.parts_of_day import PartOfDay
from app.care.domain.study import MOST_A_WEEK
from app.care.domain.supply_gap import SupplyGap
from app.care.domain.trying import GapFound, GapsFound

STAFF = 4000
NO_RULES = Rules(
    fewest=0, fewest_people=0, rounded_to=1, least_staff=0, is_whole=False, is_paired=False, fewest_for_middle=1
)


def plan(chance: random.Random, helped: int) -> Counted:
    """A plan of a force, of whose late officers so many are helped by a change."""
    on_time, late = chance.randrange(150, 900), chance.randrange(40, 200)
    hours = {(day, hour): 600 for day in range(7) for hour in range(8, 20)}
    used = {hour: chance.randrange(0, 600) for hour in hours}
    waits = tuple(sorted(chance.randrange(3, 60) for _ in range(late)))
    people = {hour: max(1, count // 3) for hour, count in used.items()}
    return Counted(on_time + late, on_time + helped, late - helped, waits, used, hours, people)


def with_one_more(count: Counted) -> Counted:
    """The same with the one officer, whom the change helps: one course, one wait and ten sessions more."""
    hour = (6, 9)
    return replace(
        count,
        courses=count.courses + 1,
        on_time=count.on_time + 1,
        waits=tuple(sorted((*count.waits, 9))),
        used={**count.used, hour: count.used[hour] + 10},
        people={**count.people, hour: count.people[hour] + 1},
    )


def differs(seed: int, rules: Rules) -> bool:
    """Whether anything said of five changes in a week, before and after, tells the two worlds apart."""
    chance = random.Random(seed)
    for _ in range(MOST_A_WEEK):
        before, after = plan(chance, 0), plan(chance, chance.randrange(0, 30))
        for count in (before, after):
            if of_plan(count, STAFF, rules)["finish"] != of_plan(with_one_more(count), STAFF, rules)["finish"]:
                return True
    return False


def share_told_apart(rules: Rules, seeds: range = range(200)) -> float:
    return sum(differs(seed, rules) for seed in seeds) / len(seeds)


def test_without_the_rules_every_attacker_learns_it() -> None:
    assert share_told_apart(NO_RULES) == 1.0


def test_with_them_only_who_stands_on_the_edge_of_a_step_does() -> None:
    """One more crosses a step in one of five for each figure: the edge is there, and nobody can aim at it unless all
    that the planner knows of everybody else is known to them.
    """
    once = sum(
        of_plan(count, STAFF)["finish"] != of_plan(with_one_more(count), STAFF)["finish"]
        for count in (plan(random.Random(seed), 0) for seed in range(400))
    )
    assert once / 400 < 0.27


def test_a_change_aimed_at_one_officer_says_nothing_of_them() -> None:
    """Hours in which only that officer could come: helped or not, the same is said of the map and of what was tried."""
    base = plan(random.Random(1), 0)
    places = ("video",)

    def found(gaining: int, helped: int) -> GapsFound:
        who = frozenset(f"k{number}" for number in range(gaining))
        gap = SupplyGap(6, PartOfDay.MORNING, "video", 8, "c1", 1000, gaining, who)
        priced = (gap,) if gaining else ()
        tried = (GapFound(gap, base.on_time + helped),) if gaining >= RULES.fewest else ()
        return GapsFound(places, base, priced, tried)

    def said(gaining: int, helped: int, rules: Rules = RULES) -> Figures:
        return of_gaps(found(gaining, helped), STAFF, rules)

    assert said(0, 0) == said(1, 1) == said(9, 9)
    assert said(0, 0, NO_RULES) != said(1, 1, NO_RULES), "control: without the gate one shows"


@pytest.mark.parametrize("helped", range(12))
def test_no_exact_difference_under_ten_follows_from_what_is_said(helped: int) -> None:
    """Figures before and after are each a step wide, so that "nobody helped" stays possible up to a step."""
    count = plan(random.Random(7), 0)
    before, after = (
        of_plan(one, STAFF)["finish"].rows[0].counts[0]
        for one in (count, replace(count, courses=count.courses, on_time=count.on_time + helped))
    )
    assert before is not None
    assert after is not None
    assert (after - before) % RULES.rounded_to == 0
    if helped < 3:
        assert after - before in {0, RULES.rounded_to}
