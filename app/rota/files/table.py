"""A table as it lies in a file: rows of text cells that remember where they are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `number` counts from 1 as a spreadsheet program shows it."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether every cell is empty."""
        return not any(self.cells)

    def cell(self, index: int) -> str:
        """The cell at `index`, empty where the row has none."""
        return self.cells[index] if index < len(self.cells) else ""


Merged = tuple[int, int, int, int]
"""First row (from 1) and column (from 0, column A), last row and column."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or the one table of a text file. `first_column` is how many columns lie empty to the left."""

    sheet: str | None
    rows: tuple[Row, ...]
    first_column: int = 0
    merged: tuple[Merged, ...] = ()
    """Cells that were merged with others, which are blank then."""

    def letter(self, index: int) -> str:
        """The letter of a column as a spreadsheet program shows it."""
        at, letters = index + self.first_column, ""
        while at >= 0:
            at, rest = divmod(at, 26)
            letters = chr(ord("A") + rest) + letters
            at -= 1
        return letters

    def title(self, header: Row, index: int) -> str:
        """The title that the header gives a column, or its letter."""
        return header.cell(index) or self.letter(index)
