"""What is in the outbox."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.care.store.tables.messages import OutboxMessage

# Put together once: this takes longer than the store's answer.
_AMONG = (
    select(OutboxMessage)
    .where(OutboxMessage.key.in_(bindparam("keys", expanding=True)))
    .order_by(OutboxMessage.created_at, OutboxMessage.id)
)
_KEYS = _AMONG.with_only_columns(OutboxMessage.key).order_by(None)


def keys_among(db: Session, keys: Collection[str]) -> set[str]:
    """Those of the keys under which something was already written."""
    return set(db.scalars(_KEYS, {"keys": list(keys)})) if keys else set()


def among(db: Session, keys: Collection[str]) -> Sequence[OutboxMessage]:
    """What was written under these keys, in the order in which it became true."""
    return db.scalars(_AMONG, {"keys": list(keys)}).all() if keys else []
