"""What kind of file it is, told by what is in it and never by its name."""

import io
import re
import zipfile
from dataclasses import dataclass
from enum import Enum, auto

from app.foundation.refusals import Fault
from app.rota.files.binary_workbook import BOOK, read_binary_workbook
from app.rota.files.compound_file import MAGIC, CompoundFile
from app.rota.files.findings import Findings, Unreadable
from app.rota.files.html_table import read_html
from app.rota.files.old_workbook import read_old_workbook
from app.rota.files.open_document import read_open_document
from app.rota.files.table import Table
from app.rota.files.text_decode import decode_page
from app.rota.files.workbook import read_workbook
from app.rota.files.workbook_parts import ARCHIVE_ERRORS
from app.rota.files.xml_spreadsheet import read_xml_spreadsheet


class Kind(Enum):
    """The families of files that are read in ways of their own."""

    SHEETS = auto()
    RECORDS = auto()
    CALENDAR = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Opened:
    """A file by its kind; `tables` are its sheets, for SHEETS only."""

    kind: Kind
    tables: tuple[Table, ...] = ()


_SEND = "Send the roster as .xlsx, .ods or CSV."
_FOREIGN = (
    (b"%PDF", "This is a PDF."),
    (b"{\\rtf", "This is a rich text document."),
    (b"\x1f\x8b", "This is a packed file (gzip). Unpack it first."),
    (b"7z\xbc\xaf\x27\x1c", "This is a packed file (7-Zip). Unpack it first."),
    (b"Rar!", "This is a packed file (RAR). Unpack it first."),
    (b"\x89PNG", "This is a picture."),
    (b"\xff\xd8\xff", "This is a picture."),
    (b"GIF8", "This is a picture."),
    (b"MZ", "This is a program."),
    (b"\x7fELF", "This is a program."),
    (b"SQLite format 3", "This is a database."),
    (b"ID;P", "This is a workbook in the SYLK format."),
    (b"\x09\x00", "This is a workbook older than Excel 97."),
    (b"\x09\x02", "This is a workbook older than Excel 97."),
    (b"\x09\x04", "This is a workbook older than Excel 97."),
)
_WEB_ARCHIVE = re.compile(rb"(?is)\s*(?:MIME-Version:|.{0,400}Content-Type:\s*multipart/related)")
_PAGE = re.compile(r"(?i)<(?:!doctype\s+html|html|head|body|table|meta|frameset)\b")
_EXCEL_XML = "urn:schemas-microsoft-com:office:spreadsheet"
_LOOKED_AT = 8_192


def open_upload(data: bytes, findings: Findings) -> Opened:
    """Tell what `data` is, and open it if it holds sheets. Raises Unreadable for what no roster comes in."""
    for mark, message in _FOREIGN:
        if data.startswith(mark):
            raise Unreadable(Fault(message, remedy=_SEND))
    if data.startswith(b"PK"):
        return Opened(Kind.SHEETS, tuple(_zipped(data, findings)))
    if data.startswith(MAGIC[:4]):
        return Opened(Kind.SHEETS, tuple(read_old_workbook(data, CompoundFile(data), findings)))
    return _written(data, findings)


def _written(data: bytes, findings: Findings) -> Opened:
    """A file of text, whatever its encoding."""
    head = data[:_LOOKED_AT].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if head[:15].upper() == b"BEGIN:VCALENDAR":
        return Opened(Kind.CALENDAR)
    if head.startswith((b"{", b"[")):
        return Opened(Kind.RECORDS)
    if _WEB_ARCHIVE.match(head[:500]):
        message = "This is a web archive (.mht)."
        raise Unreadable(Fault(message, remedy="Open it in your spreadsheet program and save it as .xlsx or CSV."))
    if head.startswith(b"<"):
        return Opened(Kind.SHEETS, tuple(_marked_up(data, findings)))
    return Opened(Kind.TEXT)


def _marked_up(data: bytes, findings: Findings) -> list[Table]:
    text, encoding = decode_page(data)
    if _EXCEL_XML in text[:_LOOKED_AT]:
        findings.notes.append("Read as an XML spreadsheet of Excel 2003.")
        return read_xml_spreadsheet(data, findings)
    if _PAGE.search(text[:_LOOKED_AT]):
        findings.notes.append(f"Read as a web page with tables, {encoding}.")
        return read_html(text)
    raise Unreadable(Fault("This is XML of a kind that is not read.", remedy=_SEND))


def _zipped(data: bytes, findings: Findings) -> list[Table]:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except ARCHIVE_ERRORS:
        names = set()
    if "content.xml" in names:
        findings.notes.append("Read as an OpenDocument workbook.")
        return read_open_document(data, findings)
    if BOOK in names:
        findings.notes.append("Read as a binary workbook of Excel.")
        return read_binary_workbook(data, findings)
    if names and not any(name.startswith("xl/") for name in names):
        raise _other_archive(names)
    return read_workbook(data, findings)


def _other_archive(names: set[str]) -> Unreadable:
    if any(name.startswith("word/") for name in names):
        return Unreadable(Fault("This is a Word document.", remedy=_SEND))
    if any(name.startswith("Index/") for name in names):
        return Unreadable(Fault("This is a Numbers document.", remedy="Export it as Excel or CSV, and send that."))
    if "[Content_Types].xml" in names:
        return Unreadable(Fault("This archive is damaged, or no workbook.", remedy=_SEND))
    message = "This is a zip archive, not a workbook."
    return Unreadable(Fault(message, remedy="Unpack it and send the roster that is in it."))
