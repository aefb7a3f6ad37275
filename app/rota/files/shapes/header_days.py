"""From the marks of a grid's headers to dates: the order of day and month, the month and the year."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from app.foundation.refusals import Fault
from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.reading import Question
from app.rota.files.date_cells import EARLIEST_YEAR, LATEST_YEAR
from app.rota.files.shapes.blocks import Block
from app.rota.files.shapes.header_months import month_of
from app.rota.files.shapes.marks import Kind, Mark
from app.rota.files.shapes.months import Period, periods_in, years_in_name
from app.rota.files.shapes.rolling import MonthDay, Roll, dates_from, fits, follows, numbered
from app.rota.files.shapes.told import Told
from app.rota.files.shapes.view import View
from app.rota.files.shapes.weeks import weekday_dates

_SHORT, _FILE_NAME = "the year in two digits", "the file's name"
LIKELY_YEARS = range(2010, 2046)
ORDERS = (("day_first", "day first: 03/04 is 3 April"), ("month_first", "month first: 03/04 is 4 March"))

Days = tuple[date, ...]


def days_of(view: View, blocks: Sequence[Block], told: Told) -> list[Days] | None:
    """The date of every column of every block; None while something about them is open or wrong."""
    read = weekday_dates if blocks[0].run.kind in (Kind.WEEKDAYS, Kind.COUNTED) else _dated
    found = read(view, blocks, told)
    return found if found is not None and _run_forward(view, blocks, found, told) else None


def _dated(view: View, blocks: Sequence[Block], told: Told) -> list[Days] | None:
    day_first = _order(view, blocks, told)
    rolls: list[Roll] = []
    for number, block in enumerate(blocks):
        if block.run.kind is Kind.NUMBERS:
            month = month_of(view, block, told, first=number == 0)
            days = numbered([mark.day for mark in block.run.marks], month.month) if month and month.month else None
            rolls.append(Roll(days or [], block.run.weekdays, month.year if month else None))
        elif day_first is not None:
            rolls.append(Roll(_month_days(block.run.marks, day_first), block.run.weekdays, None))
    if len(rolls) < len(blocks) or not all(roll.days for roll in rolls):
        return None
    return _with_years(view, blocks, rolls, told)


def _month_days(marks: Iterable[Mark], day_first: bool) -> list[MonthDay]:
    return [
        (mark.month or 0, mark.day) if mark.is_settled or day_first else (mark.day, mark.month or 0) for mark in marks
    ]


def _order(view: View, blocks: Sequence[Block], told: Told) -> bool | None:
    """Whether the day comes first; None while that is asked."""
    runs = [block.run.marks for block in blocks if block.run.kind is Kind.DATES]
    open_ones = [m for marks in runs for m in marks if not m.is_settled and m.day != m.month]
    answer = told.answer("date_order")
    if answer in dict(ORDERS):
        told.findings.answered("date_order", "Order of day and month", answer, dict(ORDERS)[answer])
        return answer == "day_first"
    if not open_ones:
        return True
    ways = {True: any(m.day > 12 for m in open_ones), False: any((m.month or 0) > 12 for m in open_ones)}
    header = view.line_name(blocks[0].header)
    if ways[True] != ways[False]:
        return _ordered(ways[True], f"Dates in {header} hold a number above 12.", Confidence.CERTAIN, told)
    if not ways[True]:
        runs_on = {way: all(follows(_month_days(marks, way)) for marks in runs) for way in ways}
        if runs_on[True] != runs_on[False] and min(map(len, runs)) >= 3:
            return _ordered(
                runs_on[True], f"Only so do the dates in {header} follow each other.", Confidence.LIKELY, told
            )
    examples = [view.cell(blocks[0].header, column) for column in blocks[0].run.columns[:2]]
    why = (
        "The header writes dates in both orders" if ways[True] else "Nothing in the header says which number is the day"
    )
    text = f"{why} (for example {' and '.join(examples)}). In which order are its dates meant?"
    told.findings.ask(Question("date_order", text, ORDERS))
    return None


def _ordered(day_first: bool, evidence: str, confidence: Confidence, told: Told) -> bool:
    answer = "day_first" if day_first else "month_first"
    told.findings.decide(
        Decision("date_order", "Order of day and month", answer, dict(ORDERS)[answer], evidence, confidence, ORDERS)
    )
    return day_first


def _with_years(view: View, blocks: Sequence[Block], rolls: Sequence[Roll], told: Told) -> list[Days] | None:
    written = [[mark.year for mark in block.run.marks] for block in blocks]
    if all(year for years in written for year in years):
        made = [
            [_date(y, month_day) for y, month_day in zip(years, roll.days, strict=True)]
            for years, roll in zip(written, rolls, strict=True)
        ]
    else:
        year = rolls[0].year or _year(view, blocks, rolls, told)
        if year is None:
            return None
        made = dates_from(rolls, year)
    return _real(view, blocks, made, told)


def _date(year: int | None, month_day: MonthDay) -> date | None:
    try:
        return date(year or 0, *month_day)
    except ValueError:
        return None


def _year(view: View, blocks: Sequence[Block], rolls: Sequence[Roll], told: Told) -> int | None:
    """The year of the first date, from an answer or from what is written; None while it is asked."""
    code = _code_of_year(rolls, told)
    answer = told.answer(code)
    if answer.isascii() and answer.isdecimal() and EARLIEST_YEAR <= int(answer) <= LATEST_YEAR:
        told.findings.answered(code, "Year", answer, answer)
        return int(answer)
    has_weekdays = any(day is not None for roll in rolls for day in roll.weekdays)
    fitting = [year for year in LIKELY_YEARS if fits(rolls, year)]
    said = _said(view, blocks, told)
    agreed = [period for period in said if period.year in fitting]
    years = {period.year for period in agreed}
    in_the_file = {period.year for period in agreed if period.where not in (_SHORT, _FILE_NAME)}
    if len(years) == 1 and (has_weekdays or in_the_file):
        where = agreed[0].where
        evidence = f"{where[0].upper()}{where[1:]} says so" + (
            ", and the days of the week fit." if has_weekdays else "."
        )
        sure = Confidence.CERTAIN if has_weekdays and in_the_file else Confidence.LIKELY
        told.findings.decide(Decision(code, "Year", str(agreed[0].year), str(agreed[0].year), evidence, sure))
        return agreed[0].year
    _ask_year(view, blocks, fitting if has_weekdays else [], years, (code, told))
    return None


def _said(view: View, blocks: Sequence[Block], told: Told) -> list[Period]:
    near = [(view.cell(i, c), view.line_name(i)) for i in blocks[0].preamble for c in range(len(view.rows[i]))]
    if view.turned:
        near += [(cell, "a cell above the dates") for row in view.rows for cell in row[: blocks[0].run.columns[0]]]
    sheet = view.table.sheet
    found = periods_in(near) + (periods_in([(sheet, "the name of the sheet")]) if sheet else [])
    short = {mark.short_year for block in blocks for mark in block.run.marks}
    if len(short) == 1 and None not in short:
        found.append(Period(None, 2000 + (short.pop() or 0), _SHORT))
    found += [Period(None, year, _FILE_NAME) for year in sorted(years_in_name(told.order.filename))]
    return [period for period in found if period.year]


def _ask_year(
    view: View, blocks: Sequence[Block], fitting: Sequence[int], said: set[int | None], asked: tuple[str, Told]
) -> None:
    code, told = asked
    example = view.cell(blocks[0].header, blocks[0].run.columns[0])
    text = f"The dates have no year of four digits (for example {example}). Which year is it?"
    if fitting:
        text += " The days of the week fit in the years to choose from."
    elif any(day is not None for block in blocks for day in block.run.weekdays):
        text += f" The days of the week fit in no year from {LIKELY_YEARS.start} to {LIKELY_YEARS.stop - 1}."
    choices = tuple((str(year), str(year)) for year in fitting)
    hint = next((str(year) for year in sorted(year for year in said if year)), "2026")
    text = text if code == "year" else told.asked(text)
    told.findings.ask(Question(code, text, choices, example=hint))


def _code_of_year(rolls: Sequence[Roll], told: Told) -> str:
    """The question of the year: one for all sheets, but for those whose month comes after a later one: Dec, Jan."""
    months, month = told.findings.months_of_sheets, rolls[0].days[0][0]
    goes_back = any(before > month for sheet, before in months.items() if sheet != told.sheet)
    months[told.sheet] = month
    return told.own("year") if goes_back else "year"


def _real(view: View, blocks: Sequence[Block], made: Sequence[Sequence[date | None]], told: Told) -> list[Days] | None:
    """The dates, after each that cannot be was noted where it stands."""
    before = told.findings.fault_count
    for block, days in zip(blocks, made, strict=True):
        for column, on, weekday in zip(block.run.columns, days, block.run.weekdays, strict=True):
            at, text = view.place(block.header, column), view.cell(block.header, column)
            if on is None:
                told.findings.fault("This date does not exist.", at, text, "Check day, month and year.")
            elif not EARLIEST_YEAR <= on.year <= LATEST_YEAR:
                told.findings.fault(f"The year {on.year} is far from any roster.", at, text, "Check the year.")
            elif weekday is not None and on.weekday() != weekday:
                found = f"{on:%d/%m/%Y} is a {on:%A}, not what is written."
                told.findings.fault(found, at, text, "Check the date, the month and the year.")
    if told.findings.fault_count > before:
        return None
    return [tuple(on for on in days if on is not None) for days in made]


def _run_forward(view: View, blocks: Sequence[Block], found: Sequence[Days], told: Told) -> bool:
    """Whether dates only rise from column to column; days left out between them are pointed at."""
    in_order = True
    for block, days in zip(blocks, found, strict=True):
        for (_, before), (column, on) in pairwise(zip(block.run.columns, days, strict=True)):
            at, text = view.place(block.header, column), view.cell(block.header, column)
            if on <= before:
                run, sort = ("from top to bottom", "rows") if view.turned else ("from left to right", "columns")
                told.findings.fault(f"The dates do not run forward {run}.", at, text, f"Sort the {sort} by date.")
                in_order = False
            elif on - before > timedelta(days=1):
                message = f"No column is for the days between {before:%d/%m/%Y} and {on:%d/%m/%Y}."
                told.findings.warn(
                    Fault(message, at.sheet, at.row, at.column, text, "Nobody is rostered on them then.")
                )
    return in_order
