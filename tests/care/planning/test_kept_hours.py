"""A missed session finds an hour that nobody's first plan was given."""

from datetime import datetime, timedelta

import pytest

from app.care.domain.outcome import Outcome
from app.care.domain.planned import ChosenSlot
from app.care.domain.policy import Policy
from app.care.reads.offers import offers_for
from app.care.services.hold import hold_slot
from app.care.services.outcome import record_outcome
from app.care.store.tables.courses import Course
from app.foundation.database import Database
from app.foundation.refusals import Conflict
from app.settings import CareSettings
from tests.care.planning.force import agreed, counsellor, live, referred, run_jobs
from tests.support.builders import NOW, at

HOURS = [(at(7 * week + 1, 9), at(7 * week + 1, 11)) for week in range(6)]
"""Room for two sessions a week, six weeks long."""


def everybody_asks(store: Database, share: float) -> Course:
    """The course that was booked first; so many others have asked that nothing is left but what is kept."""
    store.session_info["policy"] = Policy(kept_share=share)
    counsellor(store, hours=HOURS)
    first, _ = agreed(store, sessions=4), agreed(store, sessions=4)
    for _ in range(2):
        referred(store, sessions=4)
        run_jobs(store)
    return first


def missed(store: Database, course: Course, number: int) -> datetime:
    """That session is missed, and the rest planned anew; when it was."""
    for one in live(store, course):
        if one.number <= number:
            outcome = Outcome.ATTENDED if one.number < number else Outcome.KEPT_ON_DUTY
            with store.write() as db:
                record_outcome(db, one.id, outcome, by="provider:x", now=one.end_at)
            run_jobs(store, one.end_at)
            was = one.start_at
    return was


def test_what_was_missed_is_held_in_an_hour_that_no_first_plan_was_given(care_sqlite: Database) -> None:
    first = everybody_asks(care_sqlite, 0.5)
    was = missed(care_sqlite, first, 1)
    planned = live(care_sqlite, first)
    assert len(planned) == 4
    assert planned[-1].start_at == was + timedelta(weeks=4, hours=1)


def test_without_kept_hours_there_is_nothing_left_for_it(care_sqlite: Database) -> None:
    first = everybody_asks(care_sqlite, 0.0)
    missed(care_sqlite, first, 1)
    assert len(live(care_sqlite, first)) == 3, "control"


def test_a_first_time_is_neither_offered_nor_given_in_a_kept_hour(care_sqlite: Database) -> None:
    care_sqlite.session_info["policy"] = Policy(kept_share=0.5)
    who = counsellor(care_sqlite, hours=HOURS)
    course = referred(care_sqlite)
    run_jobs(care_sqlite)
    offers = offers_for(care_sqlite, course.officer_id, course.id, now=NOW, count=20).offers
    assert offers
    assert not [
        one for one in offers if one.start_at > at(14, 0) and one.end_at > one.start_at.replace(hour=10, minute=0)
    ]
    kept, near = ChosenSlot(1, who, "video", at(22, 10)), ChosenSlot(1, who, "video", at(8, 10))
    with pytest.raises(Conflict) as refused, care_sqlite.write() as db:
        hold_slot(db, course.officer_id, course.id, kept, now=NOW)
    assert refused.value.stable_code == "slot-gone"
    with care_sqlite.write() as db:
        assert hold_slot(db, course.officer_id, course.id, near, now=NOW).start_at == near.start_at
    care_sqlite.session_info["policy"] = Policy(kept_share=0)
    with care_sqlite.write() as db:
        assert hold_slot(db, course.officer_id, course.id, kept, now=NOW).start_at == kept.start_at, "control"


def test_whoever_has_a_time_is_offered_no_kept_hour_for_a_move(care_sqlite: Database) -> None:
    first = everybody_asks(care_sqlite, 0.5)
    number = next(one.number for one in live(care_sqlite, first) if one.start_at > at(14, 0))
    offers = offers_for(care_sqlite, first.officer_id, first.id, now=NOW, number=number, count=20).offers
    assert not [one for one in offers if one.start_at > at(14, 0) and one.start_at.hour >= 10]


def test_how_much_is_kept_is_a_setting_that_begins_where_the_evidence_is() -> None:
    assert CareSettings().kept_percent / 100 == Policy().kept_share
