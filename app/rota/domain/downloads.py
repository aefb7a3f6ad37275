"""Tables to take away: faults and changes as CSV that no spreadsheet program runs as formulas."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from zoneinfo import ZoneInfo

from app.foundation.refusals import Fault
from app.rota.domain.decision import RejectedRow
from app.rota.domain.difference import StaffDifference
from app.rota.domain.order_rules import in_words

# The last four are full-width: spreadsheet programs set to Japanese or Chinese run them too.
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
CHANGE_HEADS = ("staff number", "change", "before", "after")


def formula_safe(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet program would run (CWE-1236)."""
    return f"'{cell}" if cell.startswith(_BEGINS_A_FORMULA) else cell


def faults_csv(faults: Iterable[Fault]) -> str:
    """One fault a row."""
    heads = ("sheet", "row", "column", "found", "what is wrong", "remedy")
    return csv_table(
        heads,
        ((f.sheet or "", str(f.row or ""), f.column or "", f.value or "", f.message, f.remedy or "") for f in faults),
    )


def warnings_csv(groups: Iterable[tuple[str, str, Iterable[Fault]]]) -> str:
    """One warning a row, with the rule it comes from and that rule's source."""
    heads = ("rule", "source", "sheet", "row", "column", "found", "what looks odd", "what to look at")
    rows = (
        (rule, source, f.sheet or "", str(f.row or ""), f.column or "", f.value or "", f.message, f.remedy or "")
        for rule, source, faults in groups
        for f in faults
    )
    return csv_table(heads, rows)


def rejected_csv(rows: Iterable[RejectedRow]) -> str:
    """One row that was left out a row: where it stood, why, then its cells as they stand."""
    return csv_table(
        ("sheet", "row", "why", "cells"), ((r.sheet or "", str(r.row or ""), r.why, *r.cells) for r in rows)
    )


def changes_csv(parts: Iterable[Iterable[StaffDifference]], zone: ZoneInfo) -> Iterator[str]:
    """One changed duty a row; a piece of the file for each part."""
    yield csv_table(CHANGE_HEADS, ())
    for part in parts:
        yield _csv_rows(change_rows(part, zone))


def change_rows(differences: Iterable[StaffDifference], zone: ZoneInfo) -> Iterator[tuple[str, str, str, str]]:
    """Staff number, change, before, after: for a page or a file."""
    for one in differences:
        who = one.staff_number
        if one.is_new:
            yield who, "new on the roster", "", ""
        yield from ((who, "moved", in_words(move.before, zone), in_words(move.after, zone)) for move in one.moved)
        yield from ((who, "changed", in_words(move.before, zone), in_words(move.after, zone)) for move in one.changed)
        yield from ((who, "added", "", in_words(duty, zone)) for duty in one.added)
        yield from ((who, "removed", in_words(duty, zone), "") for duty in one.removed)


def csv_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV, every cell of it safe to open."""
    return _csv_rows(chain([heads], rows))


def _csv_rows(rows: Iterable[Sequence[str]]) -> str:
    held = io.StringIO(newline="")
    csv.writer(held).writerows([formula_safe(cell) for cell in row] for row in rows)
    return held.getvalue()
