"""`make attack`: attacks what the gate says of many made-up forces and writes the report into docs/evidence.md."""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.care.domain.disclosure import RULES, Rules
from app.care.domain.what_is_known import Besides, Said, withheld_cells
from tests.support.figures_attack import Exact, attacked, bills, exact_of, said_after_audit, said_of
from tests.support.figures_controls import CONTROLS
from tests.support.figures_neighbours import neighbours

PAGE = Path(__file__).parents[2] / "docs" / "evidence.md"
BEGIN, END = "<!-- attacker -->", "<!-- /attacker -->"
FORCES, QUARTERS = 40, 4
LET_GO: tuple[tuple[str, Rules], ...] = (
    ("counts under 10 are withheld", replace(RULES, fewest=0)),
    ("counts are rounded to 5", replace(RULES, rounded_to=1)),
    ("totals are sums of rounded counts", replace(RULES, has_rounded_totals=False)),
    ("a row is said whole or not at all: no 0 or 100 %", replace(RULES, is_whole=False)),
    ("no row is withheld alone", replace(RULES, is_paired=False)),
    ("10 officers stand behind a row and 10 of its staff outside it", replace(RULES, fewest_people=0)),
    ("no row of several is of fewer than 1,000 staff", replace(RULES, least_staff=0)),
)


@dataclass(slots=True)
class Tally:
    """Sums over forces."""

    forces: int = 0
    counts: int = 0
    withheld: int = 0
    pinned: int = 0
    forces_pinned: int = 0
    unproven: int = 0
    contradictions: int = 0

    def add(self, said: Sequence[Said], exact: Exact, rules: Rules = RULES) -> None:
        """Attack a force, with the sums that bills can give away in hand."""
        found = attacked(said, Besides(totals=bills(exact)), rules)
        self.forces += 1
        self.counts += sum(len(row.counts) for one in said for table in one.tables.values() for row in table.rows)
        self.withheld += sum(len(withheld_cells(one)) for one in said)
        self.pinned += len(found.pinned)
        self.forces_pinned += bool(found.pinned)
        self.unproven += len(found.findings.unproven)
        self.contradictions += found.findings.is_contradiction


def main(forces: int = FORCES) -> int:
    """Write the report between its markers; the rest of the page stays."""
    started = time.monotonic()
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else f"# Evidence\n\n{BEGIN}\n{END}\n"
    if BEGIN not in text:
        text += f"\n{BEGIN}\n{END}\n"
    head, _, rest = text.partition(BEGIN)
    body = "\n".join(report(forces))
    PAGE.write_text(f"{head}{BEGIN}\n{body}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    print(f"{PAGE.name}: {forces} forces, {time.monotonic() - started:.0f} s")
    return 0


def report(forces: int) -> Iterator[str]:
    """The lines of the report; the same for the same number of forces."""
    exact = [exact_of(seed, QUARTERS) for seed in range(forces)]
    gated, audited = Tally(), Tally()
    for one in exact:
        gated.add(said_of(one), one)
        audited.add(said_after_audit(one), one)
    yield from _opening(gated, audited)
    yield from _table(exact)
    yield from _neighbours()


def _opening(gated: Tally, audited: Tally) -> Iterator[str]:
    yield "## What published figures give away"
    yield ""
    yield (
        f"Made by `make attack`. {gated.forces} made-up forces of 1,200 to 12,000 staff, {QUARTERS} quarters each. The "
        "attacker knows every rule, everything published so far, how the tables hang together, how many staff each "
        "group has, and the exact number of sessions attended and missed in every quarter (bills can give it away); it "
        "looks for a world in which a withheld count is another, until none is left (CP-SAT, steps instead of seconds, "
        "so the same everywhere). A count is pinned when every world has the same value under 10."
    )
    yield ""
    yield "| | counts | withheld | pinned | forces with any | not proven |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for name, tally in (("the gate alone", gated), ("the gate and the audit: as published", audited)):
        yield (
            f"| {name} | {tally.counts:,} | {tally.withheld:,} | {tally.pinned} | {tally.forces_pinned} | "
            f"{tally.unproven} |"
        )
    yield ""


def _table(exact: Sequence[Exact]) -> Iterator[str]:
    yield (
        "Each rule let go of by itself. *Made for it*: a small force in which the rule decides, with the rule and "
        "without (`tests/support/figures_controls.py`). *At large*: the same made-up forces without the audit; a rule "
        "that guards what is rare pins little there, and the rules cover for each other."
    )
    yield ""
    yield "| rule | made for it: with | without | at large, without: pinned | forces with any |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    at_large = dict(LET_GO)
    for control in CONTROLS:
        kept, let_go = control.attack(True), control.attack(False)
        tally = Tally()
        if (rules := at_large.get(control.rule)) is not None:
            for one in exact:
                tally.add(said_of(one, rules), one, rules)
        large = f"{tally.pinned} | {tally.forces_pinned}" if tally.forces else "– | –"
        yield f"| {control.rule} | {len(kept.pinned)} | {len(let_go.pinned)} | {large} |"
    yield ""


def _neighbours() -> Iterator[str]:
    worlds, tables, same, unchanged = 0, 0, 0, 0
    for seed in range(4):
        for of, equal in neighbours(seed, 6_000, 60):
            worlds, tables, same, unchanged = worlds + 1, tables + of, same + equal, unchanged + (of == equal)
    yield (
        f"Worlds that differ in one officer: of {worlds:,} such pairs {100 * unchanged // worlds} % are published word "
        f"for word the same, and {100 * same // tables} % of their tables. This is no differential privacy and is not "
        "claimed to be: where a count stands at the edge of a five, one officer moves it."
    )


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
