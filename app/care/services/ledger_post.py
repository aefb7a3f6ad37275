"""Appends to the ledger of a course."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.ledger import EntryKind, after, balance_of
from app.care.store.guards import settle
from app.care.store.ledger import units_of_course
from app.care.store.tables.ledger import LedgerEntry


@dataclass(frozen=True, slots=True)
class Line:
    """What to append: `reason` says in a word or two why."""

    kind: EntryKind
    reason: str
    units: int = 1
    appointment_id: str | None = None


def post(db: Session, course_id: str, *lines: Line, now: datetime) -> None:
    """Append entries, in order. The course must be locked.

    Raises LedgerBroken if the balance does not cover one, Conflict ("world-moved-on") if somebody else appended first.
    """
    entries = units_of_course(db, course_id)
    balance = balance_of(entries)
    for number, line in enumerate(lines, start=len(entries) + 1):
        balance = after(balance, line.kind, line.units)
        db.add(
            LedgerEntry(
                course_id=course_id,
                number=number,
                kind=line.kind,
                units=line.units,
                appointment_id=line.appointment_id,
                reason=line.reason,
                at=now,
            )
        )
    settle(db)
