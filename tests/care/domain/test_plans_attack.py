"""Everything shown together: what answers about plans, bills and quarters give away, and what the audit does of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from app.care.domain.capacity_figures import of_gaps, of_plan, of_try
from app.care.domain.disclosure import RULES, Published, gate
from app.care.domain.trying import Tried
from app.care.domain.what_bills_tell import ShownBill
from app.care.domain.what_is_known import Besides, Said, Shown, all_knowledge
from app.care.domain.what_plans_tell import ONE_EACH, Answer, parted
from app.care.jobs.audit_figures import Books, audited, audited_answers
from scheduler.disclosure.attack import Findings, attack
from tests.care.domain.test_what_if_attack import NO_RULES, STAFF, plan
from tests.care.web.welfare.capacity_stage import a_count, the_map
from tests.support.figures_attack import Exact, a_row, a_table, exact_of, falsehoods, said_of

QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3")
MONDAY = date(2026, 9, 28)
ALL_NINE = a_table("referrals", a_row("nights", 9), a_row("changing", 9), a_row("days", 9))


SURE = Besides(one_each=frozenset({"referrals"}))


def quarters() -> list[Said]:
    """Three quarters in which nine asked of each class: withheld, all of it."""
    return [Said(name, {"referrals": gate(ALL_NINE)}) for name in QUARTERS]


def an_answer(tables: Mapping[str, Published], name: str = "map", quarter: str = "2026-Q3", **more: object) -> Answer:
    return replace(Answer(name, quarter, MONDAY, tables), **more)  # type: ignore[arg-type]


def sums(exact: Exact, name: str) -> list[int]:
    """What the exact tables of that name add up to."""
    return [sum(row.counts) for _, tables in exact for table in tables if table.name == name for row in table.rows]


def everybody() -> Answer:
    """A map of all 81 of them: 13 on time, 68 later."""
    return an_answer(of_plan(a_count(13, late=68, lacking=20), STAFF))


def attacked(shown: Shown) -> Findings:
    return attack(all_knowledge(shown, SURE), shown.withheld())


def test_quarters_and_a_map_together_pin_what_neither_does_alone_and_the_audit_withholds_it() -> None:
    assert not attacked(Shown(quarters())).pinned
    assert not attacked(Shown((), [everybody()])).pinned
    given_away = attacked(Shown(quarters(), [everybody()])).pinned
    assert set(given_away.values()) == {9}, "control: without the audit"
    assert len(given_away) == 9
    (shown,) = audited_answers(Shown(quarters()), [everybody()])
    assert shown.tables["finish"].by_audit or shown.tables["plans"].by_audit
    after = attacked(Shown(quarters(), [shown]))
    assert not after.pinned
    assert not after.unproven


def test_a_quarter_published_after_the_map_is_withheld_for_its_sake() -> None:
    *earlier, last = quarters()
    before = Shown(earlier, [everybody()])
    assert not attacked(before).pinned
    (found,) = audited(before, last, Books({}, {}))
    assert found.by_audit
    alone = audited(Shown(earlier), last, Books({}, {}))
    assert not any(table.by_audit for table in alone), "control: without the map nothing follows"


def test_a_bill_and_a_quarter_together_are_seen_too() -> None:
    """What was billed as attended was attended: the two bound each other."""
    sessions = a_table("sessions", a_row("nights", 12, 30), a_row("changing", 13, 30), a_row("days", 14, 30))
    said = Said("2026-Q1", {"sessions": gate(sessions)})
    bill = ShownBill("Alder", "2026-03", "2026-Q1", (("attended", 30),), True)
    assert not attacked(Shown([said])).pinned
    bounded = attack(all_knowledge(Shown([said], (), [bill])), Shown([said], (), [bill]).withheld())
    assert not bounded.is_contradiction
    more = replace(bill, month="2026-02", lines=(("attended", 200),))
    assert attacked(Shown([said], (), [bill, more])).is_contradiction, "control: more billed than was attended"


def test_small_lines_of_a_bill_stay_unknown_and_exact_ones_would_not() -> None:
    bill = ShownBill("Alder", "2026-03", "2026-Q1", (("attended", 30), ("other", 10)), True)
    shown = Shown((), (), [bill])
    assert len(shown.withheld()) == 2
    assert not attacked(shown).pinned
    exact = attack(all_knowledge(shown, rules=replace(RULES, rounded_to=1)), shown.withheld())
    assert not exact.is_contradiction


@pytest.mark.parametrize("seed", range(3))
def test_nothing_follows_from_a_map_and_five_changes_of_one_week(seed: int) -> None:
    chance = Random(seed)
    answers = [an_answer(of_gaps(the_map(), STAFF))]
    for number in range(5):
        before = plan(chance, 0)
        after = replace(before, on_time=before.on_time + 7, lacking=before.lacking - 7)
        said = of_try(Tried(before, after, 8.0), STAFF)
        week_on = MONDAY + timedelta(weeks=1 + number)
        answers += [
            an_answer(said["before"], f"{number} before", week_on=week_on),
            an_answer(said["after"], f"{number} after", week_on=week_on),
        ]
    found = attacked(Shown((), answers))
    assert not found.pinned
    assert not found.unproven
    assert not found.is_contradiction
    bare = Shown((), [an_answer(of_gaps(the_map(), STAFF, NO_RULES))])
    known = all_knowledge(bare, rules=NO_RULES)
    few = [name for name in known.ranges if name.endswith("/lacking")]
    assert attack(known, few).pinned, "control: with the gate off it is simply read"


def test_what_the_attacker_believes_of_plans_is_true() -> None:
    """Said without any rule, figures are exact: every belief about how tables hang together must hold of them."""
    before, after = a_count(380, late=60, lacking=45), a_count(395, late=45, lacking=30)
    exact = of_try(Tried(before, after, 8.0), STAFF, NO_RULES)
    answers = [
        parted(an_answer(of_gaps(the_map(), STAFF, NO_RULES))),
        an_answer(exact["before"], "before", week_on=date(2026, 10, 5)),
        an_answer(exact["after"], "after", week_on=date(2026, 10, 5), after="before", is_more=True),
    ]
    world: dict[str, int] = {}
    for one in answers:
        for table in one.tables.values():
            for row in table.rows:
                cells = {
                    f"{one.name}/{table.table}/{row.name}/{p}": c or 0
                    for p, c in zip(table.parts, row.counts, strict=True)
                }
                world |= cells
                people = sum(cells.values()) if table.table.split(" ")[0] in ONE_EACH else 20
                world[f"{one.name}/{table.table}/{row.name}/people"] = people
    said = [parted(an_answer(of_gaps(the_map(), STAFF)))]
    tries = of_try(Tried(before, after, 8.0), STAFF)
    said += [replace(one, tables=tries[one.name]) for one in answers[1:]]
    assert falsehoods(all_knowledge(Shown((), said)), world) == []
    wrong = {**world, "after/finish/everybody/on_time": 0}
    assert falsehoods(all_knowledge(Shown((), said)), wrong), "control: another world is not believed"


def test_a_belief_that_is_false_of_the_new_quarter_misleads_nobody() -> None:
    """More ended than ever asked, as corrections can make it: the attacker to fear does not believe otherwise."""
    tables = (
        a_table("referrals", a_row("everybody", 12)),
        a_table("courses_ended", a_row("everybody", 90, 40)),
    )
    new = Said("2026-Q1", {table.name: gate(table) for table in tables})
    known = all_knowledge(Shown([new]))
    assert attack(known, []).is_contradiction, "control: believed, it is a contradiction"
    world = dict.fromkeys(known.ranges, 12) | {
        "2026-Q1/courses_ended/everybody/all_sessions": 90,
        "2026-Q1/courses_ended/everybody/stopped_earlier": 40,
    }
    assert not attack(known.true_of(world), []).is_contradiction


def test_forces_with_maps_through_the_year_give_nothing_away() -> None:
    exact = exact_of(3)
    said = said_of(exact)
    open_now = sum(sums(exact, "referrals")) - sum(sums(exact, "courses_ended"))
    assert open_now >= 30
    maps = []
    for n in range(4):
        count = replace(a_count(open_now - 15 - n, late=15, lacking=11), waits=tuple(range(3, 20)))
        week_on = MONDAY + timedelta(weeks=n)
        maps.append(an_answer(of_plan(count, STAFF), f"map {n}", said[-1].quarter, week_on=week_on))
    found = attacked(Shown(said, maps))
    assert not found.pinned
    assert not found.unproven
    assert not found.is_contradiction
