"""A provider's delivery log, and the state of its connection."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.reads.provider_diary import Seat
from app.care.store import outbox, providers, signing_secrets
from app.care.store.tables.messages import OutboxMessage

MOST = 100


@dataclass(frozen=True, slots=True)
class Try:
    """One request and what came back."""

    attempt: int
    tried_at: datetime
    status_code: int | None
    answer: str


@dataclass(frozen=True, slots=True)
class OwnMessage:
    """One message to the provider's system. `state`: told, waiting, again (after a failed try) or given up."""

    message_id: str
    event: str
    created_at: datetime
    state: str
    next_try_at: datetime | None
    tries: tuple[Try, ...]


@dataclass(frozen=True, slots=True)
class Connection:
    """Where messages go, and since when each direction's secrets count."""

    url: str
    out_since: tuple[datetime, ...]
    in_since: tuple[datetime, ...]


def own_messages(db: Session, seat: Seat) -> list[OwnMessage]:
    """The newest messages first."""
    return own_messages_after(db, seat, None, most=MOST)


def own_messages_after(db: Session, seat: Seat, last: tuple[datetime, str] | None, *, most: int) -> list[OwnMessage]:
    """The same, from after the one that was shown last: its instant and id."""
    return [
        OwnMessage(
            message_id=message.id,
            event=message.event,
            created_at=message.created_at,
            state=_state(message),
            next_try_at=message.next_try_at,
            tries=tuple(Try(t.attempt, t.tried_at, t.status_code, t.answer) for t in tries),
        )
        for message, tries in outbox.log_of_provider(db, seat.provider_id, most=most, before=last)
    ]


def connection(db: Session, seat: Seat, *, now: datetime) -> Connection:
    """The connection as it stands; secrets themselves are shown once, when they are made."""
    since = [
        tuple(row.created_at for row in signing_secrets.rows_in_force(db, seat.provider_id, direction, now=now))
        for direction in (signing_secrets.OUT, signing_secrets.IN)
    ]
    return Connection(providers.provider(db, seat.provider_id).webhook_url or "", since[0], since[1])


def _state(message: OutboxMessage) -> str:
    if message.told_at is not None:
        return "told"
    if message.dead_at is not None:
        return "given up"
    return "again" if message.attempts else "waiting"
