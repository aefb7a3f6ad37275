"""Reads a grid with people down and dates across, however many blocks and lines a person has in it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from app.foundation.refusals import Fault
from app.rota.domain.code_table import CodeTable
from app.rota.domain.duty_line import DutyLine
from app.rota.files.codes import CodeReader, Meanings, reader_of
from app.rota.files.findings import ONLY_A_HEADER, Place
from app.rota.files.shapes.blocks import Block, blocks_in, is_title
from app.rota.files.shapes.day_cells import DayCells, as_hours, day_cells, half_hours, in_half
from app.rota.files.shapes.header_days import Days, days_of
from app.rota.files.shapes.legend import legend_in
from app.rota.files.shapes.marks import Kind, Run
from app.rota.files.shapes.merged import with_merged_days
from app.rota.files.shapes.people import (
    Person,
    Rows,
    RowSorter,
    empty_rows_settled,
    is_count,
    is_total,
    people_with_duties,
    second_lines,
)
from app.rota.files.shapes.sighting import Found
from app.rota.files.shapes.staff_column import (
    CODE,
    is_of_both_names,
    name_pair,
    staff_column,
    titles_left,
    with_whole_names,
)
from app.rota.files.shapes.told import Told
from app.rota.files.shapes.view import View
from app.rota.files.shapes.week_rows import days_of_weeks, week_column, weeks_apart

_NAMED = 12
_NEAR = 3


def read_across(view: View, header: int, run: Run, told: Told, own_codes: CodeTable | None) -> Found:
    """The grid's lines; faults, questions, decisions and notes go to the findings."""
    blocks = _with_people(view, blocks_in(view, header, run))
    if not blocks[0].rows or not any(any(view.rows[row]) for row in blocks[0].rows):
        told.findings.fault("There is a header but nobody below it.", view.place(header), remedy=ONLY_A_HEADER)
        return Found()
    column = staff_column(view, blocks[0], told)
    view = with_whole_names(view, blocks, told)
    week = week_column(view, blocks[0]) if len(blocks) == 1 else None
    if week is not None:
        blocks = weeks_apart(view, blocks[0], week)
    days = days_of(view, blocks, told) if week is None else days_of_weeks(view, blocks, week, told)
    filled = with_merged_days(view, blocks, told)
    if column is None or filled is None:
        return Found()
    view = filled
    known = people_with_duties(view, blocks, column)
    if not known and not _holds_anything(view, blocks):
        _refuse_without_words(view, blocks[0], told)
        return Found()
    sorted_rows = [RowSorter(view, block, column, told, known).sorted_rows() for block in blocks]
    settled = empty_rows_settled(sorted_rows, told)
    _note_left_out(view, blocks, column, sorted_rows, told)
    reader = _CellReader(view, told, own_codes, legend_in(_notes(view, sorted_rows), _above(view, blocks[0])))
    cells = reader.prepare(blocks, sorted_rows)
    if cells is None or days is None or not settled:
        return Found()
    lines = [line for block in zip(blocks, days, sorted_rows, strict=True) for line in reader.lines(*block, cells)]
    _warn_of_absences(view, blocks, days, sorted_rows, told)
    everybody = dict.fromkeys(person.number for rows in sorted_rows for person in rows.people)
    return Found(tuple(lines), tuple(everybody), tuple(on for dates in days for on in dates))


def _holds_anything(view: View, blocks: Sequence[Block]) -> bool:
    return any(view.cell(row, index) for block in blocks for row in block.rows for index in block.run.columns)


def _refuse_without_words(view: View, block: Block, told: Told) -> None:
    message = "No cell under the days holds anything."
    remedy = "If colours say what the duties are, write a code or the hours into each cell: colours are not read."
    told.findings.fault(message, view.place(block.header), remedy=remedy)


def _with_people(view: View, blocks: Sequence[Block]) -> list[Block]:
    """The blocks without headers that are only repeated at the foot of the sheet."""
    filled = [block for block in blocks[1:] if any(any(view.rows[row]) for row in block.rows)]
    return [blocks[0], *filled]


def _notes(view: View, sorted_rows: Sequence[Rows]) -> list[tuple[str, ...]]:
    return [view.rows[row] for rows in sorted_rows for row, _ in rows.left_out]


def _above(view: View, block: Block) -> list[tuple[str, ...]]:
    return [view.rows[row] for row in block.preamble]


