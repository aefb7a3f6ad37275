"""A partial import, only by explicit choice: whoever has a faulty row is left out whole, and the rest is read."""

from collections.abc import Iterable, Mapping

from app.foundation.refusals import Fault
from app.rota.domain.decision import RejectedRow
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.reading import Question
from app.rota.files.findings import Findings
from app.rota.files.table import Table
from app.rota.files.who_stands_where import Spot, WhoStandsWhere

ANSWER, CONFIRMED = "faulty_rows", "faulty_rows_most"
LEAVE_OUT = "leave_out"
MOST_REJECTED = 20_000
LONGEST_CELL = 500
Kept = tuple[list[DutyLine], set[str]]


def wanted(answers: Mapping[str, str]) -> bool:
    """Whether somebody chose to leave out people with faulty rows."""
    return answers.get(ANSWER) == LEAVE_OUT


def leave_out(lines: list[DutyLine], staff: set[str], answers: Mapping[str, str], findings: Findings) -> Kept:
    """The lines and people that are left when all with a fault are gone; the rows left out go to the findings.

    Nothing is left out unless somebody chose it, nor where a fault is about the file and not about a row. More than
    half of the people is asked about; everybody is refused.
    """
    if not wanted(answers) or not findings.fault_count:
        return lines, staff
    if findings.fault_count > len(findings.faults) or not all(fault.row for fault in findings.faults):
        findings.fault("Not every fault is about a row, so leaving rows out does not mend the file.")
        return lines, staff
    places = findings.people or WhoStandsWhere()
    places.take(lines)
    rows = _rows_of(findings.tables)
    gone = {
        number for one in findings.faults for number in places.of(one, frozenset(rows.get((one.sheet, one.row), ())))
    }
    if not staff - gone:
        findings.fault("Everybody in the file has a faulty row: nothing would be left to import.")
        return lines, staff
    rejected = _rejected(lines, gone, findings.faults, rows)
    if len(gone) * 2 > len(staff | gone) and answers.get(CONFIRMED) != "yes":
        findings.ask(_most(len(gone), len(staff | gone)))
    findings.rejected, findings.faults, findings.fault_count = rejected, [], 0
    findings.notes.append(_words(len(gone), len(rejected)))
    return [line for line in lines if line.staff_number not in gone], staff - gone


def _rows_of(tables: Iterable[Table]) -> dict[Spot, tuple[str, ...]]:
    return {(table.sheet, row.number): row.cells for table in tables for row in table.rows}


def _most(gone: int, everybody: int) -> Question:
    text = f"{gone} of {everybody} people would be left out, which is more than half. Import the others all the same?"
    return Question(CONFIRMED, text, (("yes", "yes, import the others"),))


def _words(gone: int, rows: int) -> str:
    people = "Nobody is" if not gone else "One person is" if gone == 1 else f"{gone} people are"
    lost = "one row" if rows == 1 else f"{rows} rows"
    return f"{people} left out whole, with {lost}: what stands on the roster for them stays as it is."


def _rejected(
    lines: Iterable[DutyLine], gone: set[str], faults: Iterable[Fault], rows: Mapping[Spot, tuple[str, ...]]
) -> list[RejectedRow]:
    """Every faulty row and every other row of those left out, in the order of the file, each with why."""
    why: dict[Spot, list[str]] = {}
    values: dict[Spot, str] = {}
    for fault in faults:
        spot = (fault.sheet, fault.row)
        why.setdefault(spot, []).append(f"{fault.column}: {fault.message}" if fault.column else fault.message)
        values.setdefault(spot, fault.value or "")
    for line in lines:
        if line.staff_number in gone:
            also = f"Staff number {line.staff_number} has a faulty row elsewhere and is left out whole."
            why.setdefault((line.sheet, line.row), [also])
    found = []
    for (sheet, row), said in why.items():
        cells = rows.get((sheet, row), (values.get((sheet, row), ""),))
        found.append(RejectedRow(sheet, row, tuple(map(_as_it_stands, cells)), " ".join(said)))
    return sorted(found, key=lambda one: (one.sheet or "", one.row or 0))[:MOST_REJECTED]


def _as_it_stands(cell: str) -> str:
    """A cell of a row that is left out: what no page could show made visible, and not endless."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in cell[:LONGEST_CELL])
