"""Workbooks in Excel's binary format (.xlsb): looked through record by record, then read by calamine."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from struct import error, unpack_from
from typing import IO

from app.foundation.refusals import Fault
from app.rota.files.calamine import damaged, sheets_of
from app.rota.files.cell_marks import CellMarks, digits_shown, marked
from app.rota.files.concealed import refuse_hidden_columns, refuse_hidden_rows, refuse_hidden_sheets, refuse_parts
from app.rota.files.findings import Findings, Unreadable, legible
from app.rota.files.table import Merged, Table
from app.rota.files.workbook_parts import ARCHIVE_ERRORS, refuse_hostile_parts
from app.rota.files.workbook_scan import ERROR, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, parts_of_sheets, refuse_hostile

BOOK = "xl/workbook.bin"
_LINKS, _STYLES = "xl/_rels/workbook.bin.rels", "xl/styles.bin"
_ROW, _COLUMN, _SHEET, _MERGE, _FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 0, 60, 156, 176, 44, 47, 617, 618
_CELLS = range(2, 12)
"""Cells that hold something: numbers, errors, truths, texts, and what formulas came to."""
_NUMBERS, _ERRORS = {2, 5, 9}, {3, 11}
_UNSEEN_ROW, _UNSEEN_COLUMN = 0x10, 1
_LONGEST, _PIECE = 2**24, 2**18


@dataclass(slots=True)
class _Sheet:
    """What is known of one sheet before it is read."""

    name: str
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    words: dict[tuple[int, int], str] = field(default_factory=dict)
    digits: dict[tuple[int, int], int] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)

    @property
    def marks(self) -> CellMarks:
        """What calamine does not say of single cells."""
        return CellMarks(min(self.columns, default=0), self.words, self.digits, tuple(self.merged))


def read_binary_workbook(data: bytes, findings: Findings) -> list[Table]:
    """Every sheet that is shown as a table of text. Raises Unreadable for what is hidden, hostile or damaged."""
    refuse_hostile(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refuse_hostile_parts(archive)
            sheets = _looked_through(archive)
    except (*ARCHIVE_ERRORS, error, IndexError) as wrong:
        raise damaged() from wrong
    tables = sheets_of(data, {name: sheet.marks.first_column for name, sheet in sheets.items()})
    return [marked(table, sheets[str(table.sheet)].marks, findings) for table in tables]


def _looked_through(archive: zipfile.ZipFile) -> dict[str, _Sheet]:
    """Every sheet that is shown, by its name. Raises Unreadable for hidden ones that hold something."""
    targets = parts_of_sheets(archive.read(_LINKS).decode("utf-8", "replace"))
    digits = _digits_of_styles(archive) if _STYLES in archive.namelist() else {}
    shown: dict[str, _Sheet] = {}
    hidden: list[str] = []
    with archive.open(BOOK) as book:
        bounds = [_bound(body) for kind, body in _records(book) if kind == _SHEET]
    refuse_parts("an Excel 4 macro sheet" for _, link, _ in bounds if "macrosheets/" in targets.get(link, ""))
    for state, link, name in bounds:
        part = targets.get(link, "")
        if not part.startswith("xl/worksheets/"):
            continue  # a chart
        with archive.open(part) as stream:
            sheet = _sheet(stream, _Sheet(name), digits)
        if not state:
            shown[name] = sheet
        elif sheet.rows:
            hidden.append(name)
    refuse_hidden_sheets(hidden)
    for sheet in shown.values():
        refuse_hidden_columns(legible(sheet.name), {_letters(at) for at in sheet.hidden_columns & sheet.columns})
        refuse_hidden_rows(legible(sheet.name), {row + 1 for row in sheet.hidden_rows & sheet.rows})
    return shown


def _records(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The records of a part, one after the other. Raises IndexError where one breaks off."""
    rest, at = b"", 0
    while True:
        if len(rest) - at < _PIECE // 2 and (piece := stream.read(_PIECE)):
            rest, at = rest[at:] + piece, 0
        if at >= len(rest):
            return
        kind, at = _number(rest, at, 2)
        length, at = _number(rest, at, 4)
        if length > _LONGEST:
            raise damaged()
        while len(rest) - at < length:
            piece = stream.read(_PIECE)
            if not piece:
                raise IndexError
            rest, at = rest[at:] + piece, 0
        yield kind, rest[at : at + length]
        at += length


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where what follows it begins; kinds of records keep their marks."""
    value = 0
    for turn in range(most):
        byte = data[at + turn]
        value |= (byte & 0x7F) << 7 * turn
        if byte < 0x80:
            return value, at + turn + 1
    return value, at + most


def _text(body: bytes, at: int) -> tuple[str, int]:
    (length,) = unpack_from("<I", body, at)
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    if end > len(body):
        raise IndexError
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _bound(body: bytes) -> tuple[int, str, str]:
    """Whether a sheet is hidden, the link to its part, and its name."""
    link, at = _text(body, 8)
    return unpack_from("<I", body, 0)[0], link, _text(body, at)[0]


def _digits_of_styles(archive: zipfile.ZipFile) -> Mapping[int, int]:
    """How many digits each cell style shows, for the styles that show leading zeros."""
    formats, styles, is_of_cells = dict[int, int](), list[int](), False
    with archive.open(_STYLES) as stream:
        for kind, body in _records(stream):
            is_of_cells = kind == _STYLES_BEGIN or (is_of_cells and kind != _STYLES_END)
            if kind == _FORMAT:
                formats[unpack_from("<H", body, 0)[0]] = digits_shown(_text(body, 2)[0])
            elif kind == _STYLE and is_of_cells:
                styles.append(unpack_from("<H", body, 2)[0])
    return {index: formats[number] for index, number in enumerate(styles) if formats.get(number)}


def _sheet(stream: IO[bytes], sheet: _Sheet, digits: Mapping[int, int]) -> _Sheet:
    row = 0
    for kind, body in _records(stream):
        if kind == _ROW:
            row = unpack_from("<I", body, 0)[0]
            if body[11] & _UNSEEN_ROW:
                sheet.hidden_rows.add(row)
        elif kind in _CELLS:
            _take_cell(sheet, kind, body, row, digits)
        elif kind == _COLUMN:
            first, last, _, _, flags = unpack_from("<IIIIH", body, 0)
            if flags & _UNSEEN_COLUMN:
                sheet.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))
        elif kind == _MERGE:
            top, bottom, left, right = unpack_from("<IIII", body, 0)
            sheet.merged.append((top + 1, left, bottom + 1, right))
    return sheet


def _take_cell(sheet: _Sheet, kind: int, body: bytes, row: int, digits: Mapping[int, int]) -> None:
    column, style = unpack_from("<II", body, 0)
    sheet.rows.add(row)
    sheet.columns.add(column)
    rows, columns = row + 1, column + 1
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * len(sheet.columns) > MOST_CELLS:
        message = f"A cell lies as far out as row {rows:,} and column {columns:,}; no roster is as large."
        remedy = "Delete what lies outside the roster (often a single stray cell) and save again."
        raise Unreadable(Fault(message, sheet=legible(sheet.name), row=rows, remedy=remedy))
    if kind in _ERRORS:
        sheet.words[row + 1, column] = ERROR
    elif kind in _NUMBERS and (style & 0xFFFFFF) in digits:
        sheet.digits[row + 1, column] = digits[style & 0xFFFFFF]


def _letters(index: int) -> str:
    return Table(None, ()).letter(index)
