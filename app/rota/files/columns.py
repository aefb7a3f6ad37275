"""Which column of a long table holds what: told by its title, or asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.rota.domain.reading import Question
from app.rota.files.findings import Findings
from app.rota.files.table import Row, Table


class Role(StrEnum):
    """What a column can be for."""

    STAFF = "staff_number"
    DATE = "date"
    END_DATE = "end_date"
    START = "start"
    END = "end"
    CODE = "code"
    KIND = "kind"


def _titles(names: str) -> frozenset[str]:
    return frozenset(name.strip() for name in names.split(","))


_TITLES: Mapping[Role, frozenset[str]] = {
    Role.STAFF: _titles(
        "staff number, staff no, staff id, staffnumber, staffno, staffid, employee number, employee no, employee id,"
        "emp id, emp no, collar number, collar no, warrant number, warrant no, shoulder number, payroll number,"
        "payroll no, personnel number, personnel no, worker id, worker ids, officer number, officer no, force number"
    ),
    Role.DATE: _titles("date, start date, startdate, duty date, shift date, day, date from, from date, on"),
    Role.END_DATE: _titles("end date, enddate, date to, to date, finish date"),
    Role.START: _titles(
        "start, start time, starttime, begin, begins, from, time from, shift start, start at, starts, scheduled in,"
        "time in, on duty, start datetime, duty start"
    ),
    Role.END: _titles(
        "end, end time, endtime, finish, finish time, until, to, time to, shift end, end at, ends, scheduled out,"
        "time out, off duty, end datetime, duty end"
    ),
    Role.CODE: _titles("code, shift code, duty code, shift, shiftcode, dutycode, post, section"),
    Role.KIND: _titles("kind, duty kind, duty, duty type, kind of duty"),
}

_ASKED = {
    Role.STAFF: "Which column holds the staff number? (If none does, give one staff number for the whole file.)",
    Role.DATE: "Which column holds the date of the duty?",
    Role.END_DATE: "Which column holds the date on which the duty ends?",
    Role.START: "Which column says when the duty begins?",
    Role.END: "Which column says when the duty ends?",
    Role.CODE: "Which column holds the shift code?",
    Role.KIND: "Which column says what kind of duty it is?",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The index of each role's column, for the roles that have one."""

    at: Mapping[Role, int]

    def cell(self, row: Row, role: Role) -> str:
        """What a row has in the column of a role; empty without such a column."""
        return row.cell(self.at[role]) if role in self.at else ""


def plain_title(title: str) -> str:
    """A title without brackets, punctuation and capitals."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", re.sub(r"\(.*?\)", "", title.lower())).split())


def roles_of(header: Row) -> dict[Role, list[int]]:
    """The columns whose titles name each role."""
    found: dict[Role, list[int]] = {}
    for index, title in enumerate(header.cells):
        for role, titles in _TITLES.items():
            if plain_title(title) in titles:
                found.setdefault(role, []).append(index)
    return found


def columns_of(table: Table, header: Row, answers: Mapping[str, str], findings: Findings) -> Columns:
    """Settle every role by answer or title; ask where titles leave it open."""
    named = roles_of(header)
    at: dict[Role, int] = {}
    for role in Role:
        answered = _answered(table, header, answers.get(f"column.{role.value}", ""))
        if answered is not None:
            at[role] = answered
        elif len(named.get(role, [])) == 1:
            at[role] = named[role][0]
    free = [i for i, title in enumerate(header.cells) if title and i not in at.values()]
    for role in _unsettled(at, named, answers):
        _ask(role, named.get(role) or free, table, header, findings)
    unused = [table.title(header, index) for index in free]
    if unused and not findings.questions:
        findings.notes.append(f"Columns not used: {', '.join(unused)}.")
    return Columns(at)


def _answered(table: Table, header: Row, answer: str) -> int | None:
    titles = [table.title(header, index) for index in range(len(header.cells))]
    return titles.index(answer) if answer in titles and titles.count(answer) == 1 else None


def _unsettled(at: Mapping[Role, int], named: Mapping[Role, list[int]], answers: Mapping[str, str]) -> list[Role]:
    """Roles that must still be asked for: named twice, or needed and not there."""
    doubled = [role for role, found in named.items() if len(found) > 1 and role not in at]
    needed: list[Role] = [] if Role.DATE in at or _moments_possible(at) else [Role.DATE]
    if Role.START in at or Role.END in at:
        needed += [role for role in (Role.START, Role.END) if role not in at]
    elif Role.CODE not in at and Role.KIND not in at:
        needed.append(Role.CODE)
    if Role.STAFF not in at and not answers.get("staff_number"):
        needed.append(Role.STAFF)
    return [role for role in Role if role in doubled or role in needed]


def _moments_possible(at: Mapping[Role, int]) -> bool:
    """A start and an end may carry their own dates; whether they do is seen in their cells."""
    return Role.START in at and Role.END in at


def _ask(role: Role, candidates: list[int], table: Table, header: Row, findings: Findings) -> None:
    titles = [table.title(header, index) for index in candidates]
    choices = tuple((title, title) for title in titles if titles.count(title) == 1)
    if role is Role.STAFF:
        text = "No column gives a staff number. Whose duties are these? Give the staff number the whole file is for."
        findings.ask(Question("staff_number", text, example="00123"))
    if choices or role is not Role.STAFF:
        findings.ask(Question(f"column.{role.value}", _ASKED[role], choices, required=role is not Role.STAFF))
