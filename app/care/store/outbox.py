"""What is still to be told, and how the tries went: claimed by one teller at a time, in order."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import ColumnElement, and_, or_, select, tuple_, update
from sqlalchemy.orm import Session

from app.care.store.tables.messages import Delivery, OutboxMessage
from app.care.store.tables.providers import Provider

MAIL, WEBHOOK = "mail", "webhook"
M = OutboxMessage


def mail_rounds_due(db: Session, *, now: datetime) -> list[tuple[str, datetime]]:
    """Officer and instant of the mails to send: what became true at one instant is told in one mail."""
    query = select(M.officer_id, M.created_at).where(M.channel == MAIL, M.officer_id.is_not(None), _due(now))
    rounds = db.execute(query.distinct().order_by(M.created_at, M.officer_id))
    return [(officer_id, at) for officer_id, at in rounds if officer_id is not None]


def claim_mail_round(
    db: Session, officer_id: str, created_at: datetime, *, now: datetime, lease: timedelta
) -> Sequence[OutboxMessage]:
    """The messages of one mail, in order, kept from other tellers until the lease ends; none if another was faster."""
    mine = and_(M.channel == MAIL, M.officer_id == officer_id, M.created_at == created_at, _due(now))
    claimed = update(M).where(mine).values(attempts=M.attempts + 1, next_try_at=now + lease).returning(M)
    return sorted(db.scalars(claimed), key=lambda message: message.id)


def providers_due(db: Session, *, now: datetime) -> list[str]:
    """Providers for whom a message may be due; whether it is their oldest, `claim_oldest` finds out."""
    query = select(M.provider_id).where(M.channel == WEBHOOK, M.provider_id.is_not(None), _due(now))
    return [provider_id for (provider_id,) in db.execute(query.distinct()) if provider_id is not None]


def claim_oldest(
    db: Session, provider_id: str, *, now: datetime, lease: timedelta, at_most: int
) -> Sequence[OutboxMessage]:
    """The provider's oldest untold messages as far as they are due, kept from other tellers until the lease ends.

    Later ones wait for the first that is not due, even while it is being tried again: a provider must never hear of the
    second move of an appointment before the first. Tellers of one provider take turns here, so that none is given what
    follows on another's.
    """
    db.execute(select(Provider.id).where(Provider.id == provider_id).with_for_update(key_share=True))
    query = select(M).where(M.channel == WEBHOOK, M.provider_id == provider_id, _untold())
    oldest = db.scalars(query.order_by(M.created_at, M.id).limit(at_most))
    claimed = list(takewhile(lambda message: message.next_try_at is None or message.next_try_at <= now, oldest))
    for message in claimed:
        message.attempts, message.next_try_at = message.attempts + 1, now + lease
    return claimed


def put_back(db: Session, message_ids: Sequence[str], *, now: datetime) -> None:
    """These were claimed and not tried."""
    db.execute(update(M).where(M.id.in_(message_ids)).values(attempts=M.attempts - 1, next_try_at=now))


def mark_told(db: Session, message_ids: Sequence[str], *, now: datetime) -> None:
    """These were told."""
    db.execute(update(M).where(M.id.in_(message_ids)).values(told_at=now, next_try_at=None))


def mark_failed(db: Session, message_ids: Sequence[str], *, again_at: datetime | None, now: datetime) -> None:
    """These are to be tried again then; never, if None."""
    change = {"dead_at": now, "next_try_at": None} if again_at is None else {"next_try_at": again_at}
    db.execute(update(M).where(M.id.in_(message_ids)).values(**change))


def revive(db: Session, message_id: str, provider_id: str, *, now: datetime) -> bool:
    """Whether a message of this provider was given up and will now be tried again, from the start of the schedule."""
    mine = and_(M.id == message_id, M.provider_id == provider_id, M.channel == WEBHOOK, M.dead_at.is_not(None))
    revived = update(M).where(mine).values(dead_at=None, attempts=0, next_try_at=now)
    return db.scalars(revived.returning(M.id)).one_or_none() is not None


def log_of_provider(
    db: Session, provider_id: str, *, most: int, before: tuple[datetime, str] | None = None
) -> list[tuple[OutboxMessage, Sequence[Delivery]]]:
    """A provider's eyes: their newest messages first (from before that one on), each with its tries in order."""
    query = select(M).where(M.provider_id == provider_id, M.channel == WEBHOOK)
    if before is not None:
        query = query.where(tuple_(M.created_at, M.id) < before)
    messages = db.scalars(query.order_by(M.created_at.desc(), M.id.desc()).limit(most)).all()
    tries = select(Delivery).where(Delivery.message_id.in_([m.id for m in messages]))
    by_message: dict[str, list[Delivery]] = {}
    for one in db.scalars(tries.order_by(Delivery.tried_at, Delivery.id)):
        by_message.setdefault(one.message_id, []).append(one)
    return [(message, by_message.get(message.id, [])) for message in messages]


def _untold() -> ColumnElement[bool]:
    return and_(M.told_at.is_(None), M.dead_at.is_(None))


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(_untold(), or_(M.next_try_at.is_(None), M.next_try_at <= now))
