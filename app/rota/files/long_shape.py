"""The long shape: one duty a row."""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, time, timedelta

from app.rota.domain.code_table import CodeMeaning, CodeTable, WrongPart, in_plain_words
from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.duty_line import DAYS_OFF, DutyLine, staff_number_fault
from app.rota.domain.kind_words import kind_of_word
from app.rota.domain.moment_texts import Clock, clock_of
from app.rota.domain.reading import Question
from app.rota.files.codes import CodeReader, meanings_of, reader_of, tell_word
from app.rota.files.columns import DAY_MEANING, Columns, Role, columns_of, roles_of
from app.rota.files.date_cells import DateCells
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import ONLY_A_HEADER, Findings, Place, ReadOrder, legible
from app.rota.files.long_times import (
    Places,
    Stretch,
    TimesOfRows,
    ask_about_offsets,
    ask_which_clock,
    line_of,
    texts_of_dates,
    texts_of_times,
)
from app.rota.files.period import ask_period, period_of
from app.rota.files.table import Row, Table
from app.rota.files.time_cells import TimeCells, split_range
from app.rota.files.weekday_texts import weekdays_in
from scheduler.duty import DutyKind, kind_of_hours

_ONE_DAY, _LONGEST_RUN = timedelta(days=1), timedelta(days=400)
_MIDNIGHTS = (
    ("duty", "on duty for 24 hours"),
    ("rest_day", "a rest day"),
    ("not_rostered", "nothing is rostered on that day"),
)
_SEVERAL = re.compile(r"\s*[,;&+\n|]\s*|\s+(?:and|und|et|y|e|en)\s+|(?<=[^\W\d_]{2})\s*/\s*(?=[^\W\d_]{2})")


def header_of(table: Table) -> Row | None:
    """The row among the first fifteen whose titles name two roles of a duty, or the first row if it names one."""
    filled = [row for row in table.rows[:15] if not row.is_blank]
    for row in filled:
        if len(roles_of(row)) >= 2:
            return row
    return filled[0] if filled and roles_of(filled[0]) and len(filled[0].cells) > 1 else None


@dataclass(frozen=True, slots=True)
class _Reader:
    """All that reading one row needs."""

    table: Table
    header: Row
    columns: Columns
    times: TimesOfRows
    maker: DutyMaker
    findings: Findings
    codes: CodeReader | None
    answers: Mapping[str, str]

    titles: Mapping[Role, str]
    whole_days: CodeMeaning | None = None

    def place(self, row: Row, role: Role) -> Place:
        return Place(self.table.sheet, row.number, self.titles.get(role))

    def places(self, row: Row) -> Places:
        return Places(self.table.sheet, row.number, self.titles)

    @property
    def has_hours(self) -> bool:
        return Role.START in self.columns.at or Role.RANGE in self.columns.at


def read_long(
    table: Table, header: Row, order: ReadOrder, maker: DutyMaker, own_codes: CodeTable | None
) -> list[DutyLine]:
    """The lines of a long table; faults, questions and notes go to the maker's findings."""
    findings = maker.findings
    columns = columns_of(table, header, order.answers, findings)
    rows = [row for row in table.rows if row.number > header.number and not row.is_blank]
    if not rows:
        findings.fault(
            "There is a header but no duty below it.", Place(table.sheet, header.number), remedy=ONLY_A_HEADER
        )
    by_weekday = Role.WEEKDAY in columns.at
    period = period_of(order.answers, findings) if by_weekday else None
    if by_weekday and period is None:
        ask_period(order.answers, findings)
    if any(question.required for question in findings.questions.values()) or not rows:
        return []
    codes = _codes(columns, {columns.cell(row, Role.CODE) for row in rows}, order, own_codes, findings)
    ask_about_offsets(texts_of_times(rows, columns), maker.zone, order.answers, findings)
    ask_which_clock(rows, columns, order.answers, findings)
    dates = DateCells(texts_of_dates(rows, columns), findings, dict(order.answers))
    times = TimeCells(texts_of_times(rows, columns), findings, order.answers)
    titles = {role: table.title(header, at) for role, at in columns.at.items()}
    rows_times = TimesOfRows(columns, dates, times, findings)
    reader = _Reader(
        table, header, columns, rows_times, maker, findings, codes, order.answers, titles, _whole_days(order, findings)
    )
    if Role.LENGTH in columns.at:
        _tell_length(reader)
    found = [line for row in rows for line in _lines(reader, row, period)]
    return [] if any(question.required for question in findings.questions.values()) else found


