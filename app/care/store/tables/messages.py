"""What must be told, what was told, and what was heard: outbox, mail, deliveries, addresses, inbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.care.store.tables.base import CareBase
from app.foundation.column_types import SealedText
from app.foundation.ids import new_id

UNTOLD_SQL = "told_at IS NULL AND dead_at IS NULL"


class OutboxMessage(CareBase):
    """Something to tell, written in the transaction that made it true. `key` makes telling it twice impossible."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        # What is told, or given up, stays for good and is never looked at again.
        Index(
            "ix_outbox_message_untold",
            "channel",
            "officer_id",
            sqlite_where=text(UNTOLD_SQL),
            postgresql_where=text(UNTOLD_SQL),
        ),
        Index(
            "ix_outbox_message_line",
            "provider_id",
            "channel",
            "created_at",
            "id",
            sqlite_where=text(UNTOLD_SQL),
            postgresql_where=text(UNTOLD_SQL),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    channel: Mapped[str] = mapped_column(String(10))
    """"mail" (to the officer, by whichever way they wish), "webhook" (to the provider's system) or "people" (to those
    who look after that)."""
    officer_id: Mapped[str | None] = mapped_column(ForeignKey("officer.id"))
    provider_id: Mapped[str | None] = mapped_column(ForeignKey("provider.id"), index=True)
    event: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    told_at: Mapped[datetime | None] = mapped_column(index=True)
    dead_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    """An officer's: when a reminder is due, or their quiet hours end."""
    body: Mapped[str | None] = mapped_column(Text)
    """A provider's: what was sent the first time, and is sent at every other. Only names of the provider's own."""


class SentMail(CareBase):
    """A mail handed to the mailer (kept for the demo's mail page; a real mailer keeps none)."""

    __tablename__ = "sent_mail"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    recipient: Mapped[str] = mapped_column(SealedText("sent_mail.recipient"))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(SealedText("sent_mail.body"))
    sent_at: Mapped[datetime]


class Delivery(CareBase):
    """One try to deliver a webhook: the provider's delivery log. The body stands with the message."""

    __tablename__ = "delivery"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    message_id: Mapped[str] = mapped_column(ForeignKey("outbox_message.id"), index=True)
    attempt: Mapped[int]
    tried_at: Mapped[datetime]
    status_code: Mapped[int | None]
    answer: Mapped[str] = mapped_column(String(500), default="")
    headers: Mapped[dict[str, Any] | None]
    """What was sent with the body; None where nothing was sent."""
    took_ms: Mapped[int | None]


class AddressHealth(CareBase):
    """How a provider's address fares: no row, or nothing in it, while all goes well."""

    __tablename__ = "address_health"

    provider_id: Mapped[str] = mapped_column(ForeignKey("provider.id"), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    """In a row."""
    failing_since_at: Mapped[datetime | None]
    rests_until_at: Mapped[datetime | None]
    """Nothing is sent before; then one message alone, to see."""
    disabled_at: Mapped[datetime | None]
    disabled_why: Mapped[str | None] = mapped_column(String(20))
    """"gone" (it answered 410) or "silent" (it took nothing for days)."""
    warned_at: Mapped[datetime | None]
    """When its people were last told that a message was given up."""


class InboxMessage(CareBase):
    """A verified webhook of a provider, by its id: a second delivery of it does nothing."""

    __tablename__ = "inbox_message"
    __table_args__ = (
        UniqueConstraint("provider_id", "message_id"),
        Index("ix_inbox_message_provider_when", "provider_id", "received_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    provider_id: Mapped[str] = mapped_column(ForeignKey("provider.id"))
    message_id: Mapped[str] = mapped_column(String(64))
    event: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    answer_status: Mapped[int]
    answer: Mapped[dict[str, Any]]
    undone: Mapped[int] = mapped_column(default=0)
    """How many appointments it ended or unsettled: what is unusual is told by it."""
