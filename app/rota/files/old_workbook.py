"""Workbooks in the old .xls format: looked through record by record, then read by calamine."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import error, unpack_from

from app.foundation.refusals import Fault
from app.rota.files.calamine import sheets_of
from app.rota.files.cell_marks import CellMarks, digits_shown, marked
from app.rota.files.compound_file import CompoundFile
from app.rota.files.concealed import (
    encrypted,
    refuse_hidden_columns,
    refuse_hidden_rows,
    refuse_hidden_sheets,
    refuse_parts,
)
from app.rota.files.findings import Findings, Unreadable, legible
from app.rota.files.table import Merged, Table
from app.rota.files.workbook_scan import MOST_CELLS

_BOF, _EOF, _BOUNDSHEET, _FILEPASS, _COLINFO, _ROW, _SUPBOOK = 0x809, 0x0A, 0x85, 0x2F, 0x7D, 0x208, 0x1AE
_CELLS = {0x203, 0x204, 0x205, 0x06, 0x27E, 0xFD, 0xD6}  # NUMBER, LABEL, BOOLERR, FORMULA, RK, LABELSST, RSTRING
_MULRK = 0xBD
_FORMAT, _XF, _MERGED = 0x41E, 0xE0, 0xE5
_NUMBERS = {0x203, 0x27E, 0xBD, 0x06}
_OBJECT = 0x5D
_PICTURE = 0x08
_MACRO_SHEETS = {1: "an Excel 4 macro sheet", 6: "a Visual Basic module"}
_LETTERS = 26
_LAST_COLUMN = 255
_BIFF8 = 0x600


@dataclass(slots=True)
class _Sheet:
    name: str
    first_column: int = 256
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)
    styles: dict[int, int] = field(default_factory=dict)
    digits: dict[tuple[int, int], int] = field(default_factory=dict)
    """Where numbers are shown with leading zeros, and with how many digits."""
    merged: list[Merged] = field(default_factory=list)


def read_old_workbook(data: bytes, holder: CompoundFile, findings: Findings) -> list[Table]:
    """Every sheet as a table of text. Raises Unreadable for what is hidden, hostile or damaged."""
    stream = holder.stream("workbook", "book")
    if stream is None:
        raise _no_roster(holder)
    macros = {"macros"} if holder.names() & {"_vba_project_cur", "macros", "vba"} else set[str]()
    objects = {"embedded objects"} if any(name.startswith("mbd") for name in holder.names()) else set[str]()
    refuse_parts(macros | objects)
    try:
        sheets = _looked_through(stream)
    except (error, IndexError) as wrong:
        raise _damaged() from wrong
    firsts = {name: (sheet.first_column if sheet.columns else 0) for name, sheet in sheets.items()}
    tables = sheets_of(data, firsts)
    marks = {
        name: CellMarks(first, digits=sheets[name].digits, merged=tuple(sheets[name].merged))
        for name, first in firsts.items()
    }
    return [marked(table, marks[str(table.sheet)], findings) for table in tables]


def _no_roster(holder: CompoundFile) -> Unreadable:
    if "encryptedpackage" in holder.names():
        return encrypted()
    what = "a Word document" if "worddocument" in holder.names() else "no workbook"
    return Unreadable(Fault(f"This is {what}.", remedy="Send the roster as .xlsx or CSV."))


def _damaged() -> Unreadable:
    remedy = "Open it in your spreadsheet program and save it again as .xlsx."
    return Unreadable(Fault("The old workbook is damaged: its records do not fit together.", remedy=remedy))


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records from `start` to the end of their part of the stream, parts within it (charts) left out."""
    at, depth = start, 0
    while at + 4 <= len(stream):
        kind, length = unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, body


def _looked_through(stream: bytes) -> dict[str, _Sheet]:
    kind, _, version = unpack_from("<HHH", stream, 0)
    if kind != _BOF:
        raise _damaged()
    if version != _BIFF8:
        remedy = "Open it in your spreadsheet program and save it again as .xlsx."
        raise Unreadable(Fault("This workbook is older than Excel 97; that format is not read.", remedy=remedy))
    bounds = _bounds(stream)
    refuse_parts(_MACRO_SHEETS[sort] for _, _, sort, _ in bounds if sort in _MACRO_SHEETS)
    if not bounds:
        raise _damaged()
    styles = _digits_of_styles(stream)
    sheets = {name: _sheet(stream, start, _Sheet(name, styles=styles)) for start, _, sort, name in bounds if sort == 0}
    hidden = {name for _, state, _, name in bounds if state}
    refuse_hidden_sheets(name for name in hidden if name not in sheets or sheets[name].rows)
    for sheet in sheets.values():
        refuse_hidden_columns(legible(sheet.name), {_letter(at) for at in sheet.hidden_columns & sheet.columns})
        refuse_hidden_rows(legible(sheet.name), {row + 1 for row in sheet.hidden_rows & sheet.rows})
    return {name: sheet for name, sheet in sheets.items() if name not in hidden}


