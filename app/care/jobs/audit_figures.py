"""The audit before publication: what the attacker can pin with the new figures is withheld with them."""

from collections.abc import Mapping, Sequence

from app.care.domain.disclosure import RULES, Published, withheld
from app.care.domain.what_is_known import Besides, Said, knowledge, withheld_cells

Place = tuple[str, str]
"""A quarter and one of its tables, or a table and one of its parts."""
_STEPS = 20.0


def audited(
    before: Sequence[Said], new: Said, totals: Mapping[Place, int], *, steps: float = _STEPS
) -> tuple[Published, ...]:
    """The new tables, those withheld whole that would let a count below ten be worked out, now or of earlier quarters.

    `totals`: exact totals by table and part that the attacker is taken to know besides. What cannot be proven in the
    steps allowed is treated as pinned.
    """
    tables = dict(new.tables)
    while any(not table.by_audit for table in tables.values()):
        given_away = _given_away(before, Said(new.quarter, tables), totals, steps)
        mine = {table for quarter, table in given_away if quarter == new.quarter and not tables[table].by_audit}
        if not given_away:
            break
        for name in mine or set(tables):  # what is left of its own doing is not enough: then all that is new goes
            tables[name] = withheld(tables[name])
    return tuple(tables.values())


def _given_away(before: Sequence[Said], new: Said, totals: Mapping[Place, int], steps: float) -> set[Place]:
    """Where a count is pinned. Where beliefs contradict each other over the quarters, the new one is judged alone."""
    from scheduler.disclosure.attack import Effort, attack

    besides = Besides({(new.quarter, table, part): value for (table, part), value in totals.items()})
    for said in ([*before, new], [new]):
        targets = [name for one in said for name in withheld_cells(one)]
        found = attack(knowledge(said, besides), targets, Effort(steps))
        if not found.is_contradiction:
            sure = {name for name, value in found.pinned.items() if value < RULES.fewest}
            return {_place(name) for name in sure | found.unproven}
    return {(new.quarter, table) for table in new.tables}


def _place(name: str) -> Place:
    quarter, table, _ = name.split("/", 2)
    return quarter, table
