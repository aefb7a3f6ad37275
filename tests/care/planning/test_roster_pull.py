"""Taking in a roster: whole, once, an identity for everybody, and only those it strikes are planned anew."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.care.domain.roster_feed import VersionHeader
from app.care.services.roster_pull import Pull, Taken, land_some, stage, take_version
from app.care.store import rosters
from app.care.store.tables.officers import Officer
from app.care.store.tables.rosters import OfficerMonth
from app.foundation.database import Database
from app.foundation.refusals import Conflict, Invalid
from tests.care.planning.force import (
    agreed,
    counsellor,
    everything,
    header,
    late_turn,
    line,
    live,
    officer,
    publish,
    run_jobs,
    starts,
)
from tests.support.builders import NOW, at
from tests.support.care_store import jobs_of

EARLY = ("early", at(1, 7), at(1, 15))


def months(store: Database) -> dict[tuple[str, str], tuple[int, bytes]]:
    with store.read() as db:
        return {(m.officer_id, m.month): (m.version, m.duties) for m in db.scalars(select(OfficerMonth))}


def test_everybody_gets_an_identity_those_without_duties_too(care_db: Database) -> None:
    assert publish(care_db, [line("1", [EARLY]), line("2")]) == Taken(True, 2, 1, 0)
    with care_db.read() as db:
        assert set(db.scalars(select(Officer.staff_number))) == {"1", "2"}


def test_the_same_version_again_does_nothing(care_db: Database) -> None:
    publish(care_db, [line("1", [EARLY])])
    before = months(care_db)
    assert publish(care_db, [line("1", [EARLY])], now=at(1)) == Taken(False)
    assert months(care_db) == before


def test_an_older_version_than_the_last_is_not_taken(care_sqlite: Database) -> None:
    publish(care_sqlite, [line("1", [EARLY])], number=5)
    assert not publish(care_sqlite, [line("1")], number=4).is_new
    with care_sqlite.read() as db:
        assert rosters.latest_number(db) == 5


def test_one_number_with_two_contents_is_refused(care_sqlite: Database) -> None:
    publish(care_sqlite, [line("1", [EARLY])])
    with pytest.raises(Conflict) as refused, care_sqlite.write() as db:
        take_version(db, header(1, 1, digest="f" * 64), [line("1")], now=NOW)
    assert refused.value.stable_code == "other-version"


def test_a_version_with_fewer_staff_than_it_says_is_thrown_away_whole(care_db: Database) -> None:
    with pytest.raises(Invalid), care_db.write() as db:
        take_version(db, header(1, staff=3), [line("1", [EARLY]), line("2")], now=NOW)
    with care_db.read() as db:
        assert (rosters.latest_number(db), db.scalar(select(func.count()).select_from(Officer))) == (0, 0)


def test_only_months_that_changed_are_written(care_db: Database) -> None:
    march, april = EARLY, ("early", at(35, 7), at(35, 15))
    publish(care_db, [line("1", [march, april]), line("2", [march])])
    publish(care_db, [line("1", [march]), line("2", [march])], number=2)
    assert sorted(version for version, _ in months(care_db).values()) == [1, 1, 2]
    assert b"" in [duties for _, duties in months(care_db).values()]


def test_after_a_pull_that_broke_off_half_way_the_next_one_finds_the_same_changes(care_db: Database) -> None:
    publish(care_db, [line("1"), line("2")])
    lines = [line("1", [EARLY]), line("2", [EARLY])]
    broken = Pull("broken", header(2, 2), 1)
    with care_db.write() as db:
        stage(db, broken, lines)
        land_some(db, broken, ["1"], now=NOW)
    assert len(months(care_db)) == 1
    assert publish(care_db, lines, number=2) == Taken(True, 0, 2, 0)
    assert [version for version, _ in months(care_db).values()] == [2, 2]


def test_who_is_no_longer_on_the_roster_has_no_duties_left_in_the_time_it_covers(care_sqlite: Database) -> None:
    publish(care_sqlite, [line("1", [EARLY]), line("2", [EARLY])])
    publish(care_sqlite, [line("1", [EARLY])], number=2)
    assert sorted(len(duties) // 8 for _, duties in months(care_sqlite).values()) == [0, 1]


def test_months_before_the_time_it_covers_are_left_as_they_were(care_sqlite: Database) -> None:
    publish(care_sqlite, [line("1", [EARLY])])
    later = VersionHeader(2, NOW, at(40).date(), at(120).date(), "a" * 64, 1)
    with care_sqlite.write() as db:
        take_version(db, later, [line("1")], now=NOW)
    assert [len(duties) // 8 for _, duties in months(care_sqlite).values()] == [1]


def test_an_officer_whose_sessions_do_not_clash_sees_no_change_at_all(care_db: Database) -> None:
    counsellor(care_db)
    course = agreed(care_db, officer(care_db, staff_number="1"))
    before = everything(care_db)
    free_days = [s + timedelta(days=2) for s in starts(care_db, course).values()]
    publish(care_db, [line("1", [("early", day.replace(hour=7), day.replace(hour=15)) for day in free_days])])
    assert [job.name for job in run_jobs(care_db)] == ["check_courses"]
    assert everything(care_db) == before


def test_rest_rules_count_too_a_night_before_a_morning_session_strikes_it(care_sqlite: Database) -> None:
    counsellor(care_sqlite, hours=[(at(d, 9), at(d, 12)) for d in range(110)])
    course = agreed(care_sqlite, officer(care_sqlite, staff_number="1"))
    before = starts(care_sqlite, course)
    night = ("night", before[4].replace(hour=0) - timedelta(hours=2), before[4].replace(hour=6))
    publish(care_sqlite, [line("1", [night])])
    run_jobs(care_sqlite)
    assert starts(care_sqlite, course)[4] != before[4]


def test_of_three_hundred_staff_only_the_struck_ones_course_is_planned(care_sqlite: Database) -> None:
    counsellor(care_sqlite, caseload=50, max_per_day=20, max_per_week=100)
    quiet = [("early", at(d, 0, 0), at(d, 1, 0)) for d in range(0, 80, 2)]
    staff = [f"{n:05}" for n in range(300)]
    publish(care_sqlite, [line(number, quiet) for number in staff])
    run_jobs(care_sqlite)
    courses = [agreed(care_sqlite, _officer(care_sqlite, number)) for number in staff[:5]]
    before = everything(care_sqlite)
    struck = live(care_sqlite, courses[3])[4]
    changed = [line(number, quiet if number != staff[3] else [*quiet, late_turn(struck.start_at)]) for number in staff]
    assert publish(care_sqlite, changed, number=2) == Taken(True, 0, 1, 1)
    done = run_jobs(care_sqlite)
    assert [(job.name, job.key) for job in done] == [("check_courses", None), ("plan_course", courses[3].id)]
    after = everything(care_sqlite)
    theirs = {a.id for course in courses if course is not courses[3] for a in live(care_sqlite, course)}
    assert {key: after[key] for key in theirs} == {key: before[key] for key in theirs}
    assert after[struck.id] != before[struck.id]


def test_control_without_the_comparison_of_months_everybody_is_checked(care_sqlite: Database) -> None:
    """The first version is a change for all: had every version been, all courses would be looked at each time."""
    counsellor(care_sqlite, caseload=50)
    for number in ("1", "2", "3"):
        agreed(care_sqlite, officer(care_sqlite, staff_number=number))
    lines = [line(number, [EARLY]) for number in ("1", "2", "3")]
    assert publish(care_sqlite, lines).courses_to_check == 3
    assert publish(care_sqlite, lines, number=2).courses_to_check == 0


def test_a_course_that_waits_for_its_officer_loses_what_it_cannot_keep_and_nothing_else(care_sqlite: Database) -> None:
    from app.care.domain.course import CourseState
    from app.care.store.tables.courses import Course

    counsellor(care_sqlite)
    course = agreed(care_sqlite, officer(care_sqlite, staff_number="1"))
    with care_sqlite.write() as db:
        db.get_one(Course, course.id).state = CourseState.WAITING
    before = starts(care_sqlite, course)
    publish(care_sqlite, [line("1", [late_turn(before[5])])])
    run_jobs(care_sqlite)
    assert starts(care_sqlite, course) == {n: s for n, s in before.items() if n != 5}


def test_a_roster_that_comes_after_provisional_sessions_were_planned_moves_those_it_strikes(
    care_sqlite: Database,
) -> None:
    counsellor(care_sqlite)
    publish(care_sqlite, [line("1")])
    course = agreed(care_sqlite, _officer(care_sqlite, "1"))
    before = starts(care_sqlite, course)
    longer = header(2, 1, days=112)
    with care_sqlite.write() as db:
        take_version(db, longer, [line("1", [late_turn(before[10])])], now=NOW)
    run_jobs(care_sqlite)
    assert {n for n, s in starts(care_sqlite, course).items() if s != before[n]} == {10}
    assert jobs_of(care_sqlite).waiting == []


def _officer(store: Database, staff_number: str) -> Officer:
    with store.read() as db:
        found = db.scalars(select(Officer).where(Officer.staff_number == staff_number)).one()
        db.expunge_all()
        return found
