"""Hours that are worked out: from a week, less leave, with what was changed by hand on top."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from app.care.domain.week_pattern import Week, WeekLine
from app.care.services.availability import replace_availability
from app.care.services.opening import open_hours
from app.care.services.providers_own import ProviderSide
from app.care.services.week_hours import AHEAD, end_leave, renew, save_week, take_leave, what_week_does
from app.care.services.withdrawal import withdraw_hours
from app.care.store import hours, providers
from app.foundation.database import Database
from app.foundation.refusals import Conflict, Invalid, NotFound
from tests.care.planning.force import agreed, counsellor, live, run_jobs
from tests.support.builders import NOW, VIDEO, at
from tests.support.care_store import jobs_of

MONDAY = date(2026, 3, 2)
DAYS = tuple(WeekLine(day, time(9), time(17), (VIDEO,)) for day in range(5))
WEEK = Week(MONDAY, None, DAYS)


def kept(store: Database, who: str, week: Week = WEEK, *, confirmed: bool = True) -> None:
    with store.write() as db:
        save_week(db, who, week, confirmed=confirmed, now=NOW)


def days_open(store: Database, who: str, last: int = 14) -> list[int]:
    """The days after NOW on which there are hours."""
    with store.read() as db:
        found = providers.hours_of_counsellors(db, [who], at(0, 0), at(last, 0))
        return sorted({(one.start_at.date() - MONDAY).days for one in found})


def test_a_saved_week_is_open_for_half_a_year_and_rolls_on(care_db: Database) -> None:
    who = counsellor(care_db, hours=[])
    kept(care_db, who)
    assert days_open(care_db, who) == [0, 1, 2, 3, 4, 7, 8, 9, 10, 11]
    with care_db.write() as db:
        before = providers.hours_of_counsellors(db, [who], at(0), at(400))[-1].end_at
        assert timedelta(days=-4) <= before - (NOW + AHEAD) <= timedelta(0)
        renew(db, who, now=NOW + timedelta(days=7))
        assert providers.hours_of_counsellors(db, [who], at(0), at(400))[-1].end_at == before + timedelta(days=7)


def test_saving_the_same_week_again_or_renewing_changes_nothing(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite, hours=[])
    kept(care_sqlite, who)
    with care_sqlite.read() as db:
        ids = [one.id for one in providers.hours_of_counsellors(db, [who], at(0), at(400))]
    kept(care_sqlite, who)
    with care_sqlite.write() as db:
        renew(db, who, now=NOW + timedelta(hours=3))
        assert [one.id for one in providers.hours_of_counsellors(db, [who], at(0), at(400))][: len(ids)] == ids
        assert len(hours.weeks_of(db, who)) == 1


def test_a_week_that_starts_later_leaves_the_days_before_it_as_they_are(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite, hours=[(at(5), at(5, 12)), (at(12), at(12, 12))])
    kept(care_sqlite, who, replace(WEEK, from_on=MONDAY + timedelta(7)))
    assert days_open(care_sqlite, who) == [5, 7, 8, 9, 10, 11]


def test_what_was_taken_back_or_offered_by_hand_outlives_the_next_renewal(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite, hours=[])
    kept(care_sqlite, who)
    with care_sqlite.write() as db:
        withdraw_hours(db, who, at(1, 0), at(3, 0), now=NOW)
        open_hours(db, who, (at(5), at(5, 12)), [VIDEO], now=NOW)
        renew(db, who, now=NOW)
    assert days_open(care_sqlite, who, 7) == [0, 3, 4, 5]
    with care_sqlite.write() as db:  # control: the week alone would have opened them again
        for row in hours.changes_of(db, who, NOW):
            db.delete(row)
        db.flush()
        renew(db, who, now=NOW)
    assert days_open(care_sqlite, who, 7) == [0, 1, 2, 3, 4]


def test_what_another_system_named_outlives_it_too(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite, hours=[])
    kept(care_sqlite, who)
    with care_sqlite.write() as db:
        side = ProviderSide.whole(providers.provider(db, providers.counsellor(db, who).provider_id))
        replace_availability(db, side, who, (at(0, 0), at(7, 0)), [], now=NOW)
        renew(db, who, now=NOW)
    assert days_open(care_sqlite, who, 9) == [7, 8]


def test_leave_closes_its_days_moves_what_is_booked_and_can_be_ended(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite, hours=[])
    kept(care_sqlite, who)
    course = agreed(care_sqlite)
    day = live(care_sqlite, course)[4].start_at.replace(hour=0, minute=0)
    span = (day, day + timedelta(days=1))
    with care_sqlite.write() as db:
        for _ in range(2):
            take_leave(db, who, span, now=NOW)
        renew(db, who, now=NOW)
        (leave,) = hours.leave_of(db, [who], NOW)
        assert not providers.hours_of_counsellors(db, [who], *span)
    run_jobs(care_sqlite)
    assert day.date() not in {a.start_at.date() for a in live(care_sqlite, course)}
    assert len(live(care_sqlite, course)) == 10
    with care_sqlite.write() as db:
        end_leave(db, who, leave.id, now=NOW)
        assert providers.hours_of_counsellors(db, [who], *span)
        assert not hours.leave_of(db, [who], NOW)
        with pytest.raises(NotFound):
            end_leave(db, who, leave.id, now=NOW)


def test_a_week_that_would_move_most_of_what_is_booked_needs_a_second_word(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite, hours=[])
    kept(care_sqlite, who)
    course = agreed(care_sqlite)
    nothing = Week(MONDAY, None, ())
    jobs_of(care_sqlite).waiting.clear()
    with care_sqlite.read() as db:
        assert len(what_week_does(db, who, nothing, now=NOW).struck) == len(live(care_sqlite, course))
    with pytest.raises(Conflict):
        kept(care_sqlite, who, nothing, confirmed=False)
    assert days_open(care_sqlite, who, 5) == [0, 1, 2, 3, 4]
    kept(care_sqlite, who, nothing)
    assert days_open(care_sqlite, who) == []
    assert jobs_of(care_sqlite).waiting


def test_every_fault_of_a_week_is_named(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite, hours=[])
    lines = (*DAYS, WeekLine(0, time(16), time(18), ("moon",)))
    with pytest.raises(Invalid) as refused:
        kept(care_sqlite, who, Week(MONDAY, None, lines))
    assert {(fault.row, fault.column) for fault in refused.value.faults} == {(6, "lines"), (6, "places")}
    assert days_open(care_sqlite, who) == []
