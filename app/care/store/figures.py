"""Published figures as they stand in the store."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.domain.disclosure import Published
from app.care.domain.what_is_known import Said
from app.care.store.guards import settle
from app.care.store.tables.figures import PublishedTable


def published(db: Session) -> list[Said]:
    """All that was ever published, the oldest quarter first."""
    found: dict[str, dict[str, Published]] = {}
    for row in db.scalars(select(PublishedTable).order_by(PublishedTable.quarter, PublishedTable.name)):
        found.setdefault(row.quarter, {})[row.name] = Published.from_json(row.body)
    return [Said(quarter, tables) for quarter, tables in found.items()]


def publish(db: Session, quarter: str, tables: Iterable[Published], *, now: datetime) -> None:
    """Say this of a quarter, for good. Raises Conflict ("already-published")."""
    db.add_all(
        PublishedTable(quarter=quarter, name=table.table, body=table.as_json(), published_at=now) for table in tables
    )
    settle(db)
