"""The first plan of a course: all sessions around the roster, one counsellor, nobody's choice made for them."""

from datetime import timedelta
from itertools import pairwise

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.needs import OfficerNeeds
from app.care.domain.wants import Mode, Wants
from app.foundation.database import Database
from scheduler.interval import Interval
from tests.care.planning.force import (
    agreed,
    counsellor,
    everything,
    line,
    live,
    officer,
    publish,
    referred,
    run_jobs,
    starts,
    statuses,
)
from tests.support.builders import NOW, at

S = AppointmentStatus


def test_a_referral_is_planned_to_its_tenth_session_with_one_counsellor(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    counsellor(care_sqlite)
    course = referred(care_sqlite)
    run_jobs(care_sqlite)
    rows = live(care_sqlite, course)
    assert [a.number for a in rows] == list(range(1, 11))
    assert len({a.counsellor_id for a in rows}) == 1
    assert all(5 <= (b.start_at - a.start_at).days <= 14 for a, b in pairwise(rows))
    assert rows[0].start_at >= NOW + timedelta(hours=12)
    assert all(a.reason for a in rows)


def test_until_the_officer_has_chosen_everything_is_only_proposed(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    course = referred(care_sqlite)
    run_jobs(care_sqlite)
    assert set(statuses(care_sqlite, course).values()) == {S.PROPOSED}


def test_once_they_have_booked_the_first_what_lies_inside_the_firm_horizon_is_booked(care_db: Database) -> None:
    counsellor(care_db)
    course = agreed(care_db)
    firm_until = NOW + timedelta(days=28)
    assert len(live(care_db, course)) == 10
    assert all((a.status is S.BOOKED) == (a.start_at < firm_until) for a in live(care_db, course) if a.number != 1)


def test_a_plan_made_twice_is_booked_once(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    course = referred(care_sqlite)
    run_jobs(care_sqlite)
    before = everything(care_sqlite)
    with care_sqlite.write() as db:
        db.info["jobs"].leave(db, "plan_course", {"course_id": course.id}, None)
    run_jobs(care_sqlite)
    assert everything(care_sqlite) == before


def test_sessions_keep_clear_of_duties_blackouts_and_what_others_have(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    first = referred(care_sqlite)
    run_jobs(care_sqlite)
    nights = [("night", at(d, 22), at(d + 1, 7)) for d in range(0, 84, 2)]
    gone = Interval(at(10, 0), at(17, 0))
    needs = OfficerNeeds(blackouts=(gone,)).as_json()
    tired = officer(care_sqlite, staff_number="N1", needs=needs)
    publish(care_sqlite, [line("N1", nights)])
    course = referred(care_sqlite, tired)
    run_jobs(care_sqlite)
    mine = live(care_sqlite, course)
    assert len(mine) == 10
    for a in (a for a in mine if a.start_at < at(84)):
        assert not gone.start <= a.start_at < gone.end
        assert all(a.end_at <= s - timedelta(hours=4) or a.start_at >= e + timedelta(hours=8) for _, s, e in nights)
    others = live(care_sqlite, first)
    rest = timedelta(minutes=10)
    assert all(a.start_at >= b.end_at + rest or b.start_at >= a.end_at + rest for a in mine for b in others)


def test_only_counsellors_with_what_was_asked_for_are_chosen(care_sqlite: Database) -> None:
    counsellor(care_sqlite, gender="man", skills=["general", "trauma"])
    right = counsellor(care_sqlite, gender="woman", skills=["general", "trauma"], languages=["en", "cy"])
    wants = Wants(need="trauma", counsellor_gender="woman", language="cy", mode=Mode.VIDEO)
    course = referred(care_sqlite, wants=wants)
    run_jobs(care_sqlite)
    assert {a.counsellor_id for a in live(care_sqlite, course)} == {right}


def test_where_nobody_fits_the_course_waits_and_is_planned_when_somebody_does(care_sqlite: Database) -> None:
    course = referred(care_sqlite)
    run_jobs(care_sqlite)
    assert starts(care_sqlite, course) == {}
    counsellor(care_sqlite)
    with care_sqlite.write() as db:
        db.info["jobs"].leave(db, "replan_unplanned", {}, None)
    run_jobs(care_sqlite)
    assert len(live(care_sqlite, course)) == 10


def test_a_counsellors_day_break_and_caseload_are_kept_over_many_courses(care_db: Database) -> None:
    who = counsellor(
        care_db, max_per_day=2, break_minutes=30, caseload=3, hours=[(at(d, 8), at(d, 14)) for d in range(110)]
    )
    courses = [referred(care_db, sessions=4) for _ in range(4)]
    run_jobs(care_db)
    rows = sorted((a for c in courses for a in live(care_db, c)), key=lambda a: a.start_at)
    assert {a.counsellor_id for a in rows} == {who}
    assert [len(live(care_db, c)) for c in courses].count(4) == 3  # the fourth is beyond the caseload
    per_day = [a.start_at.date() for a in rows]
    assert max(per_day.count(day) for day in per_day) <= 2
    assert all(b.start_at - a.end_at >= timedelta(minutes=30) for a, b in pairwise(rows))
