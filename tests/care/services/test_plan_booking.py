"""Booking a plan: what it keeps is untouched, what it moves is one release, one hold and one message."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.ledger import Balance, EntryKind
from app.care.domain.outcome import Outcome
from app.care.services.call_off import clear_for_roster
from app.care.services.course_life import pause
from app.care.services.hold import hold_slot
from app.care.services.outcome import record_outcome
from app.care.services.plan_booking import book_plan
from app.care.services.promotion import promote
from app.care.store import appointments
from app.care.store.ledger import balance_of_course, entries_of_course
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.care.store.tables.messages import OutboxMessage
from app.foundation.database import Database
from app.foundation.refusals import Conflict, NotFound
from tests.support.builders import (
    NOW,
    a_basis,
    a_counsellor,
    a_course,
    a_planned_course,
    a_slot,
    at,
    rows,
    weekly,
)

FIRM = NOW + timedelta(days=28)


def live(db: Session, course: Course) -> dict[int, Appointment]:
    """The course's live appointments by number."""
    return {a.number: a for a in appointments.live_of_course(db, course.id)}


def told_since(db: Session, before: set[str]) -> list[tuple[str, str]]:
    """Channel and name of each message that was written since."""
    return sorted((m.channel, m.event) for m in db.scalars(select(OutboxMessage)) if m.id not in before)


def messages(db: Session) -> set[str]:
    """Everything in the outbox."""
    return set(db.scalars(select(OutboxMessage.id)))


def test_a_plan_is_booked_inside_the_firm_horizon_and_proposed_beyond(care_db: Database) -> None:
    """The officer hears of what is booked, the provider of everything."""
    with care_db.write() as db:
        course = a_planned_course(db)
        assert [a.status for a in live(db, course).values()] == [S.BOOKED] * 3 + [S.PROPOSED] * 7
        told = told_since(db, set())
        assert course.counsellor_id == live(db, course)[1].counsellor_id
    assert told == [
        *[("mail", "appointment.booked")] * 3,
        *[("webhook", "appointment.booked")] * 3,
        *[("webhook", "appointment.proposed")] * 7,
        ("webhook", "course.opened"),
    ]


def test_the_same_plan_again_touches_nothing_but_the_version_it_was_checked_against(care_db: Database) -> None:
    """No new row, no entry, no message: an officer whose sessions do not clash sees no change at all."""
    with care_db.write() as db:
        course = a_planned_course(db)
        before, entries, told = live(db, course), len(entries_of_course(db, course.id)), messages(db)
        marks = {a.id: (a.sequence, a.changed_at, a.status) for a in before.values()}
        version = course.version
        plan = rows(before[1].counsellor_id, weekly(at(7)))
        after = book_plan(db, course.id, plan, a_basis(course, roster_version=7), now=at(1))
        assert {a.id: (a.sequence, a.changed_at, a.status) for a in after} == marks
        assert {a.roster_version for a in after} == {7}
        assert (len(entries_of_course(db, course.id)), messages(db), course.version) == (entries, told, version)


def test_a_moved_session_is_a_new_row_and_one_message_with_both_times(care_db: Database) -> None:
    """Released and held again in one transaction, in the order that never goes below zero."""
    with care_db.write() as db:
        course = a_planned_course(db)
        old, before = live(db, course)[2], messages(db)
        starts = weekly(at(7)) | {2: at(15)}
        book_plan(db, course.id, rows(old.counsellor_id, starts), a_basis(course, roster_version=2), now=at(1))
        new = live(db, course)[2]
        assert (old.status, old.outcome) == (S.CANCELLED, Outcome.MOVED_BY_PLAN)
        assert (new.replaces_id, new.sequence, new.status) == (old.id, old.sequence + 1, S.BOOKED)
        assert [e.kind for e in entries_of_course(db, course.id)][-2:] == [EntryKind.RELEASE, EntryKind.HOLD]
        assert told_since(db, before) == [("mail", "appointment.moved"), ("webhook", "appointment.moved")]
        moved = [m.payload for m in db.scalars(select(OutboxMessage)) if m.event == "appointment.moved"]
        assert moved == [{"course_id": course.id, "appointment_id": new.id, "replaces_id": old.id}] * 2


