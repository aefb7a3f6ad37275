"""Delimited text: comma, semicolon, tab or upright stroke, any line ends, to a table."""

import csv
import io
import re
from collections.abc import Callable

from app.foundation.refusals import Fault
from app.rota.domain.decision import Confidence, Decision
from app.rota.domain.reading import Question
from app.rota.files.findings import Findings, ReadOrder, Unreadable
from app.rota.files.table import Row, Table
from app.rota.files.text_decode import decode

MOST_ROWS = 500_000
MOST_COLUMNS = 702  # up to column ZZ
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "upright stroke"}
_BETWEEN = "What stands between the columns"
_KEPT = re.compile(r'="[^"=]*"')
_SAID = re.compile(r"\ufeff?sep=(.)[^\S\r\n]*\r?\n?", re.IGNORECASE)


def read_delimited(data: bytes, order: ReadOrder, findings: Findings, knows: Callable[[Table], int]) -> Table | None:
    """The table in the file; None when the separator must be asked for first.

    `knows` tells how much of a table's header is understood: of two possible separators the one that makes more
    sense of the header is taken, and only a tie is asked about.
    """
    text, encoding = decode(data, order.answers.get("encoding", ""), findings)
    findings.notes.append(f"Read as {encoding}.")
    # Some programs write line ends twice over, CR CR LF: left alone, each row would be followed by a blank one.
    text = text.replace("\r\r\n", "\r\n")
    asked = {name: mark for mark, name in _NAMES.items()}.get(order.answers.get("separator", ""))
    if asked:
        findings.answered("separator", _BETWEEN, _NAMES[asked], _NAMES[asked])
        return _parse(text, asked)
    if (said := _SAID.match(text)) and said[1] in _NAMES:
        _tell(said[1], "Its first line says so.", Confidence.CERTAIN, findings)
        rows = _parse(text[said.end() :], said[1]).rows
        return Table(None, (Row(1, ()), *(Row(row.number + 1, row.cells) for row in rows)))
    head = _first_rows(text)
    possible = [mark for mark in _NAMES if _splits(head, mark)]
    if not possible:
        _parse(text, ",")  # stray quotation marks are told as such
        raise Unreadable(_one_column(head))
    best = max(knows(_parse(head, mark)) for mark in possible)
    likely = [mark for mark in possible if knows(_parse(head, mark)) == best]
    if len(likely) == 1:
        alone = "No other splits the first rows." if len(possible) == 1 else "Its header makes the most sense that way."
        _tell(likely[0], alone, Confidence.CERTAIN if len(possible) == 1 else Confidence.LIKELY, findings)
        return _parse(text, likely[0])
    findings.ask(Question("separator", f"{_BETWEEN}?", tuple((_NAMES[m], _NAMES[m]) for m in likely)))
    return None


def _first_rows(text: str) -> str:
    """The first lines, up to one that no quoted cell goes on beyond."""
    lines = io.StringIO(text).read(20_000).splitlines()
    head = lines[:8]
    for line in lines[8:]:
        if "\n".join(head).count('"') % 2 == 0:
            break
        head.append(line)
    return "\n".join(head)


def _tell(mark: str, evidence: str, confidence: Confidence, findings: Findings) -> None:
    choices = tuple((name, name) for name in _NAMES.values())
    findings.decide(Decision("separator", _BETWEEN, _NAMES[mark], _NAMES[mark], evidence, confidence, choices))


def _splits(head: str, mark: str) -> bool:
    try:
        return any(len(row.cells) > 1 for row in _parse(head, mark).rows)
    except Unreadable:
        return False


def _one_column(head: str) -> Fault:
    return Fault(
        "The rows do not split into columns at commas, semicolons, tabs or upright strokes.",
        row=1,
        value=head.splitlines()[0][:80] if head else None,
        remedy="Save the file again as CSV, with a comma between the columns.",
    )


def _parse(text: str, mark: str) -> Table:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows: list[Row] = []
    try:
        for number, cells in enumerate(reader, start=1):
            _within(number, len(cells))
            rows.append(Row(number, tuple(map(_plain, cells))))
    except csv.Error as wrong:
        message = f"The quotation marks in this row do not match up ({wrong})."
        remedy = "Take stray quotation marks out, or save the file again as CSV."
        raise Unreadable(Fault(message, row=len(rows) + 1, remedy=remedy)) from wrong
    return Table(None, tuple(rows))


def _plain(cell: str) -> str:
    """A cell without blanks around it; ="00123" is how a spreadsheet program is told to keep the noughts of 00123."""
    text = cell.strip()
    return text[2:-1] if text.startswith('="') and _KEPT.fullmatch(text) else text


def _within(rows: int, columns: int) -> None:
    if rows > MOST_ROWS:
        raise Unreadable(Fault(f"There are more than {MOST_ROWS:,} rows.", row=rows, remedy="Send it in parts."))
    if columns > MOST_COLUMNS:
        message = f"There are {columns:,} columns; a roster has at most {MOST_COLUMNS}."
        raise Unreadable(Fault(message, row=rows, remedy="Check that the file is a roster."))
