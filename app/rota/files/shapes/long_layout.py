"""A long table put straight before it is read: names in two columns, headings above blocks, what lies below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.rota.domain.moment_texts import clock_of, instant_of
from app.rota.domain.reading import Question
from app.rota.files.columns import Columns, Role, columns_of, roles_of
from app.rota.files.date_cells import written_date
from app.rota.files.duty_maker import DutyMaker
from app.rota.files.findings import Findings, legible
from app.rota.files.shapes.people import BLANK_AT_THE_END, SHORT_ROWS
from app.rota.files.shapes.staff_column import both_names, name_pair
from app.rota.files.shapes.title_words import NAME_TITLES
from app.rota.files.table import Row, Table
from app.rota.files.time_cells import split_moment, split_range

REST_OF_SHEET, SAME_PERSON, WORD_ROWS = "rest_of_sheet", "same_person", "word_rows"
_ROLES_OF_A_DUTY = 3
_HARDLY = 0.1
HEADING, SHEET_NAME = "the heading above each table", "the name of the sheet"
_ABOVE, _MOST_IN_A_HEADING = 3, 2
_SAME = (("above", "whoever stands in the row above"),)
_WORDS_ALONE = (("leave_out", "no: leave them out"),)
_BELOW = (("leave_out", "no: leave it out"), ("read", "yes: read it as duties"))


@dataclass(frozen=True, slots=True)
class Layout:
    """A table with its header, further columns put on where names are said elsewhere than in one column."""

    table: Table
    header: Row


def laid_out(table: Table, header: Row, maker: DutyMaker) -> Layout:
    """The table as it is read: headers that come again, headings and notes taken out, what is offered filled in."""
    again = [row for row in table.rows if row.number > header.number and _says(row) == _says(header)]
    headings = _headings(table, [header, *again]) if again else {}
    gone = {row.number for row in again} | {at for at, _ in headings.values() if at > header.number}
    if again:
        maker.findings.notes.append(f"The header comes {len(again) + 1} times; its repetitions are no duties.")
    left = replace(table, rows=tuple(row for row in table.rows if row.number not in gone))
    left = _without_what_lies_below(left, header, maker)
    left = _without_words_alone(left, header, maker)
    laid = Layout(replace(table, rows=tuple(_long_enough(left.rows, header, maker))), header)
    if Role.STAFF not in roles_of(header):
        laid = _with_names(laid.table, header, headings)
    columns = columns_of(laid.table, laid.header, maker.answers, Findings())
    head = [row for row in laid.table.rows if row.number <= header.number]
    below = [row for row in laid.table.rows if row.number > header.number and not row.is_blank]
    return replace(laid, table=replace(table, rows=(*head, *_filled_down(below, columns, table.sheet, maker))))


def _long_enough(rows: Sequence[Row], header: Row, maker: DutyMaker) -> list[Row]:
    """The rows, those that end early filled up with blank cells if somebody said so; offered where there are some."""
    wanted = len(header.cells)
    short = [row for row in rows if row.number > header.number and not row.is_blank and len(row.cells) < wanted]
    if not short:
        return list(rows)
    text = f"Some rows end before the header does (the first is row {short[0].number}). Are the missing cells blank?"
    question = Question(SHORT_ROWS, text, BLANK_AT_THE_END, required=False)
    if not maker.offered(question, "Rows that end early"):
        return list(rows)
    return [_as_long_as(row, header) if len(row.cells) < wanted and row.number > header.number else row for row in rows]


def _says(row: Row) -> tuple[str, ...]:
    cells = tuple(cell.casefold() for cell in row.cells)
    return cells[: max((i + 1 for i, cell in enumerate(cells) if cell), default=0)]


def _headings(table: Table, headers: Sequence[Row]) -> Mapping[int, tuple[int, str]]:
    """By the number of each header: the row of the heading above it, and what that says; none unless all have one."""
    found = {}
    for header in headers:
        above = [row for row in table.rows if header.number - _ABOVE <= row.number < header.number and not row.is_blank]
        cells = [cell for cell in above[-1].cells if cell] if above else []
        if 1 <= len(cells) <= _MOST_IN_A_HEADING:
            found[header.number] = above[-1].number, _name_in(cells)
    return found if len(found) == len(headers) else {}


def _name_in(cells: Sequence[str]) -> str:
    """Whoever a heading names: Employee: Poole, or Poole."""
    text = " ".join(cells)
    title, mark, name = text.partition(":")
    return name.strip() if mark and title.casefold().strip() in NAME_TITLES else text.strip(" :")


def _as_long_as(row: Row, header: Row) -> Row:
    return Row(row.number, (*row.cells, *[""] * (len(header.cells) - len(row.cells))))


def _with_names(table: Table, header: Row, headings: Mapping[int, tuple[int, str]]) -> Layout:
    """The table with a column for each way in which people are named without a column of their own."""
    width = len(header.cells)
    pair = name_pair(dict(enumerate(header.cells)))
    titles = [both_names(dict(enumerate(header.cells)), pair)] if pair else []
    titles += [HEADING] if headings else []
    titles += [SHEET_NAME] if table.sheet else []
    if not titles:
        return Layout(table, header)
    rows = []
    for row in table.rows:
        if row.number <= header.number or row.is_blank or len(row.cells) < width:
            rows.append(row)
            continue
        names = [" ".join(part for at in pair if (part := row.cell(at)))] if pair else []
        names += [headings[max(at for at in headings if at < row.number)][1]] if headings else []
        names += [str(table.sheet)] if table.sheet else []
        rows.append(Row(row.number, (*row.cells[:width], *names, *row.cells[width:])))
    titled = Row(header.number, (*header.cells, *titles))
    rows = [titled if row.number == header.number else row for row in rows]
    return Layout(replace(table, rows=tuple(rows)), titled)


def _without_what_lies_below(table: Table, header: Row, maker: DutyMaker) -> Table:
    """The table without the rows below its duties that have neither a date nor a time, once somebody said so."""
    columns = columns_of(table, header, maker.answers, Findings())
    rows = [row for row in table.rows if row.number > header.number and not row.is_blank]
    above, below = _split(rows, columns)
    if not (above and below):
        return table
    text = (
        f"From row {below[0].number} on something else begins ({legible(_first_words(below[0]))}): no date and no "
        "time. Is it part of the roster?"
    )
    answer = maker.answers.get(REST_OF_SHEET, "")
    if answer in dict(_BELOW):
        maker.findings.answered(REST_OF_SHEET, "Rows below the duties", answer, dict(_BELOW)[answer])
    else:
        maker.findings.ask(Question(REST_OF_SHEET, text, _BELOW))
    first = below[0].number
    return table if answer == "read" else replace(table, rows=tuple(row for row in table.rows if row.number < first))


def _without_words_alone(table: Table, header: Row, maker: DutyMaker) -> Table:
    """The table without rows that hold nothing but a few words (Page 1 of 2), once somebody took the offer."""
    wordy = [row for row in table.rows if row.number > header.number and _are_words_alone(row)]
    if len(roles_of(header)) < _ROLES_OF_A_DUTY or not wordy:
        return table
    text = f"Some rows hold nothing but words (the first is row {wordy[0].number}: {legible(_first_words(wordy[0]))})."
    question = Question(WORD_ROWS, f"{text} Are they part of the roster?", _WORDS_ALONE, required=False)
    if not maker.offered(question, "Rows of words alone"):
        return table
    return replace(table, rows=tuple(row for row in table.rows if row not in wordy))


def _are_words_alone(row: Row) -> bool:
    """One text, perhaps spread over all cells by having been merged, that is neither a date, a time nor a number."""
    texts = {cell for cell in row.cells if cell}
    one = next(iter(texts), "")
    return len(texts) == 1 and " " in one and not (written_date(one) or clock_of(one) or split_moment(one))


def _first_words(row: Row) -> str:
    return next((cell for cell in row.cells if cell), "")


def _split(rows: Sequence[Row], columns: Columns) -> tuple[list[Row], list[Row]]:
    """The duties, and what lies below: from the first row without a date and a time on which hardly any has both."""
    in_numbers = bool(rows) and any(map(_is_number, _cells_of_times(rows[0], columns)))
    tells = [_tells_when(row, columns, in_numbers=in_numbers) for row in rows]
    dated = [
        told
        and (Role.DATE not in columns.at or _is_date(row, columns))
        and not columns.cell(row, Role.STAFF).endswith(":")
        for row, told in zip(rows, tells, strict=True)
    ]
    left = sum(dated)
    for at, row in enumerate(rows):
        if at and not tells[at] and left <= _HARDLY * (len(rows) - at) and not _is_of_a_person(row, columns):
            return list(rows[:at]), list(rows[at:])
        left -= dated[at]
    return list(rows), []


def _is_of_a_person(row: Row, columns: Columns) -> bool:
    """Whether a row has all that the others have, so that it may be a duty with a slip in it."""
    filled = [role for role in columns.at if columns.cell(row, role)]
    return len(columns.at) > 1 and len(filled) == len(columns.at)


def _cells_of_times(row: Row, columns: Columns) -> list[str]:
    return [cell for role in (Role.START, Role.END, Role.RANGE) if (cell := columns.cell(row, role))]


def _tells_when(row: Row, columns: Columns, *, in_numbers: bool) -> bool:
    if Role.WEEKDAY in columns.at or not ({Role.DATE, Role.START, Role.RANGE} & set(columns.at)):
        return True
    if _is_date(row, columns):
        return True
    return any(
        clock_of(cell)
        or instant_of(cell)
        or split_moment(cell)
        or split_range(cell)
        or (in_numbers and _is_number(cell))
        for cell in _cells_of_times(row, columns)
    )


def _is_date(row: Row, columns: Columns) -> bool:
    on = columns.cell(row, Role.DATE)
    serial = on.partition(".")[0]
    return bool(written_date(on) or split_moment(on) or instant_of(on) or (len(serial) == 5 and serial.isdecimal()))


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).isdecimal()


def _filled_down(rows: Sequence[Row], columns: Columns, sheet: str | None, maker: DutyMaker) -> list[Row]:
    """The rows with the staff number of the row above where they have none; offered where there is such a row."""
    at = columns.at.get(Role.STAFF)
    if at is None or not any(not row.cell(at) for row in rows[1:]) or not rows[0].cell(at):
        return list(rows)
    first = next(row for row in rows[1:] if not row.cell(at))
    text = f"Some rows have no staff number (the first is row {first.number}). Whose duties are they?"
    if not maker.offered(Question(SAME_PERSON, text, _SAME, required=False), "Rows without a staff number"):
        return list(rows)
    filled, who = [], ""
    for row in rows:
        who = row.cell(at) or who
        if any(cell for index, cell in enumerate(row.cells) if index != at):
            filled.append(row if row.cell(at) else Row(row.number, (*row.cells[:at], who, *row.cells[at + 1 :])))
        else:
            note_heading(sheet, row, maker)
    return filled


def note_heading(sheet: str | None, row: Row, maker: DutyMaker) -> None:
    """Say that a row which only names somebody is no duty."""
    where = f"{sheet}, row {row.number}" if sheet else f"Row {row.number}"
    maker.findings.notes.append(f"{where} only names whose rows follow.")
