"""Which shape each table has and which sheets are read: told by evidence, or asked."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.foundation.refusals import Fault
from app.rota.domain.code_table import CodeTable
from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.reading import Question
from app.rota.files import long_shape
from app.rota.files.calendar_words import is_day_word, month_named
from app.rota.files.columns import roles_of
from app.rota.files.findings import Findings, ReadOrder, Unreadable
from app.rota.files.shapes.blocks import header_in
from app.rota.files.shapes.known import LIKELY, SHAPES
from app.rota.files.shapes.sighting import Look, Shape, Sighting
from app.rota.files.shapes.view import as_it_lies
from app.rota.files.table import Table
from app.rota.files.workbook import is_code_sheet

ALL_SHEETS = "all"
_TOO_CLOSE, _CERTAIN = 15, 80
_LETTERS = re.compile(r"[^\W\d_]+")

Seen = tuple[Shape, Sighting]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with the shapes that fit it, best first."""

    table: Table
    seen: tuple[Seen, ...]

    @property
    def strength(self) -> int:
        """How well the best shape fits; 0 if none does."""
        return self.seen[0][1].strength if self.seen else 0

    @property
    def close(self) -> list[Seen]:
        """The shapes that fit about as well as the best."""
        return [one for one in self.seen if self.strength - one[1].strength < _TOO_CLOSE]

    @property
    def certain(self) -> Seen | None:
        """The shape, if there is no doubt of it."""
        return self.seen[0] if len(self.close) == 1 and self.strength >= _CERTAIN else None

    @property
    def layout(self) -> str:
        """The same for sheets of one layout: the shape and the titles, without dates and people."""
        if not self.seen:
            return ""
        shape, sighting = self.seen[0]
        words = (word for title in sighting.titles for word in _LETTERS.findall(title.casefold()))
        return "|".join([shape.family, *(w for w in words if not is_day_word(w) and not month_named(w))])


def sheets_of(tables: Iterable[Table], order: ReadOrder, own_codes: CodeTable | None) -> list[Sheet]:
    """Every table that may be a roster."""
    found = [Sheet(table, shapes_seen(table, order, own_codes)) for table in tables if not is_code_sheet(table)]
    likely = [sheet for sheet in found if sheet.strength >= LIKELY]
    return likely or [sheet for sheet in found if sheet.seen]


def understood(table: Table) -> int:
    """How much of a table makes sense: dates or roles found in its header."""
    across, header = header_in(as_it_lies(table)), long_shape.header_of(table)
    return max(len(across[1].columns) if across else 0, len(roles_of(header)) if header else 0)


def shapes_seen(table: Table, order: ReadOrder, own_codes: CodeTable | None) -> tuple[Seen, ...]:
    """Every shape that fits a table, best first."""
    look = Look(table, order, own_codes)
    seen = [(shape, sighting) for shape in SHAPES if (sighting := shape.find(look))]
    return tuple(sorted(seen, key=lambda one: -one[1].strength))


def fingerprint(container: str, tables: Sequence[Table], order: ReadOrder) -> str:
    """The same for files of one layout, whatever their dates, their people and the answers given so far."""
    bare = replace(order, answers={}, code_tables={})
    layouts = sorted({sheet.layout for sheet in sheets_of(tables, bare, None)})
    return hashlib.sha256("\n".join([container, *layouts]).encode()).hexdigest() if layouts else ""


def chosen(tables: Sequence[Table], order: ReadOrder, own_codes: CodeTable | None, findings: Findings) -> list[Sheet]:
    """The sheets to read; none while it is asked. Raises Unreadable if there is nothing to read in any."""
    likely = sheets_of(tables, order, own_codes)
    if not likely:
        raise Unreadable(nothing_known(tables))
    if likely[0].table.sheet is None:
        return likely
    answered = _answered(tables, likely, order, own_codes)
    read = answered or (likely if len({sheet.table.sheet for sheet in likely}) == 1 else [])
    choices = _choices(likely)
    if not read:
        findings.ask(Question("sheet", "Which sheet is the roster?", choices))
        return []
    names = list(dict.fromkeys(str(sheet.table.sheet) for sheet in read))
    others = [str(t.sheet) for t in tables if t.sheet not in names and not is_code_sheet(t)]
    findings.notes.extend([f"Sheets not read: {', '.join(others)}."] if others else [])
    evidence = "It was answered." if answered else "It is the only sheet that looks like a roster."
    sure = Confidence.ANSWERED if answered else Confidence.CERTAIN
    words = ", ".join(names)
    answer = order.answers.get("sheet", "") if answered else words
    findings.decide(Decision("sheet", "Sheet", answer, words, evidence, sure, choices if len(choices) > 1 else ()))
    return read


