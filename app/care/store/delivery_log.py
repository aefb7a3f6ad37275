"""How long the log of what providers' systems were sent is kept, and what stays of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from app.care.store.outbox import TEST, WEBHOOK
from app.care.store.tables.messages import Delivery, OutboxMessage

KEPT_FOR = timedelta(days=35)
"""As long as what providers send is known again: whoever looks for a message of last month finds both sides of it."""
M = OutboxMessage


def forget_old_tries(db: Session, *, now: datetime) -> None:
    """Forget what was sent and answered long ago; for the nightly job.

    That there was such a message stays, so that it is never told twice and the totals hold. What was given up is kept
    whole until somebody has sent it again.
    """
    long_ago = now - KEPT_FOR
    over = and_(M.channel == WEBHOOK, or_(M.told_at < long_ago, and_(M.event == TEST, M.dead_at < long_ago)))
    db.execute(delete(Delivery).where(Delivery.message_id.in_(select(M.id).where(over))))
    db.execute(update(M).where(over, M.body.is_not(None)).values(body=None))


def log_of_provider(
    db: Session, provider_id: str, *, most: int, before: tuple[datetime, str] | None = None
) -> list[tuple[OutboxMessage, Sequence[Delivery]]]:
    """A provider's eyes: their newest messages first (from before that one on), each with its tries in order.

    What was forgotten is not among them.
    """
    query = select(M).where(M.provider_id == provider_id, M.channel == WEBHOOK, _is_kept())
    if before is not None:
        query = query.where(tuple_(M.created_at, M.id) < before)
    messages = db.scalars(query.order_by(M.created_at.desc(), M.id.desc()).limit(most)).all()
    tries = select(Delivery).where(Delivery.message_id.in_([m.id for m in messages]))
    by_message: dict[str, list[Delivery]] = {}
    for one in db.scalars(tries.order_by(Delivery.tried_at, Delivery.id)):
        by_message.setdefault(one.message_id, []).append(one)
    return [(message, by_message.get(message.id, [])) for message in messages]


def delivered_to(db: Session, provider_id: str) -> int:
    """How many messages a provider's system has taken in all, be they forgotten or not."""
    told = and_(M.provider_id == provider_id, M.channel == WEBHOOK, M.told_at.is_not(None))
    return db.scalar(select(func.count()).where(told)) or 0


def _is_kept() -> ColumnElement[bool]:
    """Whether the log still has the message: it was not forgotten."""
    return or_(M.body.is_not(None), and_(M.told_at.is_(None), or_(M.event != TEST, M.dead_at.is_(None))))
