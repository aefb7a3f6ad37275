"""A force's roster as HR would send it: a long CSV, or a year grid of codes as CSV or XLSX. Seeded, any size."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

FIRST = date(2027, 1, 1)
CODES = {
    "E": {"kind": "early", "starts": "07:00", "ends": "15:00"},
    "L": {"kind": "late", "starts": "14:00", "ends": "22:00"},
    "N": {"kind": "night", "starts": "22:00", "ends": "07:00"},
    "D": {"kind": "early", "starts": "08:00", "ends": "16:00"},
    "T": {"kind": "training", "starts": "09:00", "ends": "17:00"},
    "C": {"kind": "court", "starts": "09:30", "ends": "17:00"},
    "RD": {"kind": "rest_day"},
    "AL": {"kind": "leave"},
}
_CYCLES = (("E", "E", "L", "L", "N", "N", "RD", "RD", "RD", "RD"), ("D", "D", "D", "D", "D", "RD", "RD"))
_HEADER = "staff number,start date,start time,end date,end time,kind\n"
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def codes_of(people: int, days: int, seed: int = 1) -> Iterator[tuple[str, list[str]]]:
    """Staff number and a code a day: two cycles from a day of one's own, with leave, courts and courses strewn in."""
    chance = Random(seed)
    for person in range(people):
        cycle = _CYCLES[0] if chance.random() < 0.7 else _CYCLES[1]
        start = chance.randrange(len(cycle))
        codes = [cycle[(start + day) % len(cycle)] for day in range(days)]
        for _ in range(days // 14):
            day = chance.randrange(days)
            if codes[day] not in ("RD", "N") and codes[day - 1] != "N":
                codes[day] = chance.choice(("AL", "AL", "T", "C"))
        yield f"{person:06d}", codes


def write_long(path: Path, people: int, days: int, seed: int = 1) -> int:
    """One duty a row, sorted by person; returns the number of duties."""
    dates = [str(FIRST + timedelta(days=day)) for day in range(days + 1)]
    tails = {
        code: [
            f",{dates[day]},{m.get('starts', '00:00')},"
            f"{dates[day + (m.get('ends', '00:00') <= m.get('starts', '00:00'))]},{m.get('ends', '00:00')}"
            f",{m['kind']}\n"
            for day in range(days)
        ]
        for code, m in CODES.items()
    }
    with path.open("w") as file:
        file.write(_HEADER)
        for number, codes in codes_of(people, days, seed):
            file.write("".join([f"{number}{tails[code][day]}" for day, code in enumerate(codes)]))
    return people * days


def write_grid(path: Path, people: int, days: int, seed: int = 1) -> int:
    """A grid of codes as CSV; returns the number of duties."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["staff number", *(str(FIRST + timedelta(days=day)) for day in range(days))])
        writer.writerows([number, *codes] for number, codes in codes_of(people, days, seed))
    return people * days


def write_workbook(path: Path, people: int, days: int, seed: int = 1) -> int:
    """The same as XLSX, with shared strings, as spreadsheet programs write it; returns the number of duties."""
    words: dict[str, int] = {}
    columns = [_letters(index) for index in range(days + 1)]
    rows = [["staff number", *(str(FIRST + timedelta(days=day)) for day in range(days))]]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in _PARTS.items():
            book.writestr(name, text)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_SHEET.encode())
            everybody = ([number, *codes] for number, codes in codes_of(people, days, seed))
            for row, cells in enumerate([*rows], start=1):
                sheet.write(_row(row, cells, columns, words))
            for row, cells in enumerate(everybody, start=2):
                sheet.write(_row(row, cells, columns, words))
            sheet.write(b"</sheetData></worksheet>")
        held = io.StringIO()
        held.write('<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">')
        held.writelines(f"<si><t>{word}</t></si>" for word in words)
        held.write("</sst>")
        book.writestr("xl/sharedStrings.xml", held.getvalue())
    return people * days


def _row(number: int, cells: list[str], columns: list[str], words: dict[str, int]) -> bytes:
    inner = "".join(
        [
            f'<c r="{column}{number}" t="s"><v>{words.setdefault(cell, len(words))}</v></c>'
            for column, cell in zip(columns, cells, strict=True)
        ]
    )
    return f'<row r="{number}">{inner}</row>'.encode()


def _letters(index: int) -> str:
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters = chr(65 + rest) + letters
        index -= 1
    return letters


_NS = "http://schemas.openxmlformats.org"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_NS}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_NS}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_NS}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_NS}/spreadsheetml/2006/main" '
    f'xmlns:r="{_NS}/officeDocument/2006/relationships"><sheets><sheet name="Roster" sheetId="1" r:id="rId1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_NS}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_NS}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
    f'Type="{_NS}/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}
