"""A counsellor takes new courses only of the lengths they offer, and goes on with those they have begun."""

from datetime import timedelta

import pytest

from app.care.services.hold import hold_slot
from app.care.services.withdrawal import withdraw_hours
from app.care.store.tables.providers import Counsellor
from app.foundation.database import Database
from app.foundation.refusals import Conflict
from tests.care.planning.force import agreed, counsellor, live, run_jobs
from tests.support.builders import NOW, a_course, a_slot


def test_nobody_is_planned_with_a_counsellor_who_offers_other_lengths(care_sqlite: Database) -> None:
    counsellor(care_sqlite, lengths=[60, 90])
    able = counsellor(care_sqlite, lengths=[50])
    course = agreed(care_sqlite)
    assert {one.counsellor_id for one in live(care_sqlite, course)} == {able}


@pytest.mark.parametrize(("lengths", "fits"), [([60, 90], False), ([50, 90], True), ([], True)])
def test_nor_can_a_time_be_held_with_them(care_sqlite: Database, lengths: list[int], fits: bool) -> None:
    who = counsellor(care_sqlite, lengths=lengths)
    with care_sqlite.write() as db:
        course = a_course(db)
        if fits:
            hold_slot(db, course.officer_id, course.id, a_slot(who), now=NOW)
            return
        with pytest.raises(Conflict, match="no sessions of this length") as refused:
            hold_slot(db, course.officer_id, course.id, a_slot(who), now=NOW)
    assert refused.value.stable_code == "slot-gone"


def test_who_has_begun_a_course_goes_on_with_it_whatever_they_offer_since(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite)
    course = agreed(care_sqlite)
    with care_sqlite.write() as db:
        db.get_one(Counsellor, who).lengths = [90]
        day = live(care_sqlite, course)[4].start_at.replace(hour=0, minute=0)
        withdraw_hours(db, who, day, day + timedelta(days=1), now=NOW)
    run_jobs(care_sqlite)
    assert {one.counsellor_id for one in live(care_sqlite, course)} == {who}
    assert len(live(care_sqlite, course)) == 10
