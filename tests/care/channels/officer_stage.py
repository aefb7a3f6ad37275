"""One officer who can be told in every way, with a clock to turn and a post box to look into."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.channels.mail_texts import Voice
from app.care.channels.outside import Outside
from app.care.channels.push import Pusher, PushKey, new_push_key
from app.care.channels.telling import tell_due
from app.care.channels.ways import Senders
from app.care.domain.telling import Telling
from app.care.services.call_off import move_by_officer
from app.care.services.remind import remind
from app.care.store import appointments
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.messages import OutboxMessage
from app.care.store.tables.officers import Officer, PushSubscription
from app.foundation.clock import HandClock
from app.foundation.database import Database
from tests.care.channels.test_push import Receiver
from tests.support.builders import NOW, a_booked_appointment, a_counsellor, a_slot, at

ZONE = ZoneInfo("Europe/London")
EVERY_HOUR = [(at(0, 0), at(250, 0))]


@dataclass
class Post:
    """A mailer and a texter that keep what they are given, and refuse texts as often as told."""

    mails: list[tuple[datetime, str, str]] = field(default_factory=list)
    texts: list[tuple[datetime, str, str]] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)

    def send(self, to: str, subject: str, body: str, *, now: datetime) -> None:
        self.mails.append((now, subject, body))

    @property
    def texter(self) -> "_Texter":
        return _Texter(self)


@dataclass
class _Texter:
    post: Post

    def send(self, to: str, body: str, *, now: datetime) -> None:
        if self.post.refusals:
            raise self.post.refusals.pop(0)
        self.post.texts.append((now, to, body))


def linked(db: Session, appointment: Appointment, *, now: datetime) -> str:
    """The link that a message carries, here one that names what it is for."""
    return f"/d/{appointment.start_at:%d%H}"


VOICE = Voice("Relief", "https://desk.example", ZONE, linked)


@dataclass
class Stage:
    """One officer with a booked time in a week, and a clock to turn."""

    store: Database
    clock: HandClock
    post: Post
    officer_id: str
    counsellor_id: str
    outside: Outside
    pusher: Pusher

    def tell(self) -> None:
        senders = Senders(self.post, self.post.texter, self.pusher)
        tell_due(self.store, self.clock, senders, self.outside, VOICE)

    def go_to(self, when: datetime) -> None:
        """Let time go by, from one thing that it makes due to the next."""
        while self.clock() < when:
            self.clock.move_to(min(when, self.clock() + timedelta(hours=12), self.next_due(when)))
            with self.store.write() as db:
                remind(db, now=self.clock())
            self.tell()
            self.tell()  # what one way has refused another takes at once

    def next_due(self, last: datetime) -> datetime:
        """When the next thing comes due, or `last`."""
        M = OutboxMessage  # noqa: N806
        with self.store.read() as db:
            waits = select(M.not_before, M.next_try_at).where(M.told_at.is_(None), M.dead_at.is_(None))
            ahead = [at for row in db.execute(waits) for at in row if at is not None and at > self.clock()]
        return min(ahead, default=last)

    def wish(self, **wishes: object) -> None:
        with self.store.write() as db:
            db.get_one(Officer, self.officer_id).telling = Telling(**wishes).as_json()  # type: ignore[arg-type]

    def standing(self) -> Appointment:
        with self.store.read() as db:
            (found,) = (a for a in appointments.of_officer(db, self.officer_id) if a.status.value == "booked")
            db.expunge_all()
        return found

    def move(self, start_at: datetime) -> None:
        """The officer moves it themselves."""
        old = self.standing()
        with self.store.write() as db:
            slot = a_slot(self.counsellor_id, start_at)
            move_by_officer(db, self.officer_id, old.id, slot, now=self.clock())

    def texts(self) -> list[str]:
        return [body for _, _, body in self.post.texts]

    def mails(self) -> list[str]:
        return [body for _, _, body in self.post.mails]

    def clear(self) -> None:
        self.post.mails.clear()
        self.post.texts.clear()


@contextmanager
def staged(store: Database) -> Iterator[Stage]:
    clock = HandClock(NOW)
    with store.write() as db:
        counsellor = a_counsellor(db, hours=EVERY_HOUR)
        booked = a_booked_appointment(db, counsellor, at(7), now=NOW)
        officer = db.get_one(Officer, booked.officer_id)
        officer.contact, officer.phone = "kim@home.example", "+447700900123"
    with Outside(loopback=True) as outside:
        pusher = Pusher(outside, PushKey(new_push_key()), "https://desk.example")
        yield Stage(store, clock, Post(), booked.officer_id, counsellor.id, outside, pusher)


def subscribe(stage: Stage, receiver: Receiver, url: str) -> None:
    browser = receiver.at(url)
    with stage.store.write() as db:
        db.add(
            PushSubscription(
                officer_id=stage.officer_id,
                endpoint=url,
                endpoint_lookup=url[-60:],
                public_key=browser.public_key,
                auth_secret=browser.auth_secret,
                created_at=NOW,
            )
        )
