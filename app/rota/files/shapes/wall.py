"""Reads a wall calendar: days of the week across, the days of a month in the boxes below, and what is on in each."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.rota.domain.code_table import CodeTable, WrongPart
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.reading import Question
from app.rota.files.calendar_words import days_in_a_row
from app.rota.files.codes import meanings_of, reader_of
from app.rota.files.columns import DAY_MEANING
from app.rota.files.shapes.blocks import Block
from app.rota.files.shapes.header_months import month_of
from app.rota.files.shapes.marks import Kind, Mark, Run
from app.rota.files.shapes.posts import PeopleInCells
from app.rota.files.shapes.sighting import Found
from app.rota.files.shapes.told import Told
from app.rota.files.shapes.view import View, as_it_lies
from app.rota.files.table import Table

_FEWEST_DAYS, _MOST_ROWS = 28, 1_000
_BOX = re.compile(r"(?s)(\d{1,2})(?:\s*[.:)-]?\s*\n\s*|\s*[.:)-]\s+|\s+)(\S.*)|(\d{1,2})\.?")
BOXES = (
    ("one_person", "what one person has on: codes or hours"),
    ("people", "who is on that day: the names of people"),
)


@dataclass(frozen=True, slots=True)
class Box:
    """One day of a wall calendar: its number, and what stands in it with the places."""

    day: int
    texts: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Wall:
    """One month: the row with the days of the week, the columns in which they begin, and the boxes in order."""

    header: int
    columns: tuple[int, ...]
    weekdays: tuple[int, ...]
    boxes: tuple[tuple[int, Box], ...]
    """Each with the place of its day of the week."""
    above: tuple[int, ...]


def walls_in(table: Table) -> list[Wall]:
    """The months of a wall calendar, one below the other; none unless every one has its days under their weekdays."""
    if len(table.rows) > _MOST_ROWS:
        return []
    view = as_it_lies(table)
    heads = [(row, days) for row in range(len(view.rows)) if (days := _days_across(view.rows[row]))]
    if not heads:
        return []
    ends = [row for row, _ in heads[1:]] + [len(view.rows)]
    found: list[Wall] = []
    above = 0
    for (row, (columns, weekdays)), end in zip(heads, ends, strict=True):
        boxes = _boxes(view, row + 1, end, columns)
        if boxes is None:
            return []
        found.append(Wall(row, columns, weekdays, boxes, tuple(range(above, row))))
        above = row + 1
    return found


def _days_across(cells: Sequence[str]) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The columns of a row in which nothing stands but the days of one week, and those days."""
    at = [(index, cell) for index, cell in enumerate(cells) if cell]
    days = days_in_a_row([cell for _, cell in at]) if 5 <= len(at) <= 7 else None
    return (tuple(index for index, _ in at), tuple(days)) if days else None


def _boxes(view: View, first: int, end: int, columns: Sequence[int]) -> tuple[tuple[int, Box], ...] | None:
    """The boxes below the days of the week; None unless their numbers run from the 1st to the end of a month."""
    spans = list(pairwise([*columns, max(view.width, columns[-1] + 1)]))
    found: list[tuple[int, int, list[tuple[str, int, int]]]] = []
    open_ones: dict[int, list[tuple[str, int, int]]] = {}
    for row in range(first, end):
        numbered = _numbers(view, row, spans, len(found) + 1)
        if numbered:
            open_ones = {}
            for place, number, rest in numbered:
                texts = [(rest, row, columns[place])] if rest else []
                open_ones[place] = texts
                found.append((place, number, texts))
        for place, (left, right) in enumerate(spans):
            told = {number for at, number, _ in numbered if at == place}
            cells = [(cell, row, at) for at in range(left, right) if (cell := view.cell(row, at))]
            own = [one for one in cells if not (told and _BOX.fullmatch(one[0]))]
            if place in open_ones:
                open_ones[place] += own
    numbers = [number for _, number, _ in found]
    if len(numbers) < _FEWEST_DAYS or numbers != list(range(1, len(numbers) + 1)):
        return None
    return tuple((place, Box(number, tuple(texts))) for place, number, texts in found)


def _numbers(view: View, row: int, spans: Sequence[tuple[int, int]], wanted: int) -> list[tuple[int, int, str]]:
    """The days that a row numbers, from the next one wanted on, each with what stands beside its number."""
    found: list[tuple[int, int, str]] = []
    for place, (left, right) in enumerate(spans):
        for at in range(left, right):
            box = _BOX.fullmatch(view.cell(row, at))
            if box and int(box[1] or box[3]) == wanted + len(found):
                found.append((place, wanted + len(found), (box[2] or "").strip()))
                break
    return found if _is_a_week([place for place, _, _ in found], wanted, len(spans)) else []


