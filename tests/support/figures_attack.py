"""Forces that do not exist, what the gate says of them, and what the attacker makes of that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.care.domain.declared_tables import DECLARED
from app.care.domain.disclosure import RULES, Row, Rules, Table, gate
from app.care.domain.made_up_quarters import MadeUpForce, made_up_quarters
from app.care.domain.quarter_figures import exact_tables
from app.care.domain.what_is_known import (
    NOTHING_ELSE,
    Besides,
    Said,
    Shown,
    cell,
    exact_world,
    knowledge,
    withheld_cells,
)
from app.care.jobs.audit_figures import Books, audited
from scheduler.disclosure.attack import Findings, attack
from scheduler.disclosure.knowledge import Knowledge

Exact = Sequence[tuple[str, tuple[Table, ...]]]
"""Quarters by name with their exact tables."""
SIZES = (1_200, 2_500, 4_000, 7_000, 12_000)


@dataclass(frozen=True, slots=True)
class Attacked:
    """What an attack came to: counts it went for, and those under ten that it pinned."""

    targets: int
    pinned: Mapping[str, int]
    findings: Findings


def a_row(name: str, *counts: int, people: int | None = None, staff: int = 5_000) -> Row:
    """A row of a large force; as many officers as the smaller of 40 and what is counted, unless said."""
    return Row(name, counts, min(40, sum(counts)) if people is None else people, staff)


def a_table(name: str, *rows: Row) -> Table:
    """A declared table of these rows."""
    return Table(name, DECLARED[name].parts, rows)


def exact_of(seed: int, quarters: int = 4) -> Exact:
    """Some quarters of a made-up force; sizes and shares of those who ask differ from seed to seed."""
    force = MadeUpForce(seed, SIZES[seed % len(SIZES)], quarters, asking=(0.02, 0.04, 0.08, 0.15)[seed // 5 % 4])
    happened, staff = made_up_quarters(force)
    return [(f"2026-Q{place + 1}", exact_tables(one, staff)) for place, one in enumerate(happened)]


def said_of(exact: Exact, rules: Rules = RULES) -> list[Said]:
    """What the gate says of them."""
    return [Said(quarter, {table.name: gate(table, rules) for table in tables}) for quarter, tables in exact]


def said_after_audit(exact: Exact, *, knows_bills: bool = True) -> list[Said]:
    """What the job would publish of them, quarter after quarter."""
    said: list[Said] = []
    for one, (quarter, tables) in zip(said_of(exact), exact, strict=True):
        totals = {of[1:]: value for of, value in bills(((quarter, tables),)).items()} if knows_bills else {}
        said.append(
            Said(
                quarter,
                {
                    table.table: table
                    for table in audited(Shown(said), one, Books(totals, exact_world(quarter, tables)))
                },
            )
        )
    return said


def bills(exact: Exact) -> dict[tuple[str, str, str], int]:
    """The exact sums of sessions that bills can give away."""
    found: dict[tuple[str, str, str], int] = {}
    for quarter, tables in exact:
        for table in tables:
            if table.name == "sessions":
                sums = [sum(row.counts[place] for row in table.rows) for place in range(len(table.parts))]
                found |= {(quarter, table.name, part): value for part, value in zip(table.parts, sums, strict=True)}
    return {of: value for of, value in found.items() if value >= RULES.fewest}


def world_of(exact: Exact) -> dict[str, int]:
    """The truth, by the names that the attacker uses."""
    return {name: value for quarter, tables in exact for name, value in exact_world(quarter, tables).items()}


def falsehoods(known: Knowledge, world: Mapping[str, int]) -> list[str]:
    """What of it is not true of a world: an attacker who believes it would be wrong, and prove nothing."""
    found = [name for name, (low, high) in known.ranges.items() if not low <= world[name] <= high]
    found += [str(line) for line in known.lines if not line.holds(world)]
    for groups in known.eithers:
        if not any(all(line.holds(world) for line in group) for group in groups):
            found.append(f"none of {groups}")
    return found


def attacked(
    said: Sequence[Said], besides: Besides = NOTHING_ELSE, rules: Rules = RULES, targets: Sequence[str] | None = None
) -> Attacked:
    """Go for every count that was withheld or is said to be under ten, or for `targets`."""
    wanted = list(targets) if targets is not None else [name for one in said for name in going_for(one, rules)]
    found = attack(knowledge(said, besides, rules), wanted)
    few = {name: value for name, value in found.pinned.items() if value < RULES.fewest}
    return Attacked(len(wanted), few, found)


def going_for(one: Said, rules: Rules) -> list[str]:
    """What is not meant to be known."""
    few = [
        cell(one.quarter, table.table, row.name, part)
        for table in one.tables.values()
        for row in table.rows
        for part, count in zip(table.parts, row.counts, strict=True)
        if count is not None and count - rules.rounded_to // 2 < RULES.fewest
    ]
    return [*withheld_cells(one), *few]
