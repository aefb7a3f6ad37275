"""The courses of one part: planned by urgency, booked all or none, asked again, and never lost."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.care.domain.asking import Ask
from app.care.domain.course import CourseState
from app.care.domain.planned import PlanBasis, PlannedRow
from app.care.domain.policy import DEFAULT_POLICY
from app.care.domain.thinking import NoAnswer
from app.care.domain.thinking_together import think_together
from app.care.domain.urgency import Urgency
from app.care.jobs.plan_course import ROUNDS, Mended, plan_course
from app.care.jobs.plan_part import plan_part
from app.care.reads.part_plan import propose_together
from app.care.reads.world import read_world
from app.care.services.plan_booking import book_plan
from app.care.services.withdrawal import withdraw_hours
from app.care.store import ledger
from app.care.store.tables.courses import CounsellorChange, Course
from app.foundation.database import Database
from app.foundation.refusals import Conflict
from scheduler.plan import PlannedAppointment
from scheduler.solve import solve
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
)
from tests.support.builders import NOW, a_course, at
from tests.support.care_store import jobs_of


def hours(*days: int) -> list[tuple[datetime, datetime]]:
    """Room for one session on each of these days."""
    return [(at(day, 9), at(day, 10)) for day in days]


def on_days(store: Database, *courses: Course) -> list[list[int]]:
    """The days of each course's sessions, counted from NOW's."""
    return [[(start.date() - NOW.date()).days for start in starts(store, course).values()] for course in courses]


def rostered(store: Database, first: Sequence[int], second: Sequence[int]) -> None:
    """A roster on which the two officers have late turns over the counsellor's hours of these days."""
    turns = [[late_turn(at(day, 9)) for day in days] for days in (first, second)]
    publish(store, [line("00001", turns[0]), line("00002", turns[1])])


def two_agreed(store: Database, *days: int, second_of: int = 1) -> tuple[Course, Course]:
    """A routine course, then one that is as urgent as can be, with a counsellor who has one hour on these days."""
    who = counsellor(store, hours=hours(*days))
    routine = agreed(store, officer(store, staff_number="00001"), sessions=1)
    urgent = agreed(store, officer(store, staff_number="00002"), sessions=second_of, urgency=Urgency.SOONEST)
    assert {a.counsellor_id for a in (*live(store, routine), *live(store, urgent))} == {who}
    return routine, urgent


def struck(store: Database) -> tuple[Course, Course]:
    """Both have lost their session, and only one of the two hours left is near."""
    routine, urgent = two_agreed(store, 3, 4, 8, 20)
    with store.write() as db:
        withdraw_hours(db, live(store, urgent)[0].counsellor_id, at(3, 0), at(5, 0), now=NOW)
    return routine, urgent


def test_of_two_struck_courses_the_urgent_one_gets_the_near_hour(care_db: Database) -> None:
    routine, urgent = struck(care_db)
    run_jobs(care_db)
    assert on_days(care_db, urgent, routine) == [[8], [20]]


def test_control_planned_one_by_one_the_near_hour_is_whose_job_runs_first(care_sqlite: Database) -> None:
    routine, urgent = struck(care_sqlite)
    for course in (routine, urgent):
        plan_course(care_sqlite, course.id, now=NOW)
    assert on_days(care_sqlite, urgent, routine) == [[20], [8]]


def exchanged(store: Database) -> tuple[Course, Course]:
    """Each can now attend only when the other's session was."""
    routine, urgent = two_agreed(store, 3, 4)
    assert on_days(store, routine, urgent) == [[3], [4]]
    rostered(store, [3], [4])
    return routine, urgent


def test_two_courses_are_given_what_the_other_gives_up(care_db: Database) -> None:
    routine, urgent = exchanged(care_db)
    run_jobs(care_db)
    assert on_days(care_db, routine, urgent) == [[4], [3]]
    for course in (routine, urgent):
        with care_db.read() as db:
            balance = ledger.balance_of_course(db, course.id)
        assert (balance.granted, balance.held, balance.free) == (1, 1, 0)


def test_control_one_by_one_the_first_finds_the_others_hour_still_taken(care_sqlite: Database) -> None:
    routine, urgent = exchanged(care_sqlite)
    for course in (routine, urgent):
        plan_course(care_sqlite, course.id, now=NOW)
    assert on_days(care_sqlite, routine, urgent) == [[], [3]]


