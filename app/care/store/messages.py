"""What is in the outbox."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.store.tables.messages import OutboxMessage


def keys_among(db: Session, keys: Collection[str]) -> set[str]:
    """Those of the keys under which something was already written."""
    return set(db.scalars(select(OutboxMessage.key).where(OutboxMessage.key.in_(keys))))
