"""For each rule of the gate a small force in which letting go of it gives somebody away, and the rule does not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.care.domain.disclosure import RULES, Rules, Table, gate
from app.care.domain.what_is_known import Acquaintance, Besides, Own, Said, cell
from scheduler.disclosure.knowledge import Line
from tests.support.figures_attack import Attacked, a_row, a_table, attacked

Q = "2026-Q1"
ONE_EACH = frozenset({"referrals"})
"""The attacker is sure that nobody asks twice in a quarter, so that as many ask as there are referrals."""
Try = Callable[[bool], Attacked]


@dataclass(frozen=True, slots=True)
class Control:
    """`attack(True)` with the rule, `attack(False)` without it."""

    rule: str
    attack: Try


def _one(table: Table, rules: Rules) -> list[Said]:
    published = gate(table, rules)
    return [Said(Q, {published.table: published})]


def _off(is_on: bool, **without: Any) -> Rules:
    return RULES if is_on else replace(RULES, **without)


def _missed(total: int) -> Besides:
    return Besides(totals={(Q, "sessions", "missed"): total})


def few(is_on: bool) -> Attacked:
    """48 and 28 missed among the others and 79 in all, as a bill says: so three among those on days."""
    table = a_table("sessions", a_row("nights", 500, 48), a_row("changing", 300, 28), a_row("days", 200, 3))
    rules = _off(is_on, fewest=0)
    return attacked(_one(table, rules), _missed(79), rules)


def rounding(is_on: bool) -> Attacked:
    """Exactly 50 of 50 missed were on nights: nobody else missed one."""
    table = a_table("sessions", a_row("nights", 500, 50), a_row("changing", 300, 0), a_row("days", 200, 0))
    rules = _off(is_on, rounded_to=1)
    return attacked(_one(table, rules), _missed(50), rules)


def totals(is_on: bool) -> Attacked:
    """48 in all, and about 50 of them on nights."""
    table = a_table("sessions", a_row("nights", 500, 48), a_row("changing", 300, 0), a_row("days", 200, 0))
    rules = _off(is_on, has_rounded_totals=False)
    return attacked(_one(table, rules), rules=rules)


def whole_rows(is_on: bool) -> Attacked:
    """100 % in time."""
    rules = _off(is_on, is_whole=False)
    return attacked(_one(a_table("in_time", a_row("everybody", 100, 0)), rules), rules=rules)


def pairs(is_on: bool) -> Attacked:
    """21 asked in all, about 10 of them on nights: nine on days."""
    rules = _off(is_on, is_paired=False)
    besides = Besides(totals={(Q, "referrals", "referrals"): 21}, one_each=ONE_EACH)
    return attacked(_one(a_table("referrals", a_row("nights", 12), a_row("days", 9)), rules), besides, rules)


def officers(is_on: bool) -> Attacked:
    """Whoever had all twelve sees "about 10" and knows that nobody else had one."""
    rules = _off(is_on, fewest_people=0)
    kinds = [a_row(kind, 12, people=1) for kind in ("duty", "roster", "unwell")]
    own = Own(Q, "misses", "duty", "misses", 12)
    return attacked(_one(a_table("misses", *kinds), rules), Besides(own=(own,)), rules, [own.others])


def staff(is_on: bool) -> Attacked:
    """Who knows the other 29 of a unit, twelve of them in it, and reads "about 15", knows of the thirtieth."""
    rules = _off(is_on, least_staff=0)
    table = a_table("referrals", a_row("nights", 13, people=13, staff=30), a_row("days", 60, people=60))
    known = Acquaintance(Q, "referrals", "nights", known_in=12, known_out=17)
    besides = Besides(people=(known,), one_each=ONE_EACH)
    return attacked(_one(table, rules), besides, rules, [known.target])


def frozen(is_on: bool) -> Attacked:
    """Nine were withheld; one more is recorded late, and the quarter is published anew: about ten."""
    said = _one(_everybody(9), RULES)
    if is_on:
        return attacked(said, Besides(one_each=ONE_EACH))
    first, again = (cell(quarter, "referrals", "everybody", "referrals") for quarter in (Q, "again"))
    late = Line(((again, 1), (first, -1)), 1, 1)
    said.append(Said("again", {"referrals": gate(_everybody(10))}))
    return attacked(said, Besides(lines=(late,), one_each=ONE_EACH), targets=[first])


def windows(is_on: bool) -> Attacked:
    """Quarters, and beside them the year so far."""
    found = []
    for place, count in enumerate((12, 12, 9)):
        found.append(Said(f"2026-Q{place + 1}", {"referrals": gate(_everybody(count))}))
    if is_on:
        return attacked(found, Besides(one_each=ONE_EACH))
    year = Said("2026 so far", {"referrals": gate(_everybody(33))})
    adds_up = _adds_up(year.quarter, [one.quarter for one in found])
    return attacked([*found, year], Besides(lines=(adds_up,), one_each=ONE_EACH))


def cuts(is_on: bool) -> Attacked:
    """The declared table, and beside it whatever somebody asks for, each answered by itself."""
    rows = (a_row("nights", 12), a_row("changing", 12), a_row("days", 9))
    declared = gate(a_table("referrals", *rows))
    if is_on:
        return attacked([Said(Q, {"referrals": declared})], Besides(one_each=ONE_EACH))
    asked = {"nights": rows[0], "changing": rows[1], "everybody": a_row("everybody", 33)}
    tables = {name: replace(gate(a_table("referrals", row)), table=f"only {name}") for name, row in asked.items()}
    lines = [
        Line(((cell(Q, "referrals", name, "referrals"), 1), (cell(Q, f"only {name}", name, "referrals"), -1)), 0, 0)
        for name in ("nights", "changing")
    ]
    everybody = cell(Q, "only everybody", "everybody", "referrals")
    parts = tuple((cell(Q, "referrals", row.name, "referrals"), 1) for row in rows)
    lines.append(Line((*parts, (everybody, -1)), 0, 0))
    return attacked([Said(Q, {"referrals": declared, **tables})], Besides(lines=tuple(lines), one_each=ONE_EACH))


def _everybody(count: int) -> Table:
    return a_table("referrals", a_row("everybody", count))


def _adds_up(whole: str, quarters: Sequence[str]) -> Line:
    terms = tuple((cell(one, "referrals", "everybody", "referrals"), 1) for one in quarters)
    return Line((*terms, (cell(whole, "referrals", "everybody", "referrals"), -1)), 0, 0)


CONTROLS = (
    Control("counts under 10 are withheld", few),
    Control("counts are rounded to 5", rounding),
    Control("totals are sums of rounded counts", totals),
    Control("a row is said whole or not at all: no 0 or 100 %", whole_rows),
    Control("no row is withheld alone", pairs),
    Control("10 officers stand behind a row and 10 of its staff outside it", officers),
    Control("no row of several is of fewer than 1,000 staff", staff),
    Control("a quarter is published once and frozen", frozen),
    Control("windows do not overlap", windows),
    Control("only declared tables", cuts),
)
