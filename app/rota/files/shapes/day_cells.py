"""The cells that a day has in a row: one, or several columns under one date."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.rota.domain.clock_times import clock_in
from app.rota.domain.hour_ranges import hours_in
from app.rota.domain.plain_words import bare
from app.rota.domain.reading import Question
from app.rota.files.shapes.blocks import Block
from app.rota.files.shapes.title_words import AFTERNOONS, BEGINS, ENDS, MORNINGS
from app.rota.files.shapes.told import Told
from app.rota.files.shapes.view import View

_HALVES = "halves"
WAYS_OF_A_DAY = (
    ("start_end", "the first the start of the duty, the last its end"),
    ("several", "each of them a duty of its own"),
    ("first", "only the first is a duty"),
    (_HALVES, "the first the morning, the second the afternoon"),
)


@dataclass(frozen=True, slots=True)
class DayCells:
    """Finds the texts of a day; `per_day` columns that mean what `holds` says."""

    view: View
    per_day: int = 1
    holds: str = "several"
    halves: tuple[str, str] | None = None
    """The hours of a morning and of an afternoon, where days are told in halves."""

    def texts(self, row: int, column: int) -> tuple[str, ...]:
        """What a row says for the day that begins in a column; one blank text for a day with nothing in it."""
        if self.per_day == 1 or self.holds == "first":
            return (self.view.cell(row, column),)
        cells = [self.view.cell(row, column + i) for i in range(self.per_day)]
        filled = [cell for cell in cells if cell]
        if self.holds == "start_end":
            return (as_hours(cells),)
        if self.halves and self.holds == _HALVES:
            pairs = zip(cells, self.halves, strict=False)
            return tuple(in_half(cell, hours) for cell, hours in pairs if cell) or ("",)
        return tuple(filled) or ("",)


def in_half(text: str, hours: str) -> str:
    """What stands in a half of a day, with its hours unless it says its own."""
    return text if hours_in(text) else f"{text} {hours}"


def as_hours(cells: Sequence[str]) -> str:
    """A start and an end as one text; whatever stands alone as it is."""
    filled = [cell for cell in cells if cell]
    return f"{_as_clock(filled[0])}-{_as_clock(filled[-1])}" if len(filled) > 1 else "".join(filled)


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
    if per_day == 2 and _says_halves(view, blocks[0]):
        told.findings.notes.append("Each date has two columns: the morning and the afternoon.")
        return _in_halves(view, per_day, told)
    what = "rows" if view.turned else "columns"
    question = Question("columns_per_day", f"Each date has {per_day} {what}. What do they hold?", WAYS_OF_A_DAY)
    holds = told.choice(question, "Columns of a day")
    if holds == _HALVES and per_day == 2:
        return _in_halves(view, per_day, told)
    return DayCells(view, per_day, holds) if holds else None


def _in_halves(view: View, per_day: int, told: Told) -> DayCells | None:
    halves = half_hours(told)
    return DayCells(view, per_day, _HALVES, halves) if halves else None


def half_hours(told: Told) -> tuple[str, str] | None:
    """When a morning and an afternoon of work are; None while it is asked."""
    found = []
    for code, word, example in (
        ("morning_hours", "morning", "08:00-12:00"),
        ("afternoon_hours", "afternoon", "13:00-17:00"),
    ):
        answer = told.answer(code)
        hours = hours_in(answer)
        if hours and len(hours.stretches) == 1 and not (hours.bare or hours.label):
            told.findings.answered(code, f"Hours of the {word}", answer, answer)
            found.append(answer)
        else:
            text = f"Days are told in halves. From when to when is work in the {word}?"
            told.findings.ask(Question(code, text, example=example))
    return (found[0], found[1]) if len(found) == 2 else None


def _says_halves(view: View, block: Block) -> bool:
    """Whether a row below the dates titles the two columns of each as morning and afternoon."""
    pairs = _pairs_below(view, block)
    said = [[bare(word).strip(" .:") for word in pair] for pair in pairs if any(pair)]
    return bool(said) and all(one in MORNINGS and other in AFTERNOONS for one, other in said)


def _pairs_below(view: View, block: Block) -> list[tuple[str, str]]:
    below = [row for row in block.band if row > block.header]
    return [(view.cell(row, c), view.cell(row, c + 1)) for row in below for c in block.run.columns]


def _says_start_and_end(view: View, block: Block) -> bool:
    """Whether a row below the dates titles the two columns of each."""
    titles = [(view.cell(block.header, c), view.cell(block.header, c + 1)) for c in block.run.columns]
    if all(len(one.split()) > 1 and other for one, other in titles):  # Mon Start, Mon Finish
        return all(_word(one.split()[-1]) in BEGINS and _word(other.split()[-1]) in ENDS for one, other in titles)
    pairs = _pairs_below(view, block)
    said = [pair for pair in pairs if any(pair)]
    return bool(said) and all(_word(one) in BEGINS and _word(other) in ENDS for one, other in said)


def _word(text: str) -> str:
    return bare(text).split(maxsplit=1)[0].strip(".:") if text.split() else ""