class _CellReader:
    """Reads the cells of the days into duty lines; each text and each duty is worked out once."""

    def __init__(self, view: View, told: Told, own_codes: CodeTable | None, legend: dict[str, str]) -> None:
        self._view, self._told, self._own, self._legend = view, told, own_codes, legend
        self._codes: CodeReader | None = None
        self._second = "also"
        self._known: dict[str, Meanings] = {}
        self._duties: dict[tuple[str, date], list[DutyLine]] = {}

    def prepare(self, blocks: Sequence[Block], sorted_rows: Sequence[Rows]) -> DayCells | None:
        """How the cells of a day are found; None while something about them is asked."""
        people = [person for rows in sorted_rows for person in rows.people]
        if any(person.more for person in people):
            self._second = second_lines(self._view, people, self._told)
        cells = day_cells(self._view, blocks, self._told)
        if cells is None or not self._second:
            return None
        if self._second == "halves":
            halves = half_hours(self._told)
            if halves is None:
                return None
            cells = replace(cells, halves=halves)
        shown = [
            text
            for block, rows in zip(blocks, sorted_rows, strict=True)
            for person in rows.people
            for index in block.run.columns
            for _, text in self._said(person, index, cells)
        ]
        own, findings = self._own, self._told.findings
        self._codes = reader_of(self._told.order, own, dict.fromkeys(shown), findings, self._legend)
        if self._codes is not None:
            self._codes.of_halves = cells.halves is not None
        return cells if self._codes is not None else None

    def _said(self, person: Person, index: int, cells: DayCells) -> Iterator[tuple[int, str]]:
        """What is said of a person's day, each text with the row it stands in."""
        if person.more and self._second == "start_end":
            yield person.row, as_hours([self._view.cell(row, index) for row in (person.row, *person.more)])
        elif person.more and self._second == "halves" and cells.halves:
            pairs = zip((person.row, *person.more), cells.halves, strict=False)
            said = [(row, in_half(text, half)) for row, half in pairs if (text := self._view.cell(row, index))]
            yield from said or [(person.row, "")]
        else:
            for row in self._counting(person, index, cells):
                for text in cells.texts(row, index):
                    yield row, text

    def lines(self, block: Block, days: Days, rows: Rows, cells: DayCells) -> Iterator[DutyLine]:
        """The lines of one block."""
        columns = [
            (index, on, self._view.place(block.header, index).column)
            for index, on in zip(block.run.columns, days, strict=True)
        ]
        is_plain = cells.per_day == 1 and not self._view.turned
        for person in rows.people:
            if is_plain and not person.more:
                yield from self._plain_row(person, columns)
                continue
            for index, on in zip(block.run.columns, days, strict=True):
                for row, text in self._said(person, index, cells):
                    yield from self._made(person.number, text, on, self._view.place(row, index))

    def _plain_row(self, person: Person, columns: Sequence[tuple[int, date, str | None]]) -> Iterator[DutyLine]:
        """The lines of a row of a plain grid: nearly every cell repeats one that was worked out already."""
        cells, duties, number = self._view.rows[person.row], self._duties, person.number
        place = self._view.place(person.row)
        if len(cells) <= columns[-1][0]:
            cells += ("",) * (columns[-1][0] + 1 - len(cells))  # somebody said that short rows are blank at the end
        for index, on, letter in columns:
            made = duties.get((cells[index], on))
            if made is None:
                yield from self._made(number, cells[index], on, self._view.place(person.row, index))
                continue
            for line in made:
                yield DutyLine(number, line.duty, place.sheet, place.row, letter)

    def _counting(self, person: Person, index: int, cells: DayCells) -> list[int]:
        """The rows that count for a person on a day: a second line is never blank for its own sake."""
        if not person.more or self._second == "ignore":
            return [person.row]
        filled = [row for row in person.more if any(cells.texts(row, index))]
        if self._second == "instead" and filled:
            return filled[-1:]
        first_is_blank = not any(cells.texts(person.row, index))
        return filled if filled and first_is_blank else [person.row, *filled]

    def _made(self, number: str, text: str, on: date, at: Place) -> Iterator[DutyLine]:
        made = self._duties.get((text, on))
        if made is not None:
            for line in made:
                yield DutyLine(number, line.duty, at.sheet, at.row, at.column)
            return
        meanings = self._meanings(text, at)
        if meanings is None:
            return
        lines = [self._told.maker.by_meaning(number, meaning, on, at) for meaning in meanings]
        kept = [line for line in lines if line is not None]
        if len(kept) == sum(1 for meaning in meanings if meaning.kind is not None):
            self._duties[text, on] = kept
        yield from kept

    def _meanings(self, text: str, at: Place) -> Meanings | None:
        known = self._known.get(text)
        if known is None and self._codes is not None:
            known = self._codes.read_all(text, at)
            if known is not None:
                self._known[text] = known
        return known


