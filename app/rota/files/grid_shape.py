"""The month grid: people down, dates across, a shift code in each cell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.rota.domain.code_table import CodeTable
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.reading import Question
from app.rota.files.codes import CodeReader, table_for
from app.rota.files.columns import Role, roles_of
from app.rota.files.date_cells import EARLIEST_YEAR, LATEST_YEAR, DateCells, written_date
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import ONLY_A_HEADER, Findings, Place, ReadOrder
from app.rota.files.table import Row, Table

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_FEWEST_DAY_NUMBERS = 14


@dataclass(frozen=True, slots=True)
class GridHeader:
    """The row with the dates, and the columns they stand in."""

    row: Row
    columns: tuple[int, ...]
    day_numbers: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """What a month grid says: its lines, everybody listed in it, and its dates."""

    lines: tuple[DutyLine, ...] = ()
    staff: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()


def header_of(table: Table) -> GridHeader | None:
    """The row among the first fifteen with two dates or more, or with the days of a month 1, 2, 3 and so on."""
    for row in table.rows[:15]:
        dated = tuple(i for i, cell in enumerate(row.cells) if written_date(cell))
        if len(dated) >= 2 and len(dated) * 2 > sum(1 for cell in row.cells if cell) - 4:
            return GridHeader(row, dated)
        numbered = _day_numbers(row)
        if len(numbered) >= _FEWEST_DAY_NUMBERS:
            return GridHeader(row, numbered, day_numbers=True)
    return None


def _day_numbers(row: Row) -> tuple[int, ...]:
    """The run of columns titled 1, 2, 3 and so on."""
    run: list[int] = []
    for index, cell in enumerate(row.cells):
        if cell.isdecimal() and int(cell) == len(run) + 1:
            run.append(index)
    return tuple(run)


def read_grid(
    table: Table, header: GridHeader, order: ReadOrder, maker: DutyMaker, own_codes: CodeTable | None
) -> Grid:
    """The grid's lines; faults, questions and notes go to the maker's findings."""
    findings = maker.findings
    staff_column = _staff_column(table, header, order, findings)
    codes_by = table_for(order, own_codes, findings)
    dates = _dates(table, header, order, findings)
    rows = [row for row in table.rows if row.number > header.row.number and not row.is_blank]
    if not rows:
        findings.fault(
            "There is a header but nobody below it.", Place(table.sheet, header.row.number), remedy=ONLY_A_HEADER
        )
    if staff_column is None or codes_by is None or not dates or not rows:
        return Grid()
    codes = CodeReader(codes_by, order.answers, findings)
    lines: list[DutyLine] = []
    seen: dict[str, int] = {}
    for row in rows:
        number = _who(table, row, header, staff_column, maker, seen)
        if number is not None:
            lines += _row_lines(table, row, dates, number, codes, maker)
    return Grid(tuple(lines), tuple(seen), tuple(dates.values()))


def _staff_column(table: Table, header: GridHeader, order: ReadOrder, findings: Findings) -> int | None:
    left = [i for i in range(header.columns[0]) if header.row.cell(i) or any(r.cell(i) for r in table.rows)]
    titles = {table.title(header.row, index): index for index in left}
    answer = order.answers.get(f"column.{Role.STAFF.value}", "")
    if answer in titles:
        return titles[answer]
    named = [index for index in roles_of(header.row).get(Role.STAFF, []) if index in left]
    if len(named) == 1:
        return named[0]
    choices = tuple((title, title) for title in titles)
    findings.ask(Question("column.staff_number", "Which column holds the staff number?", choices))
    return None


def _dates(table: Table, header: GridHeader, order: ReadOrder, findings: Findings) -> dict[int, date]:
    """The date of each column; empty while something about them is open."""
    if header.day_numbers:
        texts = _numbered_dates(header, order, findings)
    else:
        texts = {index: header.row.cell(index) for index in header.columns}
    reader = DateCells(texts.values(), findings, dict(order.answers))
    found: dict[int, date] = {}
    for index, text in texts.items():
        at = Place(table.sheet, header.row.number, table.letter(index))
        on = reader.read(text, at)
        if on is not None and found and on <= max(found.values()):
            findings.fault("The dates do not run forward from left to right.", at, text, "Sort the columns by date.")
        if on is not None:
            found[index] = on
    return found if len(found) == len(header.columns) else {}


def _numbered_dates(header: GridHeader, order: ReadOrder, findings: Findings) -> dict[int, str]:
    month = _MONTH.fullmatch(order.answers.get("month", ""))
    if month and EARLIEST_YEAR <= int(month[1]) <= LATEST_YEAR:
        return {index: f"{month[0]}-{day:02d}" for day, index in enumerate(header.columns, start=1)}
    text = f"The columns are numbered 1 to {len(header.columns)}. Which month of which year is this?"
    findings.ask(Question("month", text, example="2026-12"))
    return {}


def _who(
    table: Table, row: Row, header: GridHeader, staff_column: int, maker: DutyMaker, seen: dict[str, int]
) -> str | None:
    """The staff number of a row; None after noting why the row cannot be read."""
    here = Place(table.sheet, row.number)
    if sum(1 for index in header.columns if written_date(row.cell(index))) >= 2:
        remedy = "Send one block of dates in each file."
        maker.findings.fault("Another block of dates begins here.", here, remedy=remedy)
        return None
    if len(row.cells) < header.columns[-1] + 1:
        message = f"This row ends after {len(row.cells)} cells; the dates go on to cell {header.columns[-1] + 1}."
        maker.findings.fault(message, here, remedy="Check for a missing separator.")
        return None
    number = maker.staff_number(row.cell(staff_column), Place(table.sheet, row.number, table.letter(staff_column)))
    if number is not None and number in seen:
        message = f"Row {seen[number]} is for the same staff number."
        maker.findings.fault(message, here, number, "Keep one row for each member of staff.")
        return None
    if number is not None:
        seen[number] = row.number
    return number


def _row_lines(
    table: Table, row: Row, dates: dict[int, date], number: str, codes: CodeReader, maker: DutyMaker
) -> Iterator[DutyLine]:
    for index, on in dates.items():
        at = Place(table.sheet, row.number, table.letter(index))
        meaning = codes.read(row.cell(index), at)
        line = maker.by_meaning(number, meaning, on, at) if meaning else None
        if line is not None:
            yield line
