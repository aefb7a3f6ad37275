"""Tables that stand side by side in one sheet, each with its own people: taken apart once somebody says so."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from app.rota.domain.reading import Question
from app.rota.files.columns import Role, roles_of
from app.rota.files.findings import Findings, ReadOrder, legible
from app.rota.files.shapes.blocks import is_title
from app.rota.files.shapes.marks import run_in
from app.rota.files.table import Row, Table

SIDE_BY_SIDE = "side_by_side"
_SEARCHED = 40
_APART = (("apart", "they are tables of their own, each with its own people"),)


def tables_apart(tables: Sequence[Table], order: ReadOrder, findings: Findings) -> list[Table] | None:
    """The tables, those that stand side by side taken apart; None while that is asked."""
    found: list[Table] = []
    for table in tables:
        parts = list(_parts(table))
        if len(parts) > 1 and not _is_answered(table, parts, order, findings):
            return None
        found += parts
    return found


def stand_side_by_side(table: Table) -> bool:
    """Whether there is more than one."""
    return len(list(_parts(table))) > 1


def _is_answered(table: Table, parts: Sequence[Table], order: ReadOrder, findings: Findings) -> bool:
    if order.answers.get(SIDE_BY_SIDE) == _APART[0][0]:
        findings.answered(SIDE_BY_SIDE, "Tables side by side", *_APART[0])
        return True
    columns = " and ".join(part.letter(0) for part in parts[:6])
    where = f"In the sheet {legible(table.sheet)} tables" if table.sheet else "Tables"
    text = f"{where} seem to stand side by side: the same titles come again, and they begin in columns {columns}. "
    findings.ask(Question(SIDE_BY_SIDE, f"{text}What are they?", _APART))
    return False


def _parts(table: Table) -> Iterator[Table]:
    found = next(
        ((at, begins) for at, row in enumerate(table.rows[:_SEARCHED]) if (begins := _begins(row.cells))), None
    )
    if found is None or not _name_others(table, *found):
        yield table
        return
    header, begins = found
    for first, end in pairwise([0, *begins[1:], None]):
        yield _part(table, header, first or 0, end)


def _begins(cells: Sequence[str]) -> list[int]:
    """Where each table begins in a row of titles; nothing unless a title that identifies people comes again."""
    who = next((at for at, cell in enumerate(cells) if cell and is_title(cell)), None)
    if who is None:
        return []
    same = cells[who].casefold()
    found = [at for at, cell in enumerate(cells) if cell.casefold() == same]
    before = who
    while before and not all(cells[at - before : at] == cells[who - before : who] for at in found):
        before -= 1
    begins = [at - before for at in found]
    parts = [cells[first:end] for first, end in pairwise([*begins, len(cells)])]
    return begins if len(begins) > 1 and all(map(_heads_a_table, parts)) else []


def _heads_a_table(cells: Sequence[str]) -> bool:
    roles = set(roles_of(Row(0, tuple(cells))))
    return run_in(cells) is not None or _are_days(cells) or (Role.STAFF in roles and len(roles) > 1) or len(roles) > 2


def _are_days(cells: Sequence[str]) -> bool:
    """Whether at least two numbers of days follow each other, as they do in a few days of a month."""
    numbers = [int(cell) for cell in cells if cell.isdecimal() and cell.isascii() and len(cell) <= 2]
    return len(numbers) > 1 and all(b - a == 1 or b == 1 for a, b in pairwise(numbers))


def _name_others(table: Table, header: int, begins: Sequence[int]) -> bool:
    """Whether the tables are about different people, or have their own dates in every row."""
    cells = table.rows[header].cells
    who = next(at for at, cell in enumerate(cells) if cell and is_title(cell)) - begins[0]
    if len(roles_of(Row(0, cells[begins[0] : begins[1]]))) > 1:
        return True
    for row in table.rows[header + 1 :]:
        named = {name for at in begins if (name := row.cell(at + who))}
        if len(named) > 1:
            return True
    return False


def _part(table: Table, header: int, first: int, end: int | None) -> Table:
    """One of the tables, where it stands. What is written above the first counts for all that have nothing there."""
    rows = []
    for at, row in enumerate(table.rows):
        cells = row.cells[first:end]
        if at < header and first and not any(cells):
            cells = row.cells[: len(table.rows[header].cells[first:end])]
        rows.append(Row(row.number, cells))
    return replace(table, rows=tuple(_without_blank_end(rows, header)), first_column=table.first_column + first)


def _without_blank_end(rows: Sequence[Row], header: int) -> list[Row]:
    """The rows without the columns to the right that are blank in all of them: the gap between two tables."""
    width = max((at + 1 for row in rows for at, cell in enumerate(row.cells) if cell), default=0)
    width = max(width, max((at + 1 for at, cell in enumerate(rows[header].cells) if cell), default=0))
    return [Row(row.number, row.cells[:width]) for row in rows]
