"""Looks into a workbook before it is unpacked: what its zip directory claims, and how far its cells lie."""

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.foundation.refusals import Fault
from app.rota.files.concealed import refuse_hidden_columns, refuse_hidden_rows, refuse_hidden_sheets
from app.rota.files.findings import Unreadable
from app.rota.files.table import Merged
from app.rota.files.workbook_parts import ARCHIVE_ERRORS, digits_of_styles, refuse_hostile_parts

MOST_ENTRIES = 1_000
MOST_UNPACKED = 200 * 2**20
MOST_RATIO = 300
RATIO_MATTERS_FROM = 4 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 702  # up to column ZZ
MOST_CELLS = 4_000_000

_SHEET = re.compile(r"/?xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_STYLES = "xl/styles.xml"
_CHUNK = 2**18
ERROR = "(a formula error)"
UNCALCULATED = "(a formula that was never worked out)"
_TAIL = 4_096
_CELL = re.compile(rb"""\sr=["']([A-Z]{1,9})([0-9]{1,10})["']""")
_FILLED = re.compile(rb"""\sr=["']([A-Z]{1,9})([0-9]{1,10})["'][^<>]*(?<!/)>""")
_NUMBER = re.compile(rb"""<(?:\w+:)?c\s([^<>]*)>(?:<f[^<>]*>[^<>]*</f>|<f[^<>]*/>)?<(?:\w+:)?v>[0-9]+(?:\.0)?<""")
_PART_OF_NUMBER = re.compile(rb"""\b(r|s|t)=["']([A-Za-z0-9]{1,20})["']""")
_HIDDEN_ROW = re.compile(
    rb"""<(?:\w+:)?row\s(?=[^<>]*\b(?:hidden\s*=\s*["'](?:1|true)|ht\s*=\s*["']0(?:\.0*)?)["'])[^<>]*>"""
)
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]{1,10})["']""")
_COLUMN = re.compile(
    rb"""<(?:\w+:)?col\s[^<>]*\b(?:hidden\s*=\s*["'](?:1|true)|width\s*=\s*["']0(?:\.0*)?)["'][^<>]*>"""
)
_COLUMN_RANGE = re.compile(rb"""\b(min|max)\s*=\s*["']([0-9]{1,7})["']""")
_ERROR = re.compile(rb"""\sr=["']([A-Z]{1,9}[0-9]{1,10})["'](?:\s[^<>]*)?\st=["']e["']""")
_UNCALCULATED = re.compile(
    rb"""\sr=["']([A-Z]{1,9}[0-9]{1,10})["'][^<>]*><f[^<>]*>[^<>]*</f>(?:<v\s*/>|<v></v>)?</c>"""
)
_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^<>]*\bref\s*=\s*["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']"""
)
MOST_MERGED = 50_000
_SEND_ROSTER = "Save only the roster itself as a new .xlsx or as CSV, and send that."


@dataclass(frozen=True, slots=True)
class SheetScan:
    """Where a sheet's cells lie, and which of them hold no value that could be read.

    `first_column` counts from 0: the reader drops empty columns to the left.
    """

    first_column: int
    errors: frozenset[str]
    uncalculated: frozenset[str]
    holds_something: bool = False
    digits: Mapping[str, int] = field(default_factory=dict)
    """How many digits a number is shown with, where its format adds leading zeros."""
    merged: tuple[Merged, ...] = ()


def refuse_hostile(data: bytes) -> None:
    """Raise Unreadable for a workbook whose directory claims more than any roster needs. Unpacks nothing."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except ARCHIVE_ERRORS as wrong:
        message = "The workbook is damaged: its directory cannot be read."
        raise Unreadable(Fault(message, remedy="Open it in your spreadsheet program and save it again.")) from wrong
    if len(entries) > MOST_ENTRIES:
        message = f"The workbook has {len(entries):,} parts inside; no roster needs as many."
        raise Unreadable(Fault(message, remedy=_SEND_ROSTER))
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
    """Walk through every sheet, by its name. Raises Unreadable for what is hidden or too far out, or a damaged part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            refuse_hostile_parts(archive)
            styles = digits_of_styles(_small(archive, _STYLES)) if _STYLES in archive.namelist() else {}
            named = _sheet_parts(archive)
            titles = {part: sheet for sheet, (part, _) in named.items()}
            parts = [name for name in archive.namelist() if _SHEET.fullmatch(name)]
            scans = {name: _scan(archive, name, titles.get(name, name), styles) for name in parts}
        except ARCHIVE_ERRORS as wrong:
            message = "The workbook is damaged: a sheet does not unpack to what its directory says."
            raise Unreadable(Fault(message, remedy="Open it in your spreadsheet program and save it again.")) from wrong
    hidden = {sheet: part for sheet, (part, is_hidden) in named.items() if is_hidden}
    refuse_hidden_sheets(sheet for sheet, part in hidden.items() if part not in scans or scans[part].holds_something)
    return {sheet: scans[part] for sheet, (part, _) in named.items() if part in scans and sheet not in hidden}


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, tuple[str, bool]]:
    """Which part of the archive holds the sheet of which name, and whether it is hidden."""
    parts = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    if not parts <= set(archive.namelist()):
        return {}
    book, links = (_small(archive, part) for part in sorted(parts, reverse=True))
    targets = parts_of_sheets(links)
    found: dict[str, tuple[str, bool]] = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\s[^<>]*>", book):
        part = targets.get(_attribute(tag, r"\w+:id"), "xl/")
        found[_attribute(tag, "name")] = part, _attribute(tag, "state").lower() in ("hidden", "veryhidden")
    return found


