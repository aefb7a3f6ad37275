"""Reminders: each once, never of what is not so any more, never in anybody's sleep."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.care.domain.telling import Way
from app.care.domain.told import Told
from app.care.services.call_off import cancel_by_officer
from app.care.services.hold import book_held, hold_slot
from app.care.services.remind import remind
from app.care.store import appointments
from app.care.store.tables.messages import OutboxMessage
from app.care.store.tables.providers import Counsellor
from app.foundation.database import Database
from tests.care.channels.officer_stage import ZONE, Stage, staged
from tests.support.builders import a_slot, at


@pytest.fixture
def stage(care_sqlite: Database) -> Iterator[Stage]:
    with staged(care_sqlite) as ready:
        yield ready


@pytest.fixture
def on_both(care_db: Database) -> Iterator[Stage]:
    with staged(care_db) as ready:
        yield ready


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


@pytest.mark.parametrize(
    ("ten_o_clock", "three_days_before"),
    [
        (datetime(2026, 3, 29, 9, tzinfo=UTC), datetime(2026, 3, 26, 9, tzinfo=UTC)),
        (datetime(2026, 3, 30, 9, tzinfo=UTC), datetime(2026, 3, 27, 9, tzinfo=UTC)),
        (datetime(2026, 10, 25, 10, tzinfo=UTC), datetime(2026, 10, 22, 10, tzinfo=UTC)),
        (datetime(2026, 10, 26, 10, tzinfo=UTC), datetime(2026, 10, 23, 10, tzinfo=UTC)),
    ],
    ids=["the morning in spring", "the day after", "the morning in autumn", "the day after that"],
)
def test_reminders_come_72_and_2_hours_before_over_both_nights_on_which_clocks_change(
    stage: Stage, ten_o_clock: datetime, three_days_before: datetime
) -> None:
    stage.move(ten_o_clock)
    stage.clock.move_to(three_days_before - timedelta(days=5))
    stage.tell()
    stage.clear()
    stage.wish(days_before=Way.MAIL, hours_before=Way.TEXT)
    stage.go_to(ten_o_clock)
    assert [when for when, _, _ in stage.post.mails] == [three_days_before]
    assert [when for when, _, _ in stage.post.texts] == [ten_o_clock - timedelta(hours=2)]
    local = ten_o_clock.astimezone(ZONE)
    for *_, said in (*stage.post.mails, *stage.post.texts):
        assert f"{local:%-d} {local:%b}" in said
        assert ", 10:00" in said, "the wall clock of the day itself, not of the day on which it is said"


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
        cancel_by_officer(db, stage.officer_id, stage.standing().id, now=stage.clock(), rebook=False)
    stage.clear()
    stage.go_to(at(20, 12))
    assert [body for body in stage.mails() if "Coming up" in body] == []


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
