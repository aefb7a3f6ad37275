"""Webhooks of providers that were taken, each once."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.care.store.tables.messages import InboxMessage
from app.foundation.ids import new_id


def enter(
    db: Session, provider_id: str, message_id: str, event: str, payload: dict[str, Any], *, now: datetime
) -> InboxMessage | None:
    """The new entry for this message, or None if it was taken before.

    A second delivery at the same moment waits here for the first one's transaction: only one can ever go on.
    """
    values = {
        "id": new_id(),
        "provider_id": provider_id,
        "message_id": message_id,
        "event": event,
        "payload": payload,
        "received_at": now,
        "answer_status": 0,
        "answer": {},
    }
    dialect = sqlite if db.get_bind().dialect.name == "sqlite" else postgresql
    entered = (
        dialect.insert(InboxMessage).values(values).on_conflict_do_nothing(index_elements=["provider_id", "message_id"])
    )
    return db.scalars(entered.returning(InboxMessage)).one_or_none()


def taken(db: Session, provider_id: str, message_id: str) -> InboxMessage:
    """The message of that id that was taken before."""
    mine = (InboxMessage.provider_id == provider_id, InboxMessage.message_id == message_id)
    return db.scalars(select(InboxMessage).where(*mine)).one()