def test_a_firm_appointment_that_is_still_possible_makes_no_room_even_for_an_urgent_course(
    care_sqlite: Database,
) -> None:
    """The urgent one could come on day 12 only, where the other's second session stands firm."""
    counsellor(care_sqlite, hours=hours(3, 12, 4, 17, 24))
    routine = agreed(care_sqlite, officer(care_sqlite, staff_number="00001"), sessions=2)
    urgent = agreed(care_sqlite, officer(care_sqlite, staff_number="00002"), sessions=1, urgency=Urgency.SOONEST)
    kept = starts(care_sqlite, routine)[2]
    elsewhere = [d for d in (3, 4, 12, 17, 24) if at(d, 9) != kept]
    rostered(care_sqlite, [(starts(care_sqlite, routine)[1] - at(0, 9)).days], elsewhere)
    with care_sqlite.read() as db:
        ask = read_world(db, [routine.id, urgent.id], now=NOW, policy=DEFAULT_POLICY)
    run_jobs(care_sqlite)
    assert kept in starts(care_sqlite, routine).values()
    assert starts(care_sqlite, urgent) == {}
    by_objective = solve(ask.problem, seconds=10, workers=1).appointments
    assert [ask.horizon.instant_of(a.start) for a in by_objective if a.course == urgent.id] == [kept]  # control


class Meddler:
    """Thinks, and meanwhile somebody else changes the world, so many times."""

    def __init__(self, store: Database, times: int, meddle: str = "course_changes") -> None:
        self.store, self.times, self.meddle, self.asked = store, times, meddle, 0

    def __call__(self, ask: Ask, course_ids: Sequence[str]) -> Sequence[PlannedAppointment]:
        answer = think_together(ask, course_ids)
        self.asked += 1
        if self.asked <= self.times:
            getattr(self, self.meddle)(ask, answer)
        return answer

    def course_changes(self, ask: Ask, answer: Sequence[PlannedAppointment]) -> None:
        last = max(one.course for one in answer)
        with self.store.write() as db:
            db.get_one(Course, last).version += 1

    def roster_changes(self, ask: Ask, answer: Sequence[PlannedAppointment]) -> None:
        publish(self.store, [line("00001"), line("00002")], number=ask.world.roster_version + 1)

    def slot_is_taken(self, ask: Ask, answer: Sequence[PlannedAppointment]) -> None:
        one = max(answer, key=lambda one: (one.course, one.number))
        start = ask.horizon.instant_of(one.start)
        row = PlannedRow(1, one.counsellor, one.place, start, start + timedelta(minutes=50))
        with self.store.write() as db:
            rival = a_course(db)
            book_plan(db, rival.id, [row], PlanBasis(rival.version, ask.world.roster_version, NOW), now=NOW)


def three(store: Database) -> list[str]:
    """Three courses without a plan yet, and no job that would make one."""
    counsellor(store)
    ids = [referred(store, sessions=4).id for _ in range(3)]
    jobs_of(store).waiting.clear()
    return ids


def placed(store: Database, course_ids: Sequence[str]) -> list[int]:
    """How many sessions of each have a place."""
    with store.read() as db:
        return [len(starts(store, db.get_one(Course, name))) for name in course_ids]


@pytest.mark.parametrize("meddle", ["course_changes", "roster_changes", "slot_is_taken"])
def test_a_plan_that_comes_late_for_a_changed_world_is_refused_whole_and_asked_again(
    care_db: Database, meddle: str
) -> None:
    ids = three(care_db)
    meddler = Meddler(care_db, 1, meddle)
    assert plan_part(care_db, ids, now=NOW, think=meddler) is Mended.BOOKED
    assert meddler.asked == 2
    assert placed(care_db, ids) == [4, 4, 4]


def test_when_it_comes_late_every_time_nothing_is_booked_and_the_job_is_left_again(care_db: Database) -> None:
    ids, late = three(care_db), Meddler(care_db, 99)
    assert plan_part(care_db, ids, now=NOW, think=late) is Mended.LEFT_FOR_LATER
    assert placed(care_db, ids) == [0, 0, 0]
    assert [(job.name, job.payload["rounds"]) for job in jobs_of(care_db).waiting] == [("plan_part", 1)]
    run_jobs(care_db)
    assert placed(care_db, ids) == [4, 4, 4]


def test_control_booked_one_by_one_a_late_plan_would_be_booked_in_part(care_sqlite: Database) -> None:
    ids = three(care_sqlite)
    proposals = propose_together(care_sqlite, ids, now=NOW, think=Meddler(care_sqlite, 1))
    refused = 0
    for one in proposals:
        try:
            with care_sqlite.write() as db:
                book_plan(db, one.course_id, one.rows, one.basis, now=NOW)
        except Conflict:
            refused += 1
    assert (refused, placed(care_sqlite, ids)) == (1, [4, 4, 0])


