"""The way to an officer: as they wish, not in their sleep, one message for one change, mail as a last resort."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.care.domain.outcome import Outcome
from app.care.domain.telling import Times, Way, Words
from app.care.services.call_off import cancel_by_officer, cancel_by_provider
from app.care.services.course_life import pause, resume
from app.care.services.outcome import record_outcome
from app.care.services.tell import tell_cancelled
from app.care.store import appointments, providers, push_subscriptions
from app.care.store.tables.messages import OutboxMessage
from app.care.store.tables.officers import Officer
from app.care.store.tables.rosters import OfficerMonth
from app.foundation.database import Database
from app.foundation.texter import TextNotSent
from tests.care.channels.officer_stage import Stage, staged, subscribe
from tests.care.channels.receiver import receiving
from tests.care.channels.test_push import Receiver
from tests.support.builders import NOW, at
from tests.support.duties import pack_by_month


@pytest.fixture
def stage(care_sqlite: Database) -> Iterator[Stage]:
    with staged(care_sqlite) as ready:
        yield ready


@pytest.fixture
def on_both(care_db: Database) -> Iterator[Stage]:
    with staged(care_db) as ready:
        yield ready


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


def test_where_a_browser_is_kept_is_sealed(care_db: Database) -> None:
    with staged(care_db) as stage:
        subscribe(stage, Receiver.fresh(), "https://push.example/kim")
        with stage.store.read() as db:
            raw = db.connection().exec_driver_sql("SELECT endpoint, public_key, auth_secret FROM push_subscription")
            assert all(b"push.example" not in bytes(cell) for cell in raw.one())


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
        second = stage.standing()
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
