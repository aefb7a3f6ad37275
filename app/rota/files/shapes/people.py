"""The rows of a grid: whose duties each holds, and which rows are totals, titles or notes."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from app.foundation.refusals import Fault
from app.rota.domain.clock_times import clock_in
from app.rota.domain.reading import Question
from app.rota.files.findings import legible
from app.rota.files.shapes.blocks import Block, is_title
from app.rota.files.shapes.title_words import NOTES, TOTALS
from app.rota.files.shapes.told import Told
from app.rota.files.shapes.view import View

_COUNT = re.compile(r"[+-]?\d{1,5}(?:[.,:]\d{1,2})?%?")
_EXPLAINS = re.compile(r"(?s)[^\s=:]{1,8}\s*(?:=|:)\s*\S.*")
_BETWEEN = re.compile(r"\s*[/&+]\s*|\s+and\s+")
_CREW = re.compile(r"[^\W\d_]{2}[^\d/&+]*(?:[/&+]|\sand\s)\s*[^\W\d_]{2}[^\d]*")
_CREWS = (("several", "yes: each of them has these duties"), ("one", "no: it is the name of one person or number"))
_NEARLY, _LONGEST_TOTAL = 0.8, 3
_NAMED = 8
_SENTENCE = 6
EMPTY_ROWS = "empty_rows"
SHORT_ROWS = "short_rows"
BLANK_AT_THE_END = (("blank", "yes: spreadsheet programs leave blank cells out at the end of a row"),)
_EMPTY_ROWS = (
    ("headings", "headings or notes: leave them out"),
    ("people", "people who have no duty on these days"),
)
SECOND_LINES = (
    ("also", "further duties of the same person"),
    ("instead", "what counts where it is filled (the actual duty in place of the planned one)"),
    ("ignore", "nothing that counts as a duty"),
    ("start_end", "the end of the duty: the first line holds its start"),
    ("halves", "the afternoon: the first line holds the morning"),
)


@dataclass(slots=True)
class Person:
    """One person's row, with the rows below it that belong to the same person."""

    number: str
    row: int
    more: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rows:
    """The people of a block, and the rows left out."""

    people: tuple[Person, ...]
    left_out: tuple[tuple[int, str], ...]
    bare: tuple[str, ...] = ()
    """What stands in rows without duties that may be people or headings."""


