"""The long shape: one duty a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from app.rota.domain.code_table import CodeMeaning, CodeTable, in_plain_words
from app.rota.domain.duty_line import DAYS_OFF, DutyLine
from app.rota.domain.reading import Question
from app.rota.files.codes import CodeReader, table_for
from app.rota.files.columns import Columns, Role, columns_of, roles_of
from app.rota.files.date_cells import DateCells
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import ONLY_A_HEADER, Findings, Place, ReadOrder
from app.rota.files.table import Row, Table
from app.rota.files.time_cells import read_time, split_moment
from scheduler.duty import DutyKind, kind_of_hours

_ONE_DAY = timedelta(days=1)


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
    dates: DateCells
    maker: DutyMaker
    findings: Findings
    codes: CodeReader | None
    whole_file_for: str

    def place(self, row: Row, role: Role) -> Place:
        at = self.columns.at.get(role)
        return Place(self.table.sheet, row.number, self.table.title(self.header, at) if at is not None else None)


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
    if any(question.required for question in findings.questions.values()) or not rows:
        return []
    codes = _codes(columns, order, own_codes, findings)
    dates = DateCells(_date_texts(rows, columns), findings, dict(order.answers))
    reader = _Reader(
        table, header, columns, dates, maker, findings, codes, order.answers.get("staff_number", "").strip()
    )
    return [line for row in rows for line in _line(reader, row)]


def _codes(columns: Columns, order: ReadOrder, own: CodeTable | None, findings: Findings) -> CodeReader | None:
    """The reader of codes, if codes are what tells the kind. Beside hours, somebody must say so."""
    if Role.CODE not in columns.at or Role.KIND in columns.at:
        return None
    if Role.START in columns.at:
        answer = order.answers.get("kinds", "")
        if answer == "hours":
            return None
        if answer != "codes":
            choices = (("hours", "tell it from the hours"), ("codes", "read the code with a code table"))
            text = "The rows have hours and a code. What tells the kind of a duty?"
            findings.ask(Question("kinds", text, choices))
            return None
    table = table_for(order, own, findings)
    return CodeReader(table, order.answers, findings) if table is not None else None


def _date_texts(rows: list[Row], columns: Columns) -> Iterator[str]:
    for row in rows:
        for role in (Role.DATE, Role.END_DATE):
            if cell := columns.cell(row, role):
                yield cell
        for role in (Role.START, Role.END):
            moment = split_moment(columns.cell(row, role))
            if moment:
                yield moment[0]


def _line(reader: _Reader, row: Row) -> Iterator[DutyLine]:
    if not _has_its_width(reader, row):
        return
    where = reader.place(row, Role.STAFF)
    by_column = Role.STAFF in reader.columns.at
    number = reader.maker.staff_number(
        reader.columns.cell(row, Role.STAFF) if by_column else reader.whole_file_for, where
    )
    line = _by_hours(reader, row, number) if Role.START in reader.columns.at else _by_code(reader, row, number)
    if line is not None:
        yield line


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


def _by_code(reader: _Reader, row: Row, number: str | None) -> DutyLine | None:
    """A date and a code or the kind of a whole day."""
    on = reader.dates.read(reader.columns.cell(row, Role.DATE), reader.place(row, Role.DATE))
    meaning = _meaning(reader, row)
    if on is None or meaning is None or number is None:
        return None
    at = reader.place(row, Role.CODE if reader.codes else Role.KIND)
    return reader.maker.by_meaning(number, meaning, on, at)


def _meaning(reader: _Reader, row: Row) -> CodeMeaning | None:
    if reader.codes:
        return reader.codes.read(reader.columns.cell(row, Role.CODE), reader.place(row, Role.CODE))
    kind = _kind(reader, row) if Role.KIND in reader.columns.at else None
    if kind is None:
        return None
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
        known = ", ".join(in_plain_words(kind.value) for kind in DutyKind)
        reader.findings.fault(
            "This is not a kind of duty.", reader.place(row, Role.KIND), text or None, f"Use one of: {known}."
        )
        return None


def _by_hours(reader: _Reader, row: Row, number: str | None) -> DutyLine | None:
    """A start and an end, with or without dates of their own."""
    if _is_whole_day(reader, row):
        return _by_code(reader, row, number)
    start = _moment(reader, row, Role.START, Role.DATE)
    end = _moment(reader, row, Role.END, Role.END_DATE)
    kind = _kind_beside_hours(reader, row, start, end)
    if start is None or end is None or kind is None or number is None:
        return None
    (on, starts), (until, ends) = start, end
    if on is None:
        return None
    if until is None:
        until = on + _ONE_DAY if ends <= starts else on
    return reader.maker.line(number, kind, (on, starts), (until, ends), reader.place(row, Role.START))


def _is_whole_day(reader: _Reader, row: Row) -> bool:
    """No hours given, but a kind that needs none."""
    cells = [reader.columns.cell(row, role) for role in (Role.START, Role.END)]
    return Role.KIND in reader.columns.at and Role.DATE in reader.columns.at and not any(cells)


def _moment(reader: _Reader, row: Row, role: Role, date_role: Role) -> tuple[date | None, time] | None:
    """The date and time of one end of a duty. The date is None only where no column gives one for the end."""
    text, at = reader.columns.cell(row, role), reader.place(row, role)
    own = split_moment(text)
    if own:
        on = reader.dates.read(own[0], at)
        clock = read_time(own[1], at, reader.findings)
        return (on, clock) if on is not None and clock is not None else None
    clock = read_time(text, at, reader.findings)
    if date_role not in reader.columns.at:
        if date_role is Role.DATE:
            reader.findings.fault("There is no date beside this time.", at, text, "Add a column with the date.")
            return None
        return (None, clock) if clock is not None else None
    on = reader.dates.read(reader.columns.cell(row, date_role), reader.place(row, date_role))
    return (on, clock) if on is not None and clock is not None else None


def _kind_beside_hours(
    reader: _Reader, row: Row, start: tuple[date | None, time] | None, end: tuple[date | None, time] | None
) -> DutyKind | None:
    if Role.KIND in reader.columns.at:
        return _kind(reader, row)
    if reader.codes:
        at = reader.place(row, Role.CODE)
        meaning = reader.codes.read(reader.columns.cell(row, Role.CODE), at)
        if meaning is not None and meaning.kind is None:
            reader.findings.fault("The code says not rostered, but there are hours.", at)
        return meaning.kind if meaning else None
    return kind_of_hours(start[1], end[1]) if start and end else None
