"""ODS, the workbook of LibreOffice, to tables."""

import io
import re
import zipfile

from app.foundation.refusals import Fault
from app.rota.files.cell_marks import tell_zeros
from app.rota.files.concealed import encrypted, refuse_hidden_sheets, refuse_parts
from app.rota.files.findings import Findings, Unreadable
from app.rota.files.safe_xml import parse_xml
from app.rota.files.sheet_builder import SheetBuilder
from app.rota.files.table import Table
from app.rota.files.workbook_parts import ARCHIVE_ERRORS, refuse_hostile_parts
from app.rota.files.workbook_scan import ERROR, refuse_hostile

_LENGTH = re.compile(r"PT(?:(\d{1,6})H)?(?:(\d{1,2})M)?(?:(\d{1,2})(?:[.,]\d*)?S)?")
_ASIDE = frozenset({"annotation", "shapes", "frame", "custom-shape", "tracked-changes", "text-box"})
_HIDDEN = frozenset({"collapse", "filter"})
_MOST_TIMES = 20_000_000


def read_open_document(data: bytes, findings: Findings) -> list[Table]:
    """Every sheet as a table of text. Raises Unreadable for what is hidden, hostile or damaged."""
    refuse_hostile(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listener = _Content()
        try:
            refuse_hostile_parts(archive)
            _refuse_open_parts(archive)
            with archive.open("content.xml") as part:
                parse_xml(part, listener)
        except ARCHIVE_ERRORS as wrong:
            message = "The workbook is damaged: its content does not unpack."
            raise Unreadable(Fault(message, remedy="Open it in your spreadsheet program and save it again.")) from wrong
    refuse_hidden_sheets(sheet.name for sheet in listener.sheets if sheet.is_hidden and sheet.rows)
    if listener.zeros:
        tell_zeros(listener.zeros, findings)
    return [sheet.table() for sheet in listener.sheets if not sheet.is_hidden]


def _refuse_open_parts(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if "META-INF/manifest.xml" in names:
        with archive.open("META-INF/manifest.xml") as part:
            if b"encryption-data" in part.read(2**22):
                raise encrypted()
    found = {"macros"} if any(name.startswith(("Basic/", "Scripts/")) for name in names) else set[str]()
    if any(re.match(r"(Object |ObjectReplacements/)", name) for name in names):
        found.add("embedded objects")
    refuse_parts(found)


class _Content:
    """Listens to content.xml."""

    def __init__(self) -> None:
        self.sheets: list[SheetBuilder] = []
        self.zeros = 0
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._aside = 0
        self._tables = 0
        self._column = 0
        self._row: dict[str, str] = {}
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._aside or name in _ASIDE:
            self._aside += 1
            return
        match name:
            case "table":
                self._open_table(attributes)
            case "table-column" if self.sheets:
                self._take_column(attributes)
            case "table-row":
                self._row = attributes
            case "table-cell" | "covered-table-cell":
                self._cell, self._paragraphs = attributes, []
            case _ if self._cell is not None:
                self._inside_cell(name, attributes)
            case _:
                self._outside(name, attributes)

    def _outside(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style":
            self._style = attributes.get("name", "")
        elif name == "table-properties" and attributes.get("display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "dde-link":
            refuse_parts({"links to other files"})

    def _open_table(self, attributes: dict[str, str]) -> None:
        if attributes.get("is-sub-table") == "true":
            raise Unreadable(Fault("A cell of this workbook holds a table of its own.", remedy="Split it into cells."))
        name = attributes.get("name", f"Sheet {len(self.sheets) + 1}")
        self.sheets.append(SheetBuilder(name, attributes.get("style-name", "-") in self._hidden_styles))
        self._column = 0

    def _take_column(self, attributes: dict[str, str]) -> None:
        count = _times(attributes, "number-columns-repeated")
        if attributes.get("visibility") in _HIDDEN:
            self.sheets[-1].hide_columns(self._column, count)
        self._column += count

    def _inside_cell(self, name: str, attributes: dict[str, str]) -> None:
        if name == "cell-range-source":
            refuse_parts({"links to other files"})
        if name == "p":
            self._paragraphs.append("")
        elif name == "s" and self._paragraphs:
            self._paragraphs[-1] += " " * min(_times(attributes, "c"), 100)
        elif name in ("line-break", "tab") and self._paragraphs:
            self._paragraphs[-1] += " "

    def end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name in ("table-cell", "covered-table-cell") and self._cell is not None and self.sheets:
            self.sheets[-1].merge(_times(self._cell, "number-columns-spanned"))
            self.sheets[-1].cell(self._text(self._cell), _times(self._cell, "number-columns-repeated"))
            self._cell = None
        elif name == "table-row" and self.sheets:
            is_hidden = self._row.get("visibility") in _HIDDEN
            self.sheets[-1].row_ends(_times(self._row, "number-rows-repeated"), is_hidden=is_hidden)

    def text(self, data: str) -> None:
        if self._cell is not None and self._paragraphs and not self._aside:
            self._paragraphs[-1] += data

    def _text(self, cell: dict[str, str]) -> str:
        shown = "\n".join(self._paragraphs).strip()
        match cell.get("value-type"):
            case "float" | "currency" | "percentage":
                return self._number(cell.get("value", ""), shown)
            case "date":
                return cell.get("date-value", "").replace("T", " ")
            case "time":
                return _clock(cell.get("time-value", ""))
            case _:
                return ERROR if shown.startswith(("Err:", "#")) and "formula" in cell else shown

    def _number(self, value: str, shown: str) -> str:
        """The number, as it is shown where that only adds leading zeros."""
        whole = value.removesuffix(".0")
        if shown.isdecimal() and shown != whole and shown.lstrip("0") == whole.lstrip("0"):
            self.zeros += 1
            return shown
        return whole


def _times(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return min(int(text), _MOST_TIMES) if re.fullmatch(r"[0-9]{1,9}", text) else 1


def _clock(text: str) -> str:
    found = _LENGTH.fullmatch(text)
    if not found:
        return text
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return f"{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")
