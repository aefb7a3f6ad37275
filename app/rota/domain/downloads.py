"""Tables to take away: faults and changes as CSV that no spreadsheet program runs as formulas."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from app.foundation.refusals import Fault
from app.rota.domain.difference import StaffDifference
from app.rota.domain.order_rules import in_words

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
CHANGE_HEADS = ("staff number", "change", "before", "after")


def formula_safe(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet program would run (CWE-1236)."""
    return f"'{cell}" if cell.startswith(_BEGINS_A_FORMULA) else cell


def faults_csv(faults: Iterable[Fault]) -> str:
    """One fault a row."""
    heads = ("sheet", "row", "column", "found", "what is wrong", "remedy")
    return _table(
        heads,
        ((f.sheet or "", str(f.row or ""), f.column or "", f.value or "", f.message, f.remedy or "") for f in faults),
    )


def changes_csv(differences: Iterable[StaffDifference], zone: ZoneInfo) -> str:
    """One changed duty a row."""
    return _table(CHANGE_HEADS, change_rows(differences, zone))


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


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow(heads)
    writer.writerows([formula_safe(cell) for cell in row] for row in rows)
    return held.getvalue()