class RowSorter:
    """Sorts the rows of one block. `known` are the people who have duties in any block of the sheet."""

    def __init__(
        self, view: View, block: Block, staff_column: int, told: Told, known: Container[str] = frozenset()
    ) -> None:
        self._view, self._block, self._staff, self._told = view, block, staff_column, told
        self._known = known
        self._bare: list[str] = []
        self._people: list[Person] = []
        self._seen: dict[str, Person] = {}
        self._left_out: list[tuple[int, str]] = []
        self._notes_begun = False
        self._last: Person | None = None
        self._numbers = self._are_numbers()
        self._others_filled = self._are_others_filled()

    def sorted_rows(self) -> Rows:
        """Every row of the block in its place; faults for rows that are somebody's but cannot be told whose."""
        for row in self._block.rows:
            if any(self._view.rows[row]):
                self._sort(row)
            elif self._last is not None and row > self._last.row + 1 + len(self._last.more):
                self._last = None
        return Rows(tuple(self._people), tuple(self._left_out), tuple(self._bare))

    def _with_duties(self) -> list[int]:
        """The rows that are surely somebody's: with a number or name, and more than counts under the days."""
        rows = [row for row in self._block.rows if self._view.cell(row, self._staff)]
        return [row for row in rows if any(cell and not is_count(cell) for cell in self._days(row))]

    def _are_numbers(self) -> bool:
        """Whether nearly everybody with duties is known by something with a digit in it."""
        who = [self._view.cell(row, self._staff) for row in self._with_duties()]
        return bool(who) and sum(1 for text in who if any(map(str.isdigit, text))) >= _NEARLY * len(who)

    def _are_others_filled(self) -> bool:
        """Whether nearly everybody with duties has something beside the number: a heading has nothing."""
        rows = self._with_duties()
        return bool(rows) and sum(1 for row in rows if self._beside(row)) >= _NEARLY * len(rows)

    def _beside(self, row: int) -> bool:
        left = self._view.rows[row][: self._block.run.columns[0]]
        return any(cell for index, cell in enumerate(left) if index != self._staff)

    def _days(self, row: int) -> list[str]:
        cells = self._view.rows[row]
        return [cells[i] for i in self._block.run.columns if i < len(cells)]

    def _sort(self, row: int) -> None:
        who, days = self._view.cell(row, self._staff), [cell for cell in self._days(row) if cell]
        label = self._label(row)
        reason = self._why_left_out(row, who, label, days)
        if reason:
            self._left_out.append((row, f"{label or 'no title'}: {reason}"))
        elif who and who not in self._seen:
            self._person(row, who)
        elif self._last is not None and self._goes_on(row, who):
            self._last.more.append(row)
        elif not who:
            self._told.maker.staff_number("", self._view.place(row, self._staff))
        else:
            self._twice(row, who)

    def _are_hours(self, row: int) -> bool:
        """Whether a row without a name is a further line of times: a start and an end below each day."""
        cells = self._view.rows[row]
        beside = [cell for cell in cells[self._block.run.columns[0] :] if cell]
        return self._last is not None and bool(beside) and all(clock_in(cell) for cell in beside)

    def _label(self, row: int) -> str:
        """The first words of a row, left of its days."""
        first = self._block.run.columns[0]
        return next((cell for cell in self._view.rows[row][: max(first, self._staff + 1)] if cell), "")

    def _why_left_out(self, row: int, who: str, label: str, days: Sequence[str]) -> str:
        """Why a row is not a person's; empty if it is. Only without a staff number, or by its own title."""
        counts_only = all(map(is_count, days))
        words = label.casefold().strip(" .:=")
        first_word = re.split(r"[\s:.=/(]", words, maxsplit=1)[0]
        if {words, first_word} & NOTES and not (days and not counts_only and any(map(str.isdigit, who))):
            self._notes_begun = True
            return "notes"
        if self._notes_begun:
            return "notes"
        if counts_only and {words, first_word} & TOTALS:
            return "totals"
        if not who:
            return ("totals" if days else "notes") if counts_only and not self._are_hours(row) else ""
        if days and counts_only and self._numbers and not any(map(str.isdigit, who)):
            return "totals"
        if days or self._view.turned:
            return ""
        if self._reads_like_notes(who, row):
            return "no duties and no staff number"
        return self._why_bare(who, row)

    def _why_bare(self, who: str, row: int) -> str:
        """A name without any duty may be a person or a heading: somebody must say which."""
        if self._numbers or who in self._known or self._beside(row):
            return ""
        self._bare.append(who)
        return "" if self._told.answer(EMPTY_ROWS) == "people" else "nothing stands there but a heading"

    def _reads_like_notes(self, who: str, row: int) -> bool:
        if is_title(who) or _EXPLAINS.fullmatch(who) or len(who) > 60 or len(who.split()) >= _SENTENCE:
            return True
        if self._numbers and not any(map(str.isdigit, who)):
            return True
        return self._others_filled and not self._beside(row)

    def _goes_on(self, row: int, who: str) -> bool:
        """Whether a row is another line of the person above: without a number, or with the same and other cells."""
        if self._last is None or not who:
            return self._last is not None
        return who == self._last.number and self._days(row) != self._days(self._last.row)

    def _person(self, row: int, who: str) -> None:
        cells, last = self._view.rows[row], self._block.run.columns[-1]
        if not self._view.turned and len(cells) <= last and not short_rows_meant(self._told, row, self._view):
            message = f"This row ends after {len(cells)} cells; the dates go on to cell {last + 1}."
            self._told.findings.fault(message, self._view.place(row), remedy="Check for a missing separator.")
            return
        if not any(self._days(row)):
            at = self._view.place(row)
            remedy = "Check whether this is a person, and whether the row was filled in."
            self._told.findings.warn(Fault("Nothing stands in this row.", at.sheet, at.row, at.column, who, remedy))
        if may_be_several(who) and (crew := self._crew(row, who)) != [who]:
            self._people += [Person(number, row) for number in crew if self._is_sound(number, row)]
            self._seen |= {number: Person(number, row) for number in crew}
            self._last = None
            return
        self._last = Person(who, row)
        self._seen[who] = self._last
        if self._is_sound(who, row):
            self._people.append(self._last)

    def _is_sound(self, who: str, row: int) -> bool:
        return staff_number(who, self._view, row, self._staff, self._told) is not None

    def _crew(self, row: int, who: str) -> list[str]:
        """The people whom one row names together, if somebody says that they are several; nobody while it is asked."""
        text = f"Some rows seem to name several people (for example {self._view.line_name(row)}: {legible(who)})."
        holds = self._told.choice(Question("people_in_row", f"{text} Are they?", _CREWS), "People in a row")
        return [part.strip() for part in _BETWEEN.split(who)] if holds == "several" else [who] if holds else []

    def _twice(self, row: int, who: str) -> None:
        before = self._view.line_name(self._seen[who].row)
        message = f"{before[0].upper()}{before[1:]} is for the same staff number."
        self._told.findings.fault(message, self._view.place(row), who, "Keep one row for each member of staff.")


