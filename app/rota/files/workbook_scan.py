"""Looks into a workbook before it is unpacked: what its zip directory claims, and how far its cells lie."""

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from app.foundation.refusals import Fault
from app.rota.files.findings import Unreadable

MOST_ENTRIES = 1_000
MOST_UNPACKED = 200 * 2**20
MOST_RATIO = 300
RATIO_MATTERS_FROM = 4 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 702  # up to column ZZ
MOST_CELLS = 4_000_000

_SHEET = re.compile(r"/?xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_CHUNK = 2**18
_TAIL = 256
_CELL = re.compile(rb"""\sr=["']([A-Z]{1,9})([0-9]{1,10})["']""")
_FILLED = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r=["']([A-Z]{1,9})[0-9]{1,10}["'][^<>]*(?<!/)>""")
_ERROR = re.compile(rb"""\sr=["']([A-Z]{1,9}[0-9]{1,10})["'](?:\s[^<>]*)?\st=["']e["']""")
_UNCALCULATED = re.compile(
    rb"""\sr=["']([A-Z]{1,9}[0-9]{1,10})["'][^<>]*><f[^<>]*>[^<>]*</f>(?:<v\s*/>|<v></v>)?</c>"""
)
_SEND_ROSTER = "Save only the roster itself as a new .xlsx or as CSV, and send that."


@dataclass(frozen=True, slots=True)
class SheetScan:
    """Where a sheet's cells lie, and which of them hold no value that could be read.

    `first_column` counts from 0: the reader drops empty columns to the left.
    """

    first_column: int
    errors: frozenset[str]
    uncalculated: frozenset[str]


def refuse_hostile(data: bytes) -> None:
    """Raise Unreadable for a workbook whose directory claims more than any roster needs. Unpacks nothing."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as wrong:
        message = "The workbook is damaged: its directory cannot be read."
        raise Unreadable(Fault(message, remedy="Open it in your spreadsheet program and save it again.")) from wrong
    if len(entries) > MOST_ENTRIES:
        raise Unreadable(Fault(f"The workbook has {len(entries):,} parts inside; no roster needs as many."))
    claimed = sum(entry.file_size for entry in entries)
    if claimed > MOST_UNPACKED:
        message = (
            f"The workbook says it unpacks to {claimed / 2**20:,.0f} MiB; at most {MOST_UNPACKED // 2**20} are read."
        )
        raise Unreadable(Fault(message, remedy=_SEND_ROSTER))
    for entry in entries:
        if entry.file_size > RATIO_MATTERS_FROM and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            message = "A part of the workbook is packed far more tightly than any roster would be."
            raise Unreadable(Fault(message, value=entry.filename[:80], remedy=_SEND_ROSTER))
        if entry.flag_bits & 1:
            raise Unreadable(Fault("The workbook is protected by a password.", remedy="Save it without one."))


def scan_sheets(data: bytes) -> dict[str, SheetScan]:
    """Walk through every sheet, by its name. Raises Unreadable for cells too far out, or a damaged part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            scans = {name: _scan(archive, name) for name in archive.namelist() if _SHEET.fullmatch(name)}
            named = _sheet_parts(archive)
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, zlib.error) as wrong:
            message = "The workbook is damaged: a sheet does not unpack to what its directory says."
            raise Unreadable(Fault(message, remedy="Open it in your spreadsheet program and save it again.")) from wrong
    return {sheet: scans[part] for sheet, part in named.items() if part in scans}


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Which part of the archive holds the sheet of which name."""
    parts = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    if not parts <= set(archive.namelist()):
        return {}
    book, links = (_small(archive, part) for part in sorted(parts, reverse=True))
    targets = {
        _attribute(tag, "Id"): _attribute(tag, "Target") for tag in re.findall(r"<[^<>]*Relationship\s[^<>]*>", links)
    }
    sheets = re.findall(r"<(?:\w+:)?sheet\s[^<>]*>", book)
    found = {_attribute(tag, "name"): targets.get(_attribute(tag, r"\w+:id"), "") for tag in sheets}
    return {name: target.lstrip("/") if target.startswith("/") else f"xl/{target}" for name, target in found.items()}


def _small(archive: zipfile.ZipFile, part: str) -> str:
    with archive.open(part) as stream:
        return stream.read(2**20).decode("utf-8", "replace")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}=(?:"([^"]*)"|'([^']*)')""", tag)
    return html.unescape(found[1] or found[2] or "") if found else ""


def _scan(archive: zipfile.ZipFile, name: str) -> SheetScan:
    columns: set[bytes] = set()
    filled: set[bytes] = set()
    last_row, errors, raw = 0, set[str](), set[str]()
    for chunk in _overlapping(archive, name):
        found = set(_CELL.findall(chunk))
        columns |= {column for column, _ in found}
        filled |= set(_FILLED.findall(chunk))
        last_row = max([last_row, *(int(row) for _, row in found)])
        errors |= {ref.decode() for ref in _ERROR.findall(chunk)}
        raw |= {ref.decode() for ref in _UNCALCULATED.findall(chunk)}
        _within(name, last_row, max((column_index(c) for c in columns), default=0) + 1)
    first = min((column_index(c) for c in filled), default=0)
    return SheetScan(first, frozenset(errors), frozenset(raw))


def _overlapping(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The part in chunks, each beginning with the end of the one before, so that nothing is cut in two."""
    tail = b""
    with archive.open(name) as part:
        while piece := part.read(_CHUNK):
            yield tail + piece
            tail = (tail + piece)[-_TAIL:]


def _within(name: str, rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        message = f"A cell lies as far out as row {rows:,} and column {columns:,}; no roster is as large."
        remedy = "Delete what lies outside the roster (often a single stray cell) and save again."
        raise Unreadable(Fault(message, sheet=name.rpartition("/")[2][:60], row=rows, remedy=remedy))


def column_index(letters: bytes) -> int:
    """A column's letters as a number from 0."""
    at = 0
    for letter in letters:
        at = at * 26 + letter - ord("A") + 1
    return at - 1