def _whole_days(order: ReadOrder, findings: Findings) -> CodeMeaning | None:
    """What rows from day to day mean if neither a code nor a kind says it; None after noting what is wrong with it."""
    answer = order.answers.get(DAY_MEANING, "")
    if not answer:
        return None
    meanings = meanings_of(answer, {})
    if isinstance(meanings, WrongPart) or len(meanings) != 1:
        why = meanings if isinstance(meanings, WrongPart) else "several stretches"
        text = f"The answer {legible(answer)} cannot be: {why}. What are these days?"
        findings.ask(Question(DAY_MEANING, text, example="on call 08:00-08:00"))
        return None
    findings.answered(DAY_MEANING, "Days from one to another", answer, answer)
    return meanings[0]


def _tell_length(reader: _Reader) -> None:
    title = legible(reader.table.title(reader.header, reader.columns.at[Role.LENGTH]))
    evidence = "No column says when a duty ends; each length is added to its start."
    text = "The column that says how long a duty lasts"
    reader.findings.decide(Decision("column.length", text, title, title, evidence, Confidence.LIKELY))


def _codes(
    columns: Columns, texts: Set[str], order: ReadOrder, own: CodeTable | None, findings: Findings
) -> CodeReader | None:
    """The reader of codes, if codes are what tells the kind. Beside hours, somebody must say so."""
    if Role.CODE not in columns.at or Role.KIND in columns.at:
        return None
    if Role.START in columns.at or Role.RANGE in columns.at:
        answer = order.answers.get("kinds", "")
        if answer == "hours":
            return None
        if answer != "codes":
            choices = (("hours", "tell it from the hours"), ("codes", "read the code with a code table"))
            text = "The rows have hours and a code. What tells the kind of a duty?"
            findings.ask(Question("kinds", text, choices))
            return None
    return reader_of(order, own, sorted(texts), findings, {})


def _lines(reader: _Reader, row: Row, period: tuple[date, date] | None) -> Iterator[DutyLine]:
    if not _has_its_width(reader, row):
        return
    numbers = _numbers(reader, row)
    if reader.has_hours and not _is_whole_day(reader, row):
        if Role.WEEKDAY in reader.columns.at and period:
            yield from _weekly(reader, row, numbers, period)
        else:
            yield from _by_hours(reader, row, numbers)
        return
    people: list[str | None] = [*numbers] or [None]
    days = _days_of(reader, row, period)
    meaning = _meaning(reader, row)
    if not days or meaning is None:
        return
    at = reader.place(row, Role.CODE if reader.codes else Role.KIND)
    made = (reader.maker.by_meaning(number, meaning, on, at) for number in people if number for on in days)
    yield from (line for line in made if line is not None)


def _days_of(reader: _Reader, row: Row, period: tuple[date, date] | None) -> list[date]:
    """The days that a row without hours speaks of: one, a run of them, or the same day of every week of the period."""
    if Role.WEEKDAY in reader.columns.at and Role.DATE not in reader.columns.at and period:
        return _days_of_weeks(reader, row, period)
    first = reader.times.dates.read(reader.columns.cell(row, Role.DATE), reader.place(row, Role.DATE))
    text = reader.columns.cell(row, Role.END_DATE)
    last = reader.times.dates.read(text, reader.place(row, Role.END_DATE)) if text else first
    if first is None or last is None:
        return []
    if last == first:
        return [first]
    if not timedelta() < last - first <= _LONGEST_RUN:
        message, remedy = "These days do not run forward, or for more than a year.", "Check both dates."
        reader.findings.fault(message, reader.place(row, Role.END_DATE), text, remedy)
        return []
    length = (last - first).days + (1 if _last_day_counts(reader, row) else 0)
    return [first + at * _ONE_DAY for at in range(length)]


