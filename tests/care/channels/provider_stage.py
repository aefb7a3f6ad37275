"""A store with one provider whose system listens, a clock to turn and a mailbox to look into."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.care.channels.mail_texts import Voice
from app.care.channels.outside import Outside
from app.care.channels.signatures import new_secret
from app.care.channels.telling import Tally, tell_due
from app.care.channels.ways import Senders
from app.care.domain.pseudonyms import Kind, outward
from app.care.store import delivery_log, signing_secrets
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.messages import Delivery, OutboxMessage
from app.care.store.tables.officers import Officer
from app.care.store.tables.providers import Provider
from app.foundation.clock import HandClock
from app.foundation.database import Database
from app.foundation.texter import ConsoleTexter
from tests.care.channels.receiver import Receiver, receiving
from tests.support.builders import NOW, a_booked_appointment, a_counsellor, a_provider, at

HOURS = [(at(0), at(100))]
VOICE = Voice("Relief", "https://desk.example", ZoneInfo("Europe/London"))


@dataclass
class Mailbox:
    """A mailer that refuses as often as it is told to."""

    refuse: int = 0
    mails: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, to: str, subject: str, body: str, *, now: datetime) -> None:
        if self.refuse:
            self.refuse -= 1
            raise OSError("the mail server is away")
        self.mails.append((to, subject, body))


@dataclass
class Stage:
    """A store with one provider whose system listens, a clock to turn and a mailbox to look into."""

    store: Database
    receiver: Receiver
    outside: Outside
    provider_id: str
    key: str
    secret: str
    clock: HandClock = field(default_factory=lambda: HandClock(NOW))
    mailbox: Mailbox = field(default_factory=Mailbox)

    @property
    def senders(self) -> Senders:
        return Senders(self.mailbox, ConsoleTexter())

    def tell(self) -> Tally:
        return tell_due(self.store, self.clock, self.senders, self.outside, VOICE)

    def book(self, start_at: datetime | None = None) -> Appointment:
        """One appointment booked with this provider, by an officer who can be written to."""
        with self.store.write() as db:
            counsellor = a_counsellor(db, db.get_one(Provider, self.provider_id), HOURS)
            appointment = a_booked_appointment(db, counsellor, start_at, now=self.clock())
            db.get_one(Officer, appointment.officer_id).contact = "kim@home.example"
        return appointment

    def events(self) -> list[str]:
        return [json.loads(told.body)["type"] for told in self.receiver.came]

    def log(self) -> list[tuple[OutboxMessage, list[Delivery]]]:
        """Every message with its tries, the oldest first."""
        with self.store.read() as db:
            found = delivery_log.log_of_provider(db, self.provider_id, most=100)
            return [(message, list(tries)) for message, tries in reversed(found)]

    def name_of(self, message: OutboxMessage) -> str:
        """The webhook-id under which the provider knows a message."""
        return outward(self.key, Kind.MESSAGE, message.id)

    def tries(self) -> list[tuple[int, int | None]]:
        with self.store.read() as db:
            log = delivery_log.log_of_provider(db, self.provider_id, most=100)
            return [(t.attempt, t.status_code) for _, tries in reversed(log) for t in tries]


@contextmanager
def staged(store: Database) -> Iterator[Stage]:
    secret = new_secret()
    with receiving() as receiver, Outside(loopback=True) as outside:
        with store.write() as db:
            provider = a_provider(db, webhook_url=receiver.url)
            signing_secrets.rotate(db, provider.id, signing_secrets.OUT, secret, overlap=timedelta(0), now=NOW)
        yield Stage(store, receiver, outside, provider.id, provider.pseudonym_key, secret)
