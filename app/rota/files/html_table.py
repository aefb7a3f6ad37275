"""Tables in a web page, which many programs export under the name of a workbook."""

import re
from html.parser import HTMLParser

from app.foundation.refusals import Fault
from app.rota.files.findings import Unreadable, legible
from app.rota.files.sheet_builder import SheetBuilder
from app.rota.files.table import Table

MOST_TABLES = 200
_SKIPPED = frozenset({"script", "style", "title", "template", "noscript"})
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE)
_SEND = "Open it in your spreadsheet program and save the roster as .xlsx or CSV."
Attributes = list[tuple[str, str | None]]


def read_html(text: str) -> list[Table]:
    """Every table of the page that has cells. Raises Unreadable without one, and for what is hidden."""
    page = _Page()
    page.feed(text)
    page.close()
    page.close_all()
    tables = [sheet.table() for sheet in page.done if sheet.rows]
    if not tables:
        what = "only points to its sheets, which are other files" if page.is_frame else "has no table"
        raise Unreadable(Fault(f"This is a web page that {what}.", remedy=_SEND))
    return tables


class _Page(HTMLParser):
    """Listens to a page. A table within a cell is a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[SheetBuilder] = []
        self.is_frame = False
        self._open: list[_OpenTable] = []
        self._skipping = ""
        self._count = 0

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if self._skipping:
            return
        match tag:
            case _ if tag in _SKIPPED:
                self._skipping = tag
            case "frameset":
                self.is_frame = True
            case "table":
                self._open_table(attrs)
            case _ if self._open:
                _begin_inside(self._open[-1], tag, attrs)

    def _open_table(self, attrs: Attributes) -> None:
        self._count += 1
        if self._count > MOST_TABLES:
            raise Unreadable(Fault(f"There are more than {MOST_TABLES} tables in this page.", remedy=_SEND))
        if _is_unseen(attrs):
            raise Unreadable(Fault("A table of this page is hidden. Nothing hidden is read.", remedy=_SEND))
        self._open.append(_OpenTable(SheetBuilder(f"Table {self._count}")))

    def handle_endtag(self, tag: str) -> None:
        if self._skipping:
            self._skipping = "" if tag == self._skipping else self._skipping
        elif tag == "table" and self._open:
            self._close_table()
        elif tag == "tr" and self._open:
            self._open[-1].row_ends()
        elif tag in ("td", "th") and self._open:
            self._open[-1].cell_ends()

    def handle_data(self, data: str) -> None:
        if self._open and not self._skipping:
            self._open[-1].say(data)

    def _close_table(self) -> None:
        table = self._open.pop()
        table.row_ends()
        self.done.append(table.sheet)

    def close_all(self) -> None:
        """Whatever was never closed ends with the page."""
        while self._open:
            self._close_table()


def _begin_inside(table: "_OpenTable", tag: str, attrs: Attributes) -> None:
    match tag:
        case "tr":
            table.row_begins(_is_unseen(attrs))
        case "td" | "th":
            table.cell_begins(attrs)
        case "col":
            table.column(attrs)
        case "br" | "p" | "div":
            table.say("\n")


class _OpenTable:
    """A table while it is read. A cell that spans rows or columns stands in each of them."""

    def __init__(self, sheet: SheetBuilder) -> None:
        self.sheet = sheet
        self._reaching: dict[int, tuple[int, str]] = {}
        self._next: dict[int, tuple[int, str]] = {}
        self._in_row = self._row_unseen = False
        self._text: list[str] | None = None
        self._spans = (1, 1)
        self._columns = 0

    def say(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def column(self, attrs: Attributes) -> None:
        count = _span(attrs, "span")
        if _is_unseen(attrs):
            self.sheet.hide_columns(self._columns, count)
        self._columns += count

    def row_begins(self, is_unseen: bool) -> None:
        self.row_ends()
        self._in_row, self._row_unseen = True, is_unseen

    def cell_begins(self, attrs: Attributes) -> None:
        self.cell_ends()
        if _is_unseen(attrs):
            place = (legible(self.sheet.name), self.sheet.at_row)
            raise Unreadable(Fault("A cell of this table is hidden. Nothing hidden is read.", *place, remedy=_SEND))
        self._in_row = True
        self._text, self._spans = [], (_span(attrs, "rowspan"), _span(attrs, "colspan"))
        self._pass_reaching()

    def _pass_reaching(self) -> None:
        """Cells that reach down from rows above come first."""
        while (at := self.sheet.at_column) in self._reaching:
            rows, text = self._reaching.pop(at)
            self.sheet.cell(text)
            if rows > 1:
                self._next[at] = (rows - 1, text)

    def cell_ends(self) -> None:
        if self._text is None:
            return
        text = "\n".join(" ".join(part.split()) for part in "".join(self._text).strip().split("\n")).strip()
        rows, columns = self._spans
        first = self.sheet.at_column
        self.sheet.cell(text, columns)
        if rows > 1:
            for at in range(first, first + columns):
                self._next[at] = (rows - 1, text)
        self._text = None

    def row_ends(self) -> None:
        if not self._in_row:
            return
        self.cell_ends()
        for at in sorted(self._reaching):
            self.sheet.at_column = max(at, self.sheet.at_column)
            self._pass_reaching()
        self.sheet.row_ends(is_hidden=self._row_unseen)
        self._reaching, self._next = self._next, {}
        self._in_row = False


def _is_unseen(attrs: Attributes) -> bool:
    return any(name == "hidden" or (name == "style" and _UNSEEN.search(value or "")) for name, value in attrs)


def _span(attrs: Attributes, name: str) -> int:
    text = (dict(attrs).get(name) or "1").strip()
    return max(1, min(int(text), 1_000)) if re.fullmatch(r"[0-9]{1,6}", text) else 1
