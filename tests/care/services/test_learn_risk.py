"""The risk of a miss is learnt from how booked starts ended, once each, and planning goes by it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update

from app.care.domain.evidence import Evidence
from app.care.domain.outcome import Outcome
from app.care.jobs.handlers import SCHEDULES, planning_handlers
from app.care.jobs.learn_risk import learn_daily
from app.care.reads.world import read_world
from app.care.services.call_off import cancel_by_officer
from app.care.services.erasure import erase
from app.care.services.hold import book_held, hold_slot
from app.care.services.learn_risk import remembered
from app.care.services.outcome import correct_outcome, record_outcome
from app.care.store.force import policy_of
from app.care.store.risk_counts import counted as count
from app.care.store.risk_counts import counts, keep_learnt, starts_since
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.officers import Officer
from app.care.store.tables.risk import KnownStart, LearntRisk
from app.foundation.database import Database
from scheduler.odds import SetCount
from scheduler.risk import Feature, chance
from tests.care.planning.force import line, publish
from tests.support.builders import NOW, a_counsellor, a_course, a_slot, at

BY = "provider:p"
LATE = ("late", at(6, 14), at(6, 23))
AFTER_LATE = str(Feature.AFTER_LATE_TURN)


def booked_after_a_late_turn(store: Database, staff: int = 1) -> list[Appointment]:
    """Officers who work late on day six, each with a first session at ten on day seven."""
    publish(store, [line(f"S{n}", [LATE]) for n in range(staff)])
    found = []
    with store.write() as db:
        for officer in db.scalars(select(Officer).order_by(Officer.staff_number)).all():
            course = a_course(db, officer)
            held = hold_slot(db, officer.id, course.id, a_slot(a_counsellor(db)), now=NOW)
            found.append(book_held(db, officer.id, held.id, now=NOW))
    return found


def ended(store: Database, one: Appointment, outcome: Outcome, *, corrected: bool = False) -> None:
    say = correct_outcome if corrected else record_outcome
    with store.write() as db:
        say(db, one.id, outcome, by=BY, now=at(7, 12))


def counted(store: Database) -> list[tuple[str, str, int, int]]:
    with store.read() as db:
        return counts(db)


def test_what_is_known_of_a_start_is_kept_as_it_is_booked(care_db: Database) -> None:
    (one,) = booked_after_a_late_turn(care_db)
    with care_db.read() as db:
        assert db.get_one(KnownStart, one.id).features == AFTER_LATE


def test_what_is_kept_is_what_planning_saw(care_db: Database) -> None:
    (one,) = booked_after_a_late_turn(care_db)
    with care_db.read() as db:
        ask = read_world(db, [one.course_id], now=NOW, policy=policy_of(db))
        start = ask.horizon.minute_of(one.start_at)
        windows = [w for w in ask.sheets[one.course_id].windows if w.start <= start < w.end]
        assert {w.risk for w in windows} == {chance(policy_of(db).risks, {Feature.AFTER_LATE_TURN})}


@pytest.mark.parametrize("publishes", [True, False])
def test_of_a_start_beyond_the_published_roster_nothing_is_known(care_sqlite: Database, publishes: bool) -> None:
    if publishes:
        publish(care_sqlite, [line("S1", [LATE])])
    with care_sqlite.write() as db:
        course = a_course(db)
        start_at = at(100) if publishes else at(7)
        held = hold_slot(db, course.officer_id, course.id, a_slot(a_counsellor(db), start_at), now=NOW)
        book_held(db, course.officer_id, held.id, now=NOW)
        assert not db.scalars(select(KnownStart)).all()


def test_a_day_counted_twice_changes_nothing(care_db: Database) -> None:
    first, second = booked_after_a_late_turn(care_db, 2)
    ended(care_db, first, Outcome.KEPT_ON_DUTY)
    ended(care_db, second, Outcome.ATTENDED)
    assert learn_daily(care_db, now=at(8)) == 2
    once = counted(care_db)
    assert once == [("2026-03", AFTER_LATE, 1, 1)]
    assert learn_daily(care_db, now=at(8)) == 0
    assert learn_daily(care_db, now=at(9)) == 0
    assert counted(care_db) == once


def test_control_without_the_mark_a_day_counted_twice_counts_double(care_db: Database) -> None:
    (one,) = booked_after_a_late_turn(care_db)
    ended(care_db, one, Outcome.COURT)
    learn_daily(care_db, now=at(8))
    with care_db.write() as db:
        db.execute(update(KnownStart).values(counted=None))
    learn_daily(care_db, now=at(8))
    assert counted(care_db) == [("2026-03", AFTER_LATE, 2, 0)]


def test_two_that_learn_at_once_count_once(care_db: Database) -> None:
    """The second looked before the first had finished: what it saw is no longer so."""
    (one,) = booked_after_a_late_turn(care_db)
    ended(care_db, one, Outcome.COURT)
    with care_db.read() as db:
        (seen,) = starts_since(db, None)
    for moved in (True, False):
        with care_db.write() as db:
            assert count(db, seen, Evidence.MISSED, "2026-03") is moved
    assert counted(care_db) == [("2026-03", AFTER_LATE, 1, 0)]


def test_a_corrected_outcome_corrects_the_count(care_db: Database) -> None:
    (one,) = booked_after_a_late_turn(care_db)
    ended(care_db, one, Outcome.DID_NOT_ATTEND)
    learn_daily(care_db, now=at(8))
    ended(care_db, one, Outcome.ATTENDED, corrected=True)
    learn_daily(care_db, now=at(8))
    assert counted(care_db) == [("2026-03", AFTER_LATE, 0, 1)]


@pytest.mark.parametrize(("hours", "seen"), [(25, []), (23, [("2026-03", AFTER_LATE, 1, 0)])])
def test_what_is_called_off_in_time_is_no_evidence_and_on_the_day_it_is(
    care_sqlite: Database, hours: int, seen: list[tuple[str, str, int, int]]
) -> None:
    (one,) = booked_after_a_late_turn(care_sqlite)
    now = one.start_at - timedelta(hours=hours)
    with care_sqlite.write() as db:
        cancel_by_officer(db, one.officer_id, one.id, now=now)
    learn_daily(care_sqlite, now=at(8))
    assert counted(care_sqlite) == seen


def test_erasing_an_officer_leaves_only_counts(care_db: Database) -> None:
    (one,) = booked_after_a_late_turn(care_db)
    ended(care_db, one, Outcome.KEPT_ON_DUTY)
    with care_db.write() as db:
        erase(db, one.officer_id, now=at(8))
        assert not db.scalars(select(KnownStart)).all()
    learn_daily(care_db, now=at(9))
    assert counted(care_db) == [("2026-03", AFTER_LATE, 1, 0)]


def test_planning_goes_by_what_was_learnt(care_db: Database) -> None:
    (one,) = booked_after_a_late_turn(care_db)
    before = risk_in_windows(care_db, one)
    with care_db.write() as db:
        keep_learnt(db, [SetCount(frozenset({Feature.AFTER_LATE_TURN}), 400, 600)], NOW.date())
    assert before == 100
    assert risk_in_windows(care_db, one) in range(355, 415)


def test_control_without_the_learnt_row_planning_goes_by_the_priors(care_db: Database) -> None:
    (one,) = booked_after_a_late_turn(care_db)
    before = risk_in_windows(care_db, one)
    with care_db.write() as db:
        keep_learnt(db, [SetCount(frozenset({Feature.AFTER_LATE_TURN}), 400, 600)], NOW.date())
    with care_db.write() as db:
        db.execute(delete(LearntRisk))
    assert risk_in_windows(care_db, one) == before


def risk_in_windows(store: Database, one: Appointment) -> int:
    with store.read() as db:
        ask = read_world(db, [one.course_id], now=NOW, policy=policy_of(db))
    start = ask.horizon.minute_of(one.start_at)
    return max(w.risk for w in ask.sheets[one.course_id].windows if w.start <= start < w.end)


def test_a_feature_of_another_version_is_passed_over(care_sqlite: Database) -> None:
    with care_sqlite.write() as db:
        keep_learnt(db, [SetCount(frozenset({"full_moon"}), 1, 1), SetCount(frozenset(), 1, 2)], NOW.date())
    with care_sqlite.read() as db:
        assert policy_of(db).risks.seen == (SetCount(frozenset(), 1, 2),)


def test_the_nightly_job_learns(care_sqlite: Database) -> None:
    (one,) = booked_after_a_late_turn(care_sqlite)
    ended(care_sqlite, one, Outcome.UNWELL)
    assert "learn_risk" in SCHEDULES
    planning_handlers(care_sqlite)["learn_risk"]({}, at(8, 4))
    assert counted(care_sqlite) == [("2026-03", AFTER_LATE, 1, 0)]


def test_what_is_a_year_old_counts_half() -> None:
    on = date(2026, 3, 15)
    (seen,) = remembered([("2025-03", "", 10, 30)], on)
    assert seen == SetCount(frozenset(), 5.0, 15.0)
    assert remembered([("2026-03", "", 10, 30)], on) == (replace(seen, misses=10.0, kept=30.0),)
