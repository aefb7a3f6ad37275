"""What is still to be told, and how the tries went: claimed by one teller at a time, in order."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from app.care.domain.told import REMINDERS, Told
from app.care.store.tables.messages import AddressHealth, OutboxMessage
from app.care.store.tables.officers import Officer
from app.care.store.tables.providers import Provider

MAIL, WEBHOOK, PEOPLE = "mail", "webhook", "people"
TEST = "webhook.test"
"""Sent at the push of a button, at once and once."""
_PAGE = 50
M = OutboxMessage


def officers_due(db: Session, *, now: datetime) -> list[str]:
    """Officers for whom something may be due, those who wait longest first; `claim_of_officer` finds out."""
    waited = select(M.officer_id).where(M.channel == MAIL, M.officer_id.is_not(None), _due(now), _not_put_off(now))
    found = db.scalars(waited.group_by(M.officer_id).order_by(func.min(M.created_at), M.officer_id))
    return [officer_id for officer_id in found if officer_id is not None]


def claim_of_officer(db: Session, officer_id: str, *, now: datetime, lease: timedelta) -> Sequence[OutboxMessage]:
    """All that is untold to this officer, in the order in which it became true, kept from other tellers for a while.

    What waits for quiet hours to end, or to be tried again, comes along: whatever is told is told together. Reminders
    come when they are due. None while another teller is at it, who must be done before anything later is told.
    """
    db.execute(select(Officer.id).where(Officer.id == officer_id).with_for_update(key_share=True))
    mine = and_(M.channel == MAIL, M.officer_id == officer_id, _untold())
    in_hand = select(M.id).where(mine, M.next_try_at > now, M.next_try_at <= now + lease)
    if db.scalar(in_hand.limit(1)) is not None:
        return []
    ripe = or_(M.event.not_in(REMINDERS), _not_put_off(now))
    claimed = update(M).where(mine, ripe).values(attempts=M.attempts + 1, next_try_at=now + lease).returning(M)
    return sorted(db.scalars(claimed), key=lambda message: (message.created_at, message.id))


def put_off(db: Session, message_ids: Collection[str], *, until_at: datetime) -> None:
    """These were claimed and must not be told before then; that was no try."""
    later = {"attempts": M.attempts - 1, "next_try_at": None, "not_before": until_at}
    db.execute(update(M).where(M.id.in_(message_ids)).values(**later))


def take_other_way(db: Session, message_ids: Collection[str], *, after: int, now: datetime) -> None:
    """The way these were to go is shut: they are due at once, as if it had been tried `after` times."""
    db.execute(update(M).where(M.id.in_(message_ids)).values(attempts=after, next_try_at=now))


def said_to_have_ended(db: Session, appointment_ids: Collection[str]) -> set[str]:
    """Those of the appointments of which it was written down, for their officer, that they ended or moved."""
    keys = {f"{MAIL}:{Told.APPOINTMENT_CANCELLED}:{one}": one for one in appointment_ids}
    return {keys[key] for key in db.scalars(select(M.key).where(M.key.in_(keys)))}


def providers_due(db: Session, *, now: datetime) -> list[str]:
    """Providers whose address does not rest and for whom a message may be due; the rest `claim_in_order` finds out.

    Asked of each provider, so that of thousands that wait for one whose system is down not one is read.
    """
    rests = exists().where(AddressHealth.provider_id == Provider.id, AddressHealth.rests_until_at > now)
    waits = exists().where(M.provider_id == Provider.id, M.channel == WEBHOOK, _due(now))
    return list(db.scalars(select(Provider.id).where(~rests, waits)))


def claim_in_order(
    db: Session, provider_id: str, *, now: datetime, lease: timedelta, at_most: int
) -> Sequence[OutboxMessage]:
    """The provider's oldest untold messages that are due, kept from other tellers until the lease ends.

    What is about a course waits for everything before it about that course, even while that is being tried again: a
    provider must never hear of the second move of an appointment before the first. Tellers of one provider take turns
    here, so that none is given what follows on another's.
    """
    take_turn(db, provider_id)
    claimed: list[OutboxMessage] = []
    waiting: set[str] = set()
    for message in _line_of(db, provider_id):
        about = message.payload.get("course_id", message.id)
        if message.next_try_at is not None and message.next_try_at > now:
            waiting.add(about)
        elif about not in waiting:
            claimed.append(message)
        if len(claimed) == at_most:
            break
    for message in claimed:
        message.attempts, message.next_try_at = message.attempts + 1, now + lease
    return claimed


def take_turn(db: Session, provider_id: str) -> None:
    """Keep other tellers of the provider waiting until the transaction ends. Always the first lock of a teller."""
    db.execute(select(Provider.id).where(Provider.id == provider_id).with_for_update(key_share=True))


def _line_of(db: Session, provider_id: str) -> Iterator[OutboxMessage]:
    """All that is untold to the provider in the order in which it became true, read as far as anybody asks."""
    query = select(M).where(M.channel == WEBHOOK, M.provider_id == provider_id, _untold())
    last: tuple[datetime, str] | None = None
    while True:
        more = query if last is None else query.where(tuple_(M.created_at, M.id) > last)
        page = db.scalars(more.order_by(M.created_at, M.id).limit(_PAGE)).all()
        yield from page
        if len(page) < _PAGE:
            return
        last = (page[-1].created_at, page[-1].id)


def put_back(db: Session, message_ids: Sequence[str], *, now: datetime) -> None:
    """These were claimed and not tried."""
    if not message_ids:
        return
    db.execute(update(M).where(M.id.in_(message_ids)).values(attempts=M.attempts - 1, next_try_at=now))


def mark_told(db: Session, message_ids: Sequence[str], *, now: datetime) -> None:
    """These were told."""
    if not message_ids:
        return
    db.execute(update(M).where(M.id.in_(message_ids)).values(told_at=now, next_try_at=None))


def mark_failed(db: Session, message_ids: Sequence[str], *, again_at: datetime | None, now: datetime) -> None:
    """These are to be tried again then; never, if None."""
    change = {"dead_at": now, "next_try_at": None} if again_at is None else {"next_try_at": again_at}
    db.execute(update(M).where(M.id.in_(message_ids)).values(**change))


def revive(db: Session, message_id: str, provider_id: str, *, now: datetime) -> bool:
    """Whether a message of this provider was given up and will now be tried again, from the start of the schedule.

    It is sent as it was the first time, with the number of then, so that who has heard of later can drop it.
    """
    return bool(_revived(db, provider_id, M.id == message_id, now=now))


def revive_all(db: Session, provider_id: str, *, now: datetime) -> int:
    """The same for every message that was given up; how many."""
    return _revived(db, provider_id, now=now)


def _revived(db: Session, provider_id: str, *which: ColumnElement[bool], now: datetime) -> int:
    dead = and_(M.provider_id == provider_id, M.channel == WEBHOOK, M.event != TEST, M.dead_at.is_not(None), *which)
    revived = update(M).where(dead).values(dead_at=None, attempts=0, next_try_at=now)
    return len(db.scalars(revived.returning(M.id)).all())


def make_due(db: Session, provider_id: str, *, now: datetime) -> None:
    """What waits for its next try need not wait any longer."""
    mine = and_(M.provider_id == provider_id, M.channel == WEBHOOK, _untold(), M.next_try_at > now)
    db.execute(update(M).where(mine).values(next_try_at=now))


def given_up_of(db: Session, provider_id: str) -> int:
    """How many messages of the provider were given up and wait for somebody to send them again."""
    dead = and_(M.provider_id == provider_id, M.channel == WEBHOOK, M.event != TEST, M.dead_at.is_not(None))
    return db.scalar(select(func.count()).where(dead)) or 0


def waiting_of(db: Session, provider_id: str) -> int:
    """How many messages of the provider are still to be told."""
    mine = and_(M.provider_id == provider_id, M.channel == WEBHOOK, _untold())
    return db.scalar(select(func.count()).where(mine)) or 0


def words_due(db: Session, *, now: datetime) -> Sequence[OutboxMessage]:
    """What is to be said to people at providers, the oldest first."""
    due = and_(M.channel == PEOPLE, _due(now))
    return db.scalars(select(M).where(due).order_by(M.created_at, M.id)).all()


def claim_word(db: Session, message_id: str, *, now: datetime, lease: timedelta) -> bool:
    """Whether this teller is the one to say it."""
    mine = update(M).where(M.id == message_id, _due(now)).values(attempts=M.attempts + 1, next_try_at=now + lease)
    return db.scalars(mine.returning(M.id)).one_or_none() is not None


def _untold() -> ColumnElement[bool]:
    return and_(M.told_at.is_(None), M.dead_at.is_(None))


def _not_put_off(now: datetime) -> ColumnElement[bool]:
    return or_(M.not_before.is_(None), M.not_before <= now)


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(_untold(), or_(M.next_try_at.is_(None), M.next_try_at <= now))
