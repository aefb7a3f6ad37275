"""The dates of headers that name only the days of the week: written beside them, or asked."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.reading import Question
from app.rota.files.shapes.blocks import Block
from app.rota.files.shapes.marks import Kind, mark_of
from app.rota.files.shapes.months import dates_in
from app.rota.files.shapes.told import Told
from app.rota.files.shapes.view import View

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday_dates(view: View, blocks: Sequence[Block], told: Told) -> list[tuple[date, ...]] | None:
    """The dates of each block, from the one day that is written near it or was answered; None while it is asked."""
    found: list[tuple[date, ...]] = []
    for number, block in enumerate(blocks):
        code = told.own("first_day") + (f".{view.place(block.header, 0).row}" if number else "")
        found.append(_dates(view, block, (code, found[-1] if found else ()), told))
    return [days for days in found if days] if all(found) else None


def _dates(view: View, block: Block, asked: tuple[str, tuple[date, ...]], told: Told) -> tuple[date, ...]:
    """The dates of a block, by the code of the question about them and the dates of the block above."""
    begins = _begins(view, block, asked, told)
    if begins and block.run.kind is Kind.COUNTED:
        return tuple(begins + timedelta(days=mark.day - block.run.marks[0].day) for mark in block.run.marks)
    return tuple(begins + timedelta(days=after) for after in _days_after(block.run.weekdays)) if begins else ()


def _days_after(weekdays: Sequence[int | None]) -> list[int]:
    """How many days each column comes after the first: after a Friday the next one, or the Monday of the week after."""
    after = [0]
    for day, before in zip(weekdays[1:], weekdays, strict=False):
        after.append(after[-1] + (((day or 0) - (before or 0)) % 7 or 7))
    return after


def _begins(view: View, block: Block, asked: tuple[str, tuple[date, ...]], told: Told) -> date | None:
    code, above = asked
    weekday = block.run.weekdays[0]
    answer = _iso(told.answer(code))
    if answer is not None and weekday in (None, answer.weekday()):
        told.findings.answered(code, "First day", str(answer), f"{answer:%d/%m/%Y}")
        return answer
    said = {on: where for on, where in _written(view, block) if on.weekday() == weekday}
    first = _first_of_the_weeks(block, list(said)) or _next_week(above, said)
    if first is not None:
        on, where = first, said[first]
        evidence = f"{where[0].upper()}{where[1:]} gives this date, and it is a {on:%A} like the first column."
        told.findings.decide(Decision(code, "First day", str(on), f"{on:%d/%m/%Y}", evidence, Confidence.LIKELY))
        return on
    if block.run.kind is Kind.COUNTED:
        told.findings.ask(Question(code, told.asked(_which_day_one(view, block)), example="2026-01-05"))
        return None
    name = _NAMES[weekday] if weekday is not None else "day"
    text = f"The header in {view.line_name(block.header)} names days of the week but no dates. On which date does its "
    told.findings.ask(Question(code, told.asked(f"{text}first {name} fall?"), example="2026-01-05"))
    return None


def _which_day_one(view: View, block: Block) -> str:
    cell = view.cell(block.header, block.run.columns[0])
    return f"The header in {view.line_name(block.header)} counts the days. On which date does {cell} fall?"


def _first_of_the_weeks(block: Block, said: Sequence[date]) -> date | None:
    """The one date that is written; or the first of several, if they are the weeks of the header, one after another."""
    if not said:
        return None
    first, weeks = min(said), block.run.weekdays.count(block.run.weekdays[0])
    wanted = {first + timedelta(weeks=number) for number in range(weeks)}
    return first if len(said) == 1 or set(said) == wanted else None


def _next_week(above: Sequence[date], said: Collection[date]) -> date | None:
    """The week after the one above, where that is among what is written: 11/01/27 is January after the 4th."""
    follows = above[0] + timedelta(weeks=1 + (above[-1] - above[0]).days // 7) if above else None
    return follows if follows in said else None


def _written(view: View, block: Block) -> list[tuple[date, str]]:
    """Whole dates above the header or to the left of its days, in every way that they can be read."""
    rows = [*block.preamble, block.header]
    cells = [(cell, view.line_name(row)) for row in rows for cell in view.rows[row]]
    return [(on, where) for cell, where in cells for text in dates_in(cell) for on in _readings(text)]


def _readings(text: str) -> list[date]:
    mark = mark_of(text)
    if mark is None or mark.month is None or (mark.year is None and mark.short_year is None):
        return []
    year = mark.year or 2000 + (mark.short_year or 0)
    ways = {(mark.month, mark.day)} if mark.is_settled else {(mark.month, mark.day), (mark.day, mark.month)}
    return [on for way in ways if (on := _date(year, *way))]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
