"""Courses struck at the same moment: one job finds the parts that share nobody, and leaves one job for each."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.care.domain.course import CourseState
from app.care.domain.policy import DEFAULT_POLICY
from app.care.domain.thinking_together import think_together
from app.care.domain.urgency import Urgency
from app.care.domain.wants import Mode, Wants
from app.care.jobs.plan_parts import plan_parts
from app.care.reads.world import read_world
from app.care.services.replan import replan_together
from app.care.services.withdrawal import withdraw_hours
from app.care.store.tables.courses import Course
from app.care.store.tables.officers import Officer
from app.foundation.database import Database
from tests.care.planning.force import (
    agreed,
    counsellor,
    everything,
    late_turn,
    line,
    live,
    officer,
    publish,
    referred,
    run_jobs,
    starts,
)
from tests.support.builders import NOW, SITE, VIDEO, a_place, at
from tests.support.care_store import jobs_of

SCARCE = [(at(d, 9), at(d, 11)) for d in range(110)]


def of_two_providers(store: Database, sessions: int = 3) -> list[Course]:
    """Five courses: two with each of two counsellors who share no language, and one more with the first."""
    for language in ("en", "cy"):
        counsellor(store, languages=[language], hours=SCARCE, max_per_day=2)
    found = []
    for n, language in enumerate(("en", "en", "cy", "cy", "en")):
        who = officer(store, staff_number=f"{n}")
        found.append(agreed(store, who, sessions=sessions, wants=Wants(language=language)))
    return found


def strike(store: Database, courses: list[Course], number: int = 1) -> None:
    """A roster that puts a late turn over the second session of these; everybody else's officer has no duties."""
    struck = {course.officer_id: starts(store, course)[2] for course in courses}
    with store.read() as db:
        staff = [(who.id, who.staff_number) for who in db.scalars(select(Officer))]
    lines = [line(name, [late_turn(struck[key])] if key in struck else []) for key, name in sorted(staff)]
    publish(store, lines, number=number)


def test_two_providers_who_share_nobody_are_two_jobs_and_the_plan_is_that_of_all_together(care_db: Database) -> None:
    *struck, quiet = of_two_providers(care_db)
    before = {course.id: live(care_db, course) for course in [*struck, quiet]}
    untouched = everything(care_db)
    strike(care_db, struck)
    with care_db.read() as db:
        ask = read_world(db, [course.id for course in struck], now=NOW, policy=DEFAULT_POLICY)
    whole = think_together(ask, [course.id for course in struck])
    done = run_jobs(care_db)
    assert [job.name for job in done] == ["check_courses", "plan_parts", "plan_part", "plan_part"]
    for course in struck:
        wanted = {one.number: ask.horizon.instant_of(one.start) for one in whole if one.course == course.id}
        assert starts(care_db, course) == wanted
        assert starts(care_db, course)[2] != before[course.id][1].start_at
    after = everything(care_db)
    assert {a.id: after[a.id] for a in before[quiet.id]} == {a.id: untouched[a.id] for a in before[quiet.id]}


def test_officers_whose_sessions_do_not_clash_see_no_change_at_all(care_db: Database) -> None:
    courses = of_two_providers(care_db)
    before = everything(care_db)
    publish(care_db, [line(f"{n}", [("early", at(1, 12), at(1, 20))]) for n in range(len(courses))])
    assert [job.name for job in run_jobs(care_db)] == ["check_courses"]
    assert everything(care_db) == before


def test_a_part_of_one_course_is_planned_as_a_course_alone(care_sqlite: Database) -> None:
    first, _, third, _, _ = of_two_providers(care_sqlite)
    strike(care_sqlite, [first, third])
    done = run_jobs(care_sqlite)
    assert [job.name for job in done] == ["check_courses", "plan_parts", "plan_course", "plan_course"]
    assert {job.key for job in done[2:]} == {first.id, third.id}


def test_control_those_who_could_meet_in_the_same_room_are_one_part(care_sqlite: Database) -> None:
    with care_sqlite.write() as db:
        a_place(db, SITE, rooms=1)
    for language in ("en", "cy"):
        counsellor(care_sqlite, languages=[language], places=(VIDEO, SITE))

    def parts(mode: Mode) -> list[tuple[str, ...]]:
        wants = [Wants(language=language, mode=mode) for language in ("en", "cy")]
        return plan_parts(care_sqlite, [referred(care_sqlite, wants=one).id for one in wants], now=NOW)

    assert [len(part) for part in parts(Mode.VIDEO)] == [1, 1]
    assert [len(part) for part in parts(Mode.EITHER)] == [2]


def test_the_most_urgent_comes_first_in_its_part_and_who_is_not_open_in_none(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    urgencies = (Urgency.ROUTINE, Urgency.SOONEST, Urgency.SOON, Urgency.SOONEST)
    routine, soonest, soon, paused = (referred(care_sqlite, urgency=urgency) for urgency in urgencies)
    with care_sqlite.write() as db:
        db.get_one(Course, paused.id).state = CourseState.PAUSED
    ids = [routine.id, soonest.id, soon.id, paused.id]
    assert plan_parts(care_sqlite, ids, now=NOW) == [(soonest.id, soon.id, routine.id)]


def test_the_same_courses_in_another_order_are_the_same_job_and_finding_the_parts_again_leaves_no_more(
    care_sqlite: Database,
) -> None:
    counsellor(care_sqlite)
    ids = [referred(care_sqlite).id for _ in range(3)]
    jobs_of(care_sqlite).waiting.clear()
    with care_sqlite.write() as db:
        replan_together(db, ids)
        replan_together(db, ids[::-1])
    assert [job.name for job in jobs_of(care_sqlite).waiting] == ["plan_parts"]
    jobs_of(care_sqlite).waiting.clear()
    for _ in range(2):
        plan_parts(care_sqlite, ids, now=NOW)
    assert [(job.name, job.payload["course_ids"]) for job in jobs_of(care_sqlite).waiting] == [("plan_part", ids)]


@pytest.mark.parametrize("days", [1, 7])
def test_withdrawn_hours_leave_one_job_for_all_that_they_strike(care_db: Database, days: int) -> None:
    who = counsellor(care_db)
    courses = [agreed(care_db, sessions=2) for _ in range(3)]
    first = min(starts(care_db, course)[1] for course in courses).replace(hour=0)
    with care_db.write() as db:
        assert len(withdraw_hours(db, who, first, first + timedelta(days=days), now=NOW)) == 3
    assert [job.name for job in run_jobs(care_db)] == ["plan_parts", "plan_part"]
    for course in courses:
        assert min(starts(care_db, course).values()) >= first + timedelta(days=days)
        assert len(starts(care_db, course)) == 2


def test_courses_left_unplanned_are_planned_together(care_sqlite: Database) -> None:
    courses = [referred(care_sqlite, sessions=2) for _ in range(3)]
    run_jobs(care_sqlite)
    counsellor(care_sqlite)
    with care_sqlite.write() as db:
        jobs_of(care_sqlite).leave(db, "replan_unplanned", {}, None)
    assert [job.name for job in run_jobs(care_sqlite)] == ["replan_unplanned", "plan_parts", "plan_part"]
    assert [len(starts(care_sqlite, course)) for course in courses] == [2, 2, 2]