def _is_a_week(places: Sequence[int], first: int, width: int) -> bool:
    """Whether these are the days of a week and not numbers that stand in boxes: eight hours on the 1st are no 8th."""
    if not places or any(b - a != 1 for a, b in pairwise(places)):
        return False
    to_the_end = places[-1] == width - 1
    return to_the_end if first == 1 else places[0] == 0 and (to_the_end or first + len(places) > _FEWEST_DAYS)


def read_walls(walls: Sequence[Wall], table: Table, told: Told, own_codes: CodeTable | None) -> Found:
    """The duties of one person, or of everybody named; faults, questions and decisions go to the findings."""
    view = as_it_lies(table)
    months = [_dates(view, wall, told, first=not number) for number, wall in enumerate(walls)]
    holds = told.choice(Question("wall_holds", "This is a wall calendar. What stands in its boxes?", BOXES), "Boxes")
    lines = {"one_person": _of_one, "people": _of_people}[holds](view, walls, told, own_codes) if holds else None
    if lines is None or None in months:
        return Found()
    dates = [on for days in months for on in days or ()]
    boxes = [box for wall in walls for _, box in wall.boxes]
    made = [line for on, box in zip(dates, boxes, strict=True) for line in lines(on, box)]
    return Found(tuple(made), tuple(dict.fromkeys(line.staff_number for line in made)), tuple(dates))


_Lines = Callable[[date, Box], Iterator[DutyLine]]


def _of_one(view: View, walls: Sequence[Wall], told: Told, own_codes: CodeTable | None) -> _Lines | None:
    """Reads a box as what one person has on; None while something about that is asked."""
    number = told.answer("staff_number")
    if not number:
        text = "Whose duties are these? Give the staff number the whole file is for."
        told.findings.ask(Question("staff_number", text, example="00123"))
    texts = [text for text, _, _ in _texts(walls)]
    codes = reader_of(told.order, own_codes, dict.fromkeys(texts), told.findings, {})
    who = told.maker.staff_number(number, view.place(walls[0].header)) if number else None
    if codes is None or who is None:
        return None

    def lines(on: date, box: Box) -> Iterator[DutyLine]:
        for text, row, column in box.texts or (("", walls[0].header, walls[0].columns[0]),):
            at = view.place(row, column)
            made = (told.maker.by_meaning(who, meaning, on, at) for meaning in codes.read_all(text, at) or ())
            yield from (line for line in made if line is not None)

    return lines


def _of_people(view: View, walls: Sequence[Wall], told: Told, own_codes: CodeTable | None) -> _Lines | None:
    """Reads a box as the people who are on; None while something about that is asked."""
    answer = told.answer(DAY_MEANING)
    meanings = meanings_of(answer, own_codes or {}) if answer else ()
    if isinstance(meanings, WrongPart) or not meanings:
        why = f" ({answer!r} cannot be: {meanings}.)" if isinstance(meanings, WrongPart) else ""
        text = f"What is it that the people in the boxes have on?{why}"
        told.findings.ask(Question(DAY_MEANING, text, example="on call 08:00-08:00"))
        meanings = ()
    else:
        told.findings.answered(DAY_MEANING, "What people have on", answer, answer)
    people = PeopleInCells(told, [text for text, _, _ in _texts(walls)])
    if not meanings or not people.are_settled:
        return None

    def lines(on: date, box: Box) -> Iterator[DutyLine]:
        for text, row, column in box.texts:
            for number in people.named_in(text, view, row, column):
                made = (told.maker.by_meaning(number, one, on, view.place(row, column)) for one in meanings)
                yield from (line for line in made if line is not None)

    return lines


def _texts(walls: Sequence[Wall]) -> Iterator[tuple[str, int, int]]:
    for wall in walls:
        for _, box in wall.boxes:
            yield from box.texts


def _dates(view: View, wall: Wall, told: Told, *, first: bool) -> tuple[date, ...] | None:
    """The date of each box; None while the month is asked."""
    weekdays = tuple(wall.weekdays[place] for place, _ in wall.boxes)
    marks = tuple(Mark(box.day) for _, box in wall.boxes)
    run = Run(Kind.NUMBERS, tuple(wall.columns[place] for place, _ in wall.boxes), marks, weekdays)
    block = Block(wall.header, run, (wall.header,), (), wall.above)
    month = month_of(view, block, told, first=first)
    if month is None or not month.month:
        return None
    if not month.year:
        text = f"The calendar is for month {month.month}. Of which year? Give month and year."
        told.findings.ask(Question(told.own("month"), text, example=f"2026-{month.month:02d}"))
        return None
    return tuple(date(month.year, month.month, box.day) for _, box in wall.boxes)
