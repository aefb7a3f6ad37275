"""Long tables of any length: reads one row of each kind with the reader of rows, and lets it count for all alike.

What a row says besides its staff number repeats itself: millions of rows hold some thousand combinations of words.
Each is read once, by the rules for single rows; rows with something wrong are read again one by one, so that every
fault names its own row.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.rota.domain.duty_line import DutyLine, staff_number_fault
from app.rota.domain.packed_lines import PackedLines, Where, in_columns, no_lines
from app.rota.domain.reading import Reading
from app.rota.files import long_shape
from app.rota.files.by_profile import by_profile, know_shape
from app.rota.files.checked import checked
from app.rota.files.columns import Columns, Role, columns_of
from app.rota.files.delimited import read_delimited
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import MOST_FAULTS, Findings, ReadOrder
from app.rota.files.mass_findings import FindingsByRow
from app.rota.files.mass_scan import Layout, NotPlain, NotUtf8, Numbers, Scan, scan
from app.rota.files.shapes.side_by_side import stand_side_by_side
from app.rota.files.sheets import Sheet, fingerprint, shape_of, shapes_seen, understood
from app.rota.files.table import Row, Table
from app.rota.files.zone import zone_of
from scheduler.duty_pack import word_of

_HEAD = 64 * 2**10
Places = NDArray[np.int64]


class NoLongTable(NotPlain):
    """The header is that of another shape."""


@dataclass(frozen=True, slots=True)
class _Head:
    """The beginning of the text, understood: its table, header, columns, and how the rows below are written."""

    table: Table
    header: Row
    columns: Columns
    layout: Layout


def read_mass(path: Path, order: ReadOrder) -> Reading:
    """Read a long table. Raises NotPlain for any other file, and where its rows must be read one after the other."""
    return by_profile(partial(_read, path), order)


def _read(path: Path, order: ReadOrder) -> Reading:
    findings = Findings()
    maker = DutyMaker(zone_of(order, findings), order.answers, findings)
    head = _head(path, order, maker.findings)
    found = scan(path, head.layout)
    _refuse_half_blank(found, head)
    lines = _MassReader(head, found, order, maker).lines()
    days = [line.duty.start_at.astimezone(maker.zone).date() for line in _first_and_last(lines)]
    return checked("one duty a row", lines, set(lines.staff), days, maker)


def _first_and_last(lines: PackedLines) -> list[DutyLine]:
    """The lines that start first and last of all: what the days between are known by."""
    return [lines[int(lines.words.argmin())], lines[int(lines.words.argmax())]] if len(lines) else []


def _head(path: Path, order: ReadOrder, findings: Findings) -> _Head:
    with path.open("rb") as file:
        begins = file.read(_HEAD)
    begins = begins[: begins.rfind(b"\n") + 1]
    if begins.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotUtf8("it is in UTF-16")
    if not begins or begins.startswith((b"PK", b"{", b"[", b"\xd0\xcf")) or b"\0" in begins:
        raise NotPlain("it is not text of UTF-8 in lines")
    table = read_delimited(begins, order, findings, understood)
    if table is None:
        raise NotPlain("its columns are not known")
    if stand_side_by_side(table):
        raise NoLongTable("tables stand side by side in it")
    know_shape(fingerprint("text", [table], order), order, findings)
    known = shape_of(Sheet(table, shapes_seen(table, order, None)), order, findings)
    if known is None or known[0].code != "long":
        raise NoLongTable("it is no long table")
    header: Row = known[1].seen
    columns = columns_of(table, header, order.answers, Findings())
    return _Head(table, header, columns, _layout(begins, header, columns))


def _layout(begins: bytes, header: Row, columns: Columns) -> Layout:
    try:
        text = begins.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise NotUtf8("it is not UTF-8") from wrong
    mark = next((mark for mark in ",;\t" if _cells(text, mark, header.number) == header.cells), None)
    if mark is None or len(header.cells) < 2:
        raise NotPlain("its header is not on a line of its own")
    staff = columns.at.get(Role.STAFF)
    used = tuple(sorted({index for index in columns.at.values() if index != staff}))
    if not used:
        raise NotPlain("its columns are not known")
    at = 0
    for _ in range(header.number):
        at = begins.index(b"\n", at) + 1
    return Layout(mark, len(header.cells), staff, used, at, header.number + 1)


def _cells(text: str, mark: str, number: int) -> tuple[str, ...]:
    """The cells of a line, if the lines up to it are the rows up to it."""
    lines = text.split("\n")[:number]
    rows = list(csv.reader(io.StringIO("\n".join(lines), newline=""), delimiter=mark))
    return tuple(cell.strip() for cell in rows[-1]) if len(rows) == number else ()


def _refuse_half_blank(found: Scan, head: _Head) -> None:
    blank = [number for number, words in enumerate(found.keys) if not words.replace(head.layout.parts, "").strip()]
    unused = head.layout.width - len(head.layout.used) - (head.layout.staff is not None)
    if unused and blank and bool(np.isin(found.key_of, blank).any()):
        raise NotPlain("some of its rows have words in other columns only")


class _MassReader:
    """Reads few rows in place of many."""

    def __init__(self, head: _Head, found: Scan, order: ReadOrder, maker: DutyMaker) -> None:
        self._head, self._found, self._order, self._maker = head, found, order, maker
        self._numbers = [text.strip() for text in found.staff] or [""]
        self._is_staff = np.array([staff_number_fault(text) is None for text in self._numbers])
        if head.layout.staff is None:
            self._is_staff[:] = True  # one staff number for the whole file: an answer, looked at with each row
        self._odd = {number: self._odd_row(number, text) for number, text in found.odd.items()}

    def lines(self) -> PackedLines:
        """The lines; what was found is in the maker's findings, as if every row had been read."""
        found, firsts = self._found, self._firsts()
        told, lines = self._read([*map(self._row, firsts.tolist()), *self._odd.values()])
        told.settled_into(self._maker.findings)
        by_row: dict[int, list[DutyLine]] = {}
        for line in lines:
            by_row.setdefault(line.row or 0, []).append(line)
        numbers = found.rows[firsts].tolist()
        sound = np.array([told.is_silent_on(number) for number in numbers], bool)
        whole = self._is_staff[found.owners] if len(found.rows) else np.empty(0, bool)
        wrong = ~(sound[found.key_of] & whole) if len(found.rows) else whole
        odd_at_fault = [number for number in self._odd if not told.is_silent_on(number)]
        self._note(told, np.flatnonzero(wrong), odd_at_fault, firsts)
        return self._spread([by_row.get(number, []) for number in numbers], by_row)

    def _firsts(self) -> Places:
        """For each key the place of its first row with a sound staff number, or else of its first row."""
        found = self._found
        firsts = np.zeros(len(found.keys), np.int64)
        places = np.arange(len(found.rows) - 1, -1, -1)
        firsts[found.key_of[::-1]] = places
        sound = self._is_staff[found.owners[::-1]] if len(found.rows) else np.empty(0, bool)
        firsts[found.key_of[::-1][sound]] = places[sound]
        return firsts

    def _row(self, place: int) -> Row:
        found, layout = self._found, self._head.layout
        cells = [""] * layout.width
        for index, word in zip(layout.used, found.keys[int(found.key_of[place])].split(layout.parts), strict=True):
            cells[index] = word.strip()
        if layout.staff is not None:
            cells[layout.staff] = self._numbers[int(found.owners[place])]
        return Row(int(found.rows[place]), tuple(cells))

    def _odd_row(self, number: int, text: str) -> Row:
        return Row(number, tuple(cell.strip() for cell in text.split(self._head.layout.mark)))

    def _read(self, rows: list[Row]) -> tuple[FindingsByRow, list[DutyLine]]:
        told, head = FindingsByRow(), self._head
        told.notes += self._maker.findings.notes
        told.decisions |= self._maker.findings.decisions
        told.fingerprint = self._maker.findings.fingerprint
        before = [row for row in head.table.rows if row.number <= head.header.number]
        below = sorted({row.number: row for row in rows}.values(), key=lambda row: row.number)
        table = replace(head.table, rows=(*before, *below))
        maker = replace(self._maker, findings=told)
        return told, long_shape.read_long(table, head.header, self._order, maker, None)

    def _note(self, told: FindingsByRow, wrong: Places, odd: list[int], firsts: Places) -> None:
        """Faults and warnings of every row at fault: the first ones by themselves, the rest by counting their like."""
        findings, found = self._maker.findings, self._found
        general = [fault for row in _general(told.faults_of, self._head) for fault in told.faults_of[row]]
        for fault in general:
            findings.take(fault)
        for warning in [w for row in _general(told.warnings_of, self._head) for w in told.warnings_of[row]]:
            findings.warn(warning)
        if not len(wrong) and not odd:
            return
        some, rest = wrong[:MOST_FAULTS], wrong[MOST_FAULTS:]
        kinds = found.key_of[rest].astype(np.int64) * 2 + self._is_staff[found.owners[rest]]
        _, like, times = np.unique(kinds, return_index=True, return_counts=True)
        examples = rest[like]
        again = [*firsts.tolist(), *some.tolist(), *examples.tolist()]
        each, _ = self._read([*map(self._row, again), *self._odd.values()])
        for row in sorted({*found.rows[some].tolist(), *odd}):
            for fault in each.faults_of.get(row, ()):
                findings.take(fault)
            for warning in each.warnings_of.get(row, ()):
                findings.warn(warning)
        for row, count in zip(found.rows[examples].tolist(), times.tolist(), strict=True):
            findings.fault_count += count * len(each.faults_of.get(row, ()))
            findings.warning_count += count * len(each.warnings_of.get(row, ()))

    def _spread(self, lines_of: list[list[DutyLine]], by_row: dict[int, list[DutyLine]]) -> PackedLines:
        """Every row's lines, from those of the row that was read in its place."""
        found, places = self._found, dict[Where, int]()
        odd = [line for number in self._odd for line in by_row.get(number, [])]
        staff, owner_of = self._owners([line.staff_number for line in odd], lines_of)
        columns: list[tuple[Numbers, NDArray[np.uint64], Numbers, Numbers]] = []
        for turn in range(max(map(len, lines_of), default=0)):
            has = np.array([len(own) > turn for own in lines_of])
            words = np.array([word_of(own[turn].duty) if len(own) > turn else 0 for own in lines_of], np.uint64)
            where = np.array([_place(own[turn], places) if len(own) > turn else 0 for own in lines_of], np.uint32)
            whole = bool(has.all() and self._is_staff.all())
            which = slice(None) if whole else np.flatnonzero(has[found.key_of] & self._is_staff[found.owners])
            keys = found.key_of[which]
            columns.append((owner_of[found.owners[which]], words[keys], found.rows[which], where[keys]))
        if odd:
            columns.append(_columns_of(odd, staff, places))
        if not columns:
            return no_lines()
        owners, words, rows, where = (
            column[0] if len(column) == 1 else np.concatenate(column) for column in zip(*columns, strict=True)
        )
        found.owners = found.key_of = found.rows = np.empty(0, np.uint32)  # room for what is made of them
        return in_columns(staff, owners, words, rows, where, tuple(places)).named_only()

    def _owners(self, odd: list[str], lines_of: list[list[DutyLine]]) -> tuple[list[str], Numbers]:
        """All staff numbers in order, and which of them each word of the staff column is."""
        numbers = self._numbers
        if self._head.layout.staff is None:
            numbers = [next((own[0].staff_number for own in lines_of if own), "")]
        staff = sorted({*numbers, *odd})
        index = {number: at for at, number in enumerate(staff)}
        return staff, np.array([index[number] for number in numbers], np.uint32)


def _general(by_row: Mapping[int | None, object], head: _Head) -> list[int | None]:
    return [row for row in by_row if row is None or row <= head.header.number]


def _place(line: DutyLine, places: dict[Where, int]) -> int:
    return places.setdefault((line.sheet, line.column), len(places))


def _columns_of(
    lines: list[DutyLine], staff: list[str], places: dict[Where, int]
) -> tuple[Numbers, NDArray[np.uint64], Numbers, Numbers]:
    index = {number: at for at, number in enumerate(staff)}
    return (
        np.array([index[line.staff_number] for line in lines], np.uint32),
        np.array([word_of(line.duty) for line in lines], np.uint64),
        np.array([line.row or 0 for line in lines], np.uint32),
        np.array([_place(line, places) for line in lines], np.uint32),
    )
