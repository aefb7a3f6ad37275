"""Finds a column of dates beside people or posts, and tells whether cells hold codes or people where it can be told."""

import re

from app.rota.domain.hour_ranges import hours_in
from app.rota.files.code_reader import kind_in_words
from app.rota.files.columns import Role, roles_of
from app.rota.files.shapes.blocks import blocks_in, is_title
from app.rota.files.shapes.marks import Kind, Run, mark_of, run_in
from app.rota.files.shapes.posts import posts_of, title_of
from app.rota.files.shapes.sighting import Look
from app.rota.files.shapes.title_words import DAY_TITLES
from app.rota.files.shapes.view import View, turned
from app.rota.files.table import Row, Table

MOST_ROWS = 2_000
FEWEST_DATES = 3
_LEFT_COLUMNS = 6
_NAME = re.compile(r"[^\W\d_]{3,}(?:[ ,.'’&;+/\n-]+[^\W\d_]+\.?)*|\d{3,}")
_LONG_ROLES = {Role.STAFF, Role.START, Role.END, Role.KIND, Role.CODE, Role.END_DATE}


def dates_down(table: Table) -> tuple[View, int, Run] | None:
    """The table turned, with its column of dates; None if no column runs through the days with others beside it."""
    if len(table.rows) > MOST_ROWS:
        return None
    for column in range(_LEFT_COLUMNS):
        cells = [row.cell(column) for row in table.rows]
        dated = [cell for cell in cells if (mark := mark_of(cell)) and mark.month is not None]
        run = run_in(cells, _beside(table, column))
        enough = FEWEST_DATES if run and run.kind is Kind.DATES else 5
        if run is None or run.kind is Kind.WEEKDAYS or len(run.columns) < enough:
            continue
        if run.kind is Kind.NUMBERS and None in run.weekdays and not _says_day(cells[: run.columns[0]]):
            continue  # people numbered 1, 2, 3
        if dated and len(set(dated)) < 0.9 * len(dated):
            return None  # many rows for one date: one duty a row
        if _is_long(table, column, run.columns[0]):
            return None
        return turned(table), column, run
    return None


def _says_day(above: list[str]) -> bool:
    return any(cell.casefold().strip(" .:") in DAY_TITLES for cell in above)


def _beside(table: Table, column: int) -> list[tuple[str, ...]]:
    return [tuple(row.cell(i) for row in table.rows) for i in (column - 1, column + 1) if i >= 0]


def _is_long(table: Table, column: int, first: int) -> bool:
    """Whether the titles above the dates are those of a table with one duty a row."""
    titles = next((row for row in reversed(table.rows[:first]) if not row.is_blank), Row(0, ()))
    cells = tuple("" if index == column else cell for index, cell in enumerate(titles.cells))
    return bool(_LONG_ROLES & set(roles_of(Row(0, cells)))) or not any(cells)


def likely_people(view: View, header: int, run: Run, look: Look) -> bool | None:
    """Whether the lines are people (True) or posts (False); None if both can be meant."""
    block = blocks_in(view, header, run)[0]
    rows = posts_of(view, block)
    titles = [title_of(view, block, row) for row in rows]
    cells = {cell for row in rows for index in run.columns if (cell := view.cell(row, index))}
    known = _known_codes(look)
    if cells and sum(1 for cell in cells if cell in known or hours_in(cell)) >= 0.8 * len(cells):
        return True
    if any(title in known or hours_in(title) for title in titles):
        return False
    if titles and sum(1 for title in titles if any(map(str.isdigit, title))) >= 0.8 * len(titles) and _few(cells, rows):
        return True
    return None


def _few(cells: set[str], rows: list[int]) -> bool:
    return len(cells) <= max(12, len(rows)) and all(len(cell) <= 4 for cell in cells)


def _known_codes(look: Look) -> set[str]:
    known = set(look.own_codes or ())
    known |= {code for table in look.order.code_tables.values() for code in table}
    return known | {code.removeprefix("code.") for code in look.order.answers if code.startswith("code.")}


def titles_name_people(view: View, header: int, run: Run) -> bool:
    """Whether a title left of the days says that people are listed there."""
    block = blocks_in(view, header, run)[0]
    return any(is_title(cell) for row in block.band for cell in view.rows[row][: run.columns[0]])


def cells_look_like_people(view: View, header: int, run: Run, look: Look) -> bool:
    """Whether the cells of a grid are rather names or staff numbers than codes.

    They are longer, no codes that are known, and hardly ever come twice on one day.
    """
    block = blocks_in(view, header, run)[0]
    by_day = [[cell for row in block.rows if (cell := view.cell(row, index))] for index in run.columns]
    cells = {cell for day in by_day for cell in day}
    known = _known_codes(look)
    unknown = [cell for cell in cells if cell not in known and hours_in(cell) is None]
    named = [cell for cell in unknown if _NAME.fullmatch(cell) and kind_in_words(cell) is None]
    twice = sum(1 for day in by_day if len(set(day)) < len(day))
    return len(named) >= 3 and len(named) >= 0.8 * len(cells) and twice <= 0.1 * len(by_day)
