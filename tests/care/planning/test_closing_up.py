"""After a miss those that follow count one lower where that moves fewer, and keep their times."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.closing_up import closed_up
from app.care.domain.outcome import Outcome
from app.care.domain.replacing import whom_they_replace
from app.care.domain.thinking import think
from app.care.domain.told import Told
from app.care.reads.diary import diary_of
from app.care.reads.officer_plan import plan_of_course
from app.care.reads.world import read_world
from app.care.services.numbering import count_anew
from app.care.services.outcome import record_outcome
from app.care.store import appointments, courses
from app.care.store.force import policy_of
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.care.store.tables.messages import OutboxMessage
from app.care.store.tables.officers import Officer
from app.foundation.database import Database
from scheduler.objective import course_terms
from tests.care.planning.force import agreed, counsellor, late_turn, line, live, officer, publish, run_jobs, starts
from tests.support.builders import NOW, at

S = AppointmentStatus
Hours = list[tuple[datetime, datetime]] | None
ONCE_A_WEEK = [(at(7 * week + 1, 9), at(7 * week + 1, 10)) for week in range(15)]


def missed(
    store: Database, hours: Hours = ONCE_A_WEEK, number: int = 3, sessions: int = 6
) -> tuple[Course, list[Appointment]]:
    """A course whose third of six sessions was missed, and what was live before; the job that plans it waits."""
    counsellor(store, hours=hours)
    course = agreed(store, sessions=6)
    before = live(store, course)
    for one in before[:3]:
        outcome = Outcome.ATTENDED if one.number < 3 else Outcome.KEPT_ON_DUTY
        with store.write() as db:
            record_outcome(db, one.id, outcome, by="provider:x", now=one.end_at)
    return course, before


def test_those_that_follow_a_miss_keep_their_times_and_one_comes_after_them(care_db: Database) -> None:
    course, before = missed(care_db)
    now = before[2].end_at
    with care_db.read() as db:
        told = set(db.scalars(select(OutboxMessage.id)))
    run_jobs(care_db, now)
    after = live(care_db, course)
    assert [a.id for a in after[:3]] == [a.id for a in before[3:]]
    assert [(a.number, a.start_at) for a in after[:3]] == [(a.number - 1, a.start_at) for a in before[3:]]
    assert (after[3].number, after[3].replaces_id) == (6, before[2].id)
    assert after[3].start_at > after[2].start_at
    with care_db.read() as db:
        fresh = db.scalars(select(OutboxMessage).where(OutboxMessage.id.not_in(told))).all()
        assert {message.event for message in fresh} <= {Told.APPOINTMENT_BOOKED, Told.APPOINTMENT_PROPOSED}
        shown = plan_of_course(db, course.officer_id, course.id, now=now)
    assert [s.number for s in shown.sessions if s.moved_from is not None] == [6]


def test_control_asked_one_way_only_each_of_them_would_have_to_move(care_db: Database) -> None:
    course, before = missed(care_db)
    now = before[2].end_at
    with care_db.read() as db:
        ask = read_world(db, [course.id], now=now, policy=policy_of(db))
    (asked,) = (one for one in ask.problem.courses if one.id == course.id)
    assert course_terms(ask.problem.weights, asked, think(ask, course.id))["moved"] > 0
    closed = closed_up(ask, [course.id])
    assert closed is not None
    (asked,) = (one for one in closed.problem.courses if one.id == course.id)
    assert course_terms(ask.problem.weights, asked, think(closed, course.id))["moved"] == 0


def test_where_there_is_room_for_one_soon_it_is_taken_and_all_keep_their_numbers(care_db: Database) -> None:
    course, before = missed(care_db, hours=None)
    run_jobs(care_db, before[2].end_at)
    after = live(care_db, course)
    assert [(a.id, a.number) for a in after[1:]] == [(a.id, a.number) for a in before[3:]]
    assert (after[0].number, after[0].replaces_id) == (3, before[2].id)


def test_a_session_that_can_be_moved_by_a_day_is_moved_and_keeps_its_number(care_db: Database) -> None:
    counsellor(care_db)
    course = agreed(care_db, officer(care_db, staff_number="00001"))
    before = starts(care_db, course)
    publish(care_db, [line("00001", [late_turn(before[3])])])
    run_jobs(care_db)
    after = starts(care_db, course)
    assert {n for n in before if before[n] != after[n]} == {3}
    assert abs(after[3] - before[3]) < timedelta(days=7)


def test_whose_booked_time_went_hears_so_though_others_keep_theirs_and_count_lower(care_db: Database) -> None:
    counsellor(care_db, hours=ONCE_A_WEEK)
    course = agreed(care_db, officer(care_db, staff_number="00001"), sessions=6)
    before = live(care_db, course)
    later = NOW + timedelta(hours=1)
    publish(care_db, [line("00001", [late_turn(before[2].start_at)])], now=later)
    run_jobs(care_db, later)
    after = live(care_db, course)
    assert [(a.id, a.number) for a in after[2:5]] == [(a.id, a.number - 1) for a in before[3:]]
    with care_db.read() as db:
        mails = db.scalars(select(OutboxMessage).where(OutboxMessage.channel == "mail")).all()
        told = [m.payload for m in mails if m.event == Told.APPOINTMENT_MOVED]
    assert [(m["appointment_id"], m["replaces_id"]) for m in told] == [(after[5].id, before[2].id)]


def test_in_the_diary_only_the_missed_one_moves(care_db: Database) -> None:
    course, before = missed(care_db)
    now = before[2].end_at

    def diary() -> dict[str, tuple[object, int]]:
        with care_db.read() as db:
            person = db.get_one(Officer, course.officer_id)
            return {e.uid: (e.start_at, e.sequence) for e in diary_of(db, person, host="x", now=now).entries}

    was = diary()
    run_jobs(care_db, now)
    with care_db.write() as db:
        for one in appointments.live_of_course(db, course.id):
            one.status = S.BOOKED
    became = diary()
    assert became.keys() == was.keys()
    moved = {uid for uid in was if was[uid][0] != became[uid][0]}
    assert len(moved) == 1
    assert all(became[uid][1] > was[uid][1] for uid in moved)
    assert all(became[uid][1] >= was[uid][1] for uid in was)


def test_two_may_exchange_numbers(care_db: Database) -> None:
    counsellor(care_db)
    course = agreed(care_db)
    first, second = live(care_db, course)[4:6]
    with care_db.write() as db:
        locked = courses.locked(db, course.id)
        version = locked.version
        rows = [db.get_one(Appointment, first.id), db.get_one(Appointment, second.id)]
        count_anew(db, locked, [(rows[0], second.number), (rows[1], first.number)])
        assert locked.version == version + 1
    assert [a.id for a in live(care_db, course)[4:6]] == [second.id, first.id]


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ((3,), {3: "given 3"}),  # what gives way now comes before what ended as the same session
        ((4,), {4: "given 3"}),  # another number: whoever gave way last
        ((4, 5), {4: "ended 3", 5: "given 3"}),  # in order of time
        ((3, 4, 5), {3: "given 3"}),  # the older one as the same session is not taken for another
        ((), {}),
    ],
)
def test_a_new_one_comes_in_place_of_the_same_session_or_of_what_ended_last(
    numbers: tuple[int, ...], found: dict[int, str]
) -> None:
    ended = Appointment(id="ended 3", number=3, start_at=NOW)
    given_up = Appointment(id="given 3", number=3, start_at=NOW + timedelta(days=1))
    replaced = whom_they_replace(numbers, [given_up], [ended])
    assert {number: a.id for number, a in replaced.items()} == found
