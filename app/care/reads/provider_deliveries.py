"""A provider's delivery log, and the state of its connection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.pseudonyms import Kind, inward, outward
from app.care.domain.signing_keys import Scheme, public_key, scheme_of
from app.care.reads.provider_diary import Seat
from app.care.store import addresses, delivery_log, outbox, providers, signing_secrets
from app.care.store.tables.messages import Delivery, OutboxMessage
from app.care.store.tables.providers import ProviderSecret

MOST = 100


@dataclass(frozen=True, slots=True)
class Try:
    """One request and what came back. `headers` is None where nothing was sent; nothing came where `status_code` is."""

    attempt: int
    tried_at: datetime
    status_code: int | None
    answer: str
    headers: Mapping[str, str] | None = None
    took_ms: int | None = None


@dataclass(frozen=True, slots=True)
class OwnMessage:
    """One message to the provider's system. `state`: told, waiting, again (after a failed try) or given up."""

    message_id: str
    name: str
    """As the provider knows it, by the header webhook-id."""
    event: str
    created_at: datetime
    state: str
    next_try_at: datetime | None
    tries: tuple[Try, ...]
    body: str | None = None
    """What is sent, the same at every try; None before the first."""

    @property
    def is_test(self) -> bool:
        """Whether somebody pressed the button: it is tried once, and says nothing."""
        return self.event == outbox.TEST

    @property
    def can_be_sent_again(self) -> bool:
        """Whether it was given up and is about something."""
        return self.state == "given up" and not self.is_test


@dataclass(frozen=True, slots=True)
class Key:
    """A key in force. `until_at`: when it ends, where another replaced it. `public`: of a key pair, to verify by."""

    direction: str
    scheme: Scheme
    since_at: datetime
    until_at: datetime | None
    public: str | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """How sending fares. `state`: off (no address), well, failing (resting or about to try), or switched off."""

    state: str
    failures: int = 0
    since_at: datetime | None = None
    next_try_at: datetime | None = None
    why: str | None = None
    waiting: int = 0
    given_up: int = 0
    delivered: int = 0
    """In all, be they still in the log or forgotten."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where messages go, what each direction is signed with, and how sending fares."""

    url: str
    keys: tuple[Key, ...]
    sending: Sending

    def of(self, direction: str) -> tuple[Key, ...]:
        """The keys of one direction, newest first."""
        return tuple(key for key in self.keys if key.direction == direction)

    def since(self, direction: str) -> tuple[datetime, ...]:
        """Since when each key of a direction counts."""
        return tuple(key.since_at for key in self.of(direction))


def own_messages(db: Session, seat: Seat) -> list[OwnMessage]:
    """The newest messages first."""
    return own_messages_after(db, seat, None, most=MOST)


def own_messages_after(db: Session, seat: Seat, last: tuple[datetime, str] | None, *, most: int) -> list[OwnMessage]:
    """The same, from after the one that was shown last: its instant and id."""
    found = delivery_log.log_of_provider(db, seat.provider_id, most=most, before=last)
    return [_own(seat.key, message, tries) for message, tries in found]


def message_id_of(seat: Seat, name: str) -> str:
    """The id behind the name of a message. Raises NotFound for no such name; whether it is theirs, the store says."""
    return inward(seat.key, Kind.MESSAGE, name)


def connection(db: Session, seat: Seat, *, now: datetime) -> Connection:
    """The connection as it stands; shared secrets are shown once, when they are made, public keys as often as asked."""
    keys = tuple(
        _key(row)
        for direction in (signing_secrets.OUT, signing_secrets.IN)
        for row in signing_secrets.rows_in_force(db, seat.provider_id, direction, now=now)
    )
    url = providers.provider(db, seat.provider_id).webhook_url or ""
    return Connection(url, keys, _sending(db, seat, has_address=bool(url)))


def _own(key: str, message: OutboxMessage, tries: Sequence[Delivery]) -> OwnMessage:
    return OwnMessage(
        message_id=message.id,
        name=outward(key, Kind.MESSAGE, message.id),
        event=message.event,
        created_at=message.created_at,
        state=_state(message),
        next_try_at=message.next_try_at,
        tries=tuple(Try(t.attempt, t.tried_at, t.status_code, t.answer, t.headers, t.took_ms) for t in tries),
        body=message.body,
    )


def _key(row: ProviderSecret) -> Key:
    scheme = scheme_of(row.secret)
    public = public_key(row.secret) if scheme is Scheme.ED25519 else None
    return Key(row.direction, scheme, row.created_at, row.expires_at, public)


def _sending(db: Session, seat: Seat, *, has_address: bool) -> Sending:
    counted = Sending(
        "off",
        waiting=outbox.waiting_of(db, seat.provider_id),
        given_up=outbox.given_up_of(db, seat.provider_id),
        delivered=delivery_log.delivered_to(db, seat.provider_id),
    )
    health = addresses.health(db, seat.provider_id)
    if not has_address:
        return counted
    if health is not None and health.disabled_at is not None:
        since, why = health.disabled_at, health.disabled_why
        return replace(counted, state="switched off", failures=health.failures, since_at=since, why=why)
    if health is not None and health.failures:
        failing = replace(counted, state="failing", failures=health.failures)
        return replace(failing, since_at=health.failing_since_at, next_try_at=health.rests_until_at)
    return replace(counted, state="well")


def _state(message: OutboxMessage) -> str:
    if message.told_at is not None:
        return "told"
    if message.dead_at is not None:
        return "given up"
    return "again" if message.attempts else "waiting"
