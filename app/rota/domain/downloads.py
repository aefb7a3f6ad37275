"""Tables to take away: faults and changes as CSV that no spreadsheet program runs as formulas."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from app.foundation.csv_tables import csv_rows, csv_table
from app.foundation.refusals import Fault
from app.rota.domain.decision import RejectedRow
from app.rota.domain.difference import StaffDifference
from app.rota.domain.order_rules import in_words

CHANGE_HEADS = ("staff number", "change", "before", "after")


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
        yield csv_rows(change_rows(part, zone))


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
