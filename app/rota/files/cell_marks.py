"""What is known of single cells beside what calamine reads: broken ones, and numbers shown with leading zeros."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.rota.domain.decision import Confidence, Decision
from app.rota.files.findings import Findings
from app.rota.files.table import Merged, Row, Table

_ONLY_ZEROS = re.compile(r"0{2,20}")


@dataclass(frozen=True, slots=True)
class CellMarks:
    """By row (from 1) and column (from 0): words that stand for a broken cell, or how many digits are shown."""

    first_column: int = 0
    words: Mapping[tuple[int, int], str] | None = None
    digits: Mapping[tuple[int, int], int] | None = None
    merged: tuple[Merged, ...] = ()


def digits_shown(number_format: str) -> int:
    """How many digits a format like 00000 shows; 0 for every other format."""
    return len(number_format) if _ONLY_ZEROS.fullmatch(number_format) else 0


def marked(table: Table, marks: CellMarks, findings: Findings) -> Table:
    """The table in its place, its broken cells saying what they are, its numbers as long as they are shown.

    Read as blank, a broken cell would be a silent guess; read as 123, staff number 00123 would be somebody else's.
    """
    by_row: dict[int, dict[int, str | int]] = {}
    every: dict[tuple[int, int], str | int] = {**(marks.words or {}), **(marks.digits or {})}
    for (row, column), mark in every.items():
        by_row.setdefault(row, {})[column - marks.first_column] = mark
    if marks.digits:
        tell_zeros(len(marks.digits), findings)
    rows = (_with(row, by_row[row.number]) if row.number in by_row else row for row in table.rows)
    return replace(table, rows=tuple(rows), first_column=marks.first_column, merged=marks.merged)


def _with(row: Row, marks: Mapping[int, str | int]) -> Row:
    cells = list(row.cells)
    for at, mark in marks.items():
        if 0 <= at < len(cells):
            cells[at] = mark if isinstance(mark, str) else _padded(cells[at], mark)
    return Row(row.number, tuple(cells))


def _padded(text: str, digits: int) -> str:
    return text.zfill(digits) if text.isdecimal() else text


def tell_zeros(count: int, findings: Findings) -> None:
    evidence = f"{count} number{'s are' if count > 1 else ' is'} shown with leading zeros by the format of the cell."
    findings.decide(Decision("leading_zeros", "Leading zeros", "kept", "kept as shown", evidence, Confidence.CERTAIN))
