"""Choosing, holding and booking a slot."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.ledger import Balance
from app.care.domain.outcome import Outcome
from app.care.services.hold import book_held, hold_slot, lapse_holds, let_go
from app.care.services.outcome import record_outcome
from app.care.services.plan_booking import book_plan
from app.care.store import appointments
from app.care.store.ledger import balance_of_course
from app.care.store.tables.messages import OutboxMessage
from app.care.store.tables.providers import CounsellorHours
from app.foundation.database import Database
from app.foundation.refusals import Conflict, Invalid, NotFound
from tests.support.builders import (
    NOW,
    SITE,
    a_basis,
    a_booked_appointment,
    a_counsellor,
    a_course,
    a_place,
    a_planned_course,
    a_slot,
    an_officer,
    at,
    rows,
    weekly,
)

LATER = NOW + timedelta(minutes=10)


def test_a_hold_takes_a_unit_and_gives_it_back_when_it_lapses(care_db: Database) -> None:
    """Ten minutes, then the slot is anybody's."""
    with care_db.write() as db:
        counsellor, course = a_counsellor(db), a_course(db)
        held = hold_slot(db, course.officer_id, course.id, a_slot(counsellor), now=NOW)
        assert balance_of_course(db, course.id) == Balance(10, 0, 1, 9)
        assert lapse_holds(db, now=LATER - timedelta(seconds=1)) == 0
        assert lapse_holds(db, now=LATER) == 1
        assert lapse_holds(db, now=LATER) == 0
        assert held.status is S.CANCELLED
        assert balance_of_course(db, course.id) == Balance(10, 0, 0, 10)
        assert course.counsellor_id is None


def test_a_lapsed_hold_of_somebody_else_no_longer_stands_in_the_way(care_db: Database) -> None:
    """No job need have run."""
    with care_db.write() as db:
        counsellor, first, second = a_counsellor(db), a_course(db), a_course(db)
        hold_slot(db, first.officer_id, first.id, a_slot(counsellor), now=NOW)
        held = hold_slot(db, second.officer_id, second.id, a_slot(counsellor), now=LATER)
        assert held.status is S.HELD


def test_booking_what_is_held_is_told_once(care_db: Database) -> None:
    """A second tap on the same button changes nothing."""
    with care_db.write() as db:
        booked = a_booked_appointment(db)
        sequence = booked.sequence
        assert book_held(db, booked.officer_id, booked.id, now=LATER) is booked
        assert (booked.status, booked.sequence, booked.held_until_at) == (S.BOOKED, sequence, None)
        told = [(m.channel, m.event) for m in db.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]
    assert told == [("webhook", "course.opened"), ("mail", "appointment.booked"), ("webhook", "appointment.booked")]


def test_a_hold_that_is_over_cannot_be_booked(care_db: Database) -> None:
    """Even if nobody else took the slot: the officer chooses anew."""
    with care_db.write() as db:
        course = a_course(db)
        held = hold_slot(db, course.officer_id, course.id, a_slot(a_counsellor(db)), now=NOW)
        with pytest.raises(Conflict) as refusal:
            book_held(db, course.officer_id, held.id, now=LATER)
    assert refusal.value.stable_code == "hold-lapsed"


def test_letting_go_twice_is_harmless_and_a_booked_one_is_not_let_go(care_db: Database) -> None:
    """Booked ones are called off instead."""
    with care_db.write() as db:
        course = a_course(db)
        held = hold_slot(db, course.officer_id, course.id, a_slot(a_counsellor(db)), now=NOW)
        assert let_go(db, course.officer_id, held.id, now=NOW) is let_go(db, course.officer_id, held.id, now=NOW)
        assert balance_of_course(db, course.id).held == 0
        booked = a_booked_appointment(db)
        with pytest.raises(Conflict):
            let_go(db, booked.officer_id, booked.id, now=NOW)


def test_somebody_elses_course_and_hold_do_not_exist(care_db: Database) -> None:
    """Not forbidden: not there."""
    with care_db.write() as db:
        stranger, counsellor, course = an_officer(db), a_counsellor(db), a_course(db)
        held = hold_slot(db, course.officer_id, course.id, a_slot(counsellor), now=NOW)
        acts: list[Callable[[], object]] = [
            lambda: hold_slot(db, stranger.id, course.id, a_slot(counsellor), now=NOW),
            lambda: book_held(db, stranger.id, held.id, now=NOW),
            lambda: let_go(db, stranger.id, held.id, now=NOW),
            lambda: hold_slot(db, stranger.id, "no-course", a_slot(counsellor), now=NOW),
        ]
        for act in acts:
            with pytest.raises(NotFound):
                act()


def test_a_second_hold_of_the_same_session_replaces_the_first(care_db: Database) -> None:
    """An officer who changes their mind holds one slot, not two."""
    with care_db.write() as db:
        counsellor, course = a_counsellor(db), a_course(db)
        first = hold_slot(db, course.officer_id, course.id, a_slot(counsellor), now=NOW)
        hold_slot(db, course.officer_id, course.id, a_slot(counsellor, at(8)), now=NOW)
        assert first.status is S.CANCELLED
        assert balance_of_course(db, course.id).held == 1


def test_holding_the_very_same_slot_again_does_not_keep_it_any_longer(care_db: Database) -> None:
    """Or nobody else could ever have it."""
    with care_db.write() as db:
        counsellor, course = a_counsellor(db), a_course(db)
        first = hold_slot(db, course.officer_id, course.id, a_slot(counsellor), now=NOW)
        again = hold_slot(db, course.officer_id, course.id, a_slot(counsellor), now=NOW + timedelta(minutes=9))
        assert again is first
        assert (first.status, first.held_until_at) == (S.HELD, LATER)