def _last_day_counts(reader: _Reader, row: Row) -> bool:
    first, last = (reader.columns.cell(row, role) for role in (Role.DATE, Role.END_DATE))
    choices = (("included", "yes"), ("not_included", "no: it is the day on which the next row takes over"))
    answer = reader.answers.get("last_day", "")
    if answer in dict(choices):
        reader.findings.answered("last_day", "The last day of a run", answer, dict(choices)[answer])
    else:
        run = f"{legible(first)} to {legible(last)}"
        text = f"Rows run from one day to another (for example {run}). Does the last day count?"
        reader.findings.ask(Question("last_day", text, choices))
    return answer == "included"


def _numbers(reader: _Reader, row: Row) -> list[str]:
    """Whose duty a row is: one staff number, or several where somebody said that a cell may hold several."""
    where = reader.place(row, Role.STAFF)
    if Role.STAFF not in reader.columns.at:
        number = reader.maker.staff_number(reader.answers.get("staff_number", "").strip(), where)
        return [number] if number else []
    text = reader.columns.cell(row, Role.STAFF)
    people = [text] if text.isalnum() else [part.strip() for part in _SEVERAL.split(text)]
    if len(people) > 1 and not any(staff_number_fault(person) for person in people):
        meant = _several_mean(reader, text)
        if meant != "one":
            return people if meant else []
    number = reader.maker.staff_number(text, where)
    return [number] if number else []


def _several_mean(reader: _Reader, example: str) -> str:
    """Whether each of several people has the duty, or all of it is one person's name; empty while it is asked."""
    choices = (("each", "each of them has the whole duty"), ("one", "it is the name of one person"))
    answer = reader.answers.get("several_people", "")
    if answer in dict(choices):
        reader.findings.answered("several_people", "Several people in a cell", answer, dict(choices)[answer])
        return answer
    text = f"Some cells name several people (for example {legible(example)}). What does that mean?"
    reader.findings.ask(Question("several_people", text, choices))
    return ""


def _has_its_width(reader: _Reader, row: Row) -> bool:
    """A row with more or fewer cells than the header has slipped: nothing in it can be trusted."""
    wanted, got = len(reader.header.cells), len(row.cells)
    if got == wanted or (got > wanted and not any(row.cells[wanted:])):
        return True
    reader.findings.fault(
        f"This row has {got} cells where the header has {wanted}.",
        Place(reader.table.sheet, row.number),
        remedy="Check for a missing or a stray separator.",
    )
    return False


def _meaning(reader: _Reader, row: Row) -> CodeMeaning | None:
    if reader.codes:
        return reader.codes.read(reader.columns.cell(row, Role.CODE), reader.place(row, Role.CODE))
    kind = _kind(reader, row) if Role.KIND in reader.columns.at else None
    if kind is None:
        return reader.whole_days
    if kind not in DAYS_OFF:
        at = reader.place(row, Role.KIND)
        reader.findings.fault("A duty of this kind needs its hours.", at, kind.value, "Add a start and an end.")
        return None
    return CodeMeaning(kind)


def _kind(reader: _Reader, row: Row) -> DutyKind | None:
    text = reader.columns.cell(row, Role.KIND)
    try:
        return DutyKind(text.lower().replace(" ", "_").replace("-", "_"))
    except ValueError:
        if kind := kind_of_word(text):
            tell_word(text, kind, reader.findings)
            return kind
        known = ", ".join(in_plain_words(kind.value) for kind in DutyKind)
        reader.findings.fault(
            "This is not a kind of duty.", reader.place(row, Role.KIND), text or None, f"Use one of: {known}."
        )
        return None


