"""Cells that were merged over several days: the file holds their text once, and what it means is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.rota.domain.reading import Question
from app.rota.files.findings import legible
from app.rota.files.shapes.blocks import Block
from app.rota.files.shapes.told import Told
from app.rota.files.shapes.view import View

_HOLDS = (("each", "each of these days has it"), ("first", "only the first of these days has it"))


def with_merged_days(view: View, blocks: Sequence[Block], told: Told) -> View | None:
    """The view in which merged cells stand on each of their days, if somebody said so; None while it is asked."""
    found = list(_merged(view, blocks))
    if not found:
        return view
    row, columns = found[0]
    at, text = view.place(row, columns[0]), legible(view.cell(row, columns[0]))
    where = f"{at.column}{at.row}" if at.column and at.row else view.line_name(row)
    asked = f"Some cells are merged over several days (for example {where}: {text}, over {len(columns)} days). "
    answer = told.choice(Question("merged_cells", f"{asked}What does that mean?", _HOLDS), "Cells merged over days")
    if answer != "each":
        return view if answer else None
    rows = [list(cells) for cells in view.rows]
    for row, columns in found:
        rows[row] += [""] * (columns[-1] + 1 - len(rows[row]))
        for column in columns[1:]:
            rows[row][column] = rows[row][columns[0]]
    return replace(view, rows=tuple(map(tuple, rows)))


def _merged(view: View, blocks: Sequence[Block]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """By row of the view the days over which one cell is merged; the first of them holds the text."""
    index_of = {row.number: index for index, row in enumerate(view.table.rows)} if view.table.merged else {}
    left = view.table.first_column
    for top, first, bottom, last in view.table.merged:
        if top not in index_of:
            continue
        lines, across = (index_of[top], index_of.get(bottom, index_of[top])), (first - left, last - left)
        (row, _), (begin, end) = (across, lines) if view.turned else (lines, across)
        block = next((block for block in blocks if row in block.rows), None)
        days = tuple(column for column in block.run.columns if begin <= column <= end) if block else ()
        if len(days) > 1 and days[0] == begin and view.cell(row, begin):
            yield row, days
