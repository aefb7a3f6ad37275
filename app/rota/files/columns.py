"""Which column of a long table holds what: told by its title, by what it holds, or asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from difflib import get_close_matches

from app.rota.domain.code_table import NOT_ROSTERED
from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.kind_words import kind_of_word, said_plainly
from app.rota.domain.moment_texts import NUMBER, Clock, clock_of, instant_of
from app.rota.domain.reading import Question
from app.rota.files.column_titles import TITLES, Role, numbered_title, plain_title
from app.rota.files.date_cells import FIRST_SERIAL, LAST_SERIAL
from app.rota.files.date_texts import written_date
from app.rota.files.findings import Findings, legible
from app.rota.files.table import Row, Table
from app.rota.files.time_cells import split_moment, split_range
from app.rota.files.weekday_texts import weekdays_in
from scheduler.duty import DutyKind

__all__ = ["Columns", "Role", "columns_of", "plain_title", "roles_of"]

_ASKED = {
    Role.STAFF: "Which column holds the staff number? (If none does, give one staff number for the whole file.)",
    Role.DATE: "Which column holds the date of the duty?",
    Role.END_DATE: "Which column holds the date on which the duty ends?",
    Role.START: "Which column says when the duty begins?",
    Role.END: "Which column says when the duty ends?",
    Role.RANGE: "Which column says from when to when the duty lasts?",
    Role.LENGTH: "Which column says how long the duty lasts?",
    Role.WEEKDAY: "Which column says on which day of the week the duty is?",
    Role.CODE: "Which column holds the shift code?",
    Role.KIND: "Which column says what kind of duty it is?",
}
_LOOKED_AT, _DUTY = 200, "duty"
_MAY_BE_KINDS = frozenset({"type", "status", "absence", "absence type", "leave type", "activity", "category"})
"""Titles that may mean much: kinds of duty where every cell below names one."""
_KINDS = tuple(kind.value.replace("_", " ") for kind in DutyKind)
DAY_MEANING = "day_meaning"


@dataclass(frozen=True, slots=True)
class Columns:
    """The index of each role's column, for the roles that have one; `more` are further starts and ends in a row."""

    at: Mapping[Role, int]
    more: tuple[tuple[int, int], ...] = ()

    def cell(self, row: Row, role: Role) -> str:
        """What a row has in the column of a role; empty without such a column."""
        return row.cell(self.at[role]) if role in self.at else ""


def roles_of(header: Row) -> dict[Role, list[int]]:
    """The columns whose titles name each role."""
    found: dict[Role, list[int]] = {}
    for index, title in enumerate(header.cells):
        name, number = numbered_title(title)
        for role, titles in TITLES.items():
            if plain_title(title) in titles or (number == 1 and name in titles):
                found.setdefault(role, []).append(index)
    return found


def _more_pairs(header: Row) -> tuple[tuple[int, int], ...]:
    """Starts and ends beyond the first: Start 2 and End 2."""
    starts, ends = (
        {
            number: index
            for index, title in enumerate(header.cells)
            for name, number in [numbered_title(title)]
            if number > 1 and name in TITLES[role]
        }
        for role in (Role.START, Role.END)
    )
    return tuple((starts[number], ends[number]) for number in sorted(starts) if number in ends)


def columns_of(table: Table, header: Row, answers: Mapping[str, str], findings: Findings) -> Columns:
    """Settle every role by answer, title or content; ask where these leave it open."""
    below = [row for row in table.rows if row.number > header.number and not row.is_blank][:_LOOKED_AT]
    named = _by_content(header, below)
    at: dict[Role, int] = {}
    for role in Role:
        _settle(role, named.get(role, []), at, (table, header, below), answers, findings)
    _leave_out_what_is_not_needed(at, named, below, answers)
    more = _more_pairs(header)
    used = {*at.values(), *(index for pair in more for index in pair)}
    free = [i for i, title in enumerate(header.cells) if title and i not in used]
    for role in _unsettled(at, named, answers):
        if role is Role.CODE and Role.END_DATE in at:
            text = "The rows run from one day to another. What are these days?"
            findings.ask(Question(DAY_MEANING, text, example="on call 08:00-08:00"))
        _ask(role, named.get(role) or free, table, header, findings, required=Role.END_DATE not in at)
    unused = [table.title(header, index) for index in free]
    if unused and not findings.questions:
        findings.notes.append(f"Columns not used: {', '.join(unused)}.")
    return Columns(at, more)