def test_after_the_last_round_each_is_left_to_be_planned_alone_the_most_urgent_first(care_sqlite: Database) -> None:
    ids = three(care_sqlite)
    outcome = plan_part(care_sqlite, ids[::-1], now=NOW, think=Meddler(care_sqlite, 99), rounds=ROUNDS)
    assert outcome is Mended.LEFT_ONE_BY_ONE
    assert [(job.name, job.key) for job in jobs_of(care_sqlite).waiting] == [("plan_course", n) for n in ids[::-1]]
    run_jobs(care_sqlite)
    assert placed(care_sqlite, ids) == [4, 4, 4]


@pytest.mark.parametrize("wrong", [NoAnswer("no time"), ValueError("a course that no engine can plan")])
def test_without_an_answer_for_all_each_is_left_to_be_planned_alone(care_sqlite: Database, wrong: Exception) -> None:
    ids = three(care_sqlite)

    def fails(ask: Ask, course_ids: Sequence[str]) -> Sequence[PlannedAppointment]:
        raise wrong

    assert plan_part(care_sqlite, ids, now=NOW, think=fails) is Mended.LEFT_ONE_BY_ONE
    run_jobs(care_sqlite)
    assert placed(care_sqlite, ids) == [4, 4, 4]


def test_a_plan_that_the_store_refuses_twice_in_the_same_world_is_not_asked_for_a_third_time(
    care_sqlite: Database,
) -> None:
    ids, asked = three(care_sqlite), 0

    def two_at_once(ask: Ask, course_ids: Sequence[str]) -> Sequence[PlannedAppointment]:
        """As if the engine overlooked what the store sees: all in the same hours."""
        nonlocal asked
        asked += 1
        first = [one for one in think_together(ask, course_ids) if one.course == ids[0]]
        return [PlannedAppointment(name, o.number, o.counsellor, o.start, o.place) for name in ids for o in first]

    assert plan_part(care_sqlite, ids, now=NOW, think=two_at_once) is Mended.LEFT_ONE_BY_ONE
    assert asked == 2
    assert placed(care_sqlite, ids) == [0, 0, 0]


def test_doing_it_again_does_nothing(care_db: Database) -> None:
    ids = three(care_db)
    assert plan_part(care_db, ids, now=NOW) is Mended.BOOKED
    before, waiting = everything(care_db), list(jobs_of(care_db).waiting)
    assert plan_part(care_db, ids, now=NOW) is Mended.NOTHING_TO_DO
    assert (everything(care_db), jobs_of(care_db).waiting) == (before, waiting)


def test_the_same_question_has_the_same_answer(care_sqlite: Database) -> None:
    counsellor(care_sqlite, hours=hours(*range(3, 40)))
    ids = [referred(care_sqlite, sessions=4).id for _ in range(4)]
    with care_sqlite.read() as db:
        ask = read_world(db, ids, now=NOW, policy=DEFAULT_POLICY)
    assert think_together(ask, ids) == think_together(ask, ids[::-1])


def test_of_a_part_too_large_for_one_transaction_the_less_urgent_are_the_next_job(care_sqlite: Database) -> None:
    ids = three(care_sqlite)
    assert plan_part(care_sqlite, ids, now=NOW, most=2) is Mended.BOOKED
    assert placed(care_sqlite, ids) == [4, 4, 0]
    assert [(job.name, job.key) for job in jobs_of(care_sqlite).waiting] == [("plan_course", ids[2])]


def test_whose_counsellor_is_gone_is_asked_about_another_though_planned_together(care_db: Database) -> None:
    ill = counsellor(care_db)
    courses = [agreed(care_db, sessions=2) for _ in range(2)]
    other = counsellor(care_db)
    with care_db.write() as db:
        withdraw_hours(db, ill, at(0, 0), at(200), now=NOW)
    assert [job.name for job in run_jobs(care_db)][:3] == ["plan_parts", "plan_part", "ask_for_change"]
    with care_db.read() as db:
        asked = {change.course_id: change.to_counsellor_id for change in db.scalars(select(CounsellorChange))}
    assert asked == {course.id: other for course in courses}
    for course in courses:
        assert fresh(care_db, course).state is CourseState.WAITING
        assert live(care_db, course) == []
