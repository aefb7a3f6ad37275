"""Looks at the parts of a zipped workbook: what no roster needs, what could do harm, what does not belong."""

import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping

from app.foundation.refusals import Fault
from app.rota.files.cell_marks import digits_shown
from app.rota.files.concealed import refuse_parts
from app.rota.files.findings import Unreadable, legible
from app.rota.files.safe_xml import doctype_refused

_HARMFUL = (
    (re.compile(r"(?i)(?:.*/)?vba[^/]*\.bin"), "macros"),
    (re.compile(r"(?i)xl/(?:macrosheets|dialogsheets|intlmacrosheets)/.*"), "an Excel 4 macro sheet"),
    (re.compile(r"(?i)xl/externalLinks/.*"), "links to other files"),
    (re.compile(r"(?i)(?:xl/(?:embeddings|activeX|ctrlProps)/.*|.*oleObject[^/]*\.bin)"), "embedded objects"),
    (re.compile(r"(?i)xl/(?:connections\.(?:xml|bin)|queryTables/.*)"), "connections to data elsewhere"),
    (re.compile(r"(?i).*\.(?:zip|7z|rar|gz|xlsx|xlsm|xls|exe|dll|js|vbs|bat)"), "another file inside it"),
)
ARCHIVE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    struct.error,
)
"""What reading a damaged archive may raise."""
_XML = (".xml", ".rels")
_CHUNK = 2**18
_DECLARED = re.compile(rb"""<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)["']""")
_PLAIN = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_SAVE_AGAIN = "Open it in your spreadsheet program and save it again as .xlsx."


def refuse_hostile_parts(archive: zipfile.ZipFile) -> None:
    """Raise Unreadable for parts that no spreadsheet program writes, and for those a roster does not need."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    _refuse_names(names)
    refuse_parts(words for name in names for pattern, words in _HARMFUL if pattern.fullmatch(name))
    for entry in entries:
        if entry.filename.lower().endswith(_XML):
            _refuse_doctype(archive, entry)


def _refuse_names(names: list[str]) -> None:
    twice = [name for name, count in Counter(name.casefold() for name in names).items() if count > 1]
    if twice:
        message = "A part of the workbook is in it twice: which one counts cannot be told."
        raise Unreadable(Fault(message, value=legible(twice[0]), remedy=_SAVE_AGAIN))
    for name in names:
        if name.startswith(("/", "\\")) or "\\" in name or ".." in name.split("/") or ":" in name[:3]:
            message = "A part of the workbook is named as if it lay outside the file."
            raise Unreadable(Fault(message, value=legible(name), remedy=_SAVE_AGAIN))


def _refuse_doctype(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Looks through the whole part: a document type may stand behind a comment as long as one likes."""
    tail, is_first = b"", True
    with archive.open(entry) as part:
        while piece := part.read(_CHUNK):
            if is_first:
                _refuse_encoding(piece[:200])
                is_first = False
            chunk = tail + piece
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise doctype_refused()
            tail = piece[-16:]


def _refuse_encoding(head: bytes) -> None:
    """Every check reads the parts as UTF-8, which all spreadsheet programs write; others could slip through."""
    found = _DECLARED.search(head)
    if b"\x00" in head or (found and found[1].lower() not in _PLAIN):
        raise Unreadable(Fault("A part of the workbook is not written in UTF-8.", remedy=_SAVE_AGAIN))


def digits_of_styles(styles: str) -> Mapping[str, int]:
    """How many digits each cell style shows, for the styles that show leading zeros."""
    shown: dict[str, int] = {}
    for tag in re.findall(r"<(?:\w+:)?numFmt\s[^<>]*>", styles):
        number, code = (re.search(rf"""\s{name}\s*=\s*["']([^"']*)["']""", tag) for name in ("numFmtId", "formatCode"))
        if number and code and (digits := digits_shown(code[1])):
            shown[number[1]] = digits
    block = re.search(r"<(?:\w+:)?cellXfs[\s>].*?</(?:\w+:)?cellXfs>", styles, re.DOTALL)
    styles_in_order = re.findall(r"<(?:\w+:)?xf\s[^<>]*>", block[0]) if block else []
    found: dict[str, int] = {}
    for index, tag in enumerate(styles_in_order):
        number = re.search(r"""\snumFmtId\s*=\s*["']([^"']*)["']""", tag)
        if number and number[1] in shown:
            found[str(index)] = shown[number[1]]
    return found