def _by_content(header: Row, below: Sequence[Row]) -> dict[Role, list[int]]:
    """The columns of each role without those that are empty; whole days and days of the week told by what is there."""
    named = roles_of(header)
    filled = {index for found in named.values() for index in found if any(row.cell(index) for row in below)}
    named = {role: [i for i in found if i in filled] or found for role, found in named.items()}
    dated = {role: _cells(below, named.get(role, [])) for role in (Role.DATE, Role.START, Role.END)}
    if Role.WEEKDAY not in named and dated[Role.DATE] and all(map(_is_weekday, dated[Role.DATE])):
        named[Role.WEEKDAY] = named.pop(Role.DATE)
    _tell_kinds(named, header, below)
    lengths = _cells(below, named.get(Role.LENGTH, []))
    if Role.RANGE not in named and lengths and all(split_range(cell) for cell in lengths):
        named[Role.RANGE] = named.pop(Role.LENGTH)
    if Role.START not in named and any(map(_is_moment, dated[Role.DATE])):
        named[Role.START] = named.pop(Role.DATE)
        named |= {Role.END: named.pop(Role.END_DATE)} if Role.END_DATE in named and Role.END not in named else {}
    ends = [*dated[Role.START], *dated[Role.END]]
    if ends and all(map(_is_whole_day, ends)):
        for role, day in ((Role.START, Role.DATE), (Role.END, Role.END_DATE)):
            if role in named and day not in named and dated[role]:
                named[day] = named.pop(role)
    return named


def _tell_kinds(named: dict[Role, list[int]], header: Row, below: Sequence[Row]) -> None:
    """Columns whose titles may mean kinds or codes, told by what they hold."""
    kinds = _cells(below, named.get(Role.KIND, []))
    called = [plain_title(header.cells[index]) for index in named.get(Role.KIND, [])]
    if Role.CODE not in named and kinds and called == [_DUTY] and not any(map(_is_kind, kinds)):
        named[Role.CODE] = named.pop(Role.KIND)  # Duty: E, L, N
    typed = [at for at, title in enumerate(header.cells) if plain_title(title) in _MAY_BE_KINDS]
    if Role.KIND not in named and len(typed) == 1 and (cells := _cells(below, typed)) and all(map(_names_kind, cells)):
        named[Role.KIND] = typed


def _cells(below: Sequence[Row], columns: Sequence[int]) -> list[str]:
    return [cell for index in columns for row in below if (cell := row.cell(index))]


def _is_moment(text: str) -> bool:
    """Whether a text has a date and a time that is not midnight, as which programs write whole days."""
    moment = split_moment(text)
    at = instant_of(text)
    return (at is not None and at.time() != time(0)) or (
        at is None and moment is not None and clock_of(moment[1]) not in (None, Clock(time(0)))
    )


def _is_whole_day(text: str) -> bool:
    """Whether a text is a day and no time. Spreadsheets write a day with 00:00:00; 00:00 is a time that was meant."""
    if text.endswith(" 00:00"):
        return False
    written = written_date(text) if clock_of(text) is None else None
    return written is not None and (written.is_settled or written.year is not None or written.short_year is not None)


def _settle(
    role: Role,
    named: Sequence[int],
    at: dict[Role, int],
    place: tuple[Table, Row, list[Row]],
    answers: Mapping[str, str],
    findings: Findings,
) -> None:
    table, header, below = place
    code, text = f"column.{role.value}", f"Column of the {role.value.replace('_', ' ')}"
    answered = _answered(table, header, answers.get(code, ""))
    if answered is not None:
        at[role] = answered
        findings.answered(code, text, table.title(header, answered), legible(table.title(header, answered)))
        return
    fitting = [index for index in named if _holds(role, below, index)]
    if len(named) == 1 and (role not in _LOOKED_INTO or fitting):
        at[role] = named[0]
        evidence, confidence = "Its title says so.", Confidence.CERTAIN
    elif len(named) > 1 and len(fitting) == 1 and role in _LOOKED_INTO:
        at[role] = fitting[0]
        evidence, confidence = "Of the columns with such a title it is the only one that holds this.", Confidence.LIKELY
    else:
        return
    title = table.title(header, at[role])
    titles = tuple((name, legible(name)) for name in header.cells if name)
    findings.decide(Decision(code, text, title, legible(title), evidence, confidence, titles))


def _leave_out_what_is_not_needed(
    at: dict[Role, int], named: Mapping[Role, list[int]], below: list[Row], answers: Mapping[str, str]
) -> None:
    """A range counts only without a start, a length only without an end, days of the week only without a date."""
    if Role.START in at or Role.END in at:
        _drop(Role.RANGE, at, answers)
    if Role.RANGE not in at and Role.START not in at and Role.CODE in at and _holds(Role.RANGE, below, at[Role.CODE]):
        at[Role.RANGE] = at.pop(Role.CODE)
    if Role.END in at or Role.START not in at or len(named.get(Role.END, [])) > 1:
        _drop(Role.LENGTH, at, answers)
    moments = Role.START in at and any(_has_own_date(row.cell(at[Role.START])) for row in below[:20])
    if Role.DATE in at or moments:
        _drop(Role.WEEKDAY, at, answers)


