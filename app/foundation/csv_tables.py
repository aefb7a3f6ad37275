"""Tables as CSV that no spreadsheet program runs as formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import chain

# The last four are full-width: spreadsheet programs set to Japanese or Chinese run them too.
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def formula_safe(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet program would run (CWE-1236)."""
    return f"'{cell}" if cell.startswith(_BEGINS_A_FORMULA) else cell


def csv_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV, every cell of it safe to open."""
    return csv_rows(chain([heads], rows))


def csv_rows(rows: Iterable[Sequence[str]]) -> str:
    """The rows of such a table without their heads."""
    held = io.StringIO(newline="")
    csv.writer(held).writerows([formula_safe(cell) for cell in row] for row in rows)
    return held.getvalue()
