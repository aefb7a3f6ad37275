"""What is in the outbox."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.store.tables.messages import OutboxMessage


def keys_among(db: Session, keys: Collection[str]) -> set[str]:
    """Those of the keys under which something was already written."""
    return set(db.scalars(select(OutboxMessage.key).where(OutboxMessage.key.in_(keys))))


def among(db: Session, keys: Collection[str]) -> Sequence[OutboxMessage]:
    """What was written under these keys, in the order in which it became true."""
    query = select(OutboxMessage).where(OutboxMessage.key.in_(keys))
    return db.scalars(query.order_by(OutboxMessage.created_at, OutboxMessage.id)).all()
