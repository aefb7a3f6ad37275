"""An address that fails: it rests, is tried with one message, is given up after days, and its people hear of it."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import structlog
from sqlalchemy import func, select

from app.care.channels.outside import Outside
from app.care.channels.retrying import DELAYS, DISABLED_AFTER, DRAWN_OUT
from app.care.channels.sample import send_sample
from app.care.channels.signatures import new_secret
from app.care.domain.told import Told
from app.care.services.course_life import pause
from app.care.services.identity import add_provider_account
from app.care.services.tell import tell_of_course, tell_provider
from app.care.store import addresses, courses, outbox, signing_secrets
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.messages import AddressHealth, OutboxMessage
from app.care.store.tables.providers import Provider
from app.foundation.database import Database
from tests.care.channels.provider_stage import HOURS, Stage, staged
from tests.support.builders import NOW, a_booked_appointment, a_counsellor, a_provider, at

A_BIT = timedelta(seconds=6)
DESK = "desk@alder.example"


@pytest.fixture
def stage(care_sqlite: Database) -> Iterator[Stage]:
    with staged(care_sqlite) as ready:
        yield ready


@pytest.fixture
def stage_on_both(care_db: Database) -> Iterator[Stage]:
    with staged(care_db) as ready:
        yield ready


def health(stage: Stage) -> AddressHealth | None:
    with stage.store.read() as db:
        return addresses.health(db, stage.provider_id)


def with_people(stage: Stage) -> None:
    with stage.store.write() as db:
        add_provider_account(db, stage.provider_id, DESK)
        add_provider_account(db, stage.provider_id, "anneke@alder.example", a_counsellor(db, _of(stage, db), HOURS).id)


def _of(stage: Stage, db: object) -> Provider:
    return db.get_one(Provider, stage.provider_id)  # type: ignore[attr-defined]


def words(stage: Stage) -> list[tuple[str, str]]:
    """To whom, and the subject, of what was mailed to people at the provider."""
    return [(to, subject) for to, subject, _ in stage.mailbox.mails if to.endswith("alder.example")]


def live_on(stage: Stage, span: timedelta) -> None:
    """Let time pass, telling whenever something is due."""
    ends = stage.clock() + span
    stage.tell()
    while (due := _next_due(stage)) is not None and due <= ends:
        stage.clock.move_to(due)
        stage.tell()
    stage.clock.move_to(ends)
    stage.tell()


def _next_due(stage: Stage) -> datetime | None:
    with stage.store.read() as db:
        later = select(func.min(OutboxMessage.next_try_at)).where(OutboxMessage.next_try_at > stage.clock())
        return db.scalar(later)


def call_off(stage: Stage, appointment: Appointment) -> None:
    """The officer takes a break: the appointment is called off, and the course paused."""
    with stage.store.write() as db:
        pause(db, appointment.officer_id, appointment.course_id, now=stage.clock())


def test_an_address_that_is_down_rests_and_is_tried_with_one_message_before_the_others_follow(stage: Stage) -> None:
    for day in (7, 8, 9):
        stage.book(at(day))
    for _ in range(2):
        stage.receiver.will_answer(503)
    assert stage.tell().failed == 1
    assert (health(stage).failures, len(stage.receiver.came)) == (1, 1)  # type: ignore[union-attr]
    assert stage.tell().failed == 0, "it rests"
    stage.clock.advance(A_BIT)
    assert stage.tell().failed == 1
    assert len(stage.receiver.came) == 2, "one message alone, to see"
    stage.clock.advance(timedelta(minutes=5, seconds=31))
    assert stage.tell().webhooks == 6
    assert (health(stage).failures, health(stage).failing_since_at) == (0, None)  # type: ignore[union-attr]
    assert len(set(stage.receiver.ids)) == 6


def test_two_tellers_do_not_both_try_an_address_that_was_down(stage: Stage) -> None:
    """The second one starts while the first one's request is still out."""
    stage.book(at(7))
    stage.book(at(8))
    stage.receiver.will_answer(503)
    stage.tell()
    stage.clock.advance(A_BIT)
    inner: list[int] = []

    class Slow(Outside):
        def post(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            if not inner:
                inner.append(stage.tell().webhooks)
            return super().post(*args, **kwargs)  # type: ignore[arg-type]

    before = stage.outside
    with Slow(loopback=True) as slow:
        stage.outside = slow
        assert stage.tell().webhooks == 4
    stage.outside = before
    assert inner == [0]


def test_a_message_that_is_refused_holds_up_its_own_course_and_nobody_elses(stage_on_both: Stage) -> None:
    poisoned = stage_on_both.book(at(7))
    stage_on_both.receiver.will_answer(422, b"cannot read this")
    stage_on_both.tell()
    stage_on_both.book(at(8))
    call_off(stage_on_both, poisoned)
    assert stage_on_both.tell().webhooks == 2
    assert stage_on_both.events() == ["course.opened", "course.opened", "appointment.booked"]
    stage_on_both.clock.advance(A_BIT)
    assert stage_on_both.tell().webhooks == 4
    course = json.loads(stage_on_both.receiver.came[0].body)["data"]["course"]
    about = [json.loads(told.body) for told in stage_on_both.receiver.came[3:]]
    assert [one["type"] for one in about if one["data"]["course"] == course] == [
        "course.opened", "appointment.booked", "appointment.cancelled", "course.paused"]  # fmt: skip


def test_an_outage_of_three_days_loses_nothing_and_keeps_the_order(stage: Stage) -> None:
    with_people(stage)
    first = stage.book(at(7))
    stage.receiver.will_answer_always(503)
    for day in range(8, 18):
        live_on(stage, timedelta(hours=7, minutes=12))
        stage.book(at(day))
    call_off(stage, first)
    assert stage.clock() - NOW == timedelta(hours=72)
    failed = len(stage.receiver.came)
    assert failed <= len(DELAYS), "nobody was stormed"
    stage.receiver.will_answer_always(204)
    live_on(stage, timedelta(hours=12))
    assert stage.receiver.ids[failed:] == [stage.name_of(m) for m, _ in stage.log()]
    assert all(message.told_at for message, _ in stage.log())
    assert words(stage) == [], "nothing was given up, so nobody need look"


def test_an_address_that_takes_nothing_for_days_is_switched_off_and_people_are_told(stage: Stage) -> None:
    with_people(stage)
    for day in (7, 8, 9):
        stage.book(at(day))
    stage.receiver.will_answer_always(500)
    with structlog.testing.capture_logs() as lines:
        live_on(stage, timedelta(days=4))
        assert words(stage) == [(DESK, "Relief: a message to your system was given up")]
        assert stage.mailbox.mails[-1][2].count("https://desk.example/provider/deliveries") == 1
        live_on(stage, timedelta(days=3))
    assert words(stage)[-1] == (DESK, "Relief: your system is sent no more messages")
    off = health(stage)
    assert off is not None
    assert off.disabled_at is not None
    assert off.disabled_why == "silent"
    assert DISABLED_AFTER <= off.disabled_at - NOW < DISABLED_AFTER + timedelta(days=2)
    (line,) = [one for one in lines if one["event"] == "provider_switched_off"]
    assert (line["log_level"], line["provider"], line["why"]) == ("warning", stage.provider_id, "silent")
    came = len(stage.receiver.came)
    live_on(stage, timedelta(days=1))
    assert len(stage.receiver.came) == came, "nothing more is sent"
    assert all(m.dead_at for m, _ in stage.log()), "and all of it can be seen and sent again"


def test_after_a_quiet_week_one_bad_moment_does_not_switch_off(stage: Stage) -> None:
    with stage.store.write() as db:
        failing = addresses.health_to_change(db, stage.provider_id)
        failing.failures, failing.failing_since_at = 10, NOW - timedelta(days=7)
    stage.book()
    stage.receiver.will_answer_always(500)
    live_on(stage, timedelta(hours=1))
    assert health(stage).disabled_at is None  # type: ignore[union-attr]
    live_on(stage, timedelta(hours=3))
    assert health(stage).disabled_at is not None, "control: five bad moments do"  # type: ignore[union-attr]


def test_who_wants_no_more_is_sent_no_more_and_their_people_are_told(stage: Stage) -> None:
    with_people(stage)
    stage.book()
    stage.receiver.will_answer(410)
    stage.tell()
    live_on(stage, timedelta(days=1))
    assert len(stage.receiver.came) == 1
    assert words(stage) == [(DESK, "Relief: your system is sent no more messages")]
    assert "410 Gone" in stage.mailbox.mails[-1][2]
    assert {t.answer for _, tries in stage.log()[1:] for t in tries} == {"Not sent: sending is switched off."}


def test_a_word_to_people_that_fails_is_tried_again_and_goes_once(stage: Stage) -> None:
    with_people(stage)
    stage.book()
    stage.tell()
    stage.receiver.will_answer(410)
    stage.book(at(8))
    stage.mailbox.refuse = 2  # the officer's mail, and the word
    assert stage.tell().words == 0
    stage.clock.advance(A_BIT)
    assert stage.tell().words == 1
    assert stage.tell().words == 0
    assert len(words(stage)) == 1


def test_a_test_message_that_is_taken_ends_the_waiting(stage: Stage) -> None:
    stage.book()
    for _ in range(4):
        stage.receiver.will_answer(503)
    for wait in DELAYS[:4]:
        stage.clock.advance(wait * (1 + DRAWN_OUT))
        stage.tell()
    assert stage.tell().webhooks == 0
    answer = send_sample(stage.store, stage.clock, stage.outside, stage.provider_id)
    assert answer.status == 204
    assert stage.events()[-1] == "webhook.test"
    assert stage.tell().webhooks == 2
    assert health(stage).failures == 0  # type: ignore[union-attr]


def test_a_test_message_that_fails_is_tried_once_and_is_no_dead_letter(stage: Stage) -> None:
    stage.receiver.will_answer(500, b"no")
    assert send_sample(stage.store, stage.clock, stage.outside, stage.provider_id).text == "no"
    live_on(stage, timedelta(hours=1))
    assert len(stage.receiver.came) == 1
    with stage.store.write() as db:
        assert outbox.given_up_of(db, stage.provider_id) == 0
        assert outbox.revive_all(db, stage.provider_id, now=stage.clock()) == 0


def test_a_test_message_reaches_an_address_that_is_switched_off_and_leaves_it_so(stage: Stage) -> None:
    with stage.store.write() as db:
        addresses.switch_off(db, stage.provider_id, "gone", now=NOW)
    assert send_sample(stage.store, stage.clock, stage.outside, stage.provider_id).good
    stage.book()
    assert stage.tell().webhooks == 0
    with stage.store.write() as db:
        addresses.switch_on(db, stage.provider_id)
        assert outbox.revive_all(db, stage.provider_id, now=stage.clock()) == 2
    assert stage.tell().webhooks == 2


def test_what_is_sent_again_comes_in_order_word_for_word_with_its_old_version(stage: Stage) -> None:
    appointment = stage.book()
    stage.receiver.will_answer(204)
    for _ in DELAYS:
        stage.receiver.will_answer(422)
    live_on(stage, timedelta(days=4))
    call_off(stage, appointment)
    stage.tell()
    before = [told.body for told in stage.receiver.came]
    given_up = before[1]
    with stage.store.write() as db:
        assert outbox.revive_all(db, stage.provider_id, now=stage.clock()) == 1
    stage.tell()
    assert [told.body for told in stage.receiver.came[len(before) :]] == [given_up]
    cancelled = next(json.loads(one) for one in before if "appointment.cancelled" in one)
    assert json.loads(given_up)["data"]["sequence"] < cancelled["data"]["sequence"], "the receiver can drop it"


def test_a_message_says_the_same_at_every_try_whatever_happened_meanwhile(stage: Stage) -> None:
    appointment = stage.book()
    stage.receiver.will_answer(204)
    stage.receiver.will_answer(500)
    stage.tell()
    call_off(stage, appointment)
    stage.clock.advance(A_BIT)
    stage.tell()
    first, again, cancelled = [told for told in stage.receiver.came if '"start"' in told.body]
    assert (first.body, first.headers["webhook-id"]) == (again.body, again.headers["webhook-id"])
    assert json.loads(again.body)["data"]["status"] == "booked"
    assert json.loads(cancelled.body)["data"]["status"] == "cancelled"
    assert json.loads(cancelled.body)["data"]["sequence"] > json.loads(again.body)["data"]["sequence"]


def test_the_log_holds_what_was_sent_and_what_was_answered(stage: Stage) -> None:
    stage.book()
    stage.receiver.will_answer(500, b"x" * 10_000)
    stage.tell()
    message, (first,) = stage.log()[0]
    sent = stage.receiver.came[0]
    assert message.body == sent.body
    assert first.headers == {k: v for k, v in sent.headers.items() if k.startswith("webhook-")}
    assert (first.status_code, len(first.answer)) == (500, 500)
    assert first.took_ms is not None


def test_two_providers_cannot_join_what_they_are_sent_about_one_officer(stage: Stage) -> None:
    """One tells the other everything: no name, no id, no instant is in both, but for when and where it took place."""
    with stage.store.write() as db:
        other = a_provider(db, webhook_url=stage.receiver.url.replace("hook", "other"))
        signing_secrets.rotate(db, other.id, signing_secrets.OUT, new_secret(), overlap=timedelta(0), now=NOW)
        mine = a_counsellor(db, _of(stage, db), HOURS)
        moved = a_booked_appointment(db, mine, at(7))
        tell_provider(db, Told.APPOINTMENT_CANCELLED, moved, now=NOW)
        course = courses.one(db, moved.course_id)
        course.counsellor_id = moved.counsellor_id = a_counsellor(db, other, HOURS).id
        tell_provider(db, Told.APPOINTMENT_MOVED, moved, now=NOW, replaces_id=moved.id)
        tell_of_course(db, Told.COURSE_PAUSED, course, now=NOW, mark="x", officer=False)
    stage.tell()
    told = {path: [one for one in stage.receiver.came if one.path == path] for path in ("/hook", "/other")}
    assert len(told["/hook"]) >= 2
    assert len(told["/other"]) >= 2
    seen = {path: _long_words(told[path]) for path in told}
    assert seen["/hook"] & seen["/other"] <= {
        "appointment",
        "counsellor",
        "cancelled",
        "timestamp",
        "2026-03-02T08:00:00Z",
    }


def _long_words(came: list) -> set[str]:
    """Every word of nine letters and more in what arrived, the times of day of appointments aside."""
    found: set[str] = set()
    for one in came:
        event = json.loads(one.body)
        event["data"] = {k: v for k, v in event["data"].items() if k not in {"start", "end"}}
        text = json.dumps(event) + one.headers["webhook-id"] + " " + one.headers["webhook-signature"]
        found |= set(re.findall(r"[\w:+/=-]{9,}", text))
    return found