def _bounds(stream: bytes) -> list[tuple[int, int, int, str]]:
    """Where each sheet begins, whether it is hidden, of what sort it is, its name."""
    bounds = list[tuple[int, int, int, str]]()
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            raise encrypted()
        if kind == _SUPBOOK:
            _refuse_link(body)
        if kind == _BOUNDSHEET:
            start, state, sort = unpack_from("<IBB", body, 0)
            bounds.append((start, state & 3, sort, _name(body)))
    return bounds


def _refuse_link(body: bytes) -> None:
    """A SUPBOOK of four bytes ending 04 01 is the workbook itself, 3A 01 an add-in; every other leads elsewhere."""
    if body[2:4] not in (b"\x01\x04", b"\x01\x3a"):
        refuse_parts({"links to other files"})


def _text(body: bytes, at: int) -> str:
    """A text that begins with its length and whether its letters take two bytes."""
    length, wide = unpack_from("<HB", body, at)
    raw = body[at + 3 : at + 3 + (2 * length if wide & 1 else length)]
    return raw.decode("utf-16-le" if wide & 1 else "latin-1", "replace")


def _name(body: bytes) -> str:
    length, wide = body[6], body[7] & 1
    return body[8 : 8 + 2 * length].decode("utf-16-le", "replace") if wide else body[8 : 8 + length].decode("latin-1")


def _digits_of_styles(stream: bytes) -> dict[int, int]:
    """How many digits each cell style shows, for the styles that show leading zeros."""
    formats, styles = dict[int, int](), list[int]()
    for kind, body in _records(stream, 0):
        if kind == _FORMAT:
            code = _text(body, 2)
            formats[unpack_from("<H", body, 0)[0]] = digits_shown(code)
        elif kind == _XF:
            styles.append(unpack_from("<H", body, 2)[0])
    return {index: formats[number] for index, number in enumerate(styles) if formats.get(number)}


def _sheet(stream: bytes, start: int, found: _Sheet) -> _Sheet:
    if start + 4 > len(stream) or unpack_from("<H", stream, start)[0] != _BOF:
        raise _damaged()
    for kind, body in _records(stream, start):
        _take(found, kind, body)
    rows, columns = max(found.rows, default=0) + 1, max(found.columns, default=0) + 1
    if rows * columns > MOST_CELLS:
        message = f"A cell lies as far out as row {rows:,} and column {columns:,}; no roster is as large."
        remedy = "Delete what lies outside the roster (often a single stray cell) and save again."
        raise Unreadable(Fault(message, sheet=legible(found.name), row=rows, remedy=remedy))
    return found


def _take(sheet: _Sheet, kind: int, body: bytes) -> None:
    if kind in _CELLS or kind == _MULRK:
        _take_cell(sheet, kind, body)
    elif kind == _COLINFO:
        first, last, _, _, flags = unpack_from("<HHHHH", body, 0)
        if flags & 1:
            sheet.hidden_columns.update(range(first, min(last, 255) + 1))
    elif kind == _MERGED:
        ranges = (unpack_from("<HHHH", body, 2 + 8 * at) for at in range(unpack_from("<H", body, 0)[0]))
        sheet.merged += [(top + 1, left, bottom + 1, right) for top, bottom, left, right in ranges]
    elif kind == _ROW:
        row, flags = unpack_from("<H", body, 0)[0], unpack_from("<H", body, 12)[0]
        if flags & 0x20:
            sheet.hidden_rows.add(row)
    elif kind == _OBJECT and len(body) >= 6 and unpack_from("<H", body, 4)[0] == _PICTURE and b"MBD" in body:
        refuse_parts({"embedded objects"})


def _take_cell(sheet: _Sheet, kind: int, body: bytes) -> None:
    row, column = unpack_from("<HH", body, 0)
    last = unpack_from("<H", body, len(body) - 2)[0] if kind == _MULRK else column
    if max(column, last) > _LAST_COLUMN:
        raise _damaged()
    sheet.rows.add(row)
    sheet.columns.update(range(column, min(last, 255) + 1))
    sheet.first_column = min(sheet.first_column, column)
    if kind in _NUMBERS:
        _take_digits(sheet, body, (row, column, last))


def _take_digits(sheet: _Sheet, body: bytes, place: tuple[int, int, int]) -> None:
    row, first, last = place
    for column in range(first, min(last, 255) + 1):
        style = unpack_from("<H", body, 4 + 6 * (column - first))[0]
        if style in sheet.styles:
            sheet.digits[row + 1, column] = sheet.styles[style]


def _letter(index: int) -> str:
    high, low = divmod(index, _LETTERS)
    return (chr(ord("A") + high - 1) if high else "") + chr(ord("A") + low)
