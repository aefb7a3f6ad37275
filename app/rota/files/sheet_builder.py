"""Builds tables cell by cell from markup, and remembers what is hidden."""

from dataclasses import dataclass, field

from app.foundation.refusals import Fault
from app.rota.files.concealed import refuse_hidden_columns, refuse_hidden_rows
from app.rota.files.findings import Unreadable, legible
from app.rota.files.table import Merged, Row, Table
from app.rota.files.workbook_scan import MOST_CELLS, MOST_COLUMNS, MOST_ROWS

_SEND_ROSTER = "Delete what lies outside the roster (often a single stray cell) and save again."


@dataclass(slots=True)
class SheetBuilder:
    """One sheet while it is read. Blank rows and cells cost nothing until something follows them."""

    name: str
    is_hidden: bool = False
    rows: list[Row] = field(default_factory=list)
    at_row: int = 1
    at_column: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    cell_count: int = 0
    filled_columns: set[int] = field(default_factory=set)
    merged: list[Merged] = field(default_factory=list)
    _cells: dict[int, str] = field(default_factory=dict)

    def cell(self, text: str, times: int = 1) -> None:
        """The next cell, or the same several times."""
        if text:
            self._within(self.at_row, self.at_column + times, times)
            for column in range(self.at_column, self.at_column + times):
                self._cells[column] = text
        self.at_column += times

    def merge(self, columns: int) -> None:
        """The next cell is merged with those right of it, so many in all."""
        if columns > 1:
            self.merged.append((self.at_row, self.at_column, self.at_row, self.at_column + columns - 1))

    def row_ends(self, times: int = 1, *, is_hidden: bool = False) -> None:
        """The row is complete, or stands several times."""
        if self._cells:
            width = max(self._cells) + 1
            self._within(self.at_row + times - 1, width, times * width)
            cells = tuple(self._cells.get(column, "") for column in range(width))
            self.rows += [Row(self.at_row + i, cells) for i in range(times)]
            self.filled_columns.update(self._cells)
            if is_hidden:
                self.hidden_rows.update(range(self.at_row, self.at_row + times))
        self.at_row += times
        self.at_column, self._cells = 0, {}

    def hide_columns(self, first: int, count: int) -> None:
        """Columns that are not shown."""
        self.hidden_columns.update(range(first, min(first + count, MOST_COLUMNS)))

    def _within(self, row: int, columns: int, more: int) -> None:
        self.cell_count += more
        if row > MOST_ROWS or columns > MOST_COLUMNS or self.cell_count > 2 * MOST_CELLS:
            message = f"A cell lies as far out as row {row:,} and column {columns:,}; no roster is as large."
            raise Unreadable(Fault(message, sheet=legible(self.name), row=row, remedy=_SEND_ROSTER))

    def table(self) -> Table:
        """The table, every row as wide as the widest. Raises Unreadable where something in it is hidden."""
        width = max((len(row.cells) for row in self.rows), default=0)
        if width * (self.rows[-1].number if self.rows else 0) > MOST_CELLS:
            self._within(self.rows[-1].number, width, 2 * MOST_CELLS)
        rows = list[Row]()
        for row in self.rows:
            rows += [Row(number, ("",) * width) for number in range(len(rows) + 1, row.number)]
            rows.append(Row(row.number, row.cells + ("",) * (width - len(row.cells))))
        table = Table(self.name, tuple(rows), merged=tuple(self.merged))
        refuse_hidden_columns(self.name, {table.letter(at) for at in self.hidden_columns & self.filled_columns})
        refuse_hidden_rows(self.name, self.hidden_rows)
        return table
