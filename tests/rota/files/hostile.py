"""Files that hide, lure or explode, each beside its harmless twin."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.rota.builders import line, long_csv, with_part, workbook
from tests.rota.sheet_files import changed, html_page, ods_of, ods_table, text, xls, xlsx, xml_2003

HEAD = ["Staff number", "Start date", "Start time", "End date", "End time", "Kind"]
ROWS = [HEAD, ["00123", "2026-12-01", "14:00", "2026-12-02", "00:00", "late"]]
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
QUADRATIC = '<!DOCTYPE q [<!ENTITY a "' + "x" * 50_000 + '">]>'


@dataclass(frozen=True)
class Hostile:
    """A file, the words with which it is refused, and the same file without its sting (b"" where there is none)."""

    name: str
    make: Callable[[], bytes]
    says: str
    twin: Callable[[], bytes] = lambda: b""


@cache
def plain() -> bytes:
    """A harmless workbook with a second sheet that holds a word, and one that is empty."""
    return workbook({"Roster": ROWS, "Notes": [["nobody should see this"]], "Empty": []})


def _state(state: str, sheet: str = "Notes") -> Callable[[], bytes]:
    return lambda: changed(plain(), lambda book: setattr(book[sheet], "sheet_state", state))


def _with(name: str, content: bytes = b"<x/>") -> Callable[[], bytes]:
    return lambda: with_part(xlsx(ROWS), name, content)


def _replaced(part: str, old: str, new: str) -> Callable[[], bytes]:
    def make() -> bytes:
        with zipfile.ZipFile(io.BytesIO(xlsx(ROWS))) as archive:
            inside = archive.read(part).decode()
        assert old in inside
        return with_part(xlsx(ROWS), part, inside.replace(old, new, 1).encode())

    return make


def _without_places(columns: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(xlsx(ROWS))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    sheet = re.sub(r' r="[A-Z]+[0-9]+"', "", sheet).replace("<sheetData>", columns, 1)
    return with_part(xlsx(ROWS), "xl/worksheets/sheet1.xml", sheet.encode())


def _column_of(width: str) -> Callable[[], bytes]:
    columns = f'<cols><col min="6" max="6" width="{width}"/></cols><sheetData>'
    return _replaced("xl/worksheets/sheet1.xml", "<sheetData>", columns)


def _hide(what: str, key: Any) -> Callable[[], bytes]:
    def change(book: Any) -> None:
        getattr(book["Roster"], what)[key].hidden = True

    return lambda: changed(xlsx(ROWS), change)


def _twice() -> bytes:
    held = io.BytesIO(xlsx(ROWS))
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("XL/worksheets/Sheet1.xml", b"<worksheet/>")
    return held.getvalue()


def _utf16() -> bytes:
    with zipfile.ZipFile(io.BytesIO(xlsx(ROWS))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    return with_part(xlsx(ROWS), "xl/worksheets/sheet1.xml", sheet.encode("utf-16"))


def zipped(*names: str) -> bytes:
    """A zip archive with parts of these names."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, b"<x/>")
    return held.getvalue()


def _ods(columns: str = "", table: str = "", row: str = "", more: str = "") -> Callable[[], bytes]:
    return lambda: ods_of(ods_table(ROWS, table, columns, row) + more)


def _ods_with(name: str, content: bytes = b"x") -> Callable[[], bytes]:
    return lambda: ods_of(ods_table(ROWS), {name: content})


def _xls(shape: Callable[[Any], None]) -> Callable[[], bytes]:
    return lambda: xls(ROWS, shape)


def _hide_xls_sheet(state: int) -> Callable[[Any], None]:
    def shape(book: Any) -> None:
        sheet = book.add_sheet("Notes")
        sheet.write(0, 0, "nobody should see this")
        sheet.visibility = state

    return shape


def _hide_xls_column(book: Any) -> None:
    book.get_sheet(0).col(5).hidden = True


def _hide_xls_row(book: Any) -> None:
    book.get_sheet(0).row(1).hidden = True


def _xls_records(old: bytes, new: bytes) -> Callable[[], bytes]:
    def make() -> bytes:
        data = xls(ROWS)
        assert old in data
        return data.replace(old, new, 1)

    return make


def _entry(number: int, name: str) -> bytes:
    """An old workbook in which an entry of the table of contents has another name."""
    data = bytearray(xls(ROWS))
    at = (int.from_bytes(data[48:52], "little") + 1) * 512 + 128 * number
    raw = name.encode("utf-16-le") + b"\0\0"
    data[at : at + 64] = raw.ljust(64, b"\0")
    data[at + 64 : at + 66] = len(raw).to_bytes(2, "little")
    data[at + 66] = data[at + 66] or 1
    return bytes(data)


