"""The way to an officer: as they wish, not in their sleep, one message for one change, mail as a last resort."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.channels.mail_texts import Voice
from app.care.channels.outside import Outside
from app.care.channels.push import Pusher, PushKey, new_push_key
from app.care.channels.telling import tell_due
from app.care.channels.ways import Senders
from app.care.domain.outcome import Outcome
from app.care.domain.telling import Telling, Times, Way, Words
from app.care.domain.told import Told
from app.care.services.call_off import cancel_by_officer, cancel_by_provider, move_by_officer
from app.care.services.course_life import pause, resume
from app.care.services.hold import book_held, hold_slot
from app.care.services.outcome import record_outcome
from app.care.services.remind import remind
from app.care.services.tell import tell_cancelled
from app.care.store import appointments, providers, push_subscriptions
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.messages import OutboxMessage
from app.care.store.tables.officers import Officer, PushSubscription
from app.care.store.tables.providers import Counsellor
from app.care.store.tables.rosters import OfficerMonth
from app.foundation.clock import HandClock
from app.foundation.database import Database
from app.foundation.texter import TextNotSent
from tests.care.channels.receiver import receiving
from tests.care.channels.test_push import Receiver
from tests.support.builders import NOW, a_booked_appointment, a_counsellor, a_slot, at
from tests.support.duties import pack_by_month

ZONE = ZoneInfo("Europe/London")
EVERY_HOUR = [(at(0, 0), at(100, 0))]


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
            self.clock.move_to(min(when, self.clock() + timedelta(hours=12), self._next_due(when)))
            with self.store.write() as db:
                remind(db, now=self.clock())
            self.tell()
            self.tell()  # what one way has refused another takes at once

    def _next_due(self, last: datetime) -> datetime:
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


@pytest.fixture
def stage(care_sqlite: Database) -> Iterator[Stage]:
    with staged(care_sqlite) as ready:
        yield ready


@pytest.fixture
def on_both(care_db: Database) -> Iterator[Stage]:
    with staged(care_db) as ready:
        yield ready


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


def test_who_wishes_for_texts_is_texted_and_not_mailed_as_well(on_both: Stage) -> None:
    on_both.wish(changes=Way.TEXT)
    on_both.tell()
    assert on_both.texts() == ["Booked: Mon 9 Mar, 10:00, by video. https://desk.example/d/0910"]
    assert on_both.mails() == []
    on_both.tell()
    assert len(on_both.texts()) == 1


def test_a_text_waits_for_the_morning_and_says_once_where_it_is_by_then(on_both: Stage) -> None:
    on_both.tell()
    on_both.wish(changes=Way.TEXT)
    on_both.clock.move_to(at(0, 23))
    on_both.move(at(8))
    on_both.tell()
    on_both.clock.move_to(at(1, 2))
    on_both.move(at(9))
    on_both.go_to(at(1, 6, 59))
    assert on_both.texts() == []
    on_both.go_to(at(1, 7))
    assert on_both.texts() == [
        "Moved: Mon 9 Mar, 10:00 is now Wed 11 Mar, 10:00, by video. https://desk.example/d/1110"
    ]


def test_control_a_mail_does_not_wait(stage: Stage) -> None:
    stage.tell()
    stage.clear()
    stage.clock.move_to(at(0, 23))
    stage.move(at(8))
    stage.tell()
    assert len(stage.mails()) == 1


def test_moved_and_moved_back_in_the_night_is_never_told(stage: Stage) -> None:
    stage.tell()
    stage.clear()
    stage.wish(changes=Way.TEXT)
    stage.clock.move_to(at(0, 23))
    stage.move(at(8))
    stage.tell()
    stage.clock.move_to(at(1, 2))
    stage.move(at(7))
    stage.go_to(at(1, 9))
    assert (stage.texts(), stage.mails()) == ([], [])
    with stage.store.read() as db:
        untold = select(OutboxMessage).where(OutboxMessage.told_at.is_(None), OutboxMessage.channel == "mail")
        assert [m for m in db.scalars(untold) if not m.event.startswith("appointment.s")] == []


def test_no_text_wakes_who_sleeps_after_a_night_and_a_new_roster_counts_at_once(stage: Stage) -> None:
    stage.tell()
    stage.clear()
    stage.wish(changes=Way.TEXT)
    with stage.store.write() as db:
        for month, duties in pack_by_month([("night", at(0, 22), at(1, 7))]).items():
            db.add(OfficerMonth(officer_id=stage.officer_id, month=month, version=1, duties=duties))
    stage.clock.move_to(at(1, 8))
    stage.move(at(8))
    stage.go_to(at(1, 15, 29))
    assert stage.texts() == []
    stage.go_to(at(1, 15, 30))
    assert len(stage.texts()) == 1


def test_what_is_urgent_takes_all_that_waits_along(stage: Stage) -> None:
    """Called off in the night, for the next morning: told as soon as they wake, or an hour before."""
    stage.tell()
    stage.clear()
    stage.wish(changes=Way.TEXT)
    stage.clock.move_to(at(6, 23))
    with stage.store.write() as db:
        appointment = appointments.of_officer(db, stage.officer_id)[0]
        cancel_by_officer(db, stage.officer_id, appointment.id, now=stage.clock(), rebook=False)
    stage.tell()
    assert stage.texts() == []
    stage.go_to(at(7, 7))
    assert stage.texts()[0].startswith("Called off: Mon 9 Mar, 10:00.")


def test_a_text_that_cannot_be_sent_at_all_goes_by_mail_at_once(on_both: Stage) -> None:
    on_both.wish(changes=Way.TEXT)
    on_both.post.refusals.append(TextNotSent("answered 400", hopeless=True))
    on_both.tell()
    on_both.tell()
    assert (on_both.texts(), len(on_both.mails())) == ([], 1)


def test_a_text_that_is_only_late_is_tried_again_three_times_and_then_goes_by_mail(stage: Stage) -> None:
    stage.wish(changes=Way.TEXT)
    stage.post.refusals = [TextNotSent("answered 503", hopeless=False) for _ in range(9)]
    stage.tell()
    assert stage.mails() == []
    stage.go_to(NOW + timedelta(minutes=10))
    assert (len(stage.post.refusals), len(stage.mails())) == (6, 1)
    assert stage.post.mails[0][0] - NOW < timedelta(minutes=6)


def test_a_texters_wish_for_patience_is_heard(stage: Stage) -> None:
    stage.wish(changes=Way.TEXT)
    stage.post.refusals = [TextNotSent("answered 429", hopeless=False, wish=timedelta(minutes=20))]
    stage.tell()
    stage.go_to(NOW + timedelta(minutes=19))
    assert stage.texts() == []
    stage.go_to(NOW + timedelta(minutes=20))
    assert len(stage.texts()) == 1


def test_who_has_no_number_any_more_is_mailed_and_who_has_only_a_number_is_texted(stage: Stage) -> None:
    stage.wish(changes=Way.TEXT)
    with stage.store.write() as db:
        db.get_one(Officer, stage.officer_id).phone = None
    stage.tell()
    assert (len(stage.mails()), len(stage.texts())) == (1, 0)
    stage.wish(changes=Way.MAIL)
    with stage.store.write() as db:
        officer = db.get_one(Officer, stage.officer_id)
        officer.phone, officer.contact = "+447700900123", None
    stage.move(at(8))
    stage.tell()
    assert (len(stage.mails()), len(stage.texts())) == (1, 1)


def test_a_browser_is_told_and_one_that_left_is_forgotten(stage: Stage) -> None:
    stage.wish(changes=Way.PUSH)
    stays, left = Receiver.fresh(), Receiver.fresh()
    with receiving() as there, receiving() as gone:
        gone.will_answer(410)
        subscribe(stage, stays, there.url)
        subscribe(stage, left, gone.url)
        stage.tell()
        assert stays.read(there.came[0].body.encode(errors="surrogateescape")).strip() == (
            '{"title":"Your diary","body":"Booked: Mon 9 Mar, 10:00, by video.","path":"/d/0910"}'
        )
        assert (there.came[0].headers["ttl"], stage.mails()) == ("86400", [])
        with stage.store.read() as db:
            assert len(push_subscriptions.of_officer(db, stage.officer_id)) == 1
        there.will_answer(404)
        stage.move(at(8))
        stage.tell()
    stage.tell()
    assert len(stage.mails()) == 1, "with the last browser gone, mail takes over"


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


def test_where_a_browser_is_kept_is_sealed(care_db: Database) -> None:
    with staged(care_db) as stage:
        subscribe(stage, Receiver.fresh(), "https://push.example/kim")
        with stage.store.read() as db:
            raw = db.connection().exec_driver_sql("SELECT endpoint, public_key, auth_secret FROM push_subscription")
            assert all(b"push.example" not in bytes(cell) for cell in raw.one())


def test_reminders_come_three_days_and_two_hours_before_each_once(on_both: Stage) -> None:
    on_both.tell()
    on_both.clear()
    on_both.wish(days_before=Way.MAIL, hours_before=Way.TEXT)
    on_both.go_to(at(7, 12))
    ((ahead_at, subject, ahead),) = on_both.post.mails
    assert (ahead_at, subject) == (at(4), "Coming up in your diary")
    assert "Coming up: Monday 9 March, 10:00, by video." in ahead
    assert "https://desk.example/d/0910" in ahead
    ((soon_at, _, soon),) = on_both.post.texts
    assert soon_at == at(7, 8)
    assert soon == "Coming up: Mon 9 Mar, 10:00, by video. https://desk.example/d/0910"


def test_a_reminder_that_would_fall_into_sleep_comes_the_evening_before(stage: Stage) -> None:
    stage.move(at(7, 8))
    stage.wish(days_before=None, hours_before=Way.TEXT)
    stage.go_to(at(7, 12))
    assert [(when, text[:10]) for when, _, text in stage.post.texts] == [(at(6, 21, 30), "Coming up:")]


def test_reminders_that_are_switched_off_do_not_come(stage: Stage) -> None:
    stage.tell()
    stage.clear()
    stage.wish(days_before=None, hours_before=None)
    stage.go_to(at(7, 12))
    assert (stage.mails(), stage.texts()) == ([], [])


def test_of_a_time_that_moved_or_ended_nobody_is_reminded(stage: Stage) -> None:
    stage.go_to(at(4, 9))
    stage.move(at(20))
    stage.clear()
    stage.go_to(at(10))
    assert [body for body in stage.mails() if "Coming up" in body] == []
    with stage.store.write() as db:
        cancel_by_officer(db, stage.officer_id, live(db, stage).id, now=stage.clock(), rebook=False)
    stage.clear()
    stage.go_to(at(20, 12))
    assert [body for body in stage.mails() if "Coming up" in body] == []


def live(db: Session, stage: Stage) -> Appointment:
    return next(a for a in appointments.of_officer(db, stage.officer_id) if a.status.value == "booked")


def test_a_moved_time_has_reminders_of_its_own(stage: Stage) -> None:
    stage.go_to(at(5))
    stage.move(at(12))
    stage.clear()
    stage.go_to(at(12, 12))
    subjects = [(when, subject) for when, subject, _ in stage.post.mails if "Coming up" in subject]
    assert [when for when, _ in subjects] == [at(9), at(12, 8)]


def test_what_was_booked_only_just_before_is_not_reminded_of(stage: Stage) -> None:
    stage.move(at(3, 12))
    stage.tell()
    stage.clear()
    stage.go_to(at(3, 9))
    assert stage.mails() == [], "three days before it was booked four hours ago"


def test_a_reminder_missed_by_a_machine_that_slept_is_not_sent_too_late(stage: Stage) -> None:
    stage.go_to(at(6, 9))
    stage.clear()
    with stage.store.write() as db:
        remind(db, now=stage.clock())
    stage.clock.move_to(at(7, 9, 50))
    stage.tell()
    assert stage.mails() == []


def test_what_is_told_of_a_plan_that_goes_on_again_is_not_told(stage: Stage) -> None:
    stage.tell()
    stage.clear()
    stage.wish(changes=Way.TEXT)
    stage.clock.move_to(at(0, 23))
    with stage.store.write() as db:
        course_id = appointments.of_officer(db, stage.officer_id)[0].course_id
        pause(db, stage.officer_id, course_id, now=stage.clock())
        resume(db, stage.officer_id, course_id, now=stage.clock())
    stage.go_to(at(1, 7))
    assert stage.texts() == ["Called off: Mon 9 Mar, 10:00. https://desk.example/"]


def test_a_time_that_ended_in_silence_is_told_when_it_is_known_how_it_goes_on(stage: Stage) -> None:
    """Booked in the night, taken back by the provider before anybody was told: the plan is being made anew."""
    with stage.store.write() as db:
        first = appointments.of_officer(db, stage.officer_id)[0]
        provider_id = providers.counsellor(db, first.counsellor_id).provider_id
        cancel_by_provider(db, provider_id, first.id, now=stage.clock())
    stage.go_to(NOW + timedelta(minutes=30))
    assert stage.mails() == []
    with stage.store.write() as db:
        tell_cancelled(db, appointments.any_(db, first.id), now=stage.clock())
    stage.go_to(NOW + timedelta(hours=1))
    assert stage.mails() == [], "nobody had heard of it"


def test_what_nobody_finds_a_place_for_is_told_as_it_is_after_an_hour(stage: Stage) -> None:
    stage.tell()
    stage.move(at(8))
    stage.clear()
    with stage.store.write() as db:
        second = live(db, stage)
        provider_id = providers.counsellor(db, second.counsellor_id).provider_id
        cancel_by_provider(db, provider_id, second.id, now=stage.clock())
    stage.go_to(NOW + timedelta(minutes=59))
    assert stage.mails() == []
    stage.go_to(NOW + timedelta(minutes=75))
    assert "Called off: Monday 9 March, 10:00." in stage.mails()[0]


def test_few_words_say_no_time_and_times_are_written_as_wished(stage: Stage) -> None:
    stage.wish(changes=Way.TEXT, words=Words.SHORT)
    stage.tell()
    assert stage.texts() == ["Something changed in your diary. https://desk.example/d/0910"]
    stage.clear()
    stage.wish(times=Times.HALF_DAYS)
    stage.move(at(8, 14, 15))
    stage.tell()
    assert "Moved: Monday 9 March, 10 am is now Tuesday 10 March, 2:15 pm, by video." in stage.mails()[0]
    stage.clear()
    stage.wish(times=Times.WELSH)
    stage.move(at(9))
    stage.tell()
    assert "is now Dydd Mercher 11 Mawrth, 10:00, by video." in stage.mails()[0]


def test_a_miss_tells_nothing_by_itself(stage: Stage) -> None:
    stage.tell()
    stage.clear()
    stage.clock.move_to(at(7, 11))
    with stage.store.write() as db:
        first = appointments.of_officer(db, stage.officer_id)[0]
        record_outcome(db, first.id, Outcome.KEPT_ON_DUTY, by="officer", now=stage.clock())
    stage.tell()
    assert stage.mails() == []


def test_two_remind_at_the_same_time_and_each_reminder_is_written_once(on_both: Stage) -> None:
    on_both.clock.move_to(at(4, 9))
    with on_both.store.write() as db:
        assert remind(db, now=on_both.clock()) == 1
        assert remind(db, now=on_both.clock()) == 0
    with on_both.store.read() as db:
        rows = db.scalars(select(OutboxMessage).where(OutboxMessage.event == Told.APPOINTMENT_AHEAD)).all()
        assert [(row.not_before, row.told_at) for row in rows] == [(at(4), None)]


def test_a_held_time_is_nothing_to_be_reminded_of(stage: Stage) -> None:
    with stage.store.write() as db:
        course_id = appointments.of_officer(db, stage.officer_id)[0].course_id
        held = hold_slot(
            db, stage.officer_id, course_id, a_slot(stage.counsellor_id, at(3), number=2), now=stage.clock()
        )
        assert remind(db, now=stage.clock()) == 0
        book_held(db, stage.officer_id, held.id, now=stage.clock())
        assert db.get_one(Counsellor, stage.counsellor_id)
        assert remind(db, now=stage.clock() + timedelta(hours=1)) == 1, "dead from the start: told of an hour ago"
        dead = db.scalars(select(OutboxMessage).where(OutboxMessage.event == Told.APPOINTMENT_AHEAD)).one()
        assert dead.dead_at is not None
