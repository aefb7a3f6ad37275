"""Mending a course: what became impossible moves, what stands stays, and nothing is lost when nothing fits."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.asking import Ask
from app.care.domain.outcome import Outcome
from app.care.domain.planned import PlanBasis, PlannedRow
from app.care.domain.thinking import NoAnswer, think
from app.care.jobs.plan_course import Mended, Unsettled, plan_course
from app.care.reads.course_plan import propose
from app.care.services.outcome import record_outcome
from app.care.services.plan_booking import book_plan
from app.care.store import appointments, ledger
from app.care.store.tables.courses import Course
from app.care.store.tables.officers import Officer
from app.care.store.tables.providers import Counsellor
from app.foundation.database import Database
from scheduler.plan import PlannedAppointment
from tests.care.planning.force import (
    agreed,
    counsellor,
    everything,
    fresh,
    late_turn,
    line,
    live,
    officer,
    publish,
    referred,
    run_jobs,
    starts,
    statuses,
)
from tests.support.builders import NOW
from tests.support.care_store import jobs_of

S = AppointmentStatus


def changed_numbers(before: dict[int, datetime], after: dict[int, datetime]) -> set[int]:
    return {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)}


def test_a_late_turn_over_a_session_moves_that_session_and_no_other(care_db: Database) -> None:
    counsellor(care_db)
    course = agreed(care_db, officer(care_db, staff_number="00001"))
    before = starts(care_db, course)
    publish(care_db, [line("00001", [late_turn(before[5])])])
    run_jobs(care_db)
    after = starts(care_db, course)
    assert changed_numbers(before, after) == {5}
    with care_db.read() as db:
        history = {a.number: a for a in appointments.of_course(db, course.id) if a.status is S.CANCELLED}
        assert history[5].outcome is Outcome.MOVED_BY_ROSTER
        new = next(a for a in appointments.live_of_course(db, course.id) if a.number == 5)
        assert new.replaces_id == history[5].id


def test_a_booked_session_is_moved_before_it_is_missed_even_within_the_notice(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    course = agreed(care_sqlite, officer(care_sqlite, staff_number="00001"))
    first_at = starts(care_sqlite, course)[1]
    late_news = first_at - timedelta(hours=3)
    publish(care_sqlite, [line("00001", [late_turn(first_at)])], now=late_news)
    run_jobs(care_sqlite, late_news)
    assert starts(care_sqlite, course)[1] >= late_news + timedelta(hours=12)


def test_a_session_about_to_begin_that_can_be_kept_stays(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    course = agreed(care_sqlite, officer(care_sqlite, staff_number="00001"))
    before = starts(care_sqlite, course)
    late_news = before[1] - timedelta(hours=3)
    publish(care_sqlite, [line("00001", [late_turn(before[2])])], now=late_news)
    run_jobs(care_sqlite, late_news)
    assert changed_numbers(before, starts(care_sqlite, course)) == {2}


@pytest.mark.parametrize("outcome", [Outcome.KEPT_ON_DUTY, Outcome.DID_NOT_ATTEND])
def test_a_missed_session_is_booked_again_and_later_ones_shift_only_as_they_must(
    care_sqlite: Database, outcome: Outcome
) -> None:
    counsellor(care_sqlite)
    course = agreed(care_sqlite)
    now = NOW
    for number in (1, 2, 3):
        held = next(a for a in live(care_sqlite, course) if a.number == number)
        now = held.end_at + timedelta(hours=1)
        with care_sqlite.write() as db:
            record_outcome(db, held.id, Outcome.ATTENDED if number < 3 else outcome, by="provider:x", now=now)
        before = starts(care_sqlite, course)
        run_jobs(care_sqlite, now)
    after = starts(care_sqlite, course)
    assert set(after) == set(range(3, 11))
    assert after[3] >= now + timedelta(hours=12)
    assert len(changed_numbers(before, after)) <= 3  # the third itself, and at most what stood too near it
    gaps = [(b - a).days for a, b in zip(after.values(), list(after.values())[1:], strict=False)]
    assert min(gaps) >= 4
    with care_sqlite.read() as db:
        balance = ledger.balance_of_course(db, course.id)
        assert (balance.granted, balance.attended, balance.held, balance.free) == (10, 2, 8, 0)


def test_when_the_engine_has_no_answer_what_stands_and_is_possible_goes_on_standing(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    course = agreed(care_sqlite, officer(care_sqlite, staff_number="00001"))
    before = starts(care_sqlite, course)
    publish(care_sqlite, [line("00001", [late_turn(before[5])])])
    jobs_of(care_sqlite).waiting.clear()

    def out_of_time(ask: Ask, course_id: str) -> tuple[PlannedAppointment, ...]:
        raise NoAnswer("out of time")

    assert plan_course(care_sqlite, course.id, now=NOW, think=out_of_time) is Mended.BOOKED
    after = starts(care_sqlite, course)
    assert changed_numbers(before, after) == {5}
    assert 5 not in after
    with care_sqlite.read() as db:
        assert ledger.balance_of_course(db, course.id).free == 1
    run_jobs(care_sqlite)
    with care_sqlite.write() as db:
        jobs_of(care_sqlite).leave(db, "replan_unplanned", {}, None)
    run_jobs(care_sqlite)
    assert 5 in starts(care_sqlite, course)


def test_an_answer_that_breaks_a_rule_is_never_booked(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite)
    course = referred(care_sqlite, sessions=1)
    jobs_of(care_sqlite).waiting.clear()

    def judged(ask: Ask, course_id: str) -> tuple[PlannedAppointment, ...]:
        from app.care.domain.thinking import refuse_faults

        midnight = (PlannedAppointment(course_id, 1, who, 30 * 1440, "video"),)
        refuse_faults(ask, midnight)
        return midnight

    plan_course(care_sqlite, course.id, now=NOW, think=judged)
    assert starts(care_sqlite, course) == {}


class Meddler:
    """Thinks, and meanwhile somebody else changes the world, so many times."""

    def __init__(self, store: Database, times: int, meddle: str) -> None:
        self.store, self.times, self.meddle, self.asked = store, times, meddle, 0

    def __call__(self, ask: Ask, course_id: str) -> tuple[PlannedAppointment, ...]:
        answer = think(ask, course_id)
        self.asked += 1
        if self.asked <= self.times:
            getattr(self, self.meddle)(ask, course_id, answer)
        return answer

    def course_changes(self, ask: Ask, course_id: str, answer: tuple[PlannedAppointment, ...]) -> None:
        with self.store.write() as db:
            db.get_one(Course, course_id).version += 1

    def roster_changes(self, ask: Ask, course_id: str, answer: tuple[PlannedAppointment, ...]) -> None:
        publish(self.store, [line("00001")], number=ask.world.roster_version + 1)

    def slot_is_taken(self, ask: Ask, course_id: str, answer: tuple[PlannedAppointment, ...]) -> None:
        start = ask.horizon.instant_of(answer[0].start)
        row = PlannedRow(1, answer[0].counsellor, answer[0].place, start, start + timedelta(minutes=50))
        with self.store.write() as db:
            from tests.support.builders import a_course

            rival = a_course(db)
            book_plan(db, rival.id, [row], PlanBasis(rival.version, 0, NOW), now=NOW)


@pytest.mark.parametrize("meddle", ["course_changes", "roster_changes", "slot_is_taken"])
def test_when_the_world_moved_on_while_thinking_it_is_asked_again(care_db: Database, meddle: str) -> None:
    counsellor(care_db)
    course = referred(care_db)
    jobs_of(care_db).waiting.clear()
    meddler = Meddler(care_db, 1, meddle)
    assert plan_course(care_db, course.id, now=NOW, think=meddler) is Mended.BOOKED
    assert meddler.asked == 2
    assert len(starts(care_db, course)) == 10


def test_when_it_moves_on_every_time_the_job_is_left_again(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    course = referred(care_sqlite)
    jobs_of(care_sqlite).waiting.clear()
    assert (
        plan_course(care_sqlite, course.id, now=NOW, think=Meddler(care_sqlite, 99, "course_changes"))
        is Mended.LEFT_FOR_LATER
    )
    assert [job.name for job in jobs_of(care_sqlite).waiting] == ["plan_course"]
    run_jobs(care_sqlite)
    assert len(starts(care_sqlite, course)) == 10


def test_a_course_that_can_never_be_booked_fails_for_all_to_see_and_does_not_go_round_for_ever(
    care_sqlite: Database,
) -> None:
    counsellor(care_sqlite)
    course = referred(care_sqlite)
    meddler = Meddler(care_sqlite, 99, "course_changes")
    with pytest.raises(Unsettled):
        plan_course(care_sqlite, course.id, now=NOW, think=meddler, rounds=3)


def test_control_without_the_look_at_the_roster_a_replaced_one_would_be_booked_by(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    publish(care_sqlite, [line("00001")])
    with care_sqlite.read() as db:
        me = db.scalars(select(Officer)).one()
        db.expunge_all()
    course = referred(care_sqlite, me)
    jobs_of(care_sqlite).waiting.clear()
    proposal = propose(care_sqlite, course.id, now=NOW)
    assert proposal is not None
    under = late_turn(proposal.rows[4].start_at)
    publish(care_sqlite, [line("00001", [under])], number=2)
    with care_sqlite.write() as db:
        book_plan(db, course.id, proposal.rows, proposal.basis, now=NOW)
    assert under[1] < starts(care_sqlite, course)[5] < under[2]


def test_a_firm_appointment_of_another_officer_is_never_moved_to_make_room(care_sqlite: Database) -> None:
    """One counsellor with one free hour a day: the struck course takes what is left, the other keeps what it has."""
    from tests.support.builders import at

    counsellor(care_sqlite, hours=[(at(d, 9), at(d, 11)) for d in range(110)], max_per_day=2)
    first, second = agreed(care_sqlite, officer(care_sqlite, staff_number="00001")), agreed(care_sqlite)
    before = everything(care_sqlite)
    publish(care_sqlite, [line("00001", [late_turn(s) for n, s in starts(care_sqlite, first).items() if n in (2, 3)])])
    run_jobs(care_sqlite)
    after = everything(care_sqlite)
    mine = {a.id for a in live(care_sqlite, second)}
    assert {key: after[key] for key in mine} == {key: before[key] for key in mine}
    assert len(starts(care_sqlite, first)) == 10


def test_a_caseload_that_was_lowered_since_stops_no_course_that_goes_on(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite)
    first = agreed(care_sqlite, officer(care_sqlite, staff_number="00001"))
    agreed(care_sqlite)
    with care_sqlite.write() as db:
        db.get_one(Counsellor, who).caseload = 1
    before = starts(care_sqlite, first)
    publish(care_sqlite, [line("00001", [late_turn(before[3])])])
    run_jobs(care_sqlite)
    assert changed_numbers(before, starts(care_sqlite, first)) == {3}
    assert len(starts(care_sqlite, first)) == 10


def test_a_chosen_first_session_pulls_the_others_only_as_far_as_they_must(care_sqlite: Database) -> None:
    from app.care.domain.planned import ChosenSlot
    from app.care.services.hold import hold_slot

    counsellor(care_sqlite)
    course = referred(care_sqlite)
    run_jobs(care_sqlite)
    before = starts(care_sqlite, course)
    first = live(care_sqlite, course)[0]
    later = first.start_at + timedelta(days=3)
    with care_sqlite.write() as db:
        hold_slot(db, course.officer_id, course.id, ChosenSlot(1, first.counsellor_id, first.place_id, later), now=NOW)
    run_jobs(care_sqlite)
    after = starts(care_sqlite, course)
    assert after[1] == later
    assert len(after) == 10
    assert statuses(care_sqlite, course)[1] is S.HELD
    assert all((b - a).days >= 4 for a, b in zip(after.values(), list(after.values())[1:], strict=False))
    assert before.keys() == after.keys()
    assert fresh(care_sqlite, course).counsellor_id == first.counsellor_id
