"""Grids of any size: reads each thing that stands under a date once, and lets it count for all alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

import numpy as np
from numpy.typing import NDArray

from app.rota.domain.code_table import CodeTable
from app.rota.domain.duty_line import DutyLine, staff_number_fault
from app.rota.domain.packed_lines import PackedLines, Where, in_columns, no_lines
from app.rota.domain.reading import Reading
from app.rota.files import grid_shape
from app.rota.files.by_profile import by_profile, know_shape
from app.rota.files.checked import checked
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import Findings, ReadOrder
from app.rota.files.mass_findings import FindingsByRow
from app.rota.files.mass_scan import NotPlain
from app.rota.files.mass_sheet import LEAST_SHEET, SheetWords, scan_sheet
from app.rota.files.mass_text_grid import TextWords, scan_text
from app.rota.files.shapes.people import may_be_several
from app.rota.files.sheets import Sheet, fingerprint, shape_of, shapes_seen
from app.rota.files.table import Row, Table
from app.rota.files.zone import zone_of
from scheduler.duty_pack import word_of

_HEAD = 40
_MOST_EXAMPLES = 400
_SHOWN = 10
_AT_A_TIME = 2_000
_ROWS = 2_000
_TOO_MANY = "its cells hold too many different things"
Places = NDArray[np.int64]
Cells = NDArray[np.uint32]
Words = NDArray[np.uint64]
_Held = dict[tuple[int, int], list[DutyLine]]


def read_mass_grid(path: Path, order: ReadOrder, least_sheet: int = LEAST_SHEET) -> Reading:
    """Read a large grid. Raises NotPlain for any other file, and where its rows must be read one after the other."""
    sheet = scan_sheet(path, least_sheet) if is_zipfile(path) else scan_text(path)
    return by_profile(partial(_read, sheet), order)


def _read(sheet: SheetWords | TextWords, order: ReadOrder) -> Reading:
    findings = Findings()
    maker = DutyMaker(zone_of(order, findings), order.answers, findings)
    head = _head(sheet, order, maker)
    reader = _GridReader(sheet, head, order, maker)
    lines = reader.lines()
    return checked("month grid", lines, set(reader.named), reader.dates, maker)


@dataclass(frozen=True, slots=True)
class _Head:
    """The beginning of the grid, understood: how many rows it takes, its dates' columns, and everybody's number."""

    name: str | None
    height: int
    first_column: int
    under_dates: tuple[int, ...]
    """Columns of the sheet."""
    staff: tuple[str, ...]
    """What stands in the column of the staff numbers, for each row below."""
    codes: CodeTable | None


def _head(sheet: SheetWords | TextWords, order: ReadOrder, maker: DutyMaker) -> _Head:
    if len(sheet.rows) <= _HEAD or sheet.rows[_HEAD - 1] != _HEAD:
        raise NotPlain("there are gaps between its first rows")
    tables = sheet.tables([row.tolist() for row in sheet.cells[:_HEAD]], maker.findings)
    table, codes = sheet.settled(tables, order, maker.findings)
    grid = grid_shape.header_of(table, order) if len(table.rows) == _HEAD else None
    if grid is None:
        raise NotPlain("it is no grid of people and dates")
    know_shape(fingerprint(sheet.container, tables, order), order, maker.findings)
    if shape_of(Sheet(table, shapes_seen(table, order, codes)), order, maker.findings) is None:
        raise NotPlain("it is not settled what shape it has")
    staff_column = grid_shape.staff_column(table, grid, order, maker)
    if staff_column is None:
        raise NotPlain("it is not settled which column holds the staff number")
    first, height = table.first_column, grid.row.number
    if isinstance(sheet, SheetWords) and max(sheet.rows_merged_across, default=0) > height:
        raise NotPlain("some of its cells are merged")
    staff = _column(sheet, staff_column + first, height)
    return _Head(table.sheet, height, first, tuple(at + first for at in grid.columns), staff, codes)


def _column(sheet: SheetWords | TextWords, at: int, height: int) -> tuple[str, ...]:
    """The texts of one column below the header, read with as little else as there can be."""
    cells = np.zeros((len(sheet.rows) - height + 1, at + 1), np.uint32)
    cells[:, at] = sheet.cells[height - 1 :, at]
    tables = sheet.tables(cells.tolist(), Findings())
    large = max(tables, key=lambda table: len(table.rows))
    texts = [row.cell(at - large.first_column) for row in large.rows[1:]]
    return (*texts, *[""] * (len(cells) - 1 - len(texts)))


class _GridReader:
    """Reads few rows in place of many."""

    def __init__(self, sheet: SheetWords | TextWords, head: _Head, order: ReadOrder, maker: DutyMaker) -> None:
        self._sheet, self._head, self._order, self._maker = sheet, head, order, maker
        self._below = sheet.cells[head.height :]
        self._under = np.array(head.under_dates)
        seen: dict[str, int] = {}
        is_again = [seen.setdefault(text, at) != at for at, text in enumerate(head.staff)]
        is_nobody = [staff_number_fault(text) is not None or may_be_several(text) for text in head.staff]
        self._is_nobodys_own = np.array(is_again) | np.array(is_nobody)
        self._blank: NDArray[np.bool_] = np.logical_not(self._below.any(axis=1))
        self.named: tuple[str, ...] = ()
        self.dates: list[date] = []

    def lines(self) -> PackedLines:
        """The lines; what was found is in the maker's findings, as if every row had been read."""
        if (self._is_nobodys_own & ~self._blank).any():
            raise NotPlain("some of its rows name nobody, or somebody twice")
        used = self._used()
        examples, firsts = self._seen(used)
        told, grid = self._read(self._put_together(examples))
        if None in told.faults_of or any(fault.column is None for own in told.faults_of.values() for fault in own):
            raise NotPlain("rows of it are at fault as a whole")
        self._read(self._first_rows(firsts))[0].settled_into(self._maker.findings)
        self.dates = list(grid.dates)
        at_fault = self._wrong_cells(told, examples, used)
        if at_fault.any():
            self._note(np.flatnonzero(at_fault))
        rows = np.flatnonzero(~self._blank)
        self.named = tuple(self._head.staff[at] for at in rows.tolist())
        return self._spread(grid.lines, examples, used, rows)

    def _blocks(self) -> Iterator[tuple[int, Cells]]:
        """What stands under the dates, some rows at a time, and where those begin: all at once would not fit."""
        for begin in range(0, len(self._below), _ROWS):
            yield begin, self._below[begin : begin + _ROWS][:, self._under]

    def _used(self) -> Cells:
        """All the different things that stand under the dates."""
        is_used = np.zeros(len(self._sheet.words), bool)
        for _, block in self._blocks():
            is_used[block] = True
        return np.flatnonzero(is_used).astype(np.uint32)

    def _seen(self, used: Cells) -> tuple[list[Cells], Places]:
        """For each date, the different things that stand under it; and the row in which each of all comes first."""
        if len(used) > _MOST_EXAMPLES * len(self._under):
            raise NotPlain(_TOO_MANY)
        place = self._place_of(used)
        under_date = np.zeros((len(self._under), len(used)), bool)
        firsts = np.full(len(used), len(self._below))
        for begin, block in self._blocks():
            dense, filled = place[block], ~self._blank[begin : begin + _ROWS]
            under_date[np.arange(len(self._under))[None, :], dense[filled]] = True
            rows, columns = np.nonzero(firsts[dense] == len(self._below))
            fresh, at = np.unique(dense[rows, columns], return_index=True)
            firsts[fresh] = rows[at] + begin
        examples = [used[there] for there in under_date]
        if max(map(len, examples), default=0) > min(_MOST_EXAMPLES, int((~self._blank).sum())):
            raise NotPlain(_TOO_MANY)
        return examples, firsts

    def _place_of(self, used: Cells) -> Cells:
        """The place among those used of each word there is."""
        place = np.zeros(len(self._sheet.words), np.uint32)
        place[used] = np.arange(len(used), dtype=np.uint32)
        return place

    def _first_rows(self, firsts: Places) -> tuple[Places, Cells]:
        """Rows as they are: the first ones, which serve as examples, and those in which something stands under a date
        for the first time, whose places are named."""
        filled = np.flatnonzero(~self._blank)
        places = np.intersect1d(np.concatenate((firsts, filled[:_SHOWN])), filled)
        return places, self._below[places]

    def _put_together(self, examples: list[Cells]) -> tuple[Places, Cells]:
        """Rows in which every one of them stands under its date; the rest as in rows of the sheet."""
        donors = np.flatnonzero(~self._blank)[: max(map(len, examples), default=0)]
        cells = self._below[donors].copy()
        for at, words in zip(self._under.tolist(), examples, strict=True):
            cells[:, at] = np.resize(words, len(donors))
        return donors, cells

    def _read(self, chosen: tuple[Places, Cells]) -> tuple[FindingsByRow, grid_shape.Grid]:
        """Have rows read that stand where the places say."""
        places, cells = chosen
        top = self._sheet.cells[: self._head.height]
        tables = self._sheet.tables([*top.tolist(), *cells.tolist()], Findings())
        table = next(table for table in tables if table.sheet == self._head.name)
        numbers = self._sheet.rows[self._head.height :][places].tolist()
        below = zip(table.rows[self._head.height :], numbers, strict=True)
        table = replace(table, rows=(*table.rows[: self._head.height], *(Row(n, row.cells) for row, n in below)))
        return self._read_table(table)

    def _read_table(self, table: Table) -> tuple[FindingsByRow, grid_shape.Grid]:
        told, before = FindingsByRow(), self._maker.findings
        told.notes += before.notes
        told.decisions |= before.decisions
        told.bad_codes |= before.bad_codes
        told.fingerprint = before.fingerprint
        header = grid_shape.header_of(table, self._order)
        if header is None:
            raise NotPlain("its header is not understood")
        maker = replace(self._maker, findings=told)
        found = grid_shape.read_grid(table, header, self._order, maker, self._head.codes)
        if odd := grid_shape.why_not_plain(table, header, found, told.questions):
            raise NotPlain(odd)
        return told, found

    def _wrong_cells(self, told: FindingsByRow, examples: list[Cells], used: Cells) -> NDArray[np.bool_]:
        """Which rows hold a cell of which something is said."""
        places, _ = self._put_together(examples)
        numbers = self._sheet.rows[self._head.height :][places].tolist()
        is_wrong = np.zeros((len(self._under), len(used)), bool)
        letters = {self._letter(at): index for index, at in enumerate(self._under.tolist())}
        for turn, number in enumerate(numbers):
            for fault in (*told.faults_of.get(number, ()), *told.warnings_of.get(number, ())):
                index = letters.get(fault.column or "")
                if index is None:
                    raise NotPlain("rows of it are at fault as a whole")
                word = examples[index][turn % len(examples[index])]
                is_wrong[index, np.searchsorted(used, word)] = True
        found = np.zeros(len(self._below), bool)
        for index in np.flatnonzero(is_wrong.any(axis=1)).tolist():
            found |= np.isin(self._below[:, self._under[index]], used[is_wrong[index]])
        return found & ~self._blank

    def _note(self, places: Places) -> None:
        """Faults of the rows at fault: the first ones as they are, the rest counted, one a row at the least."""
        findings = self._maker.findings
        some = places[:_AT_A_TIME]
        told, _ = self._read((some, self._below[some]))
        for number in sorted(told.faults_of, key=lambda row: row or 0):
            for fault in told.faults_of[number]:
                findings.take(fault)
        for own in told.warnings_of.values():
            for warning in own:
                findings.warn(warning)
        findings.fault_count += len(places) - len(some)

    def _spread(self, lines: Sequence[DutyLine], examples: list[Cells], used: Cells, rows: Places) -> PackedLines:
        """Every cell's lines, from those of the one that was read in its place."""
        places, where_of = self._put_together(examples)[0], dict[Where, int]()
        turn_of = {number: turn for turn, number in enumerate(self._sheet.rows[self._head.height :][places].tolist())}
        letters = {self._letter(at): index for index, at in enumerate(self._under.tolist())}
        held: _Held = {}
        for line in lines:
            index = letters[line.column or ""]
            words = examples[index]
            turn = turn_of[line.row or 0]
            if turn < len(words):
                held.setdefault((index, int(np.searchsorted(used, words[turn]))), []).append(line)
        turns = [self._turn(held, turn, len(used), where_of) for turn in range(max(map(len, held.values()), default=0))]
        if not turns:
            return no_lines()
        staff = sorted(self.named)
        owners, duties, numbers, where = self._in_order(turns, self._place_of(used), rows)
        return in_columns(staff, owners, duties, numbers, where, tuple(where_of)).named_only()

    def _turn(self, held: _Held, turn: int, used: int, where_of: dict[Where, int]) -> tuple[Words, Cells]:
        """The first, second ... duty of everything used under every date, and where each date's stand; 0 for none."""
        duties, where = np.zeros((len(self._under), used), np.uint64), np.zeros(len(self._under), np.uint32)
        for (index, word), own in held.items():
            where[index] = where_of.setdefault((own[0].sheet, own[0].column), len(where_of))
            if len(own) > turn:
                duties[index, word] = word_of(own[turn].duty)
        return duties, where

    def _in_order(
        self, turns: list[tuple[Words, Cells]], place: Cells, rows: Places
    ) -> tuple[Cells, Words, Cells, Cells]:
        """Owners, words, rows and places of all lines: person by person, so that little is left to be put in order."""
        by_name = np.argsort(np.array(self.named))
        numbers = self._sheet.rows[self._head.height :]
        columns: list[tuple[NDArray[Any], ...]] = []
        for begin in range(0, len(by_name), _ROWS):
            whose = rows[by_name[begin : begin + _ROWS]]
            dense = place[self._below[np.ix_(whose, self._under)]]
            for duties, where in turns:
                found = duties[np.arange(len(self._under))[None, :], dense]
                who, which = np.nonzero(found)
                columns.append(((who + begin).astype(np.uint32), found[who, which], numbers[whose[who]], where[which]))
        parts = [[column[at] for column in columns] for at in range(4)]
        columns.clear()
        return _joined(parts[0]), _joined(parts[1]), _joined(parts[2]), _joined(parts[3])

    def _letter(self, at: int) -> str:
        return Table(None, ()).letter(at)


def _joined(parts: list[NDArray[Any]]) -> Any:
    """One after the other; the parts are let go, because both would be too much."""
    whole = np.concatenate(parts)
    parts.clear()
    return whole
