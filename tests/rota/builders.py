"""Builders of roster files and readings, each argument with a default."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, time

import openpyxl

from app.rota.domain.reading import Reading
from app.rota.files.findings import ReadOrder
from app.rota.files.read import read_upload

ZONE = "Europe/London"
CODES: Mapping[str, Mapping[str, str]] = {
    "E": {"kind": "early", "starts": "07:00", "ends": "17:00"},
    "L": {"kind": "late", "starts": "14:00", "ends": "00:00"},
    "N": {"kind": "night", "starts": "22:00", "ends": "07:00"},
    "RD": {"kind": "rest_day"},
    "AL": {"kind": "leave"},
    "-": {"kind": "not_rostered"},
}
LONG = "staff number,start date,start time,end date,end time,kind"


def order(**answers: str) -> ReadOrder:
    """What the reader is told; the answers' names may write a dot as two underscores."""
    dotted = {name.replace("__", "."): answer for name, answer in answers.items()}
    return ReadOrder("roster.csv", dotted, {"response": CODES}, ZONE)


def read(data: bytes | str, **answers: str) -> Reading:
    """Read a file in this process."""
    return read_upload(data.encode() if isinstance(data, str) else data, order(**answers))


def long_csv(*rows: str, header: str = LONG) -> str:
    """A long table; each row as text."""
    return "\n".join([header, *rows]) + "\n"


def line(
    staff: str = "00123",
    start: str = "2026-12-01,14:00",
    end: str = "2026-12-02,00:00",
    kind: str = "late",
) -> str:
    """One row of `long_csv`."""
    return f"{staff},{start},{end},{kind}"


def grid_csv(
    rows: Mapping[str, Sequence[str]] | None = None, dates: Sequence[str] = ("13/12/2026", "14/12/2026")
) -> str:
    """A month grid."""
    people = {"00123": ["E", "L"]} if rows is None else rows
    return "\n".join([",".join(["Staff No", *dates]), *(",".join([n, *codes]) for n, codes in people.items())]) + "\n"


Cell = str | int | float | date | time | None


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """An .xlsx of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The archive with one part replaced or added."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return held.getvalue()


def with_far_cell(reference: str = "XFD1048576") -> bytes:
    """A workbook of a few kilobytes with one cell as far out as there can be."""
    data = workbook({"Roster": [["Staff No", "13/12/2026"], ["00123", "E"]]})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    digits = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cell = f'<row r="{digits}"><c r="{reference}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return with_part(data, "xl/worksheets/sheet1.xml", sheet.replace("</sheetData>", cell).encode())


def claiming(size: int) -> bytes:
    """A workbook whose zip directory says that its sheet unpacks to `size` bytes."""
    data = bytearray(workbook({"Roster": [["Staff No", "13/12/2026"], ["00123", "E"]]}))
    name = b"xl/worksheets/sheet1.xml"
    at = data.rindex(name)  # its entry in the directory at the end
    data[at - 46 + 24 : at - 46 + 28] = size.to_bytes(4, "little")
    return bytes(data)
