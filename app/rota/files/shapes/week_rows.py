"""Grids in which each row is one person's week, with the date of its first day in a column of its own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.rota.domain.decision import Confidence, Decision
from app.rota.files.date_cells import DateCells
from app.rota.files.shapes.blocks import Block
from app.rota.files.shapes.header_days import ORDERS, Days
from app.rota.files.shapes.marks import Kind, Mark, mark_of
from app.rota.files.shapes.told import Told
from app.rota.files.shapes.view import View

_MOSTLY = 0.8


def week_column(view: View, block: Block) -> int | None:
    """The column left of the days that holds a date in nearly every row; None if there is no such column."""
    if block.run.kind is not Kind.WEEKDAYS:
        return None
    rows = [row for row in block.rows if any(view.rows[row])]
    for index in range(block.run.columns[0]):
        dated = sum(1 for row in rows if (mark := mark_of(view.cell(row, index))) and mark.month is not None)
        if rows and dated >= _MOSTLY * len(rows):
            return index
    return None


def weeks_apart(view: View, block: Block, column: int) -> list[Block]:
    """A block for each date in the column, in the order in which they come, with the rows of that week."""
    weeks: dict[str, list[int]] = {}
    for row in block.rows:
        if text := view.cell(row, column):
            weeks.setdefault(text, []).append(row)
    return [replace(block, rows=tuple(rows)) for rows in weeks.values()]


def days_of_weeks(view: View, blocks: Sequence[Block], column: int, told: Told) -> list[Days] | None:
    """The dates of each week; None while their order is asked, or after noting a date that is not the first weekday."""
    texts = [view.cell(block.rows[0], column) for block in blocks]
    weekday = blocks[0].run.weekdays[0]
    order = _settled_order(texts, weekday, told)
    reader = DateCells(texts, told.findings, {**told.answers, **({"date_order": order} if order else {})})
    if order:
        evidence = "Only so does every date fall on the first day of the header."
        words = order.replace("_", " ")
        told.findings.decide(
            Decision("date_order", "Order of day and month", order, words, evidence, Confidence.LIKELY, ORDERS)
        )
    found: list[Days] = []
    for block, text in zip(blocks, texts, strict=True):
        at = view.place(block.rows[0], column)
        first = reader.read(text, at)
        if first is not None and first.weekday() != weekday:
            message = f"The week begins on a {first:%A}, but the first column is for another day of the week."
            told.findings.fault(message, at, text, "Check the date, and the days in the header.")
        elif first is not None:
            found.append(tuple(first + timedelta(days=index) for index in range(len(block.run.columns))))
    return found if len(found) == len(blocks) else None


def _settled_order(texts: Sequence[str], weekday: int | None, told: Told) -> str:
    """The order of day and month, if only one makes every date the first day of the week; else empty."""
    marks = [mark for text in texts if (mark := mark_of(text)) and _year(mark) and not mark.is_settled]
    fitting = [way for way, _ in ORDERS if all(_falls_on(mark, way, weekday) for mark in marks)]
    return fitting[0] if marks and len(fitting) == 1 and not told.answer("date_order") else ""


def _year(mark: Mark) -> int | None:
    return mark.year or (2000 + mark.short_year if mark.short_year is not None else None)


def _falls_on(mark: Mark, way: str, weekday: int | None) -> bool:
    month, day = (mark.month, mark.day) if way == "day_first" else (mark.day, mark.month)
    try:
        return date(_year(mark) or 0, month or 0, day or 0).weekday() == weekday
    except ValueError:
        return False