def _by_hours(reader: _Reader, row: Row, numbers: list[str]) -> Iterator[DutyLine]:
    """A start and an end, with or without dates of their own, perhaps several of them in a row."""
    if _from_midnight_to_midnight(reader, row) and (meant := _midnights_mean(reader)) != "duty":
        if meant == DutyKind.REST_DAY.value:
            at, off = reader.place(row, Role.START), CodeMeaning(DutyKind.REST_DAY)
            made = (reader.maker.by_meaning(n, off, on, at) for n in numbers for on in _days_of(reader, row, None))
            yield from (line for line in made if line)
        return
    stretches = reader.times.stretches(row, reader.places(row))
    every: list[Stretch | None] = [*stretches] if stretches else [None]
    zone = reader.maker.zone
    kinds = [_kind_beside_hours(reader, row, each.clocks_in(zone) if each else None) for each in every]
    if stretches is None or None in kinds:
        return
    for stretch, kind in zip(stretches, kinds, strict=True):
        for number in numbers:
            line = kind and line_of(reader.maker, number, kind, stretch)
            if line:
                yield line


def _from_midnight_to_midnight(reader: _Reader, row: Row) -> bool:
    """Whether a row says 00:00 to 00:00 and nothing else tells whether that is a day of work."""
    if Role.KIND in reader.columns.at or reader.codes or Role.END_DATE in reader.columns.at:
        return False
    cells = [reader.columns.cell(row, role) for role in (Role.START, Role.END)]
    ends = split_range(reader.columns.cell(row, Role.RANGE)) if Role.RANGE in reader.columns.at else cells
    return all(clock_of(text) == Clock(time(0)) for text in ends or [""])


def _midnights_mean(reader: _Reader) -> str:
    """What a row from 00:00 to 00:00 means; empty while it is asked."""
    answer = reader.answers.get("midnights", "")
    if answer in dict(_MIDNIGHTS):
        reader.findings.answered("midnights", "From 00:00 to 00:00", answer, dict(_MIDNIGHTS)[answer])
        return answer
    reader.findings.ask(Question("midnights", "Some rows run from 00:00 to 00:00. What does that mean?", _MIDNIGHTS))
    return ""


def _weekly(reader: _Reader, row: Row, numbers: list[str], period: tuple[date, date]) -> Iterator[DutyLine]:
    """The same hours on the same day of every week of the period."""
    spots = reader.times.weekly(row, reader.places(row))
    kind = _kind_beside_hours(reader, row, spots.clocks_in(reader.maker.zone)) if spots else None
    if spots is None or kind is None:
        return
    for on in _days_of_weeks(reader, row, period):
        made = (line_of(reader.maker, number, kind, spots.on(on)) for number in numbers)
        yield from (line for line in made if line)


def _days_of_weeks(reader: _Reader, row: Row, period: tuple[date, date]) -> list[date]:
    """The days of the period on which a row's day of the week falls; none after noting a fault."""
    text = reader.columns.cell(row, Role.WEEKDAY)
    days = weekdays_in(text)
    if not days:
        where = reader.place(row, Role.WEEKDAY)
        reader.findings.fault("This is not a day of the week.", where, text or None, "Write it like Monday.")
    every = (period[0] + at * _ONE_DAY for at in range((period[1] - period[0]).days + 1))
    return [on for on in every if on.weekday() in days]


def _is_whole_day(reader: _Reader, row: Row) -> bool:
    """No hours given, but a kind that needs none."""
    cells = [reader.columns.cell(row, role) for role in (Role.START, Role.END, Role.RANGE)]
    return Role.KIND in reader.columns.at and Role.DATE in reader.columns.at and not any(cells)


def _kind_beside_hours(reader: _Reader, row: Row, clocks: tuple[time, time] | None) -> DutyKind | None:
    if Role.KIND in reader.columns.at:
        return _kind(reader, row)
    if reader.codes:
        at = reader.place(row, Role.CODE)
        meaning = reader.codes.read(reader.columns.cell(row, Role.CODE), at)
        if meaning is not None and meaning.kind is None:
            reader.findings.fault("The code says not rostered, but there are hours.", at)
        return meaning.kind if meaning else None
    return kind_of_hours(*clocks) if clocks else None
