"""A table looked at with its dates running across, whichever way they run in the file."""

from dataclasses import dataclass

from app.rota.files.findings import Place
from app.rota.files.table import Table


@dataclass(frozen=True, slots=True)
class View:
    """Rows of cells. In a `turned` view each row is a column of the file, so that dates down become dates across."""

    table: Table
    rows: tuple[tuple[str, ...], ...]
    turned: bool = False

    def cell(self, row: int, column: int) -> str:
        """The cell there, empty where there is none."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def place(self, row: int, column: int | None = None) -> Place:
        """Where in the file that is; without a column the row as a whole."""
        if not self.turned:
            letter = self.table.letter(column) if column is not None else None
            return Place(self.table.sheet, self.table.rows[row].number, letter)
        number = self.table.rows[column].number if column is not None else None
        return Place(self.table.sheet, number, self.table.letter(row))

    def line_name(self, row: int) -> str:
        """A row of the view as people would name it."""
        return f"column {self.table.letter(row)}" if self.turned else f"row {self.table.rows[row].number}"

    def column_name(self, column: int) -> str:
        """A column of the view by its letter, or as the row that it is in the file."""
        return f"row {self.table.rows[column].number}" if self.turned else self.table.letter(column)

    @property
    def width(self) -> int:
        """The number of cells of the longest row."""
        return max((len(cells) for cells in self.rows), default=0)


def as_it_lies(table: Table) -> View:
    """The table with its rows as rows."""
    return View(table, tuple(row.cells for row in table.rows))


def turned(table: Table) -> View:
    """The table with its columns as rows."""
    width = max((len(row.cells) for row in table.rows), default=0)
    rows = tuple(tuple(row.cell(index) for row in table.rows) for index in range(width))
    return View(table, rows, turned=True)
