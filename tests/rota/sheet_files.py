"""Builders of one table in every container of sheets."""

import html
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import openpyxl
import xlwt

from tests.rota.binary_files import xlsb
from tests.rota.builders import workbook

Rows = Sequence[Sequence[str]]


def xlsx(rows: Rows) -> bytes:
    """A workbook of today, every cell a text."""
    return workbook({"Roster": rows})


def xls(rows: Rows, shape: Callable[[xlwt.Workbook], None] | None = None) -> bytes:
    """A workbook of 1997; `shape` may do more to it."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Roster")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell:
                sheet.write(at, column, cell)
    if shape:
        shape(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
ODS_STYLES = (
    '<office:automatic-styles><style:style style:name="gone" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
)


def ods_of(body: str, parts: Mapping[str, bytes] | None = None, prolog: str = "") -> bytes:
    """An OpenDocument workbook with these tables."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {_SPACES}>{ODS_STYLES}'
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        for name, data in (parts or {}).items():
            archive.writestr(name, data)
    return held.getvalue()


def ods_table(rows: Rows, table: str = "", columns: str = "", row: str = "") -> str:
    """A table; the other arguments are attributes of it or of its last row, and elements for its columns."""
    lines = list[str]()
    for at, cells in enumerate(rows):
        inside = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{html.escape(cell)}</text:p></table:table-cell>'
            if cell
            else "<table:table-cell/>"
            for cell in cells
        )
        lines.append(f"<table:table-row {row if at == len(rows) - 1 else ''}>{inside}</table:table-row>")
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    return f'<table:table table:name="Roster" {table}>{columns}{"".join(lines)}{empty}</table:table>'


def ods(rows: Rows) -> bytes:
    """An OpenDocument workbook, every cell a text."""
    return ods_of(ods_table(rows))


def html_page(rows: Rows) -> bytes:
    """A page as Excel and web programs export it."""
    cells = (
        "<tr>" + "".join(f"<td>{html.escape(cell) or '&nbsp;'}</td>" for cell in row) + "</tr>\r\n" for row in rows
    )
    head = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"></head>'
    return f"{head}<body><table border=1>{''.join(cells)}</table></body></html>".encode()


def xml_2003(rows: Rows, prolog: str = "", options: str = "", row: str = "", columns: str = "") -> bytes:
    """A spreadsheet in the XML of Excel 2003; `row` is attributes of the last row."""
    lines = list[str]()
    for at, cells in enumerate(rows):
        inside = "".join(
            f'<Cell ss:Index="{i}"><Data ss:Type="String">{html.escape(cell)}</Data></Cell>'
            for i, cell in enumerate(cells, start=1)
            if cell
        )
        lines.append(f"<Row {row if at == len(rows) - 1 else ''}>{inside}</Row>")
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?>{prolog}<?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="Roster"><Table>{columns}{"".join(lines)}'
        f"</Table>{options}</Worksheet></Workbook>"
    ).encode()


def text(rows: Rows, mark: str = ",", end: str = "\r\n") -> str:
    """Delimited text in which every cell is quoted."""
    return "".join(mark.join('"' + cell.replace('"', '""') + '"' for cell in row) + end for row in rows)


def changed(data: bytes, change: Callable[[openpyxl.Workbook], None]) -> bytes:
    """The workbook after something was done to it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


CONTAINERS: Mapping[str, Callable[[Rows], bytes]] = {
    "XLSX": xlsx,
    "XLS": xls,
    "XLSB": lambda rows: xlsb({"Roster": rows}),
    "ODS": ods,
    "web page": html_page,
    "XML of Excel 2003": xml_2003,
    "comma": lambda rows: text(rows).encode(),
    "semicolon, sep=": lambda rows: ("sep=;\r\n" + text(rows, ";")).encode(),
    "upright stroke": lambda rows: text(rows, "|").encode(),
    "Unicode text": lambda rows: text(rows, "\t").encode("utf-16"),
    "UTF-16 big-endian": lambda rows: b"\xfe\xff" + text(rows, "\t").encode("utf-16-be"),
    "UTF-8 with mark": lambda rows: text(rows).encode("utf-8-sig"),
    "CR": lambda rows: text(rows, end="\r").encode(),
    "CR CR LF": lambda rows: text(rows, end="\r\r\n").encode(),
}
"""Every container in which a table may come, the text ones included."""
