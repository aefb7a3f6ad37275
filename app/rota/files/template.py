"""A roster to start from: the template as CSV and as a workbook, with examples, codes and plain words."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, timedelta
from xml.sax.saxutils import escape

from app.foundation.csv_tables import csv_table

_HEADS = ("staff number", "start date", "start time", "end date", "end time", "kind")
_CODES = (
    ("Code", "Kind", "Starts", "Ends"),
    ("E", "early", "07:00", "16:00"),
    ("L", "late", "14:00", "23:00"),
    ("N", "night", "22:00", "07:00"),
    ("T", "training", "09:00", "17:00"),
    ("C", "court", "09:00", "17:00"),
    ("RD", "rest day", "", ""),
    ("AL", "leave", "", ""),
    ("-", "not rostered", "", ""),
)
_PEOPLE = (
    ("00123", "E E L L N N RD RD RD RD AL AL AL AL"),
    ("00124", "RD RD RD RD E E L L N N RD RD RD RD"),
    ("CIV-7", "T E E E E RD RD E E E E C RD RD"),
    ("00126", "- - - - - - - E E E E E RD RD"),
)
_WORDS = (
    "How to fill this in",
    "1. The sheet called Roster has one row for each person and one column for each date.",
    "2. Write the staff number as text, with the zeros in front if it has any.",
    "3. Write dates as year, month and day, so that nobody has to ask which is which.",
    "4. In each cell write one code from the sheet called Codes. Change that sheet to the codes you use.",
    "5. Every code has a kind; codes for work have hours. An end at or before the start is on the next day.",
    "6. A rest day is a day off that somebody is owed. Not rostered means that nothing is planned. They are different.",
    "7. Do not leave cells blank; write - for a day on which nothing is rostered.",
    "8. Delete the examples, save the file and send it. Nothing is published before you have seen what it changes.",
)
_KIND_OF_CODE = {row[0]: row for row in _CODES}


def example_start(today: date) -> date:
    """The Monday on which the examples begin: far enough ahead to be published in time."""
    ahead = today + timedelta(days=35)
    return ahead + timedelta(days=-ahead.weekday() % 7)


def template_csv(today: date) -> str:
    """One duty a row."""
    return csv_table(_HEADS, [row for number, codes in _PEOPLE for row in _rows(number, codes.split(), today)])


def _rows(number: str, codes: Sequence[str], today: date) -> list[Sequence[str]]:
    first = example_start(today)
    rows: list[Sequence[str]] = []
    for day, code in enumerate(codes):
        _, kind, starts, ends = _KIND_OF_CODE[code]
        on = first + timedelta(days=day)
        until = on + timedelta(days=1) if starts and ends <= starts else on
        if kind != "not rostered":
            rows.append((number, str(on), starts, str(until) if starts else "", ends, kind))
    return rows


def template_workbook(today: date) -> bytes:
    """People down and dates across, with a sheet of codes and one of plain words."""
    first = example_start(today)
    dates = [str(first + timedelta(days=day)) for day in range(14)]
    sheets = {
        "Roster": [["Staff number", *dates], *([number, *codes.split()] for number, codes in _PEOPLE)],
        "Codes": [list(row) for row in _CODES],
        "How to fill this in": [[line] for line in _WORDS],
    }
    return _workbook(sheets)


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = (1980, 1, 1, 0, 0, 0)


def _workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    """The smallest workbook that spreadsheet programs open: every cell is text, so no zero is lost."""
    parts = {"[Content_Types].xml": _types(len(sheets)), "_rels/.rels": _root(), "xl/workbook.xml": _book(list(sheets))}
    targets = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    parts["xl/_rels/workbook.xml.rels"] = _relations(targets)
    for number, rows in enumerate(sheets.values(), start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(rows)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), _HEAD + text, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
        for n in range(1, count + 1)
    )
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    book = f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
    return f'<Types xmlns="{_TYPES}">{rels}{book}{sheets}</Types>'


def _root() -> str:
    return _relations([("rId1", "officeDocument", "xl/workbook.xml")])


def _relations(targets: Sequence[tuple[str, str, str]]) -> str:
    each = "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{to}"/>' for i, kind, to in targets)
    return f'<Relationships xmlns="{_RELATIONS}">{each}</Relationships>'


def _book(names: Sequence[str]) -> str:
    each = "".join(f'<sheet name="{escape(n)}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(names, start=1))
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{each}</sheets></workbook>'


def _sheet(rows: list[list[str]]) -> str:
    lines = (
        f'<row r="{r}">' + "".join(_cell(r, c, text) for c, text in enumerate(row)) + "</row>"
        for r, row in enumerate(rows, start=1)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(row: int, column: int, text: str) -> str:
    reference = f"{chr(ord('A') + column)}{row}"
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
