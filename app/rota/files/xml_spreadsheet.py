"""The XML spreadsheet of Excel 2003 to tables."""

import re

from app.rota.files.cell_marks import digits_shown, tell_zeros
from app.rota.files.concealed import refuse_hidden_sheets
from app.rota.files.findings import Findings
from app.rota.files.safe_xml import parse_xml
from app.rota.files.sheet_builder import SheetBuilder
from app.rota.files.table import Table
from app.rota.files.workbook_scan import ERROR


def read_xml_spreadsheet(data: bytes, findings: Findings) -> list[Table]:
    """Every sheet as a table of text. Raises Unreadable for what is hidden, hostile or damaged."""
    listener = _Book()
    parse_xml(data, listener)
    refuse_hidden_sheets(sheet.name for sheet in listener.sheets if sheet.is_hidden and sheet.rows)
    if listener.zeros:
        tell_zeros(listener.zeros, findings)
    return [sheet.table() for sheet in listener.sheets if not sheet.is_hidden]


class _Book:
    """Listens to the workbook."""

    def __init__(self) -> None:
        self.sheets: list[SheetBuilder] = []
        self.zeros = 0
        self._digits: dict[str, int] = {}
        self._style = ""
        self._column = 0
        self._row: dict[str, str] = {}
        self._cell: dict[str, str] | None = None
        self._kind = ""
        self._held: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.sheets and name != "Worksheet":
            self._inside(name, attributes)
            return
        match name:
            case "Style":
                self._style = attributes.get("ID", "")
            case "NumberFormat":
                self._digits[self._style] = digits_shown(attributes.get("Format", ""))
            case "Worksheet":
                self.sheets.append(SheetBuilder(attributes.get("Name", f"Sheet {len(self.sheets) + 1}")))
                self._column = 0

    def _inside(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "Column":
                self._take_column(attributes)
            case "Row":
                self._row = attributes
                self.sheets[-1].at_row = max(_number(attributes, "Index", 0), self.sheets[-1].at_row)
            case "Cell":
                self._cell, self._kind, self._held = attributes, "", None
                self.sheets[-1].at_column = max(_number(attributes, "Index", 0) - 1, self.sheets[-1].at_column)
            case "Data":
                self._kind, self._held = attributes.get("Type", ""), []
            case "Visible":
                self._held = []

    def _take_column(self, attributes: dict[str, str]) -> None:
        first = _number(attributes, "Index", self._column + 1) - 1
        count = _number(attributes, "Span", 0) + 1
        if attributes.get("Hidden") in ("1", "true"):
            self.sheets[-1].hide_columns(first, count)
        self._column = first + count

    def end(self, name: str) -> None:
        if not self.sheets:
            return
        sheet = self.sheets[-1]
        if name == "Cell" and self._cell is not None:
            across = _number(self._cell, "MergeAcross", 0)
            sheet.merge(across + 1)
            sheet.cell(self._text())
            if across:
                sheet.cell("", across)
            self._cell, self._held = None, None
        elif name == "Row":
            hidden = self._row.get("Hidden") in ("1", "true")
            sheet.row_ends(is_hidden=hidden)
            if span := _number(self._row, "Span", 0):
                sheet.row_ends(span)
        elif name == "Visible":
            sheet.is_hidden = "".join(self._held or []).strip() in ("SheetHidden", "SheetVeryHidden")
            self._held = None

    def text(self, data: str) -> None:
        if self._held is not None:
            self._held.append(data)

    def _text(self) -> str:
        text = "".join(self._held or []).strip()
        match self._kind:
            case "Error":
                return ERROR
            case "DateTime":
                return re.sub(r"\.0+$", "", text).replace("T", " ")
            case "Number":
                digits = self._digits.get((self._cell or {}).get("StyleID", ""), 0)
                whole = text.removesuffix(".0")
                self.zeros += digits > len(whole)
                return whole.zfill(digits) if whole.isdecimal() else whole
            case _:
                return text


def _number(attributes: dict[str, str], name: str, otherwise: int) -> int:
    text = attributes.get(name, "")
    return int(text) if re.fullmatch(r"[0-9]{1,8}", text) else otherwise
