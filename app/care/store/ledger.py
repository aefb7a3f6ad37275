"""The ledger as it stands in the store."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.domain.ledger import Balance, EntryKind, balance_of
from app.care.store.tables.ledger import LedgerEntry


def entries_of_course(db: Session, course_id: str) -> Sequence[LedgerEntry]:
    """All entries of a course, from the first."""
    query = select(LedgerEntry).where(LedgerEntry.course_id == course_id)
    return db.scalars(query.order_by(LedgerEntry.number)).all()


def units_of_course(db: Session, course_id: str) -> Sequence[tuple[EntryKind, int]]:
    """Kind and units of all entries of a course, from the first: what a balance is made of."""
    query = select(LedgerEntry.kind, LedgerEntry.units).where(LedgerEntry.course_id == course_id)
    return [(kind, units) for kind, units in db.execute(query.order_by(LedgerEntry.number))]


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
