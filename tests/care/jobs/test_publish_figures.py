"""Quarters are published when they are settled, once, for good; on both stores."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.care.domain.disclosure import gate
from app.care.domain.outcome import Outcome
from app.care.domain.quarter_figures import exact_tables
from app.care.domain.quarters import Quarter, quarter_of
from app.care.jobs.handlers import SCHEDULES, planning_handlers
from app.care.jobs.publish_figures import publish_figures
from app.care.reads.quarter_facts import happened_in, staff_in
from app.care.services.hold import book_held, hold_slot
from app.care.services.outcome import correct_outcome
from app.care.store.figures import publish, published
from app.care.store.force import zone_of
from app.care.store.tables.courses import Course
from app.care.store.tables.figures import PublishedTable
from app.care.store.tables.rosters import OfficerMonth
from app.foundation.database import Database
from app.foundation.refusals import Conflict
from scheduler.duty import Duty, DutyKind
from scheduler.duty_pack import packed
from tests.support.builders import NOW, a_booked_appointment, a_counsellor, a_course, a_slot, an_officer, at
from tests.support.figures_attack import a_row, a_table

APRIL = datetime(2026, 4, 2, 9, tzinfo=UTC)
JULY = datetime(2026, 7, 2, 9, tzinfo=UTC)
FIRST = Quarter(2026, 1)


def a_month(db: Session, *, attended: int = 14, missed: int = 11) -> list[str]:
    """So many officers who attended a first session in March, and so many who missed theirs."""
    counsellor = a_counsellor(db)
    ids = []
    for place in range(attended + missed):
        one = a_booked_appointment(db, counsellor, at(7 + place % 20, 9 + 2 * (place // 20)), now=NOW)
        outcome = Outcome.ATTENDED if place < attended else Outcome.UNWELL
        correct_outcome(db, one.id, outcome, by="provider:x", now=one.end_at)
        ids.append(one.id)
    for _ in range(30):
        an_officer(db)
    return ids


def said(store: Database, quarter: str, table: str) -> tuple[int | None, ...]:
    """What the store says of a table that has one row."""
    with store.read() as db:
        (row,) = next(one.tables[table].rows for one in published(db) if one.quarter == quarter)
    return row.counts


def test_a_quarter_is_published_a_day_after_it_is_over_and_never_again(care_db: Database) -> None:
    with care_db.write() as db:
        a_month(db)
    assert publish_figures(care_db, now=datetime(2026, 4, 1, 12, tzinfo=UTC)) == []
    assert publish_figures(care_db, now=APRIL) == ["2026-Q1"]
    assert said(care_db, "2026-Q1", "referrals") == (25,)
    assert said(care_db, "2026-Q1", "sessions") == (15, 10)
    assert publish_figures(care_db, now=APRIL) == []
    with care_db.read() as db:
        assert db.scalar(select(func.count()).select_from(PublishedTable)) == 8


def test_missed_quarters_are_caught_up_with_in_order(care_db: Database) -> None:
    with care_db.write() as db:
        a_month(db)
    assert publish_figures(care_db, now=datetime(2027, 1, 5, tzinfo=UTC)) == [
        "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4",
    ]  # fmt: skip
    assert said(care_db, "2026-Q2", "referrals") == (None,), "nobody asked: withheld, not nought"


def test_a_store_that_knows_nobody_publishes_nothing(care_db: Database) -> None:
    assert publish_figures(care_db, now=APRIL) == []


def test_a_correction_changes_nothing_published_and_counts_in_its_own_quarter(care_db: Database) -> None:
    with care_db.write() as db:
        ids = a_month(db)
    publish_figures(care_db, now=APRIL)
    before = said(care_db, "2026-Q1", "sessions")
    with care_db.write() as db:
        for one in ids[14:]:
            correct_outcome(db, one, Outcome.ATTENDED, by="provider:x", now=APRIL + timedelta(days=1))
    assert publish_figures(care_db, now=JULY) == ["2026-Q2"]
    assert said(care_db, "2026-Q1", "sessions") == before
    with care_db.read() as db:
        late = happened_in(db, FIRST.next()).endings
        assert happened_in(db, FIRST).endings, "and it can be read again"
    assert (
        sorted((one.outcome, one.count) for one in late) == [(Outcome.ATTENDED, 1)] * 11 + [(Outcome.UNWELL, -1)] * 11
    )


def test_a_course_that_ended_was_opened_again_and_ended_again_counts_once(care_db: Database) -> None:
    """All of one attended; corrected a quarter later, and corrected back: one course that ended."""
    with care_db.write() as db:
        course = a_course(db, sessions=1)
        held = hold_slot(db, course.officer_id, course.id, a_slot(a_counsellor(db)), now=NOW)
        one = book_held(db, course.officer_id, held.id, now=NOW)
        correct_outcome(db, one.id, Outcome.ATTENDED, by="provider:x", now=one.end_at)
        one_id, course_id = one.id, one.course_id
    for outcome, days in ((Outcome.UNWELL, 0), (Outcome.ATTENDED, 1)):
        with care_db.write() as db:
            correct_outcome(db, one_id, outcome, by="provider:x", now=APRIL + timedelta(days=days))
    with care_db.read() as db:
        first, second = (happened_in(db, quarter).ended for quarter in (FIRST, FIRST.next()))
        assert [(end.is_whole, end.count) for end in first] == [(True, 1)], "what was said stays as it was"
        assert sorted((end.is_whole, end.count) for end in second) == [(True, -1), (True, 1)], "taken back, and again"
        (table,) = (one for one in exact_tables(happened_in(db, FIRST.next()), staff_in(db, FIRST.next()))
                    if one.name == "courses_ended")  # fmt: skip
        assert sum(sum(row.counts) for row in table.rows) == 0
        course_now = db.get_one(Course, course_id)
        assert course_now.ended_at == APRIL + timedelta(days=1)
        assert FIRST.next() == quarter_of(course_now.ended_at, zone_of(db)), (
            "control: by the course's own date it would count in the second quarter too"
        )


@pytest.mark.parametrize("verb", ["UPDATE published_table SET name = name", "DELETE FROM published_table"])
def test_the_store_itself_refuses_to_change_what_is_published(care_db: Database, verb: str) -> None:
    with care_db.write() as db:
        publish(db, "2026-Q1", [gate(a_table("referrals", a_row("everybody", 20)))], now=NOW)
    with pytest.raises(Exception, match="append_only"), care_db.write() as db:
        db.execute(text(verb))
    assert said(care_db, "2026-Q1", "referrals") == (20,)


def test_who_publishes_second_is_refused_and_changes_nothing(care_db: Database) -> None:
    with care_db.write() as db:
        publish(db, "2026-Q1", [gate(a_table("referrals", a_row("everybody", 20)))], now=NOW)
    with pytest.raises(Conflict) as refusal, care_db.write() as db:
        publish(db, "2026-Q1", [gate(a_table("referrals", a_row("everybody", 40)))], now=NOW)
    assert refusal.value.stable_code == "already-published"
    assert said(care_db, "2026-Q1", "referrals") == (20,)


def test_classes_come_from_the_duties_pulled_for_the_quarter(care_db: Database) -> None:
    with care_db.write() as db:
        nights, days, before = an_officer(db), an_officer(db), an_officer(db)
        an_officer(db, created_at=APRIL)
        an_officer(db, stands_in=True)
        for officer, kind, month in (
            (nights, DutyKind.NIGHT, "2026-03"),
            (days, DutyKind.EARLY, "2026-02"),
            (before, DutyKind.NIGHT, "2025-12"),
        ):
            on = date.fromisoformat(f"{month}-05")
            starts = datetime(on.year, on.month, on.day, 22, tzinfo=UTC)
            pack = packed([Duty(kind, starts, starts + timedelta(hours=9))])
            db.add(OfficerMonth(officer_id=officer.id, month=month, version=1, duties=pack))
        db.flush()
        staff = staff_in(db, FIRST)
    assert staff.class_of == {nights.id: "nights", days.id: "days", before.id: "days"}
    assert staff.by_class == {"nights": 1, "days": 2}


def test_first_sessions_hours_and_ends_are_read_of_the_quarter(care_db: Database) -> None:
    with care_db.write() as db:
        a_month(db, attended=3, missed=2)
    with care_db.read() as db:
        found = happened_in(db, FIRST)
        assert sorted(one.days for one in found.firsts) == [7, 8, 9]
        assert (len(found.referrals), found.hours_used, found.ended) == (5, 2, [])
        assert found.hours_open == 30 * 12, "thirty days of twelve hours"
        assert happened_in(db, FIRST.next()).firsts == []


def test_the_job_is_on_the_schedule(care_db: Database) -> None:
    assert "publish_figures" in SCHEDULES
    with care_db.write() as db:
        a_month(db)
    planning_handlers(care_db)["publish_figures"]({}, APRIL)
    assert said(care_db, "2026-Q1", "referrals") == (25,)