def test_a_session_may_move_to_a_time_that_overlaps_its_old_one(care_db: Database) -> None:
    """The old row ends before the new one begins to live."""
    with care_db.write() as db:
        course = a_planned_course(db)
        plan = rows(live(db, course)[2].counsellor_id, weekly(at(7)) | {2: at(14, 10, 15)})
        book_plan(db, course.id, plan, a_basis(course), now=at(1))
        assert live(db, course)[2].start_at == at(14, 10, 15)


def test_two_sessions_may_change_places(care_db: Database) -> None:
    """All old rows end before any new one begins."""
    with care_db.write() as db:
        course = a_planned_course(db)
        plan = rows(live(db, course)[1].counsellor_id, weekly(at(7)) | {5: at(42), 6: at(35)})
        book_plan(db, course.id, plan, a_basis(course), now=at(1))
        assert [live(db, course)[n].start_at for n in (5, 6)] == [at(42), at(35)]


def test_moving_what_was_only_proposed_is_the_providers_news(care_db: Database) -> None:
    """The officer was promised nothing yet."""
    with care_db.write() as db:
        course = a_planned_course(db)
        before = messages(db)
        plan = rows(live(db, course)[9].counsellor_id, weekly(at(7)) | {9: at(64)})
        book_plan(db, course.id, plan, a_basis(course), now=at(1))
        assert told_since(db, before) == [("webhook", "appointment.moved")]


def test_a_session_that_finds_no_place_is_told_as_cancelled_and_waits(care_db: Database) -> None:
    """Nothing is lost: its unit is free. A second plan without a place tells nothing new."""
    with care_db.write() as db:
        course = a_planned_course(db)
        counsellor_id, before = live(db, course)[2].counsellor_id, messages(db)
        without = {n: start for n, start in weekly(at(7)).items() if n != 2}
        for _ in range(2):
            book_plan(db, course.id, rows(counsellor_id, without), a_basis(course), now=at(1))
        assert balance_of_course(db, course.id) == Balance(10, 0, 9, 1)
        assert told_since(db, before) == [
            ("mail", "appointment.cancelled"),
            ("webhook", "appointment.cancelled"),
            ("webhook", "session.waiting"),
        ]


def test_what_was_cleared_for_the_roster_and_finds_a_place_is_one_move(care_db: Database) -> None:
    """The clearing itself says nothing; the plan that follows says it all."""
    with care_db.write() as db:
        course = a_planned_course(db)
        old, before = live(db, course)[3], messages(db)
        clear_for_roster(db, old.id, now=at(1))
        assert told_since(db, before) == []
        plan = rows(old.counsellor_id, weekly(at(7)) | {3: at(23)})
        book_plan(db, course.id, plan, a_basis(course), now=at(1))
        assert told_since(db, before) == [("mail", "appointment.moved"), ("webhook", "appointment.moved")]
        assert live(db, course)[3].replaces_id == old.id


def test_after_a_miss_the_new_appointment_is_booked_news_that_names_the_missed_one(care_db: Database) -> None:
    """The miss itself was known to both."""
    with care_db.write() as db:
        course = a_planned_course(db)
        missed, before = live(db, course)[1], messages(db)
        record_outcome(db, missed.id, Outcome.KEPT_ON_DUTY, by="provider", now=at(8))
        starts = {1: at(9)} | {n: s for n, s in weekly(at(7)).items() if n > 1}
        book_plan(db, course.id, rows(missed.counsellor_id, starts), a_basis(course), now=at(8))
        assert live(db, course)[1].replaces_id == missed.id
        assert told_since(db, before) == [("mail", "appointment.booked"), ("webhook", "appointment.booked")]


