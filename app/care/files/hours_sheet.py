"""The cells of a table of hours: CSV, or the first sheet of an XLSX workbook, as plain text."""

import csv
import io
import zipfile
from typing import Any

from app.care.files.calendar_times import Unreadable

MOST_BYTES = 2**20
MOST_ROWS, MOST_COLUMNS = 5_000, 20
_MOST_UNPACKED = 64 * 2**20
_ZIP = b"PK\x03\x04"


def read_cells(data: bytes) -> list[list[str]]:
    """Rows of cells, stripped; empty rows keep their place. Raises Unreadable for what is no such table."""
    if len(data) > MOST_BYTES:
        raise Unreadable("The file has more than 1 MiB.")
    rows = _of_workbook(data) if data.startswith(_ZIP) else _of_text(data)
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Send it in parts.")
    if not any(any(row) for row in rows):
        raise Unreadable("The file is empty.")
    return rows


def _of_text(data: bytes) -> list[list[str]]:
    text = _decoded(data)
    if "\x00" in text:
        raise Unreadable("This is neither CSV nor an .xlsx workbook.")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise Unreadable("This CSV file is broken: a quotation mark is not closed.") from None
    return [[cell.strip() for cell in row[:MOST_COLUMNS]] for row in rows]


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _of_workbook(data: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile:
        raise Unreadable("This workbook is broken and cannot be opened.") from None
    if unpacked > _MOST_UNPACKED:
        raise Unreadable("This workbook is far larger inside than a table of hours needs to be.")
    return _first_sheet(data)


def _first_sheet(data: bytes) -> list[list[str]]:
    import fastexcel  # noqa: PLC0415  (loaded in the child only, under its limits)

    try:
        book = fastexcel.read_excel(data)
        sheets = [_rows_of(book, name, MOST_ROWS + 1 if k == 0 else 1) for k, name in enumerate(book.sheet_names)]
    except Exception as wrong:
        raise Unreadable("This workbook cannot be read. Is it a plain .xlsx file without a password?") from wrong
    if any(sheets[1:]):
        raise Unreadable("Several sheets of this workbook say something. Send it with one alone.")
    rows = sheets[0]
    return [[_text(cell) for cell in row[:MOST_COLUMNS]] for row in rows]


def _rows_of(book: Any, name: str, most: int) -> list[Any]:
    """The first rows of a sheet."""
    sheet = book.load_sheet(name, header_row=None, dtypes="string", n_rows=most, skip_whitespace_tail_rows=True)
    found: list[Any] = sheet.to_polars().rows()
    return found


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
