"""Webhooks of providers that were taken, each once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.care.store.tables.messages import InboxMessage
from app.foundation.ids import new_id

KEPT_FOR = timedelta(days=35)
"""How long a message is known again. A sender that keeps to the schedule of Standard Webhooks gives up after 75 h 35 m,
each try good for five minutes more: longer than that by far, and long enough to tell what is usual (domain/pace)."""


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
        "undone": 0,
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


def undone_since(db: Session, provider_id: str, since: datetime) -> Sequence[tuple[datetime, int]]:
    """When this provider's messages undid something, and how many appointments each, in order."""
    query = select(InboxMessage.received_at, InboxMessage.undone).where(
        InboxMessage.provider_id == provider_id, InboxMessage.received_at > since, InboxMessage.undone > 0
    )
    return [(at, undone) for at, undone in db.execute(query.order_by(InboxMessage.received_at))]


def forget_old_messages(db: Session, *, now: datetime) -> None:
    """Forget messages that no sender tries any more. For the nightly job."""
    db.execute(delete(InboxMessage).where(InboxMessage.received_at < now - KEPT_FOR))


def taken_of_type(db: Session, provider_id: str, event: str) -> Sequence[dict[str, Any]]:
    """What the provider's messages of that type said, for as long as they are kept."""
    query = select(InboxMessage.payload).where(InboxMessage.provider_id == provider_id, InboxMessage.event == event)
    return db.scalars(query).all()
