"""What is told, to whom, in which order and how often, against a real receiver on loopback."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from standardwebhooks import Webhook

from app.care.channels.outside import Outside
from app.care.channels.retrying import DELAYS, DRAWN_OUT
from app.care.channels.signatures import new_secret, verify
from app.care.channels.store_mailer import StoreMailer
from app.care.channels.telling import Tally, tell_due
from app.care.domain.pseudonyms import Kind, outward
from app.care.domain.told import Told
from app.care.services.tell import tell_both, tell_provider
from app.care.store import addresses, appointments, delivery_log, outbox, sent_mail, signing_secrets
from app.care.store.tables.messages import AddressHealth
from app.care.store.tables.officers import Officer
from app.care.store.tables.providers import Provider
from app.foundation.database import Database
from tests.care.channels.provider_stage import HOURS, VOICE, Stage, staged
from tests.support.builders import NOW, a_booked_appointment, a_counsellor, a_provider, at


@pytest.fixture
def stage(care_sqlite: Database) -> Iterator[Stage]:
    """For what does not depend on the store."""
    with staged(care_sqlite) as ready:
        yield ready


@pytest.fixture
def stage_on_both(care_db: Database) -> Iterator[Stage]:
    """For what the store must get right: claims, order, leases."""
    with staged(care_db) as ready:
        yield ready


def test_a_booking_reaches_the_officer_and_the_provider_once(stage_on_both: Stage) -> None:
    stage_on_both.book()
    assert stage_on_both.tell() == Tally(mails=1, webhooks=2, failed=0)
    assert stage_on_both.events() == ["course.opened", "appointment.booked"]
    assert [subject for _, subject, _ in stage_on_both.mailbox.mails] == ["A change to your diary"]
    assert stage_on_both.tell() == Tally(mails=0, webhooks=0, failed=0)


def test_what_is_sent_verifies_with_the_agreed_secret_and_names_nobody(stage: Stage) -> None:
    appointment = stage.book()
    stage.tell()
    told = stage.receiver.came[-1]
    assert verify(told.body.encode(), told.headers, [stage.secret], now=stage.clock()).body == told.body
    data = json.loads(told.body)["data"]
    assert data == {
        "course": outward(stage.key, Kind.COURSE, appointment.course_id),
        "appointment": outward(stage.key, Kind.APPOINTMENT, appointment.id),
        "counsellor": outward(stage.key, Kind.COUNSELLOR, appointment.counsellor_id),
        "session": 1,
        "start": "2026-03-09T10:00:00Z",
        "end": "2026-03-09T10:50:00Z",
        "place": "video",
        "status": "booked",
        "replaces": None,
        "sequence": appointment.sequence,
    }
    with stage.store.read() as db:
        staff_number = db.get_one(Officer, appointment.officer_id).staff_number
    for ours in (appointment.id, appointment.course_id, appointment.officer_id, staff_number, "kim@"):
        assert ours not in told.body


def test_a_failed_webhook_is_tried_on_the_schedule_of_the_specification_and_then_given_up(stage_on_both: Stage) -> None:
    stage_on_both.book()
    for _ in DELAYS:
        stage_on_both.receiver.will_answer(500, b"out of order")
    for delay in DELAYS:
        stage_on_both.clock.advance(delay - timedelta(seconds=1) if delay else delay)
        if delay:
            assert stage_on_both.tell().failed == 0, "tried too early"
            stage_on_both.clock.advance(timedelta(seconds=1) + delay * DRAWN_OUT)
        assert stage_on_both.tell().failed == 1
    assert stage_on_both.tries()[:10] == [(n, 500) for n in range(1, 11)]
    assert len(set(stage_on_both.receiver.ids)) == 1
    stamps = [told.headers["webhook-timestamp"] for told in stage_on_both.receiver.came]
    assert stamps == sorted(set(stamps)), "each try is signed for its own instant"
    with stage_on_both.store.read() as db:
        (later, _), (given_up, _) = delivery_log.log_of_provider(db, stage_on_both.provider_id, most=10)
        assert (given_up.dead_at, later.told_at, later.attempts) == (stage_on_both.clock(), None, 0)
    assert stage_on_both.tell().webhooks == 1, "what waited behind it goes on"


def test_later_messages_wait_for_the_one_before_so_that_order_is_kept(stage_on_both: Stage) -> None:
    stage_on_both.book()
    stage_on_both.receiver.will_answer(503)
    assert stage_on_both.tell() == Tally(mails=1, webhooks=0, failed=1)
    assert stage_on_both.tell() == Tally(mails=0, webhooks=0, failed=0)
    stage_on_both.clock.advance(timedelta(seconds=6))
    assert stage_on_both.tell().webhooks == 2
    assert stage_on_both.events() == ["course.opened", "course.opened", "appointment.booked"]


def test_one_provider_that_is_down_does_not_hold_up_another(stage: Stage) -> None:
    stage.book()
    with stage.store.write() as db:
        down = a_provider(db, webhook_url="http://127.0.0.1:1/hook")
        signing_secrets.rotate(db, down.id, signing_secrets.OUT, new_secret(), overlap=timedelta(0), now=NOW)
        a_booked_appointment(db, a_counsellor(db, down, HOURS))
    tally = stage.tell()
    assert (tally.webhooks, len(stage.receiver.came)) == (2, 2)


def test_a_receiver_may_ask_for_patience(stage: Stage) -> None:
    stage.book()
    stage.receiver.will_answer(429, retry_after="3600")
    stage.tell()
    stage.clock.advance(timedelta(minutes=59))
    assert stage.tell().webhooks == 0
    stage.clock.advance(timedelta(minutes=1))
    assert stage.tell().webhooks == 2


@pytest.mark.parametrize("status", [301, 302, 400, 404, 500, 502])
def test_whatever_is_not_2xx_is_a_failure(stage: Stage, status: int) -> None:
    stage.book()
    stage.receiver.will_answer(status, location="https://example.org/")
    assert stage.tell().failed == 1
    assert stage.tries() == [(1, status)]


def test_an_address_that_is_gone_is_not_written_to_again(stage: Stage) -> None:
    stage.book()
    stage.receiver.will_answer(410)
    stage.tell()
    stage.clock.advance(timedelta(days=4))
    stage.tell()
    assert len(stage.receiver.came) == 1
    with stage.store.read() as db:
        health = db.get_one(AddressHealth, stage.provider_id)
        assert (health.disabled_at, health.disabled_why) == (NOW, "gone")
        assert all(m.dead_at for m, _ in delivery_log.log_of_provider(db, stage.provider_id, most=10))


def test_without_an_address_or_a_secret_nothing_is_sent_and_the_log_says_so(stage: Stage) -> None:
    with stage.store.write() as db:
        db.get_one(Provider, stage.provider_id).webhook_url = None
    stage.book()
    stage.tell()
    with stage.store.read() as db:
        log = delivery_log.log_of_provider(db, stage.provider_id, most=10)
        assert {t.answer for _, tries in log for t in tries} == {"Not sent: no address is set."}


def test_a_given_up_message_can_be_sent_again_by_its_own_provider_only(stage_on_both: Stage) -> None:
    stage_on_both.book()
    stage_on_both.receiver.will_answer(410)
    stage_on_both.tell()
    with stage_on_both.store.write() as db:
        addresses.switch_on(db, stage_on_both.provider_id)
        dead = delivery_log.log_of_provider(db, stage_on_both.provider_id, most=10)[-1][0]
        assert not outbox.revive(db, dead.id, "f" * 32, now=stage_on_both.clock())
        assert outbox.revive(db, dead.id, stage_on_both.provider_id, now=stage_on_both.clock())
        assert not outbox.revive(db, dead.id, stage_on_both.provider_id, now=stage_on_both.clock())
    assert stage_on_both.tell().webhooks >= 1


def test_an_address_inside_the_network_is_not_sent_to_and_its_number_is_not_told(stage: Stage) -> None:
    with stage.store.write() as db:
        db.get_one(Provider, stage.provider_id).webhook_url = "http://169.254.169.254/latest/meta-data"
    stage.book()
    assert stage.tell().failed == 1
    with stage.store.read() as db:
        (_, (first,)) = delivery_log.log_of_provider(db, stage.provider_id, most=10)[-1]
        assert first.answer == "Not sent: the address is not one we may send to."


def test_the_signature_carries_the_old_and_the_new_secret_while_they_overlap(stage: Stage) -> None:
    fresh = new_secret()
    with stage.store.write() as db:
        rotated = timedelta(hours=24)
        signing_secrets.rotate(db, stage.provider_id, signing_secrets.OUT, fresh, overlap=rotated, now=stage.clock())
    stage.book()
    stage.tell()
    told = stage.receiver.came[0]
    for secret in (stage.secret, fresh):
        verify(told.body.encode(), told.headers, [secret], now=stage.clock())
    stage.clock.advance(timedelta(hours=25))
    appointment = stage.book(at(8))
    stage.tell()
    last = stage.receiver.came[-1]
    assert appointment.id
    assert last.headers["webhook-signature"] == Webhook(fresh).sign(
        last.headers["webhook-id"], stage.clock(), last.body
    )


def test_several_changes_are_one_mail(stage_on_both: Stage) -> None:
    first = stage_on_both.book()
    stage_on_both.tell()
    stage_on_both.mailbox.mails.clear()
    with stage_on_both.store.write() as db:
        for minute, told in enumerate((Told.COURSE_QUESTION, Told.APPOINTMENT_CANCELLED)):
            tell_both(db, told, appointments.any_(db, first.id), now=stage_on_both.clock() + timedelta(minutes=minute))
    assert stage_on_both.tell().mails == 1
    (_, _, body) = stage_on_both.mailbox.mails[0]
    assert "Called off: Monday 9 March, 10:00." in body
    assert "There is a question for you in your plan." in body


def test_a_mail_that_fails_is_tried_again_and_goes_once(stage_on_both: Stage) -> None:
    stage_on_both.book()
    stage_on_both.mailbox.refuse = 2
    assert stage_on_both.tell().mails == 0
    assert stage_on_both.tell().mails == 0, "not before its time"
    stage_on_both.clock.advance(timedelta(seconds=5))
    assert stage_on_both.tell().mails == 0
    stage_on_both.clock.advance(timedelta(minutes=5))
    assert stage_on_both.tell().mails == 1
    assert stage_on_both.tell().mails == 0


def test_an_officer_without_a_contact_is_not_tried_for_ever(stage: Stage) -> None:
    appointment = stage.book()
    with stage.store.write() as db:
        db.get_one(Officer, appointment.officer_id).contact = None
    stage.tell()
    stage.clock.advance(timedelta(days=5))
    assert stage.tell().mails == 0
    assert stage.mailbox.mails == []


def test_two_tellers_at_the_same_time_send_everything_once(stage_on_both: Stage) -> None:
    """The second one starts while the first one's request is still out."""
    stage_on_both.book()
    inner: list[Tally] = []

    class Slow(Outside):
        def post(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            if not inner:
                inner.append(
                    tell_due(
                        stage_on_both.store, stage_on_both.clock, stage_on_both.senders, stage_on_both.outside, VOICE
                    )
                )
            return super().post(*args, **kwargs)  # type: ignore[arg-type]

    with Slow(loopback=True) as slow:
        tell_due(stage_on_both.store, stage_on_both.clock, stage_on_both.senders, slow, VOICE)
    assert inner == [Tally(mails=0, webhooks=0, failed=0)]
    assert stage_on_both.events() == ["course.opened", "appointment.booked"]
    assert len(stage_on_both.mailbox.mails) == 1


def test_a_teller_that_died_is_taken_over_with_the_same_webhook_id(stage_on_both: Stage) -> None:
    stage_on_both.book()

    class Dies(Outside):
        def post(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            super().post(*args, **kwargs)  # type: ignore[arg-type]
            raise KeyboardInterrupt

    with Dies(loopback=True) as dying, pytest.raises(KeyboardInterrupt):
        tell_due(stage_on_both.store, stage_on_both.clock, stage_on_both.senders, dying, VOICE)
    assert stage_on_both.tell().webhooks == 0, "the lease of the dead one has not ended"
    stage_on_both.clock.advance(timedelta(minutes=2))
    assert stage_on_both.tell().webhooks == 2
    assert stage_on_both.receiver.ids[0] == stage_on_both.receiver.ids[1]


def test_what_another_providers_appointment_was_replaced_is_not_told(stage: Stage) -> None:
    mine = stage.book()
    with stage.store.write() as db:
        other = a_booked_appointment(db, a_counsellor(db, hours=HOURS))
        tell_provider(db, Told.APPOINTMENT_MOVED, appointments.any_(db, mine.id), now=NOW, replaces_id=other.id)
    stage.tell()
    assert json.loads(stage.receiver.came[-1].body)["data"]["replaces"] is None


def test_the_demos_mailer_keeps_mails_sealed(care_db: Database) -> None:
    StoreMailer(care_db).send("kim@home.example", "A change to your diary", "Hello", now=NOW)
    with care_db.read() as db:
        (kept,) = sent_mail.newest(db, most=5)
        assert (kept.recipient, kept.body) == ("kim@home.example", "Hello")
        raw = db.connection().exec_driver_sql("SELECT recipient, body FROM sent_mail").one()
    assert all(b"kim" not in bytes(cell) and b"Hello" not in bytes(cell) for cell in raw)


def test_a_fault_of_ours_about_one_officer_stops_nobody_else_and_is_not_kept_quiet(stage: Stage) -> None:
    spoilt = stage.book()
    stage.book(at(8))
    with stage.store.write() as db:
        db.get_one(Officer, spoilt.officer_id).telling = {"changes": "pigeon"}
    with pytest.raises(ExceptionGroup, match="some could not be told") as raised:
        stage.tell()
    assert [type(one) for one in raised.value.exceptions] == [ValueError]
    assert len(stage.mailbox.mails) == 1
    assert "appointment.booked" in stage.events()