def is_count(cell: str) -> bool:
    """Whether a cell holds a number such as totals are made of."""
    return _COUNT.fullmatch(cell) is not None


def may_be_several(who: str) -> bool:
    """Whether a cell seems to name several people: Poole / Reed."""
    return _CREW.fullmatch(who) is not None


def is_total(cell: str) -> bool:
    """Whether a cell holds a number such as a week's hours are summed up in: 00124 and 4711 are somebody's number."""
    return is_count(cell) and not (
        cell.isdecimal() and (len(cell) > _LONGEST_TOTAL or (len(cell) > 1 and cell[0] == "0"))
    )


def staff_number(text: str, view: View, row: int, column: int | None, told: Told) -> str | None:
    """The staff number in a cell; None after noting a fault, or while it is asked whether names may stand for it."""
    return told.maker.staff_number(text, view.place(row, column))


def short_rows_meant(told: Told, row: int, view: View) -> bool:
    """Whether somebody said that rows which end early are blank from there on; offered beside the fault."""
    text = f"Some rows end before the header does (the first is {view.line_name(row)}). Are the missing cells blank?"
    return told.maker.offered(Question(SHORT_ROWS, text, BLANK_AT_THE_END, required=False), "Rows that end early")


def empty_rows_settled(rows: Sequence[Rows], told: Told) -> bool:
    """Whether somebody said what names without any duty are, or there are none."""
    bare = list(dict.fromkeys(name for one in rows for name in one.bare))
    if not bare:
        return True
    named = ", ".join(legible(name) for name in bare[:_NAMED]) + (" and more" if len(bare) > _NAMED else "")
    text = f"Nothing stands under the days beside {named}. What are these rows?"
    return bool(told.choice(Question(EMPTY_ROWS, text, _EMPTY_ROWS), "Rows without any duty"))


def people_with_duties(view: View, blocks: Sequence[Block], staff_column: int) -> frozenset[str]:
    """Everybody who has something under the days of any block."""
    return frozenset(
        view.cell(row, staff_column)
        for block in blocks
        for row in block.rows
        if any(view.cell(row, index) for index in block.run.columns)
    )


def second_lines(view: View, people: Sequence[Person], told: Told) -> str:
    """What the rows below a person's own row mean; empty while it is asked."""
    person = next(person for person in people if person.more)
    where = view.line_name(person.more[0])
    text = f"Some people have a second line (for example {where}, below {person.number}). What does it hold?"
    return told.choice(Question("second_line", text, SECOND_LINES), "Second line of a person")