def _round_fat() -> bytes:
    """Every sector of the table of sectors points to itself."""
    data = bytearray(xls(ROWS))
    at = (int.from_bytes(data[76:80], "little") + 1) * 512
    for sector in range(128):
        data[at + 4 * sector : at + 4 * sector + 4] = sector.to_bytes(4, "little")
    return bytes(data)


def _page(change: Callable[[str], str]) -> Callable[[], bytes]:
    return lambda: change(html_page(ROWS).decode()).encode()


def _calendar(*more: str) -> bytes:
    inside = "\r\n".join(("DTSTART:20261201T070000Z", "DTEND:20261201T150000Z", "SUMMARY:A", *more))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n{inside}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode()


def _bytes(content: bytes) -> Callable[[], bytes]:
    return lambda: content


MANY_CELLS = (
    '<table:table-cell office:value-type="string" table:number-columns-repeated="999999"><text:p>x</text:p>'
    "</table:table-cell>"
)
HOSTILE = (
    Hostile("hidden sheet", _state("hidden"), "hidden sheet: Notes", plain),
    Hostile("very hidden sheet", _state("veryHidden"), "hidden sheet: Notes", _state("veryHidden", "Empty")),
    Hostile("hidden column", _hide("column_dimensions", "F"), "hidden: F", _hide("column_dimensions", "H")),
    Hostile("hidden row", _hide("row_dimensions", 2), "hidden or filtered out: 2", _hide("row_dimensions", 9)),
    Hostile(
        "row of no height",
        _replaced("xl/worksheets/sheet1.xml", '<row r="2"', '<row r="2" ht="0" customHeight="1"'),
        "filtered out: 2",
        _replaced("xl/worksheets/sheet1.xml", '<row r="2"', '<row r="2" ht="15"'),
    ),
    Hostile("column of no width", _column_of("0"), "hidden: F", _column_of("9")),
    Hostile(
        "hidden column of cells that do not say where they stand",
        lambda: _without_places('<cols><col min="6" max="6" hidden="1"/></cols><sheetData>'),
        "hidden: ?",
        lambda: _without_places("<sheetData>"),
    ),
    Hostile("macros", _with("xl/vbaProject.bin", b"x"), "macros", _with("xl/other.bin", b"x")),
    Hostile("Excel 4 macro sheet", _with("xl/macrosheets/sheet1.xml"), "Excel 4 macro"),
    Hostile("link to another file", _with("xl/externalLinks/externalLink1.xml"), "links to other files"),
    Hostile("DDE", _with("xl/externalLinks/ddeLink1.xml", b"<ddeLink ddeService='cmd'/>"), "links to other files"),
    Hostile("embedded object", _with("xl/embeddings/oleObject1.bin"), "embedded objects"),
    Hostile("ActiveX control", _with("xl/activeX/activeX1.xml"), "embedded objects"),
    Hostile("data connection", _with("xl/connections.xml"), "connections to data"),
    Hostile("archive in a workbook", _with("xl/media/more.zip", b"PK"), "another file inside"),
    Hostile(
        "billion laughs",
        _replaced("xl/worksheets/sheet1.xml", "<worksheet", LAUGHS + "<worksheet"),
        "document type",
        lambda: xlsx(ROWS),
    ),
    Hostile("quadratic entity", _replaced("xl/styles.xml", "<styleSheet", QUADRATIC + "<styleSheet"), "document type"),
    Hostile(
        "document type behind a long comment",
        _replaced("xl/workbook.xml", "<workbook", "<!--" + "x" * 300_000 + "-->" + LAUGHS + "<workbook"),
        "document type",
        _replaced("xl/workbook.xml", "<workbook", "<!--" + "x" * 300_000 + "--><workbook"),
    ),
    Hostile("sheet in UTF-16", _utf16, "not written in UTF-8"),
    Hostile(
        "another encoding declared",
        _with("xl/x.xml", b'<?xml version="1.0" encoding="UTF-7"?><x/>'),
        "not written in UTF-8",
        _with("xl/x.xml", b'<?xml version="1.0" encoding="utf-8"?><x/>'),
    ),
    Hostile("name that climbs out", _with("xl/../../../etc/passwd"), "outside the file"),
    Hostile("name from the root", _with("/etc/passwd"), "outside the file"),
    Hostile("name with backslashes", _with("xl\\worksheets\\..\\x.xml"), "outside the file"),
    Hostile("a part twice", _twice, "twice"),
    Hostile(
        "thousands of parts", lambda: zipped(*(f"xl/worksheets/sheet{n}.xml" for n in range(1_200))), "1,200 parts"
    ),
    Hostile("binary workbook that is none", lambda: zipped("[Content_Types].xml", "xl/workbook.bin"), "damaged"),
    Hostile("Word document", lambda: zipped("[Content_Types].xml", "word/document.xml"), "Word document"),
    Hostile("zip of rosters", lambda: zipped("roster.csv", "roster2.csv"), "zip archive"),
    Hostile("zip in a zip", lambda: zipped("inner.zip"), "zip archive"),
    Hostile("Numbers document", lambda: zipped("Index/Document.iwa"), "Numbers"),
    Hostile("ODS: hidden sheet", _ods(table='table:style-name="gone"'), "hidden sheet: Roster", _ods()),
    Hostile(
        "ODS: hidden column",
        _ods('<table:table-column table:number-columns-repeated="6" table:visibility="collapse"/>'),
        "hidden: A, B",
        _ods(
            '<table:table-column table:number-columns-repeated="6"/><table:table-column table:visibility="collapse"/>'
        ),
    ),
    Hostile("ODS: hidden row", _ods(row='table:visibility="collapse"'), "filtered out: 2"),
    Hostile("ODS: filtered row", _ods(row='table:visibility="filter"'), "filtered out: 2"),
    Hostile("ODS: macros", _ods_with("Basic/Standard/Module1.xml"), "macros", _ods_with("Thumbnails/thumbnail.png")),
    Hostile("ODS: embedded object", _ods_with("Object 1/content.xml", b"<x/>"), "embedded objects"),
    Hostile("ODS: password", _ods_with("META-INF/manifest.xml", b"<manifest:encryption-data/>"), "password"),
    Hostile("ODS: billion laughs", lambda: ods_of(ods_table(ROWS), prolog=LAUGHS), "document type"),
    Hostile("ODS: DDE", _ods(more="<table:dde-links><table:dde-link/></table:dde-links>"), "links to other files"),
    Hostile(
        "ODS: a row a million times",
        lambda: ods_of(
            ods_table(ROWS).replace("<table:table-row ", '<table:table-row table:number-rows-repeated="999999" ')
        ),
        "no roster is as large",
    ),
    Hostile(
        "ODS: a cell a million times",
        _ods(more=f"<table:table><table:table-row>{MANY_CELLS}</table:table-row></table:table>"),
        "no roster is as large",
    ),
    Hostile("ODS: nested without end", _ods(more="<text:p>" * 5_000 + "</text:p>" * 5_000), "nested without end"),
    Hostile("ODS: broken", lambda: zipped("content.xml", "META-INF/x"), "header"),
    Hostile("XLS: hidden sheet", _xls(_hide_xls_sheet(1)), "hidden sheet: Notes", _xls(_hide_xls_sheet(0))),
    Hostile("XLS: very hidden sheet", _xls(_hide_xls_sheet(2)), "hidden sheet: Notes"),
    Hostile("XLS: hidden column", _xls(_hide_xls_column), "hidden: F", lambda: xls(ROWS)),
    Hostile("XLS: hidden row", _xls(_hide_xls_row), "filtered out: 2"),
    # The first WINDOW1 record becomes one that says there is a password.
    Hostile("XLS: password", _xls_records(b"\x3d\x00\x12\x00", b"\x2f\x00\x12\x00"), "password"),
    Hostile(
        "XLS: far cell",
        _xls(lambda book: book.get_sheet(0).write(65_535, 255, "x")),
        "row 65,536 and column 256",
        _xls(lambda book: book.get_sheet(0).write(0, 6, "Note")),
    ),
    Hostile("XLS: cut off", lambda: xls(ROWS)[:2_000], "damaged"),
    Hostile("XLS: runs in a circle", _round_fat, "damaged"),
    Hostile("XLS: macros", lambda: _entry(2, "_VBA_PROJECT_CUR"), "macros", lambda: _entry(2, "Other")),
    Hostile("XLS: embedded object", lambda: _entry(2, "MBD0001"), "embedded objects"),
    Hostile("workbook behind a password", lambda: _entry(1, "EncryptedPackage"), "password"),
    Hostile("old Word document", lambda: _entry(1, "WordDocument"), "Word document"),
    Hostile("older than Excel 97", _bytes(b"\x09\x04\x06\x00\x00\x00\x10\x00"), "older than Excel 97"),
    Hostile(
        "page: hidden row",
        _page(lambda t: t.replace("<tr><td>00123", "<tr style='display: none'><td>00123")),
        "filtered out: 2",
        _page(str),
    ),
    Hostile(
        "page: hidden cell",
        _page(lambda t: t.replace("<td>late", "<td style='mso-hide:all'>late")),
        "cell of this table is hidden",
    ),
    Hostile(
        "page: hidden column",
        _page(lambda t: t.replace("<table border=1>", "<table><col style='display:none'>")),
        "hidden: A",
    ),
    Hostile(
        "page: hidden table",
        _page(lambda t: t.replace("<table border=1>", "<table hidden>")),
        "table of this page is hidden",
    ),
    Hostile(
        "page: only a frame",
        _bytes(b"<html><frameset><frame src='sheet001.htm'></frameset></html>"),
        "points to its sheets",
    ),
    Hostile("page: no table", _bytes(b"<html><body><p>Please log in</p></body></html>"), "has no table"),
    Hostile("page: hundreds of tables", _bytes(b"<html>" + b"<table><tr><td>x" * 1_000), "more than 200 tables"),
    Hostile(
        "page: spans without end",
        _bytes(b"<html><table>" + b"<tr><td colspan=999999>x<td colspan=999999>y</tr>" * 50),
        "no roster is as large",
    ),
    Hostile("web archive", _bytes(b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n"), "web archive"),
    Hostile(
        "XML: hidden sheet",
        lambda: xml_2003(ROWS, options="<WorksheetOptions><Visible>SheetVeryHidden</Visible></WorksheetOptions>"),
        "hidden sheet: Roster",
        lambda: xml_2003(ROWS),
    ),
    Hostile("XML: hidden row", lambda: xml_2003(ROWS, row='ss:Hidden="1"'), "filtered out: 2"),
    Hostile(
        "XML: hidden column",
        lambda: xml_2003(ROWS, columns='<Column ss:Index="6" ss:Hidden="1"/>'),
        "hidden: F",
        lambda: xml_2003(ROWS, columns='<Column ss:Index="7" ss:Hidden="1"/>'),
    ),
    Hostile("XML: billion laughs", lambda: xml_2003(ROWS, prolog=LAUGHS), "document type"),
    Hostile("XML: far row", lambda: xml_2003(ROWS, row='ss:Index="16000000"'), "row 16,000,000"),
    Hostile("XML: cut off", lambda: xml_2003(ROWS)[:-40], "XML cannot be read"),
    Hostile("XML of something else", _bytes(b"<?xml version='1.0'?><rss/>"), "kind that is not read"),
    Hostile("a million columns", _bytes(b"a,start,end," + b"x," * 1_000_000), "columns"),
    Hostile("quotation that runs on", _bytes((text(ROWS)[:-3] + "x" * 300_000).encode()), "quotation marks"),
    Hostile("NUL bytes", lambda: text(ROWS).encode().replace(b"late", b"la\0te"), "NUL", lambda: text(ROWS).encode()),
    Hostile(
        "text that runs backwards",
        lambda: text(ROWS).replace("00123", "001\u202e32").encode(),
        "staff number is made of",
    ),
    Hostile(
        "formula in place of a number",
        lambda: text(ROWS).replace("00123", "=cmd|'/C calc'!A0").encode(),
        "staff number is made of",
    ),
    Hostile("more rows than a force has", lambda: long_csv(*[line()] * 500_001).encode(), "more than 500,000 rows"),
    Hostile("rich text", _bytes(b"{\\rtf1\\ansi roster}"), "rich text"),
    Hostile("gzip", _bytes(b"\x1f\x8b\x08\x00" + bytes(60)), "gzip"),
    Hostile("picture", _bytes(b"\x89PNG\r\n\x1a\n" + bytes(60)), "picture"),
    Hostile("program", _bytes(b"MZ" + bytes(60)), "program"),
    Hostile("SYLK", _bytes(b"ID;PWXL;N;E\r\n"), "SYLK"),
    Hostile("JSON field twice", _bytes(b'[{"staffId": 1, "staffId": 2}]'), "stands twice"),
    Hostile("JSON nested without end", _bytes(b"[" * 200_000), "not JSON"),
    Hostile("JSON number without end", _bytes(b'[{"start": ' + b"1" * 100_000 + b"}]"), "digits"),
    Hostile(
        "calendar by the second", _bytes(_calendar("RRULE:FREQ=SECONDLY;COUNT=1000000000")), "far more often", _calendar
    ),
    Hostile("calendar without end", _bytes(_calendar("RRULE:FREQ=DAILY;COUNT=99999999")), "far more often"),
    Hostile("calendar cut off", lambda: _calendar()[:-20], "cut off"),
    Hostile(
        "calendar in GB 18030",
        lambda: _calendar("LOCATION:更表 夜").decode().encode("gb18030") + b"\x81\x8d",
        "not text",
    ),
    Hostile(
        "calendar that takes back",
        lambda: _calendar().replace(b"VERSION", b"METHOD:CANCEL\r\nVERSION"),
        "takes its events back",
    ),
    Hostile(
        "calendar of a lifetime",
        lambda: _calendar().replace(b"BEGIN:VEVENT", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 20_001 + b"BEGIN:VEVENT"),
        "20,002 events",
    ),
)
