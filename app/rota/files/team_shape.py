"""Teams on a shift pattern: a pattern, an anchor date and who works it, for a period."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from app.rota.domain.code_table import WrongPart
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.pattern_library import PATTERNS
from app.rota.domain.reading import TeamPlan
from app.rota.domain.shift_cycle import pattern_from, plain_cycle
from app.rota.files.columns import Role, plain_title, roles_of
from app.rota.files.date_cells import DateCells
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import NOWHERE, ONLY_A_HEADER, Findings, Place, ReadOrder, legible
from app.rota.files.table import Row, Table
from scheduler.pattern import ShiftPattern, project

LONGEST_NAME = 60
_PATTERN = frozenset({"pattern", "shift pattern"})
_ANCHOR = frozenset({"anchor", "anchor on", "anchor date", "day 1", "day one"})
_TEAM = frozenset({"team", "relief", "group", "unit"})


def teams_in_json(data: bytes, maker: DutyMaker) -> tuple[list[TeamPlan], dict[str, str]]:
    """The teams of a JSON upload, and the answers it carries (period, time zone)."""
    try:
        plain = json.loads(data)
    except (ValueError, RecursionError) as wrong:
        maker.findings.fault(
            f"This is not JSON that can be read ({str(wrong)[:LONGEST_NAME]}).", remedy="Check the file."
        )
        return [], {}
    entries = plain.get("teams", [plain]) if isinstance(plain, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        maker.findings.fault('A JSON upload is an object with "teams", each with pattern, anchor_on and staff.')
        return [], {}
    carried = {key: str(plain[key]) for key in ("period_from", "period_to", "time_zone") if key in plain}
    plans = (_team(entry, number, maker) for number, entry in enumerate(entries, start=1))
    return [plan for plan in plans if plan is not None], carried


def _team(entry: Mapping[str, Any], number: int, maker: DutyMaker) -> TeamPlan | None:
    at = Place(row=number, column="anchor_on")
    pattern = _pattern(entry.get("pattern"), Place(row=number, column="pattern"), maker.findings)
    anchor_on = _iso_date(str(entry.get("anchor_on", "")), at, maker.findings)
    members = entry.get("staff", [])
    if not isinstance(members, list) or not members:
        maker.findings.fault("This team has no members.", Place(row=number, column="staff"))
        return None
    checked = [maker.staff_number(str(m).strip(), Place(row=number, column="staff")) for m in members]
    if pattern is None or anchor_on is None or None in checked:
        return None
    name = legible(str(entry.get("team") or pattern.name))[:LONGEST_NAME]
    return TeamPlan(name, pattern.name, _cycle(pattern), anchor_on, tuple(c for c in checked if c))


def _iso_date(text: str, at: Place, findings: Findings) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        found = "There is no date here." if not text else "This is not a date."
        findings.fault(found, at, text or None, "Write it like 2026-12-31.")
        return None


def _pattern(plain: Any, at: Place, findings: Findings) -> ShiftPattern | None:
    """A pattern of the library by name, or one spelled out as a name with a cycle."""
    if isinstance(plain, str) and plain in PATTERNS:
        return PATTERNS[plain]
    if isinstance(plain, dict) and isinstance(plain.get("cycle"), list):
        try:
            return pattern_of(str(plain.get("name", "")), plain["cycle"])
        except (ValueError, AttributeError) as wrong:
            remedy = wrong.remedy if isinstance(wrong, WrongPart) else None
            findings.fault(f"This shift pattern cannot be: {wrong}.", at, remedy=remedy)
            return None
    known = ", ".join(sorted(PATTERNS))
    shown = plain if isinstance(plain, str) else None
    findings.fault("This shift pattern is not known.", at, shown, f"Use one of {known}, or spell out its cycle.")
    return None


def pattern_of(name: str, cycle: Iterable[Mapping[str, str] | None]) -> ShiftPattern:
    """The pattern of plain values. ValueError says what is wrong with it."""
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise ValueError(f"the name of a pattern has at most {LONGEST_NAME} printable characters")
    return pattern_from(name, cycle)


def _cycle(pattern: ShiftPattern) -> tuple[dict[str, str] | None, ...]:
    return tuple(plain_cycle(pattern.cycle))


def team_header(table: Table) -> Row | None:
    """The row among the first fifteen that titles a pattern, an anchor and a staff number."""
    for row in table.rows[:15]:
        titles = {plain_title(cell) for cell in row.cells}
        if titles & _PATTERN and titles & _ANCHOR and Role.STAFF in roles_of(row):
            return row
    return None


def teams_in_table(table: Table, header: Row, order: ReadOrder, maker: DutyMaker) -> list[TeamPlan]:
    """The teams of a table with one member a row."""
    titles = [plain_title(cell) for cell in header.cells]
    pattern_at, anchor_at = (next(i for i, t in enumerate(titles) if t in names) for names in (_PATTERN, _ANCHOR))
    team_at = next((i for i, t in enumerate(titles) if t in _TEAM), pattern_at)
    staff_at = roles_of(header)[Role.STAFF][0]
    rows = [row for row in table.rows if row.number > header.number and not row.is_blank]
    if not rows:
        maker.findings.fault(
            "There is a header but nobody below it.", Place(table.sheet, header.number), remedy=ONLY_A_HEADER
        )
    dates = DateCells((row.cell(anchor_at) for row in rows), maker.findings, dict(order.answers))
    members: dict[tuple[str, str, date], list[str]] = {}
    for row in rows:
        places = [Place(table.sheet, row.number, table.title(header, at)) for at in (pattern_at, anchor_at, staff_at)]
        pattern = _pattern(row.cell(pattern_at), places[0], maker.findings)
        anchor_on = dates.read(row.cell(anchor_at), places[1])
        number = maker.staff_number(row.cell(staff_at), places[2])
        if pattern and anchor_on and number:
            members.setdefault((row.cell(team_at), pattern.name, anchor_on), []).append(number)
    return [
        TeamPlan(legible(team)[:LONGEST_NAME], name, _cycle(PATTERNS[name]), anchor_on, tuple(numbers))
        for (team, name, anchor_on), numbers in members.items()
    ]


def team_lines(teams: Iterable[TeamPlan], first_on: date, last_on: date, maker: DutyMaker) -> Iterator[DutyLine]:
    """Everybody's duties from `first_on` to `last_on`, by the clock on the wall."""
    seen: dict[str, str] = {}
    plans = list(teams)
    for name in sorted({plan.team for plan in plans if [other.team for other in plans].count(plan.team) > 1}):
        remedy = "Give each team a name of its own."
        maker.findings.fault(
            "There are two teams of this name, with different patterns or anchors.", NOWHERE, name, remedy
        )
    for plan in plans:
        duties = project(pattern_of(plan.pattern, plan.cycle), plan.anchor_on, first_on, last_on, maker.zone)
        for number in plan.members:
            if number in seen:
                message = f"Staff number {number} is in team {seen[number]} and again in team {plan.team}."
                maker.findings.fault(message, NOWHERE, number, "List everybody once.")
                continue
            seen[number] = plan.team
            for duty in duties:
                yield DutyLine(number, duty)
