"""Questions about capacity as they are left, called off and forgotten; on both stores."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.care.domain.quarter_weeks import first_monday, forecast_quarter
from app.care.domain.quarters import Quarter
from app.care.domain.study import KEPT, TOO_SMALL, StudyState, counts_from
from app.care.domain.what_if import Kind, WhatIf
from app.care.services.capacity_study import (
    STUDY_CAPACITY,
    answer,
    ask_demand,
    ask_gaps,
    ask_what_if,
    begin,
    call_off,
    note_progress,
)
from app.care.store import studies
from app.care.store.tables.studies import CapacityStudy
from app.foundation.database import Database
from app.foundation.refusals import Conflict, NotFound, OutOfTurn
from tests.support.builders import NOW, VIDEO, a_place
from tests.support.care_store import jobs_of

CHANGE = WhatIf(Kind.COUNSELLORS, days=(6,), opens=8, closes=12, place=VIDEO)
LONDON = ZoneInfo("Europe/London")


def left(store: Database, lead: str = "lead", now: datetime = NOW, change: WhatIf = CHANGE) -> str:
    with store.write() as db:
        a_place(db)
        return ask_what_if(db, lead, change, now=now).id


def test_a_question_leaves_one_job_and_the_same_again_none(care_db: Database) -> None:
    first = left(care_db)
    assert left(care_db) == first
    assert [(job.name, job.key) for job in jobs_of(care_db).waiting] == [(STUDY_CAPACITY, first)]


def test_another_lead_waits_until_it_is_answered_and_asks_for_themselves(care_db: Database) -> None:
    first = left(care_db)
    with pytest.raises(Conflict):
        left(care_db, "another")
    with care_db.write() as db:
        begin(db, first)
        answer(db, first, {}, "", now=NOW)
    assert left(care_db, "another") != first
    with care_db.read() as db, pytest.raises(NotFound):
        studies.of_lead(db, first, "another")


def test_what_is_answered_cannot_be_called_off_and_what_is_called_off_is_not_answered(care_db: Database) -> None:
    first = left(care_db)
    with care_db.write() as db:
        begin(db, first)
        assert note_progress(db, first, 40)
        call_off(db, "lead", first, now=NOW)
        assert not note_progress(db, first, 50)
        answer(db, first, {"finish": {}}, "", now=NOW)
        study = call_off(db, "lead", first, now=NOW)
        assert (study.state, study.result, study.percent) == (StudyState.CANCELLED, None, 40)
    second = left(care_db)
    with care_db.write() as db:
        begin(db, second)
        answer(db, second, {}, "", now=NOW)
        with pytest.raises(OutOfTurn):
            call_off(db, "lead", second, now=NOW)
        assert begin(db, second) is None


def test_one_who_died_in_the_middle_begins_again(care_db: Database) -> None:
    first = left(care_db)
    with care_db.write() as db:
        begin(db, first)
        note_progress(db, first, 40)
        again = begin(db, first)
        assert again is not None
        assert again.percent == 0


def test_what_has_a_result_stays_for_later_audits_and_is_listed_for_thirty_days(care_db: Database) -> None:
    first = left(care_db)
    with care_db.write() as db:
        begin(db, first)
        answer(db, first, {}, "", now=NOW)
        none = ask_gaps(db, "", now=NOW).id
        begin(db, none)
        answer(db, none, None, TOO_SMALL, now=NOW)
    later = NOW + KEPT + timedelta(seconds=1)
    with care_db.write() as db:
        assert [one.id for one in studies.all_of_lead(db, "lead", now=NOW + KEPT)] == [first], "control: not yet"
        assert studies.all_of_lead(db, "lead", now=later) == []
        studies.forget_old_studies(db, now=NOW + KEPT)
        assert db.get(CapacityStudy, none) is not None, "control: not a moment sooner"
        studies.forget_old_studies(db, now=later)
        assert db.get(CapacityStudy, none) is None
        assert [one.id for one in studies.all_done(db)] == [first]


def test_a_forecast_is_asked_for_once_a_quarter(care_db: Database) -> None:
    with care_db.write() as db:
        assert ask_demand(db, "2026-Q1", now=NOW) is not None
        assert ask_demand(db, "2026-Q1", now=NOW) is None
        assert ask_demand(db, "2026-Q2", now=NOW + timedelta(days=40)) is not None


def test_only_courses_from_before_this_monday_count() -> None:
    sunday = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)  # 23:30 in summer
    assert counts_from(sunday, LONDON) == datetime(2026, 3, 23, tzinfo=UTC)
    assert counts_from(sunday + timedelta(hours=1), LONDON) == datetime(2026, 3, 29, 23, tzinfo=UTC)


def test_a_quarter_begins_with_its_first_monday() -> None:
    assert first_monday(Quarter(2026, 2)) == date(2026, 4, 6)
    assert str(forecast_quarter(datetime(2026, 4, 5, 12, tzinfo=UTC), LONDON)) == "2026-Q1"
    assert str(forecast_quarter(datetime(2026, 4, 6, 12, tzinfo=UTC), LONDON)) == "2026-Q2"
