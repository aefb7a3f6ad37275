"""A year of one person: the months down the side, the days of the month across the top."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.rota.domain.code_table import CodeTable
from app.rota.domain.duty_line import DutyLine
from app.rota.domain.reading import Question
from app.rota.files.codes import CodeReader, reader_of
from app.rota.files.date_cells import EARLIEST_YEAR, LATEST_YEAR
from app.rota.files.shapes.marks import Kind, Run
from app.rota.files.shapes.months import Period, periods_in
from app.rota.files.shapes.sighting import Found
from app.rota.files.shapes.told import Told
from app.rota.files.shapes.view import View, as_it_lies
from app.rota.files.table import Table

_FEWEST_DAYS, _FEWEST_MONTHS = 28, 2


@dataclass(frozen=True, slots=True)
class Planner:
    """The header's row and days, and for each row below that is a month which it is."""

    header: int
    run: Run
    months: tuple[tuple[int, Period], ...]


def planner_in(table: Table, header: int, run: Run) -> Planner | None:
    """The months below a header of day numbers; None unless every row with something under the days is one."""
    if run.kind is not Kind.NUMBERS or len(run.columns) < _FEWEST_DAYS or run.marks[0].day != 1:
        return None
    view, months = as_it_lies(table), list[tuple[int, Period]]()
    for row in range(header + 1, len(table.rows)):
        if any(view.cell(row, column) for column in run.columns):
            found = [cell for cell in view.rows[row][: run.columns[0]] if cell]
            periods = [period for period in periods_in([(cell, "") for cell in found]) if period.month]
            if len(found) != 1 or len(periods) != 1:
                return None
            months.append((row, periods[0]))
    return Planner(header, run, tuple(months)) if len(months) >= _FEWEST_MONTHS else None


def read_planner(planner: Planner, table: Table, told: Told, own_codes: CodeTable | None) -> Found:
    """The duties of the year; faults, questions and decisions go to the findings."""
    view = as_it_lies(table)
    number = told.answer("staff_number")
    if not number:
        text = "Whose duties are these? Give the staff number the whole file is for."
        told.findings.ask(Question("staff_number", text, example="00123"))
    months = _with_years(view, planner, told)
    texts = [view.cell(row, column) for row, _ in planner.months for column in planner.run.columns]
    codes = reader_of(told.order, own_codes, dict.fromkeys(texts), told.findings, {})
    who = told.maker.staff_number(number, view.place(planner.header)) if number else None
    if months is None or codes is None or who is None:
        return Found()
    lines = [line for row, month in months for line in _of_month(view, planner.run, (row, month), who, (told, codes))]
    days = (on.replace(day=day) for _, on in months for day in (1, monthrange(on.year, on.month)[1]))
    return Found(tuple(lines), (who,), tuple(days))


def _with_years(view: View, planner: Planner, told: Told) -> Sequence[tuple[int, date]] | None:
    """The first day of each row's month; None while the year is asked."""
    above = [(cell, "") for row in view.rows[: planner.header + 1] for cell in row[: planner.run.columns[0]]]
    above += [(cell, "") for row in view.rows[: planner.header] for cell in row]
    said = {period.year for period in periods_in(above) if period.year}
    answer = told.answer("year")
    year = planner.months[0][1].year or (said.pop() if len(said) == 1 else None)
    if answer.isascii() and answer.isdecimal() and EARLIEST_YEAR <= int(answer) <= LATEST_YEAR:
        told.findings.answered("year", "Year", answer, answer)
        year = int(answer)
    if year is None:
        text = "The rows are months. In which year is the first of them?"
        told.findings.ask(Question("year", told.asked(text), example="2026"))
        return None
    found, before = list[tuple[int, date]](), 0
    for row, period in planner.months:
        month = period.month or 1
        year = period.year or (year + 1 if month <= before else year)
        found.append((row, date(year, month, 1)))
        before = month
    return found


def _of_month(
    view: View, run: Run, month: tuple[int, date], who: str, read_with: tuple[Told, CodeReader]
) -> Iterator[DutyLine]:
    (row, first), (told, codes) = month, read_with
    last = monthrange(first.year, first.month)[1]
    for column, mark in zip(run.columns, run.marks, strict=True):
        text, at = view.cell(row, column), view.place(row, column)
        if mark.day > last:
            if text:
                told.findings.fault(f"{first:%B} {first.year} has no day {mark.day}.", at, text, "Empty the cell.")
            continue
        on = first.replace(day=mark.day)
        made = (told.maker.by_meaning(who, meaning, on, at) for meaning in codes.read_all(text, at) or ())
        yield from (line for line in made if line is not None)