def test_another_provider_hears_of_a_booking_the_old_one_of_a_cancellation(care_db: Database) -> None:
    """Each is told what concerns their own; the officer hears of one move."""
    with care_db.write() as db:
        course = a_planned_course(db, sessions=1)
        old, before = live(db, course)[1], messages(db)
        other = a_counsellor(db)
        course.counsellor_id = other.id
        book_plan(db, course.id, rows(other, {1: at(7)}), a_basis(course), now=at(1))
        new = live(db, course)[1]
        since = [m for m in db.scalars(select(OutboxMessage)) if m.id not in before]
        told = sorted((m.event, m.provider_id == other.provider_id) for m in since if m.channel == "webhook")
        assert told == [("appointment.booked", True), ("appointment.cancelled", False), ("course.opened", True)]
        assert [(m.event, m.payload["replaces_id"]) for m in since if m.channel == "mail"] == [
            ("appointment.moved", old.id)
        ]
        assert new.counsellor_id == other.id


def test_what_has_begun_or_is_held_is_left_alone(care_db: Database) -> None:
    """Its outcome is still to come; the officer is still deciding."""
    with care_db.write() as db:
        course, counsellor = a_course(db), a_counsellor(db)
        held = hold_slot(db, course.officer_id, course.id, a_slot(counsellor, at(8), number=2), now=NOW)
        book_plan(db, course.id, rows(counsellor, {1: at(1)}), a_basis(course), now=NOW)
        begun = live(db, course)[1]
        book_plan(db, course.id, rows(counsellor, {3: at(20)}), a_basis(course), now=at(1, 10, 5))
        assert live(db, course).keys() == {1, 2, 3}
        assert (begun.status, held.status) == (S.BOOKED, S.HELD)


@pytest.mark.parametrize("starts", [{2: at(9)}, {1: at(1, 12)}, {3: at(1, 10)}], ids=["held", "begun", "passed"])
def test_a_plan_of_a_world_gone_by_is_refused(care_db: Database, starts: dict[int, Any]) -> None:
    """Ask again: a session is being decided on, has begun, or its time has passed."""
    with care_db.write() as db:
        course, counsellor = a_course(db), a_counsellor(db)
        hold_slot(db, course.officer_id, course.id, a_slot(counsellor, at(8), number=2), now=NOW)
        book_plan(db, course.id, rows(counsellor, {1: at(1)}), a_basis(course), now=NOW)
    with pytest.raises(Conflict) as refusal, care_db.write() as db:
        course = db.get_one(Course, course.id)
        book_plan(db, course.id, rows(counsellor.id, starts), a_basis(course), now=at(1, 10, 5))
    assert refusal.value.stable_code == "world-moved-on"


def test_a_slot_that_somebody_took_meanwhile_is_the_world_moving_on(care_db: Database) -> None:
    """The refused plan leaves the standing one as it was."""
    with care_db.write() as db:
        course = a_planned_course(db)
        counsellor_id = live(db, course)[1].counsellor_id
        course_id, rival = course.id, a_course(db)
        hold_slot(db, rival.officer_id, rival.id, a_slot(counsellor_id, at(8)), now=NOW)
    with pytest.raises(Conflict) as refusal, care_db.write() as db:
        course = db.get_one(Course, course_id)
        book_plan(db, course_id, rows(counsellor_id, weekly(at(8))), a_basis(course), now=at(1))
    assert refusal.value.stable_code == "world-moved-on"
    with care_db.read() as db:
        assert [a.start_at for a in appointments.live_of_course(db, course_id)] == list(weekly(at(7)).values())


