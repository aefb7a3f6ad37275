"""A counsellor falls ill: the same one where that can be, and another only with the officer's consent."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.care.domain.course import CourseState
from app.care.domain.outcome import Outcome
from app.care.services.counsellor_change import answer_change
from app.care.services.withdrawal import withdraw_hours
from app.care.store import appointments, ledger
from app.care.store.tables.courses import CounsellorChange, Course
from app.care.store.tables.providers import CounsellorHours
from app.foundation.database import Database
from app.foundation.refusals import Conflict, Invalid, NotFound
from tests.care.planning.force import agreed, counsellor, everything, fresh, live, run_jobs, starts
from tests.support.builders import NOW, at
from tests.support.care_store import jobs_of


def changes(store: Database) -> list[CounsellorChange]:
    with store.read() as db:
        rows = list(db.scalars(select(CounsellorChange)))
        db.expunge_all()
        return rows


def hours(store: Database, who: str) -> list[CounsellorHours]:
    with store.read() as db:
        query = select(CounsellorHours).where(CounsellorHours.counsellor_id == who)
        rows = list(db.scalars(query.order_by(CounsellorHours.start_at)))
        db.expunge_all()
        return rows


def test_a_withdrawn_day_moves_its_session_to_another_day_with_the_same_counsellor(care_db: Database) -> None:
    who = counsellor(care_db)
    counsellor(care_db)
    course = agreed(care_db)
    mine = live(care_db, course)
    who = mine[0].counsellor_id
    day = mine[4].start_at.replace(hour=0)
    with care_db.write() as db:
        assert withdraw_hours(db, who, day, day + timedelta(days=1), now=NOW) == [course.id]
    run_jobs(care_db)
    after = live(care_db, course)
    assert {a.counsellor_id for a in after} == {who}
    assert [a.number for a, b in zip(mine, after, strict=True) if a.start_at != b.start_at] == [5]
    with care_db.read() as db:
        assert appointments.any_(db, mine[4].id).outcome is Outcome.CANCELLED_BY_PROVIDER
    assert changes(care_db) == []


def test_hours_withdrawn_in_part_leave_the_rest_on_offer(care_db: Database) -> None:
    who = counsellor(care_db, hours=[(at(1, 9), at(1, 17))])
    with care_db.write() as db:
        withdraw_hours(db, who, at(1, 11), at(1, 12), now=NOW)
    assert [(h.start_at, h.end_at, h.withdrawn_at) for h in hours(care_db, who)] == [
        (at(1, 9), at(1, 11), None),
        (at(1, 11), at(1, 12), NOW),
        (at(1, 12), at(1, 17), None),
    ]


def test_withdrawing_the_same_hours_again_does_nothing(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite, hours=[(at(1, 9), at(1, 17))])
    for _ in range(2):
        with care_sqlite.write() as db:
            withdraw_hours(db, who, at(0), at(3), now=NOW)
    assert len(hours(care_sqlite, who)) == 1
    assert jobs_of(care_sqlite).waiting == []


def test_hours_that_end_before_they_begin_are_refused(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite)
    with pytest.raises(Invalid), care_sqlite.write() as db:
        withdraw_hours(db, who, at(3), at(2), now=NOW)


def gone_for_good(store: Database) -> Course:
    """A course whose counsellor has fallen ill for months while another could go on."""
    ill = counsellor(store)
    course = agreed(store)
    counsellor(store)
    with store.write() as db:
        withdraw_hours(db, ill, at(0, 0), at(200), now=NOW)
    run_jobs(store)
    return course


def test_when_the_counsellor_is_gone_a_change_is_proposed_and_nothing_booked_with_the_new_one(
    care_sqlite: Database,
) -> None:
    course = gone_for_good(care_sqlite)
    (change,) = changes(care_sqlite)
    assert (change.course_id, change.consented) == (course.id, None)
    assert change.to_counsellor_id != change.from_counsellor_id == fresh(care_sqlite, course).counsellor_id
    assert live(care_sqlite, course) == []
    assert fresh(care_sqlite, course).state is CourseState.WAITING
    with care_sqlite.read() as db:
        assert ledger.balance_of_course(db, course.id).free == 10
    run_jobs(care_sqlite)
    assert all(row[4] != change.to_counsellor_id for row in everything(care_sqlite).values())


def test_with_consent_the_course_goes_on_with_the_new_counsellor(care_db: Database) -> None:
    course = gone_for_good(care_db)
    (change,) = changes(care_db)
    for _ in range(2):
        with care_db.write() as db:
            answer_change(db, course.officer_id, change.id, consents=True, now=NOW)
    run_jobs(care_db)
    assert {a.counsellor_id for a in live(care_db, course)} == {change.to_counsellor_id}
    assert len(starts(care_db, course)) == 10
    with pytest.raises(Conflict), care_db.write() as db:
        answer_change(db, course.officer_id, change.id, consents=False, now=NOW)


def test_without_consent_it_is_not_asked_again_and_the_sessions_stay_owed(care_sqlite: Database) -> None:
    course = gone_for_good(care_sqlite)
    (change,) = changes(care_sqlite)
    with care_sqlite.write() as db:
        answer_change(db, course.officer_id, change.id, consents=False, now=NOW)
    run_jobs(care_sqlite)
    assert live(care_sqlite, course) == []
    assert len(changes(care_sqlite)) == 1
    with care_sqlite.read() as db:
        assert ledger.balance_of_course(db, course.id).free == 10


def test_somebody_elses_question_does_not_exist(care_sqlite: Database) -> None:
    gone_for_good(care_sqlite)
    (change,) = changes(care_sqlite)
    with pytest.raises(NotFound), care_sqlite.write() as db:
        answer_change(db, "somebody-else", change.id, consents=True, now=NOW)


def test_a_counsellor_who_is_away_for_weeks_keeps_what_stands_while_the_officer_is_asked(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite)
    course = agreed(care_sqlite)
    counsellor(care_sqlite)
    with care_sqlite.write() as db:
        withdraw_hours(db, who, at(0, 0), at(40, 0), now=NOW)
    run_jobs(care_sqlite)
    standing = starts(care_sqlite, course)
    assert standing
    assert min(standing.values()) >= at(40, 0)
    (change,) = changes(care_sqlite)
    with care_sqlite.write() as db:
        answer_change(db, course.officer_id, change.id, consents=True, now=NOW)
    run_jobs(care_sqlite)
    assert {a.counsellor_id for a in live(care_sqlite, course)} == {change.to_counsellor_id}
    assert min(starts(care_sqlite, course).values()) < at(14)


def test_nobody_is_asked_about_a_change_that_would_not_help(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite)
    course = agreed(care_sqlite)
    with care_sqlite.write() as db:
        withdraw_hours(db, who, at(0, 0), at(200), now=NOW)
    run_jobs(care_sqlite)
    assert changes(care_sqlite) == []
    assert fresh(care_sqlite, course).state is CourseState.OPEN
