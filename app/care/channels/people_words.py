"""What people at providers are told of their own system: that it takes no messages, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.channels.mail_texts import Voice
from app.care.store import accounts
from app.care.store.outbox import PEOPLE
from app.care.store.tables.messages import OutboxMessage

GIVEN_UP, DISABLED = "address.failing", "address.disabled"
_WHY = {
    "gone": "Your system answered 410 Gone, by which it says that it wants no more.",
    "silent": "Your system has taken none of our messages for five days.",
}
_GIVEN_UP = """Hello,

your system did not take one of our messages, though we tried ten times over three days. We have stopped trying that
one. Nothing is lost: every change is in your diary, and you can have the message sent again.

Each try and what was answered: {url}/provider/deliveries
"""
_DISABLED = """Hello,

we send your system no more messages. {why}

Nothing is lost: every change is in your diary. When your system is ready, try it out and switch sending on again:
{url}/provider/connection

What was not delivered can then be sent again, all at once: {url}/provider/deliveries
"""


@dataclass(frozen=True, slots=True)
class Word:
    """A mail to somebody at a provider."""

    subject: str
    body: str


def leave_word(db: Session, provider_id: str, event: str, detail: Mapping[str, str], *, now: datetime) -> None:
    """Leave a mail for everybody who looks after the whole provider, in the transaction that made it true."""
    db.add_all(
        OutboxMessage(
            key=f"{PEOPLE}:{event}:{account.id}:{int(now.timestamp())}",
            channel=PEOPLE,
            provider_id=provider_id,
            event=event,
            payload={"account_id": account.id, **detail},
            created_at=now,
        )
        for account in accounts.who_see_all(db, provider_id)
    )


def word_about(message: OutboxMessage, voice: Voice) -> Word:
    """The mail that a line of the outbox stands for."""
    if message.event == DISABLED:
        body = _DISABLED.format(why=_WHY[message.payload["why"]], url=voice.base_url)
        return Word(f"{voice.product}: your system is sent no more messages", body)
    return Word(f"{voice.product}: a message to your system was given up", _GIVEN_UP.format(url=voice.base_url))
