"""Reads a sheet of posts whose cells name the people, with the dates down or across: Date, SHO, SpR, On-Call."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from app.foundation.refusals import Fault
from app.rota.domain.code_table import CodeTable
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.reading import Question
from app.rota.files.calendar_words import is_day_word
from app.rota.files.codes import Meanings, reader_of
from app.rota.files.findings import ONLY_A_HEADER
from app.rota.files.shapes.blocks import Block, blocks_in
from app.rota.files.shapes.header_days import days_of
from app.rota.files.shapes.marks import Run
from app.rota.files.shapes.people import staff_number
from app.rota.files.shapes.sighting import Found
from app.rota.files.shapes.title_words import NOBODY
from app.rota.files.shapes.told import Told
from app.rota.files.shapes.view import View

_BETWEEN = re.compile(r"\s*(?:\n|;|&|\+|\band\b|\bund\b|\bet\b)\s*")
_PERHAPS = re.compile(r"\s*[,/]\s*")
_SEVERAL = (("several", "several people"), ("one", "one person"))


def posts_of(view: View, block: Block) -> list[int]:
    """The lines of the view that are posts: titled, with people in their cells, and not the days of the week."""
    first = block.run.columns[0]
    return [
        row
        for row in block.rows
        if any(view.rows[row][:first]) and (cells := _cells(view, block, row)) and not all(map(is_day_word, cells))
    ]


def _cells(view: View, block: Block, row: int) -> list[str]:
    return [cell for index in block.run.columns if (cell := view.cell(row, index))]


def title_of(view: View, block: Block, row: int) -> str:
    """The post as the row nearest above the first date calls it."""
    return next((cell for cell in reversed(view.rows[row][: block.run.columns[0]]) if cell), "")


def read_posts(view: View, header: int, run: Run, told: Told, own_codes: CodeTable | None) -> Found:
    """The duties of the posts; each post is read like a shift code, each cell as one person or several."""
    blocks = [block for block in blocks_in(view, header, run) if posts_of(view, block)]
    if not blocks:
        told.findings.fault("There is a header but nobody below it.", view.place(header), remedy=ONLY_A_HEADER)
        return Found()
    posts = [{row: title_of(view, block, row) for row in posts_of(view, block)} for block in blocks]
    days = days_of(view, blocks, told)
    titles = dict.fromkeys(title for one in posts for title in one.values())
    codes = reader_of(told.order, own_codes, titles, told.findings, {})
    people = PeopleInCells(
        told, [cell for block in blocks for row in posts_of(view, block) for cell in _cells(view, block, row)]
    )
    if codes is None:
        return Found()
    meanings = [{row: codes.read_all(title, view.place(row)) for row, title in one.items()} for one in posts]
    if days is None or not people.are_settled or any(None in one.values() for one in meanings):
        return Found()
    lines = [
        line
        for block, on, one in zip(blocks, days, meanings, strict=True)
        for row, meaning in one.items()
        if meaning
        for line in _lines(view, block, row, on, meaning, people)
    ]
    everybody = tuple(dict.fromkeys(line.staff_number for line in lines))
    return Found(tuple(lines), everybody, tuple(on for dates in days for on in dates))


def _lines(
    view: View, block: Block, row: int, days: Sequence[date], meanings: Meanings, people: "PeopleInCells"
) -> Iterator[DutyLine]:
    for index, on in zip(block.run.columns, days, strict=True):
        for number in people.in_cell(view, row, index):
            for meaning in meanings:
                line = people.told.maker.by_meaning(number, meaning, on, view.place(row, index))
                if line is not None:
                    yield line


class PeopleInCells:
    """Tells who is named in a cell."""

    def __init__(self, told: Told, cells: Sequence[str]) -> None:
        self.told = told
        filled = [cell for cell in cells if cell and cell.casefold() not in NOBODY]
        named = [cell for cell in filled if not any(map(str.isdigit, cell))]
        perhaps = next((cell for cell in filled if _PERHAPS.search(cell)), "")
        self._names_meant = not named or told.maker.names_are_meant(named[0])
        self._several = self._ask_several(perhaps) if perhaps else "one"
        self.are_settled = self._names_meant and bool(self._several)

    def _ask_several(self, example: str) -> str:
        text = f"Some cells hold a comma or a stroke (for example {example}). Are these several people, or one?"
        return self.told.choice(Question("people_in_cell", text, _SEVERAL), "People in a cell")

    def in_cell(self, view: View, row: int, index: int) -> Iterator[str]:
        """The staff numbers in a cell; nobody where it is blank or says so."""
        yield from self.named_in(view.cell(row, index), view, row, index)

    def named_in(self, said: str, view: View, row: int, index: int) -> Iterator[str]:
        """The staff numbers in what is said somewhere in a cell."""
        for text in self._parts(said):
            if text.casefold() in NOBODY:
                at = view.place(row, index)
                self.told.findings.warn(Fault("This was read as nobody.", at.sheet, at.row, at.column, text))
            elif staff_number(text, view, row, index, self.told) is not None:
                yield text

    def _parts(self, cell: str) -> list[str]:
        parts = [cell] if cell.casefold() in NOBODY else _BETWEEN.split(cell)
        if self._several == "several":
            parts = [part for one in parts for part in _PERHAPS.split(one)]
        return [part for part in parts if part]
