"""The ledger as it stands in the store."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.care.domain.ledger import Balance, EntryKind, balance_of
from app.care.store.tables.ledger import LedgerEntry

# Put together once: this takes longer than the store's answer.
_ENTRIES = select(LedgerEntry).where(LedgerEntry.course_id == bindparam("course_id")).order_by(LedgerEntry.number)
_UNITS = _ENTRIES.with_only_columns(LedgerEntry.kind, LedgerEntry.units)


def entries_of_course(db: Session, course_id: str) -> Sequence[LedgerEntry]:
    """All entries of a course, from the first."""
    return db.scalars(_ENTRIES, {"course_id": course_id}).all()


def units_of_course(db: Session, course_id: str) -> Sequence[tuple[EntryKind, int]]:
    """Kind and units of all entries of a course, from the first: what a balance is made of."""
    return [(kind, units) for kind, units in db.execute(_UNITS, {"course_id": course_id})]


def balance_of_course(db: Session, course_id: str) -> Balance:
    """What was granted, attended and held, and what is free."""
    return balance_of(units_of_course(db, course_id))


def balances_of_courses(db: Session, course_ids: Collection[str]) -> dict[str, Balance]:
    """The balance of each of the courses, in one query."""
    query = select(LedgerEntry).where(LedgerEntry.course_id.in_(course_ids))
    entries: dict[str, list[LedgerEntry]] = {course_id: [] for course_id in course_ids}
    for entry in db.scalars(query.order_by(LedgerEntry.course_id, LedgerEntry.number)):
        entries[entry.course_id].append(entry)
    return {course_id: balance_of((e.kind, e.units) for e in found) for course_id, found in entries.items()}
