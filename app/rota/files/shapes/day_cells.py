"""The cells that a day has in a row: one, or several columns under one date."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.rota.domain.clock_times import clock_in
from app.rota.domain.plain_words import bare
from app.rota.domain.reading import Question
from app.rota.files.shapes.blocks import Block
from app.rota.files.shapes.title_words import BEGINS, ENDS
from app.rota.files.shapes.told import Told
from app.rota.files.shapes.view import View

_CHOICES = (
    ("start_end", "the first the start of the duty, the last its end"),
    ("several", "each of them a duty of its own"),
    ("first", "only the first is a duty"),
)


@dataclass(frozen=True, slots=True)
class DayCells:
    """Finds the texts of a day; `per_day` columns that mean what `holds` says."""

    view: View
    per_day: int = 1
    holds: str = "several"

    def texts(self, row: int, column: int) -> tuple[str, ...]:
        """What a row says for the day that begins in a column; one blank text for a day with nothing in it."""
        if self.per_day == 1 or self.holds == "first":
            return (self.view.cell(row, column),)
        cells = [self.view.cell(row, column + i) for i in range(self.per_day)]
        filled = [cell for cell in cells if cell]
        if self.holds == "start_end" and len(filled) > 1:
            return (f"{_as_clock(filled[0])}-{_as_clock(filled[-1])}",)
        return tuple(filled) or ("",)


def _as_clock(text: str) -> str:
    clock = clock_in(text)
    return f"{clock:%H:%M}" if clock else text


def day_cells(view: View, blocks: Sequence[Block], told: Told) -> DayCells | None:
    """How the cells of a day are to be taken; None while it is asked."""
    per_day = blocks[0].per_day
    between = [column + i for column in blocks[0].run.columns for i in range(1, per_day)]
    if per_day == 1 or not any(view.cell(row, index) for row in blocks[0].rows for index in between):
        return DayCells(view)
    if per_day == 2 and _says_start_and_end(view, blocks[0]):
        told.findings.notes.append("Each date has two columns: the start and the end of the duty.")
        return DayCells(view, per_day, "start_end")
    what = "rows" if view.turned else "columns"
    question = Question("columns_per_day", f"Each date has {per_day} {what}. What do they hold?", _CHOICES)
    holds = told.choice(question, "Columns of a day")
    return DayCells(view, per_day, holds) if holds else None


def _says_start_and_end(view: View, block: Block) -> bool:
    """Whether a row below the dates titles the two columns of each."""
    below = [row for row in block.band if row > block.header]
    pairs = [
        (view.cell(row, c).casefold(), view.cell(row, c + 1).casefold()) for row in below for c in block.run.columns
    ]
    said = [pair for pair in pairs if any(pair)]
    return bool(said) and all(_word(one) in BEGINS and _word(other) in ENDS for one, other in said)


def _word(text: str) -> str:
    return bare(text).split(maxsplit=1)[0].strip(".:") if text.split() else ""
