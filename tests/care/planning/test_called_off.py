"""A day on which the officer called off is not planned again, unless they choose it themselves."""

from datetime import timedelta

from app.care.domain.planned import ChosenSlot
from app.care.services.call_off import cancel_by_officer, move_by_officer
from app.foundation.database import Database
from tests.care.planning.force import agreed, counsellor, live, run_jobs, starts
from tests.support.builders import NOW


def test_what_was_called_off_is_planned_on_another_day(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    course = agreed(care_sqlite)
    second = live(care_sqlite, course)[1]
    with care_sqlite.write() as db:
        cancel_by_officer(db, course.officer_id, second.id, now=NOW)
    run_jobs(care_sqlite)
    assert starts(care_sqlite, course)[2].date() != second.start_at.date()


def test_a_time_that_the_officer_chose_on_the_same_day_stays(care_sqlite: Database) -> None:
    counsellor(care_sqlite)
    course = agreed(care_sqlite)
    second = live(care_sqlite, course)[1]
    hours = 3 if second.start_at.hour < 13 else -3
    chosen = ChosenSlot(2, second.counsellor_id, second.place_id, second.start_at + timedelta(hours=hours))
    with care_sqlite.write() as db:
        move_by_officer(db, course.officer_id, second.id, chosen, now=NOW)
    run_jobs(care_sqlite)
    assert starts(care_sqlite, course)[2] == chosen.start_at