def _note_left_out(view: View, blocks: Sequence[Block], staff: int, sorted_rows: Sequence[Rows], told: Told) -> None:
    """Say which rows and columns were not read."""
    gone = [(row, why) for rows in sorted_rows for row, why in rows.left_out]
    if gone:
        named = "; ".join(f"{view.line_name(row)} ({why})" for row, why in gone[:_NAMED])
        more = f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
        told.note(f"Left out, because no person is named there: {named}{more}.")
    if blocks[0].run.from_serials:
        told.findings.notes.append("The header's numbers were read as the spreadsheet's own numbers for dates.")
    block, both = blocks[0], is_of_both_names(told.answer(CODE))
    by_name = {staff, *(name_pair(titles_left(view, block)) or ())} if both else {staff}
    used = {*by_name, *block.run.columns} | {c + i for c in block.run.columns for i in range(block.per_day)}
    unread = [index for index in range(view.width) if index not in used and _is_filled(view, block, index)]
    _refuse_side_by_side(view, block, [row for rows in sorted_rows for row in rows.people], unread, told)
    _refuse_undated(view, block, [row for rows in sorted_rows for row in rows.people], unread, told)
    if unread:
        titles = titles_left(view, block)
        names = [titles.get(i) or view.cell(block.header, i) or view.column_name(i) for i in unread]
        what = "Rows" if view.turned else "Columns"
        told.note(f"{what} not used: {', '.join(names[:40])}.")


def _warn_of_absences(
    view: View, blocks: Sequence[Block], days: Sequence[Days], sorted_rows: Sequence[Rows], told: Told
) -> None:
    """Say in which blocks somebody has no row who has one in others: the days there count as not rostered."""
    everybody = {person.number for rows in sorted_rows for person in rows.people}
    for block, dates, rows in zip(blocks, days, sorted_rows, strict=True):
        absent = sorted(everybody - {person.number for person in rows.people})
        if absent:
            who = f"{absent[0]} has" if len(absent) == 1 else f"{absent[0]} and {len(absent) - 1} more have"
            message = f"{who} no row for {dates[0]:%d/%m/%Y} to {dates[-1]:%d/%m/%Y}, but for other days."
            at = view.place(block.header)
            remedy = "Nobody without a row is rostered on those days."
            told.findings.warn(Fault(message, at.sheet, at.row, remedy=remedy))


def _refuse_undated(view: View, block: Block, people: Sequence[Person], unread: Sequence[int], told: Told) -> None:
    """A column between the days without any title, but with more than counts in it, is a day whose date is missing."""
    for index in unread:
        within = block.run.columns[0] < index < block.run.columns[-1]
        if not within or any(view.cell(row, index) for row in (*block.band, *block.preamble)):
            continue
        told_by = next((p for p in people if (cell := view.cell(p.row, index)) and not is_count(cell)), None)
        if told_by is not None:
            at, text = view.place(block.header, index), view.cell(told_by.row, index)
            remedy = "Write its date in the header, or empty it."
            told.findings.fault("This lies between the days and has no date.", at, text, remedy)


def _refuse_side_by_side(view: View, block: Block, people: Sequence[Person], unread: Sequence[int], told: Told) -> None:
    """Another column of names before another week is another table, whose people are not those of this row."""
    begins, everybody = _begins_anew(block.run), {person.number for person in people}
    for index in (index for index in unread if block.run.columns[0] < index < block.run.columns[-1]):
        is_named = is_title(view.cell(block.header, index))
        said = [(p, cell) for p in people if (cell := view.cell(p.row, index))]
        others = [p for p, cell in said if cell != p.number and (is_named or not is_total(cell))]
        is_near = any(0 < begin - index <= _NEAR for begin in begins)
        if others and (
            is_near or any(view.cell(p.row, index) in everybody and not p.number.isdecimal() for p in others)
        ):
            at, text = view.place(others[0].row, index), view.cell(others[0].row, index)
            remedy = "Put the second table below the first, or into a sheet of its own."
            told.findings.fault("Two tables seem to stand side by side: somebody else is named here.", at, text, remedy)
            return


def _begins_anew(run: Run) -> list[int]:
    """The columns in which the days of a header begin again: another week, or another month of the same numbers."""
    if run.kind is Kind.WEEKDAYS:
        return [at for at, day in zip(run.columns, run.weekdays, strict=True) if day == run.weekdays[0]][1:]
    numbers = zip(run.columns[1:], run.marks[1:], run.marks, strict=False)
    return [at for at, mark, before in numbers if run.kind is Kind.NUMBERS and mark.day <= before.day]


def _is_filled(view: View, block: Block, index: int) -> bool:
    return any(view.cell(row, index) for row in block.rows)
