"""The audit before publication: what the attacker can pin with the new figures is withheld with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.care.domain.disclosure import RULES, Published, withheld
from app.care.domain.what_is_known import Besides, Said, Shown, all_knowledge, knowledge, withheld_cells
from app.care.domain.what_plans_tell import TRIED, Answer
from scheduler.disclosure.knowledge import Knowledge

Place = tuple[str, str]
"""A quarter (or an answer about plans) and one of its tables, or a table and one of its parts."""
Question = tuple[Knowledge, list[str]]
"""What is believed, and the counts that are gone for."""
_STEPS = 20.0
_SURE = Besides(one_each=frozenset({"referrals", "first_sessions", "in_time", "courses_ended"}))
"""Who keeps all that is shown believes, too, that nobody asks for help twice in a quarter: nearly always it is true."""
_LINKED = ("finish", "plans")
"""What of an answer hangs together with quarters."""


@dataclass(frozen=True, slots=True)
class Books:
    """What only the job knows of the new quarter. `totals`: exact sums by table and part that the attacker is taken to
    know besides; `world`: the exact counts by name, so that no attacker is judged who believes what is false of them.
    """

    totals: Mapping[Place, int]
    world: Mapping[str, int]


def audited(
    before: Shown, new: Said, books: Books, *, steps: float = _STEPS
) -> tuple[Published, ...]:  # fmt: skip
    """The new tables, those withheld whole that would let a count below ten be worked out, now or of what was shown.

    What cannot be proven in the steps allowed is treated as pinned.
    """
    tables = dict(new.tables)
    while any(not table.by_audit for table in tables.values()):
        given_away = _given_away(before, Said(new.quarter, tables), books, steps)
        mine = {table for quarter, table in given_away if quarter == new.quarter and not tables[table].by_audit}
        if not given_away:
            break
        for name in mine or set(tables):  # what is left of its own doing is not enough: then all that is new goes
            tables[name] = withheld(tables[name])
    return tuple(tables.values())


def audited_answers(before: Shown, new: Sequence[Answer], *, steps: float = _STEPS) -> list[Answer]:
    """The same for the plans of one answer, which are shown together or not at all."""
    found = list(new)
    while any(not table.by_audit for one in found for table in one.tables.values()):
        given_away = _given_away_by_plans(before, found, steps)
        if not given_away:
            break
        found = _without(found, given_away)
    return found


def _without(answers: Sequence[Answer], given_away: set[Place]) -> list[Answer]:
    """Withholds the tables that a count is pinned in; where that was done already, everything."""
    mine = {
        (one.name, name)
        for one in answers
        for name, table in one.tables.items()
        if (one.name, name) in given_away and not table.by_audit
    }
    return [
        replace(
            one,
            tables={
                name: withheld(table) if not mine or (one.name, name) in mine else table
                for name, table in one.tables.items()
            },
        )
        for one in answers
    ]


def _given_away(before: Shown, new: Said, books: Books, steps: float) -> set[Place]:
    """Where a count is pinned: by who knows the sums besides, and by who has kept all that was ever shown."""
    totals = Besides({(new.quarter, table, part): value for (table, part), value in books.totals.items()})
    quarters = [*before.quarters, new]
    shown = Shown(quarters, [_linked(one) for one in before.answers], before.bills)
    alone = (knowledge([new], totals).true_of(books.world), withheld_cells(new))
    found = set()
    for known, targets in (
        (knowledge(quarters, totals), [name for one in quarters for name in withheld_cells(one)]),
        (all_knowledge(shown, _SURE), shown.withheld()),
    ):
        found |= _pinned(
            [(known.true_of(books.world), targets), alone], {(new.quarter, table) for table in new.tables}, steps
        )
    return found


def _given_away_by_plans(before: Shown, new: Sequence[Answer], steps: float) -> set[Place]:
    same_week = [one for one in before.answers if one.week_on == new[0].week_on]
    together, alone = Shown(before.quarters, [*same_week, *new]), Shown((), new)
    questions = [(all_knowledge(one, _SURE), one.withheld()) for one in (together, alone)]
    return _pinned(questions, {(one.name, table) for one in new for table in one.tables}, steps)


def _pinned(questions: Sequence[Question], everything: set[Place], steps: float) -> set[Place]:
    """Where a count is pinned. Where beliefs contradict each other, the next question is asked, at last nothing is."""
    from scheduler.disclosure.attack import Effort, attack

    for known, targets in questions:
        found = attack(known, targets, Effort(steps))
        if not found.is_contradiction:
            sure = {name for name, value in found.pinned.items() if value < RULES.fewest}
            return {_place(name) for name in sure | found.unproven}
    return everything


def _linked(one: Answer) -> Answer:
    return replace(one, tables={name: table for name, table in one.tables.items() if name in _LINKED})


def _place(name: str) -> Place:
    where, table, _ = name.split("/", 2)
    return where, TRIED if table.startswith(f"{TRIED} ") else table
