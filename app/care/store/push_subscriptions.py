"""Browsers in which officers asked to be told."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.care.store.tables.officers import PushSubscription


def of_officer(db: Session, officer_id: str) -> Sequence[PushSubscription]:
    """The officer's eyes: those of theirs, the oldest first."""
    query = select(PushSubscription).where(PushSubscription.officer_id == officer_id)
    return db.scalars(query.order_by(PushSubscription.created_at, PushSubscription.id)).all()


def by_endpoint(db: Session, lookup: str) -> PushSubscription | None:
    """The one of this address, whosever it is, if there is one."""
    return db.scalar(select(PushSubscription).where(PushSubscription.endpoint_lookup == lookup))


def remove(db: Session, officer_id: str, subscription_id: str) -> bool:
    """Whether there was such a one of this officer's; there is none any more."""
    mine = PushSubscription.officer_id == officer_id, PushSubscription.id == subscription_id
    gone = delete(PushSubscription).where(*mine).returning(PushSubscription.id)
    return db.scalar(gone) is not None
