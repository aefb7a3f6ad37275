"""The plain grid, for readers that look at few rows in place of many: people down, dates across, nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.rota.domain.code_table import CodeTable
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import Findings, ReadOrder
from app.rota.files.shapes.across import read_across
from app.rota.files.shapes.blocks import blocks_in
from app.rota.files.shapes.marks import Run, mark_of
from app.rota.files.shapes.side_by_side import stand_side_by_side
from app.rota.files.shapes.sighting import Found
from app.rota.files.shapes.staff_column import CODE, is_of_both_names
from app.rota.files.shapes.staff_column import staff_column as column_of_staff
from app.rota.files.shapes.told import Told
from app.rota.files.shapes.view import as_it_lies
from app.rota.files.sheets import Sheet, shapes_seen
from app.rota.files.table import Row, Table

Grid = Found


@dataclass(frozen=True, slots=True)
class GridHeader:
    """The row with the dates, and the columns they stand in."""

    row: Row
    columns: tuple[int, ...]
    index: int
    run: Run


def header_of(table: Table, order: ReadOrder) -> GridHeader | None:
    """The header of a table that is certainly a grid with a column for each day; None for anything else."""
    seen = Sheet(table, shapes_seen(table, order, None)).certain
    if seen is None or seen[0].code != "grid" or stand_side_by_side(table):
        return None
    index, run = seen[1].seen
    block = blocks_in(as_it_lies(table), index, run)[0]
    if block.per_day != 1 or max(block.band) > index:
        return None
    return GridHeader(table.rows[index], run.columns, index, run)


def staff_column(table: Table, header: GridHeader, order: ReadOrder, maker: DutyMaker) -> int | None:
    """The column that says whose row it is; None where that would be asked, or where two say it together."""
    if is_of_both_names(order.answers.get(CODE, "")):
        return None
    view = as_it_lies(table)
    told = Told(order, DutyMaker(maker.zone, maker.answers, Findings()))
    return column_of_staff(view, blocks_in(view, header.index, header.run)[0], told)


def read_grid(
    table: Table, header: GridHeader, order: ReadOrder, maker: DutyMaker, own_codes: CodeTable | None
) -> Grid:
    """The grid's lines; faults, questions and notes go to the maker's findings."""
    return read_across(as_it_lies(table), header.index, header.run, Told(order, maker), own_codes)


def why_not_plain(table: Table, header: GridHeader, found: Grid, questions: Iterable[str]) -> str:
    """Why few rows of this grid cannot stand for all of them; empty if they can. `questions` are their codes."""
    below = [row for row in table.rows if row.number > header.row.number and not row.is_blank]
    if found.dates and len(found.staff) != len(below):
        return "some of its rows are totals, notes or second lines"
    if any(mark_of(code.removeprefix("code.")) for code in questions if code.startswith("code.")):
        return "it has further rows of dates"
    return ""
