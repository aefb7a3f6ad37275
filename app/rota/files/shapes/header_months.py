"""The month of a header that has only day numbers: written about it, or asked."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.reading import Question
from app.rota.files.date_cells import EARLIEST_YEAR, LATEST_YEAR
from app.rota.files.shapes.blocks import Block
from app.rota.files.shapes.months import Period, periods_in
from app.rota.files.shapes.rolling import Roll, fits, numbered
from app.rota.files.shapes.told import Told
from app.rota.files.shapes.view import View

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_LEAP, _COMMON = 2024, 2023


def month_of(view: View, block: Block, told: Told, *, first: bool) -> Period | None:
    """The month in which the header's first day lies, with its year if that is said; None while it is asked."""
    code = told.own("month") if first else f"{told.own('month')}.{view.place(block.header, 0).row}"
    answered = _MONTH.fullmatch(told.answer(code))
    if answered and EARLIEST_YEAR <= int(answered[1]) <= LATEST_YEAR:
        told.findings.answered(code, "Month", answered[0], answered[0])
        return Period(int(answered[2]), int(answered[1]), "the answer")
    said = _said(view, block, first=first)
    over = _months_over(view, block)
    if over is not None:
        years = {period.year for period in said if period.year}
        return _settled(code, replace(over, year=over.year or (years.pop() if len(years) == 1 else None)), block, told)
    possible = [period for period in said if period.month and _fits(block, period)]
    if len({(period.month, period.year) for period in possible}) == 1:
        return _settled(code, possible[0], block, told)
    _ask(view, code, block, said, possible, told)
    return None


def _months_over(view: View, block: Block) -> Period | None:
    """The first of several months that stand above the numbers, each over the column in which its days begin."""
    columns = block.run.columns
    for row in block.preamble:
        cells = [(at, view.cell(row, at)) for at in range(max(columns[0] - 1, 0), columns[-1] + 1)]
        named = [(at, period) for at, cell in cells for period in periods_in([(cell, "")]) if period.month]
        if len({period.month for _, period in named}) > 1:
            first = replace(named[0][1], where=view.line_name(row))
            return first if _begins_where_named(block, named) else None
    return None


def _begins_where_named(block: Block, named: Sequence[tuple[int, Period]]) -> bool:
    """Whether the numbers begin anew just where each further month is named, and run on from month to month."""
    month = named[0][1].month or 0
    days = numbered([mark.day for mark in block.run.marks], month)
    begins = [at for at, on, before in zip(block.run.columns[1:], days[1:], days, strict=False) if on[0] != before[0]]
    return [period.month for _, period in named[1:]] == list(dict.fromkeys(on[0] for on in days))[1:] and all(
        abs(at - column) <= 1 for (at, _), column in zip(named[1:], begins, strict=True)
    )


def _said(view: View, block: Block, *, first: bool) -> list[Period]:
    cells = [(view.cell(i, c), view.line_name(i)) for i in block.preamble for c in range(len(view.rows[i]))]
    if view.turned:
        cells += [(cell, "a cell above the dates") for row in view.rows for cell in row[: block.run.columns[0]]]
    cells += [(cell, view.line_name(block.header)) for cell in view.rows[block.header][: block.run.columns[0]]]
    found = periods_in(cells)
    if not any(period.month for period in found) and first and view.table.sheet:
        of_sheet = periods_in([(view.table.sheet, "the name of the sheet")])
        years = [period.year for period in found if period.year]
        return [Period(p.month, p.year or (years[0] if len(years) == 1 else None), p.where) for p in of_sheet]
    return found


def _fits(block: Block, period: Period) -> bool:
    numbers = [mark.day for mark in block.run.marks]
    roll = Roll(numbered(numbers, period.month or 0), block.run.weekdays)
    if period.year is not None:
        return fits([roll], period.year)
    return any(fits([Roll(roll.days, (None,) * len(numbers))], year) for year in (_LEAP, _COMMON))


def _settled(code: str, period: Period, block: Block, told: Told) -> Period:
    by_days = period.year is not None and None not in block.run.weekdays
    evidence = f"{period.where[0].upper()}{period.where[1:]} says so" + (
        ", and the days of the week fit." if by_days else "."
    )
    answer = period.words() if period.year else f"{period.month:02d}"
    words = answer if period.year else f"month {period.month}"
    sure = Confidence.CERTAIN if by_days else Confidence.LIKELY
    told.findings.decide(Decision(code, "Month", answer, words, evidence, sure))
    return period


def _ask(view: View, code: str, block: Block, said: Sequence[Period], possible: Sequence[Period], told: Told) -> None:
    numbers = [mark.day for mark in block.run.marks]
    kind = "rows" if view.turned else "columns"
    text = f"The {kind} are numbered {numbers[0]} to {numbers[-1]}. Which month of which year is this?"
    if block.run.marks[0].day != 1 or numbers[-1] < numbers[0]:
        text = f"The {kind} are numbered {numbers[0]} to {numbers[-1]}. In which month of which year do they begin?"
    told_of = [period for period in said if period.month and period.year]
    if told_of and not possible:
        text += f" ({told_of[0].where} says {told_of[0].words()}, but the days do not fit that month.)"
    choices = tuple((p.words(), f"{p.words()}, as {p.where} says") for p in possible if p.year)
    told.findings.ask(
        Question(code, told.asked(text), choices if len(choices) == len(possible) else (), example="2026-12")
    )
