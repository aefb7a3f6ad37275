"""Queries over the limits of rules."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.rota.domain.rule_book import BY_CODE, RuleBook, RuleCode, book_of
from app.rota.store.tables.desk_memory import RuleLimit


def rule_book(db: Session) -> RuleBook:
    """The limits that hold now."""
    return book_of({row.code: row.limit for row in db.scalars(select(RuleLimit))})


def put_limit(db: Session, code: RuleCode, limit: float | None, *, by: str, now: datetime) -> bool:
    """Keep a limit, None for off; one that is the usual again is forgotten. Whether anything changed."""
    if rule_book(db).limit(code) == limit:
        return False
    row = db.get(RuleLimit, code.value)
    if limit == BY_CODE[code].limit:
        if row is not None:
            db.delete(row)
    elif row is None:
        db.add(RuleLimit(code=code.value, limit=limit, changed_by=by, changed_at=now))
    else:
        row.limit, row.changed_by, row.changed_at = limit, by, now
    db.flush()
    return True