def parts_of_sheets(links: str) -> dict[str, str]:
    """The part of the archive to which each of a workbook's links leads."""
    found = {
        _attribute(tag, "Id"): _attribute(tag, "Target") for tag in re.findall(r"<[^<>]*Relationship\s[^<>]*>", links)
    }
    return {link: part.lstrip("/") if part.startswith("/") else f"xl/{part}" for link, part in found.items()}


def _small(archive: zipfile.ZipFile, part: str) -> str:
    with archive.open(part) as stream:
        return stream.read(2**20).decode("utf-8", "replace")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
    return html.unescape(found[1] or found[2] or "") if found else ""


def _scan(archive: zipfile.ZipFile, name: str, title: str, styles: Mapping[str, int]) -> SheetScan:
    columns, filled, filled_rows = set[bytes](), set[bytes](), set[int]()
    hidden_rows, hidden_columns = set[int](), set[int]()
    last_row, errors, raw, digits = 0, set[str](), set[str](), dict[str, int]()
    merged = dict[Merged, None]()
    unplaced = False  # cells may leave out where they stand; then nobody can tell whether that is hidden
    for chunk in _overlapping(archive, name):
        found = set(_CELL.findall(chunk))
        columns |= {column for column, _ in found}
        holding = _FILLED.findall(chunk)
        filled.update(column for column, _ in holding)
        filled_rows.update({int(row) for row in {row for _, row in holding}})
        last_row = max([last_row, *map(int, {row for _, row in found})])
        if b'"e"' in chunk or b"'e'" in chunk:
            errors |= {ref.decode() for ref in _ERROR.findall(chunk)}
        if b"<f" in chunk:
            raw |= {ref.decode() for ref in _UNCALCULATED.findall(chunk)}
        hidden_rows.update(_hidden_rows(chunk))
        unplaced = unplaced or (not holding and (b"<v>" in chunk or b"<is>" in chunk))
        hidden_columns |= _hidden_columns(chunk)
        digits |= _digits(chunk, styles) if styles else {}
        merged |= dict.fromkeys(merged_in(chunk)) if b"ergeCell" in chunk else {}
        _within(name, last_row, max((column_index(c) for c in columns), default=0) + 1)
    refuse_hidden_columns(title, {c.decode() for c in filled if column_index(c) in hidden_columns})
    refuse_hidden_rows(title, {row for row in hidden_rows if row in filled_rows or unplaced or not row})
    if unplaced and hidden_columns:
        refuse_hidden_columns(title, {"?"})
    first = min((column_index(c) for c in filled), default=0)
    return SheetScan(
        first, frozenset(errors), frozenset(raw), bool(filled) or unplaced, digits, tuple(merged)[:MOST_MERGED]
    )


def merged_in(xml: bytes) -> Iterator[Merged]:
    """The ranges of cells that are merged."""
    for left, top, right, bottom in _MERGED.findall(xml):
        yield int(top), column_index(left), int(bottom), column_index(right)


def _hidden_rows(chunk: bytes) -> set[int]:
    """The numbers of rows that are not shown; 0 for one that does not say its number."""
    numbers = (_ROW_NUMBER.search(tag) for tag in _HIDDEN_ROW.findall(chunk))
    return {int(number[1]) if number else 0 for number in numbers}


def _hidden_columns(chunk: bytes) -> set[int]:
    found = set[int]()
    for tag in _COLUMN.findall(chunk):
        ends = dict(_COLUMN_RANGE.findall(tag))
        first, last = int(ends.get(b"min", b"1")), int(ends.get(b"max", b"1"))
        found.update(range(first - 1, min(last, MOST_COLUMNS)))
    return found


def _digits(chunk: bytes, styles: Mapping[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for attributes in _NUMBER.findall(chunk):
        parts = {key: value.decode() for key, value in _PART_OF_NUMBER.findall(attributes)}
        if parts.get(b"t", "n") == "n" and parts.get(b"s") in styles and b"r" in parts:
            found[parts[b"r"]] = styles[parts[b"s"]]
    return found


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
