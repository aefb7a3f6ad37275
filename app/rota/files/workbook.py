"""XLSX to tables, through calamine."""

from app.rota.domain.code_table import CodeMeaning, WrongPart, entry_of, shown_code
from app.rota.files.calamine import sheets_of
from app.rota.files.cell_marks import CellMarks, marked
from app.rota.files.columns import plain_title
from app.rota.files.findings import Findings, Place
from app.rota.files.table import Table
from app.rota.files.workbook_scan import (
    ERROR,
    UNCALCULATED,
    SheetScan,
    column_index,
    refuse_hostile,
    scan_sheets,
)

_CODE_SHEETS = frozenset({"codes", "code table", "shift codes", "legend"})
_COLUMNS = {
    "code": frozenset({"code", "shift code", "shift"}),
    "kind": frozenset({"kind", "kind of duty", "duty", "meaning"}),
    "starts": frozenset({"starts", "start", "from", "start time"}),
    "ends": frozenset({"ends", "end", "to", "until", "end time"}),
}


def read_workbook(data: bytes, findings: Findings) -> list[Table]:
    """Every sheet that is shown as a table of text. Raises Unreadable for what is hidden, hostile or damaged."""
    refuse_hostile(data)
    scans = scan_sheets(data)
    tables = sheets_of(data, {sheet: scan.first_column for sheet, scan in scans.items()} if scans else None)
    return [
        marked(table, _marks(scans[str(table.sheet)]), findings) if table.sheet in scans else table for table in tables
    ]


def _marks(scan: SheetScan) -> CellMarks:
    broken = dict.fromkeys(scan.errors, ERROR) | dict.fromkeys(scan.uncalculated, UNCALCULATED)
    words = {_place(ref): word for ref, word in broken.items()}
    return CellMarks(
        scan.first_column, words, {_place(ref): digits for ref, digits in scan.digits.items()}, scan.merged
    )


def _place(ref: str) -> tuple[int, int]:
    letters = ref.rstrip("0123456789")
    return int(ref[len(letters) :]), column_index(letters.encode())


def is_code_sheet(table: Table) -> bool:
    """Whether a sheet is named as the one that says what the codes mean."""
    return plain_title(table.sheet or "") in _CODE_SHEETS


def own_codes(tables: list[Table], findings: Findings) -> dict[str, CodeMeaning] | None:
    """The code table that the workbook itself carries on a sheet called Codes, or None."""
    for table in tables:
        if is_code_sheet(table) and table.rows:
            return _codes(table, findings)
    return None


def _codes(table: Table, findings: Findings) -> dict[str, CodeMeaning] | None:
    header = next((row for row in table.rows if not row.is_blank), table.rows[0])
    at = {
        part: index
        for index, title in enumerate(header.cells)
        for part, names in _COLUMNS.items()
        if plain_title(title) in names
    }
    if "code" not in at or "kind" not in at:
        return None
    found: dict[str, CodeMeaning] = {}
    for row in table.rows:
        if row.number <= header.number or not row.cell(at["code"]):
            continue
        code, entry = row.cell(at["code"]), {part: row.cell(index) for part, index in at.items()}
        try:
            found.update([entry_of(code, entry)])
        except WrongPart as wrong:
            place = Place(table.sheet, row.number, table.letter(at.get(wrong.part, at["code"])))
            message = f"Code {shown_code(code)}: {wrong}."
            findings.fault(message, place, entry.get(wrong.part) or None, wrong.remedy)
            findings.bad_codes.add(code)
    return found