def test_a_course_that_changed_or_is_on_a_break_takes_no_plan(care_db: Database) -> None:
    """The version says so, and so does the state."""
    with care_db.write() as db:
        course = a_planned_course(db)
        plan = rows(live(db, course)[1].counsellor_id, weekly(at(7)))
        with pytest.raises(Conflict):
            book_plan(db, course.id, plan, a_basis(course, course_version=course.version - 1), now=NOW)
        pause(db, course.officer_id, course.id, now=NOW)
        with pytest.raises(Conflict):
            book_plan(db, course.id, plan, a_basis(course), now=NOW)
        with pytest.raises(NotFound):
            book_plan(db, "no-such-course", plan, a_basis(course), now=NOW)


def test_another_counsellor_needs_consent_once_something_was_booked(care_db: Database) -> None:
    """And before that, not."""
    with care_db.write() as db:
        other, suggested = a_counsellor(db), a_course(db)
        book_plan(db, suggested.id, rows(a_counsellor(db), {1: at(7)}), a_basis(suggested, firm_until_at=NOW), now=NOW)
        book_plan(db, suggested.id, rows(other, {1: at(9)}), a_basis(suggested, firm_until_at=NOW), now=NOW)
        assert suggested.counsellor_id == other.id
        course = a_planned_course(db)
        with pytest.raises(Conflict) as refusal:
            book_plan(db, course.id, rows(other, weekly(at(8))), a_basis(course), now=NOW)
    assert refusal.value.stable_code == "other-counsellor"


def test_a_plan_that_no_course_could_have_is_a_fault_of_ours(care_db: Database) -> None:
    """Twice the same session, one too many, one attended, two counsellors, the wrong length."""
    with care_db.write() as db:
        course, counsellor, other = a_course(db, minutes=50), a_counsellor(db), a_counsellor(db)
        book_plan(db, course.id, rows(counsellor, {1: at(7)}), a_basis(course), now=NOW)
        record_outcome(db, live(db, course)[1].id, Outcome.ATTENDED, by="provider", now=at(8))
        long = rows(counsellor, {2: at(20)})[0]
        for plan in (
            rows(counsellor, {2: at(14)}) + rows(counsellor, {2: at(15)}),
            rows(counsellor, {11: at(14)}),
            rows(counsellor, {1: at(14)}),
            rows(counsellor, {2: at(14)}) + rows(other, {3: at(21)}),
            [type(long)(2, counsellor.id, long.place_id, long.start_at, long.end_at + timedelta(minutes=10))],
        ):
            with pytest.raises(ValueError, match=r"course|session"):
                book_plan(db, course.id, plan, a_basis(course), now=at(9))


def test_promotion_books_what_comes_inside_the_horizon_once(care_db: Database) -> None:
    """And only that."""
    with care_db.write() as db:
        course = a_planned_course(db)
        before = messages(db)
        assert promote(db, now=at(1), firm_until_at=at(28)) == []
        booked = promote(db, now=at(1), firm_until_at=at(28, 11))
        assert [a.number for a in booked] == [4]
        assert promote(db, now=at(1), firm_until_at=at(28, 11)) == []
        assert told_since(db, before) == [("mail", "appointment.booked"), ("webhook", "appointment.booked")]
        assert balance_of_course(db, course.id) == Balance(10, 0, 10, 0)


def test_a_proposed_time_that_passed_unpromised_is_freed(care_db: Database) -> None:
    """The officer never knew of it; it is planned anew."""
    with care_db.write() as db:
        course = a_planned_course(db)
        assert [a.number for a in promote(db, now=at(36), firm_until_at=at(36))] == []
        assert sorted(live(db, course)) == [1, 2, 3, 6, 7, 8, 9, 10]


def test_a_suggestion_is_never_promoted(care_db: Database) -> None:
    """Nobody's first session is chosen for them."""
    with care_db.write() as db:
        course = a_course(db)
        basis = a_basis(course, firm_until_at=NOW)
        book_plan(db, course.id, rows(a_counsellor(db), weekly(at(7))), basis, now=NOW)
        assert promote(db, now=at(1), firm_until_at=FIRM) == []