def _choices(likely: Sequence[Sheet]) -> tuple[tuple[str, str], ...]:
    one = tuple((name, name) for name in dict.fromkeys(str(sheet.table.sheet) for sheet in likely))
    alike = list(dict.fromkeys(str(sheet.table.sheet) for sheet in _alike(likely)))
    if len(alike) < 2:
        return one
    return (*one, (ALL_SHEETS, f"all of one layout: {', '.join(alike)}"))


def _alike(likely: Sequence[Sheet]) -> list[Sheet]:
    """The sheets that share the layout most of them have."""
    layouts = [sheet.layout for sheet in likely]
    most = max(layouts, key=layouts.count, default="")
    return [sheet for sheet in likely if sheet.layout == most]


def _answered(
    tables: Sequence[Table], likely: Sequence[Sheet], order: ReadOrder, own_codes: CodeTable | None
) -> list[Sheet]:
    answer = order.answers.get("sheet", "").strip()
    if answer == ALL_SHEETS and ALL_SHEETS not in [table.sheet for table in tables]:
        return _alike(likely)
    names = [answer] if answer in [table.sheet for table in tables] else [name.strip() for name in answer.split(";")]
    return [Sheet(table, shapes_seen(table, order, own_codes)) for table in tables if table.sheet in names]


def shape_of(sheet: Sheet, order: ReadOrder, findings: Findings) -> Seen | None:
    """The shape to read a sheet in; None while it is asked. Raises Unreadable for a sheet of no shape."""
    if not sheet.seen:
        raise Unreadable(nothing_known([sheet.table]))
    answered = [one for one in sheet.seen if one[0].code == order.answers.get("shape", "")]
    best = (answered or sheet.seen)[0]
    if not answered and len(sheet.close) > 1:
        text = f"{best[1].evidence} The table can be read in more than one way. How is it meant?"
        findings.ask(Question("shape", text, _words(sheet.close)))
        return None
    _decide_shape(best, _words(sheet.seen), answered=bool(answered), findings=findings)
    _decide_header(best[1], order, findings)
    return best


def _words(seen: Sequence[Seen]) -> tuple[tuple[str, str], ...]:
    return tuple((shape.code, shape.words) for shape, _ in seen)


def _confidence(sighting: Sighting) -> Confidence:
    return Confidence.CERTAIN if sighting.strength >= _CERTAIN else Confidence.LIKELY


def _decide_shape(best: Seen, choices: tuple[tuple[str, str], ...], *, answered: bool, findings: Findings) -> None:
    shape, sighting = best
    evidence = "It was answered." if answered else sighting.evidence
    sure = Confidence.ANSWERED if answered else _confidence(sighting)
    offered = choices if len(choices) > 1 else ()
    findings.decide(Decision("shape", "Shape", shape.code, shape.words, evidence, sure, offered))


def _decide_header(sighting: Sighting, order: ReadOrder, findings: Findings) -> None:
    if sighting.header_row is None:
        return
    row = str(sighting.header_row)
    if order.answers.get("header_row", "").strip() == row:
        findings.answered("header_row", "Header", row, f"row {row}")
    else:
        words = f"row {row}"
        findings.decide(Decision("header_row", "Header", row, words, sighting.evidence, _confidence(sighting)))


def nothing_known(tables: Sequence[Table]) -> Fault:
    """What is said of a file in which no shape was found, with what would help."""
    table = tables[0] if len(tables) == 1 else None
    remedy = (
        "Give each column a title (staff number, date, start, end), or put the dates across the top and the people "
        "down the side. Template files are on the page for new uploads."
    )
    message = "No header was found: neither titles of columns nor a row of dates."
    if table is not None and any(is_day_word(cell) for row in table.rows[:40] for cell in row.cells if cell):
        message += " There are days of the week, but no dates."
        remedy = "Write the dates beside or below the days of the week. " + remedy
    return Fault(message, table.sheet if table else None, row=1, remedy=remedy)
