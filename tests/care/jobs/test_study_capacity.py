"""Questions about capacity as jobs: what they come to, that nothing is booked, and when there is no result."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.care.domain.capacity_said import EVERYBODY, from_json
from app.care.domain.disclosure import RULES, Rules
from app.care.domain.study import MOVED_ON, TOO_LITTLE, TOO_SMALL, UNSURE, StudyKind, StudyState
from app.care.domain.what_if import Kind, WhatIf
from app.care.jobs import study_capacity as job
from app.care.jobs.handlers import planning_handlers
from app.care.services.capacity_study import STUDY_CAPACITY, ask_gaps, ask_what_if, call_off
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.rosters import PulledVersion
from app.care.store.tables.studies import CapacityStudy
from app.foundation.clock import HandClock
from app.foundation.database import Database
from app.foundation.jobs import ListJobs
from app.foundation.sealing import new_key, use_key
from tests.support.builders import NOW, VIDEO, at
from tests.support.capacity_force import a_force, counsellors, referred
from tests.support.care_store import jobs_of

LEAD = "lead-1"
NO_RULES = Rules(
    fewest=0, fewest_people=0, rounded_to=1, least_staff=0, is_whole=False, is_paired=False, fewest_for_middle=1
)
EVENINGS = WhatIf(Kind.COUNSELLORS, days=(0, 1, 2, 3, 4), opens=17, closes=21, place=VIDEO, people=3)


def asked(store: Database, change: WhatIf = EVENINGS) -> str:
    with store.write() as db:
        return ask_what_if(db, LEAD, change, now=NOW).id


def study(store: Database, study_id: str) -> CapacityStudy:
    with store.read() as db:
        found = db.get_one(CapacityStudy, study_id)
        db.expunge_all()
        return found


def short_of_hours(store: Database, officers: int = 40) -> None:
    """Everybody works from seven to four, and whoever counsels does so from nine to four: hardly anybody can come."""
    referred(store, a_force(store)[:officers])
    counsellors(store, 2)


def figures(result: dict[str, Any], when: str) -> dict[str, Any]:
    return from_json(result[when])


def test_a_change_that_helps_is_seen_to_help_and_nothing_is_booked(care_db: Database) -> None:
    short_of_hours(care_db)
    study_id = asked(care_db)
    jobs_of(care_db).waiting[:] = [one for one in jobs_of(care_db).waiting if one.name == STUDY_CAPACITY]
    jobs_of(care_db).run_all(planning_handlers(care_db), HandClock(NOW))
    done = study(care_db, study_id)
    assert (done.state, done.percent, done.reason) == (StudyState.DONE, 100, "")
    assert done.result is not None
    before, after = figures(done.result, "before"), figures(done.result, "after")
    assert before["finish"].row(EVERYBODY).is_withheld, "nobody finishes on time, and of nobody nothing is said"
    assert after["finish"].row(EVERYBODY).counts == (30, 10)
    with care_db.read() as db:
        assert db.scalar(select(func.count()).select_from(Appointment)) == 0
    assert job.study_capacity(care_db, study_id, now=NOW) == "settled", "again does nothing"


def test_nothing_is_worked_out_for_a_small_force(care_sqlite: Database) -> None:
    referred(care_sqlite, a_force(care_sqlite, staff=999)[:20])
    counsellors(care_sqlite, 1)
    study_id = asked(care_sqlite)
    assert job.study_capacity(care_sqlite, study_id, now=NOW) == TOO_SMALL
    found = study(care_sqlite, study_id)
    assert (found.state, found.result) == (StudyState.NO_RESULT, None)


def test_nothing_is_worked_out_for_fewer_than_ten_courses_or_ten_that_are_of_this_week(care_sqlite: Database) -> None:
    ids = a_force(care_sqlite)
    referred(care_sqlite, ids[:9])
    referred(care_sqlite, ids[9:30], now=NOW)
    counsellors(care_sqlite, 1)
    assert job.study_capacity(care_sqlite, asked(care_sqlite), now=NOW) == TOO_SMALL
    referred(care_sqlite, ids[30:31])
    with care_sqlite.write() as db:
        other = ask_gaps(db, LEAD, now=NOW).id
    assert job.study_capacity(care_sqlite, other, now=NOW) == "done", "control: a tenth from before this week"


def test_other_hours_that_change_next_to_nothing_are_not_worked_out(care_sqlite: Database) -> None:
    short_of_hours(care_sqlite, officers=12)
    same = WhatIf(Kind.HOURS, days=(0,), opens=9, closes=16, place=VIDEO)
    assert job.study_capacity(care_sqlite, asked(care_sqlite, same), now=NOW) == TOO_LITTLE


def test_called_off_before_or_in_the_middle_it_ends_without_a_result(care_sqlite: Database) -> None:
    short_of_hours(care_sqlite, officers=12)
    first = asked(care_sqlite)
    with care_sqlite.write() as db:
        call_off(db, LEAD, first, now=NOW)
    assert job.study_capacity(care_sqlite, first, now=NOW) == "settled"
    second = asked(care_sqlite)

    def call_off_on_the_way(share: float) -> None:
        with care_sqlite.write() as db:
            call_off(db, LEAD, second, now=NOW)

    with pytest.MonkeyPatch.context() as patch:
        heard = job._Reporter._hear

        def hear(self: Any, share: float) -> None:
            call_off_on_the_way(share)
            heard(self, share)

        patch.setattr(job._Reporter, "_hear", hear)
        assert job.study_capacity(care_sqlite, second, now=NOW) == "called off"
    assert study(care_sqlite, second).state is StudyState.CANCELLED
    assert study(care_sqlite, second).result is None


def test_a_roster_that_comes_in_meanwhile_makes_it_work_again_and_twice_makes_it_give_up(care_sqlite: Database) -> None:
    short_of_hours(care_sqlite, officers=12)
    for times, becomes in ((1, "done"), (2, MOVED_ON)):
        left = [times]

        def new_roster(desk: Any, *_args: Any, left: list[int] = left) -> Any:
            if left[0]:
                left[0] -= 1
                publish(care_sqlite, desk.world.roster_version + 1)
            return ({}, "")

        with care_sqlite.write() as db:
            study_id = ask_what_if(db, f"lead-{times}", EVENINGS, now=NOW).id
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(job, "_what_if", new_roster)
            assert job.study_capacity(care_sqlite, study_id, now=NOW) == becomes


def publish(store: Database, number: int) -> None:
    covers = {"covers_from_on": at(-1).date(), "covers_to_on": at(110).date()}
    with store.write() as db:
        db.add(PulledVersion(number=number, published_at=NOW, pulled_at=NOW, digest=f"{number:064}", staff=9, **covers))


def test_the_map_names_the_hours_that_help_and_what_they_come_to(care_sqlite: Database) -> None:
    short_of_hours(care_sqlite, officers=30)
    with care_sqlite.write() as db:
        study_id = ask_gaps(db, "", now=NOW).id
    assert job.study_capacity(care_sqlite, study_id, now=NOW) == "done"
    result = study(care_sqlite, study_id).result
    assert result is not None
    said = from_json(result)
    spots = {row.name: row.counts[0] for row in said["gaps"].rows}
    assert any("evening" in name and (officers or 0) >= 10 for name, officers in spots.items())
    assert len(said["gaps_tried"].rows) > 0


def test_the_forecast_is_made_once_a_quarter_and_only_from_enough_weeks(care_sqlite: Database) -> None:
    ids = a_force(care_sqlite)
    referred(care_sqlite, ids[:20], now=NOW - timedelta(weeks=10))
    job.study_on_schedule(care_sqlite, now=NOW)
    job.study_on_schedule(care_sqlite, now=NOW)
    with care_sqlite.read() as db:
        found = list(db.scalars(select(CapacityStudy).where(CapacityStudy.kind == StudyKind.DEMAND)))
    assert len(found) == 1
    assert job.study_capacity(care_sqlite, found[0].id, now=NOW) == UNSURE


def test_the_forecast_says_what_the_quarter_brings_beside_what_is_open(care_sqlite: Database) -> None:
    ids = a_force(care_sqlite)
    for week in range(30):
        referred(care_sqlite, ids[week * 20 : week * 20 + 20], now=NOW - timedelta(weeks=9 + week), urgency="soon")
    counsellors(care_sqlite, 2)
    job.study_on_schedule(care_sqlite, now=NOW)
    with care_sqlite.read() as db:
        study_id = db.scalars(select(CapacityStudy.id).where(CapacityStudy.kind == StudyKind.DEMAND)).one()
    assert job.study_capacity(care_sqlite, study_id, now=NOW) == "done"
    result = study(care_sqlite, study_id).result
    assert result is not None
    (soon,) = result["coming_referrals"]["rows"]
    low, expected, high = soon[2]
    assert low < 260 < high
    assert 220 <= expected <= 280
    assert result["quarter"] == "2026-Q1"
    assert len(result["hours"]) == 13


def test_hours_aimed_at_one_officer_tell_nobody_whether_they_are_in_care(
    tmp_path: Path, care_template_file: Path
) -> None:
    """The planner itself, twice: with and without the one officer who can only come then. What is said is the same."""
    said: list[Any] = []
    exact: list[Any] = []
    use_key(new_key())
    for is_there in (False, True):
        path = tmp_path / f"{is_there}.sqlite"
        shutil.copy(care_template_file, path)
        store = Database(f"sqlite:///{path}", jobs=ListJobs())
        ids = a_force(store)
        counsellors(store, 4, hours=(16, 21))
        referred(store, ids[:40])
        if is_there:
            referred(store, ids[40:41])
        sundays = WhatIf(Kind.COUNSELLORS, days=(6,), opens=8, closes=12, place=VIDEO)
        for answers, rules in ((said, RULES), (exact, NO_RULES)):
            with store.write() as db:
                study_id = ask_what_if(db, f"lead-{rules is RULES}", sundays, now=NOW).id
            assert job.study_capacity(store, study_id, now=NOW, rules=rules) == "done"
            answers.append(study(store, study_id).result)
        store.close()
    for when in ("before", "after"):
        for table in ("finish", "plans", "waits", "week_hours"):
            assert said[0][when][table] == said[1][when][table], (when, table)
    assert exact[0]["after"]["finish"] != exact[1]["after"]["finish"], "control: without the gate one shows"
