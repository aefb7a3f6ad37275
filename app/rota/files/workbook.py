"""XLSX to tables, through calamine."""

from dataclasses import replace
from typing import Any

from app.foundation.refusals import Fault
from app.rota.domain.code_table import CodeMeaning, WrongPart, entry_of, shown_code
from app.rota.files.columns import plain_title
from app.rota.files.findings import Findings, Place, Unreadable
from app.rota.files.table import Row, Table
from app.rota.files.workbook_scan import SheetScan, column_index, refuse_hostile, scan_sheets

ERROR = "(a formula error)"
UNCALCULATED = "(a formula that was never worked out)"
_CODE_SHEETS = frozenset({"codes", "code table", "shift codes", "legend"})
_COLUMNS = {
    "code": frozenset({"code", "shift code", "shift"}),
    "kind": frozenset({"kind", "kind of duty", "duty", "meaning"}),
    "starts": frozenset({"starts", "start", "from", "start time"}),
    "ends": frozenset({"ends", "end", "to", "until", "end time"}),
}


def read_workbook(data: bytes) -> list[Table]:
    """Every sheet as a table of text. Raises Unreadable for what is hostile or damaged."""
    refuse_hostile(data)
    scans = scan_sheets(data)
    # Only after the checks: the reader and its tables take a second to load and unpack whatever they are given.
    import fastexcel  # noqa: PLC0415

    try:
        reader = fastexcel.read_excel(data)
        tables = [_table(reader, name) for name in reader.sheet_names]
    except fastexcel.FastExcelError as wrong:
        message = "The workbook cannot be read: it is damaged, or not an .xlsx file."
        raise Unreadable(Fault(message, remedy="Open it in your spreadsheet program and save it again.")) from wrong
    return [_marked(table, scans[str(table.sheet)]) if table.sheet in scans else table for table in tables]


def _table(reader: Any, name: str) -> Table:
    sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    if not sheet.height or not sheet.width:
        return Table(name, ())
    rows = sheet.to_polars().iter_rows()
    return Table(
        name,
        tuple(Row(number, tuple((cell or "").strip() for cell in row)) for number, row in enumerate(rows, start=1)),
    )


def _marked(table: Table, scan: SheetScan) -> Table:
    """The table in its place, its broken cells saying what they are: read as blank they would be a silent guess."""
    broken = dict.fromkeys(scan.errors, ERROR) | dict.fromkeys(scan.uncalculated, UNCALCULATED)
    marks: dict[int, dict[int, str]] = {}
    for ref, words in broken.items():
        letters = ref.rstrip("0123456789")
        column = column_index(letters.encode()) - scan.first_column
        marks.setdefault(int(ref[len(letters) :]), {})[column] = words
    rows = (
        replace(row, cells=_with(row.cells, marks[row.number])) if row.number in marks else row for row in table.rows
    )
    return Table(table.sheet, tuple(rows), scan.first_column)


def _with(cells: tuple[str, ...], marks: dict[int, str]) -> tuple[str, ...]:
    return tuple(marks.get(index, cell) for index, cell in enumerate(cells))


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