def _drop(role: Role, at: dict[Role, int], answers: Mapping[str, str]) -> None:
    if not answers.get(f"column.{role.value}"):
        at.pop(role, None)


def _has_own_date(text: str) -> bool:
    return split_moment(text) is not None or instant_of(text) is not None


def _is_date(text: str) -> bool:
    serial = text.partition(".")[0]
    as_number = serial.isdecimal() and len(serial) == 5 and FIRST_SERIAL <= int(serial) <= LAST_SERIAL
    return written_date(text) is not None or as_number or _has_own_date(text)


def _is_length(text: str) -> bool:
    return clock_of(text) is not None or NUMBER.fullmatch(text.removeprefix("PT").rstrip("hH ")) is not None


def _is_kind(text: str) -> bool:
    """Whether a text names a kind of duty in this program's own words, or nearly."""
    plain = text.casefold().strip().replace("_", " ").replace("-", " ")
    return said_plainly(plain) is not None or bool(get_close_matches(plain, _KINDS, n=1, cutoff=0.75))


def _names_kind(text: str) -> bool:
    return said_plainly(text) not in (None, NOT_ROSTERED) or kind_of_word(text) is not None


def _is_weekday(text: str) -> bool:
    return bool(weekdays_in(text))


_LOOKED_INTO: Mapping[Role, Callable[[str], bool]] = {
    Role.DATE: _is_date,
    Role.RANGE: lambda text: split_range(text) is not None,
    Role.LENGTH: _is_length,
    Role.WEEKDAY: _is_weekday,
}


def _holds(role: Role, below: list[Row], index: int) -> bool:
    """Whether the cells below are what the role needs: for a date or a day enough that one is none of the others."""
    fits = _LOOKED_INTO.get(role)
    cells = [row.cell(index) for row in below if row.cell(index)]
    if fits is None:
        return True
    if role is Role.DATE:
        return not cells or not all(_is_weekday(cell) for cell in cells)
    return bool(cells) and all(fits(cell) for cell in cells)


def _answered(table: Table, header: Row, answer: str) -> int | None:
    titles = [table.title(header, index) for index in range(len(header.cells))]
    return titles.index(answer) if answer in titles and titles.count(answer) == 1 else None


def _unsettled(at: Mapping[Role, int], named: Mapping[Role, list[int]], answers: Mapping[str, str]) -> list[Role]:
    """Roles that must still be asked for: named twice, or needed and not there."""
    aside = {Role.RANGE, Role.LENGTH, Role.WEEKDAY, *([Role.CODE] if {Role.START, Role.RANGE} & set(at) else [])}
    doubled = [role for role, found in named.items() if len(found) > 1 and role not in at and role not in aside]
    with_day = Role.DATE in at or Role.WEEKDAY in at or _moments_possible(at)
    needed: list[Role] = [] if with_day else [Role.DATE]
    if Role.START in at or Role.END in at:
        ends = Role.END in at or Role.LENGTH in at
        needed += [*([Role.START] if Role.START not in at else []), *([] if ends else [Role.END])]
    elif not {Role.CODE, Role.KIND, Role.RANGE} & set(at) and not (Role.END_DATE in at and answers.get(DAY_MEANING)):
        needed.append(Role.CODE)
    if Role.STAFF not in at and not answers.get("staff_number"):
        needed.append(Role.STAFF)
    return [role for role in Role if role in doubled or role in needed]


def _moments_possible(at: Mapping[Role, int]) -> bool:
    """A start may carry its own date; whether it does is seen in its cells."""
    return Role.START in at and (Role.END in at or Role.LENGTH in at)


def _ask(
    role: Role, candidates: list[int], table: Table, header: Row, findings: Findings, *, required: bool = True
) -> None:
    titles = [table.title(header, index) for index in candidates]
    choices = tuple((title, legible(title)) for title in titles if titles.count(title) == 1)
    if role is Role.STAFF:
        text = "No column gives a staff number. Whose duties are these? Give the staff number the whole file is for."
        findings.ask(Question("staff_number", text, example="00123"))
    if choices or role is not Role.STAFF:
        is_required = role is not Role.STAFF and (required or role is not Role.CODE)
        findings.ask(Question(f"column.{role.value}", _ASKED[role], choices, required=is_required))