def test_proposed_sessions_that_cannot_stand_beside_the_choice_are_let_go(care_db: Database) -> None:
    """Five days lie between two sessions; later ones that keep them stay."""
    with care_db.write() as db:
        counsellor, course = a_counsellor(db), a_course(db)
        basis = a_basis(course, firm_until_at=NOW)
        book_plan(db, course.id, rows(counsellor, weekly(at(7))), basis, now=NOW)
        hold_slot(db, course.officer_id, course.id, a_slot(counsellor, at(12)), now=NOW)
        live = {a.number: a.start_at for a in appointments.live_of_course(db, course.id)}
    assert live == {1: at(12)} | {n: start for n, start in weekly(at(7)).items() if n >= 3}


def test_choosing_another_counsellor_before_anything_is_booked_drops_the_whole_suggestion(care_db: Database) -> None:
    """It was nobody's promise yet."""
    with care_db.write() as db:
        suggested, chosen, course = a_counsellor(db), a_counsellor(db), a_course(db)
        book_plan(db, course.id, rows(suggested, weekly(at(7))), a_basis(course, firm_until_at=NOW), now=NOW)
        hold_slot(db, course.officer_id, course.id, a_slot(chosen), now=NOW)
        assert [a.counsellor_id for a in appointments.live_of_course(db, course.id)] == [chosen.id]
        assert course.counsellor_id == chosen.id


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("slot-gone", {"start_at": NOW}),
        ("slot-gone", {"start_at": at(7, 20)}),
        ("slot-gone", {"place_id": SITE}),
        ("no-such-session", {"number": 11}),
        ("session-taken", {"number": 1}),
        ("slot-gone", {"number": 5, "start_at": at(8, 9, 5)}),
        ("slot-taken", {"number": 5, "start_at": at(8, 9, 30)}),
    ],
    ids=["now", "after hours", "elsewhere", "beyond the course", "already booked", "too close", "taken"],
)
def test_a_slot_that_cannot_be_is_refused_with_a_code(care_db: Database, code: str, changes: dict[str, Any]) -> None:
    """Each reason has its own."""
    with care_db.write() as db:
        counsellor = a_counsellor(db)
        a_place(db, SITE, rooms=1)
        a_booked_appointment(db, counsellor, at(8, 10))
        course = a_planned_course(db, counsellor)
        asked: dict[str, Any] = {"number": 5, "start_at": at(40, 10)} | changes
        slot = a_slot(counsellor, **asked)
    with pytest.raises((Conflict, Invalid)) as refusal, care_db.write() as db:
        hold_slot(db, course.officer_id, course.id, slot, now=NOW)
    assert refusal.value.stable_code == code


def test_a_change_of_counsellor_is_not_made_by_choosing(care_db: Database) -> None:
    """Once something was booked, it is asked for."""
    with care_db.write() as db:
        course = a_planned_course(db)
        with pytest.raises(Conflict) as refusal:
            hold_slot(db, course.officer_id, course.id, a_slot(a_counsellor(db), at(90), number=10), now=NOW)
    assert refusal.value.stable_code == "other-counsellor"


@pytest.mark.parametrize("limit", [{"max_per_day": 1}, {"max_per_week": 1}, {"caseload": 1}, {"active": False}])
def test_a_counsellor_who_is_full_takes_nobody_else_on(care_db: Database, limit: dict[str, int]) -> None:
    """By day, by week, by courses, or altogether."""
    with care_db.write() as db:
        counsellor = a_counsellor(db)
        a_booked_appointment(db, counsellor, at(7, 15))
        for name, value in limit.items():
            setattr(counsellor, name, value)
        course = a_course(db)
        with pytest.raises(Conflict) as refusal:
            hold_slot(db, course.officer_id, course.id, a_slot(counsellor), now=NOW)
    assert refusal.value.stable_code == "slot-gone"


def test_withdrawn_hours_offer_nothing(care_db: Database) -> None:
    """They stay as a record only."""
    with care_db.write() as db:
        counsellor, course = a_counsellor(db), a_course(db)
        for hours in db.scalars(select(CounsellorHours)):
            hours.withdrawn_at = NOW
        with pytest.raises(Conflict):
            hold_slot(db, course.officer_id, course.id, a_slot(counsellor), now=NOW)


def test_rooms_are_given_out_from_the_lowest_until_none_is_left(care_db: Database) -> None:
    """Two rooms, three officers, three counsellors."""
    with care_db.write() as db:
        a_place(db, SITE, rooms=2)
        rooms = []
        for _ in range(2):
            course, counsellor = a_course(db), a_counsellor(db, places=[SITE])
            held = hold_slot(db, course.officer_id, course.id, a_slot(counsellor, place_id=SITE), now=NOW)
            rooms.append(held.room)
        assert rooms == [1, 2]
        course, counsellor = a_course(db), a_counsellor(db, places=[SITE])
        with pytest.raises(Conflict) as refusal:
            hold_slot(db, course.officer_id, course.id, a_slot(counsellor, place_id=SITE), now=NOW)
    assert refusal.value.stable_code == "slot-taken"


def test_an_officer_with_all_sessions_used_or_planned_can_hold_no_more(care_db: Database) -> None:
    """The last unit is held by the last session."""
    with care_db.write() as db:
        counsellor = a_counsellor(db)
        course = a_planned_course(db, counsellor, sessions=1)
        record_outcome(db, appointments.live_of_course(db, course.id)[0].id, Outcome.ATTENDED, by="provider", now=at(8))
        with pytest.raises(Conflict):
            hold_slot(db, course.officer_id, course.id, a_slot(counsellor, at(20)), now=at(8))
