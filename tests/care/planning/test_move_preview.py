"""What is shown before a move is what comes of it; looking changes nothing."""

from datetime import datetime, timedelta

import pytest

from app.care.domain.planned import ChosenSlot, PlanBasis
from app.care.domain.policy import DEFAULT_POLICY
from app.care.reads.move_preview import MovePreview, preview_move
from app.care.reads.offers import offers_for
from app.care.services.call_off import cancel_by_officer, move_by_officer
from app.care.services.hold import hold_slot
from app.care.services.plan_booking import book_plan
from app.care.store.tables.courses import Course
from app.foundation.database import Database
from app.foundation.refusals import Conflict, NotFound
from tests.care.planning.force import agreed, counsellor, everything, live, officer, referred, run_jobs
from tests.support.builders import NOW, a_slot, at


def slots(store: Database, course: Course) -> set[datetime]:
    return {a.start_at for a in live(store, course)}


def promised(seen: MovePreview) -> set[datetime]:
    """All that stands after the move, by the preview."""
    shifted = {one.to.start_at for one in seen.shifts if one.to is not None}
    return {seen.chosen.start_at} | shifted | {a.start_at for a in seen.stays}


def test_what_the_preview_says_is_what_happens_whether_others_shift_or_not(care_sqlite: Database) -> None:
    """Move after move: the best offers shift nothing, one right before the next session pushes those that follow."""
    counsellor(care_sqlite)
    course = agreed(care_sqlite)
    shifted = []
    for number in (2, 1, 2):
        first, second = (a for a in live(care_sqlite, course) if a.number in {number, number + 1})
        offers = offers_for(care_sqlite, course.officer_id, course.id, now=NOW, number=number).offers
        close = ChosenSlot(number, first.counsellor_id, first.place_id, second.start_at - timedelta(days=2))
        for chosen in (offers[0].chosen, close):
            before = everything(care_sqlite)
            seen = preview_move(care_sqlite, course.officer_id, first.id, chosen, now=NOW)
            assert everything(care_sqlite) == before
            with care_sqlite.write() as db:
                first = move_by_officer(db, course.officer_id, first.id, chosen, now=NOW)
                if seen.rows:
                    version = db.get_one(Course, course.id).version
                    basis = PlanBasis(version, seen.roster_version, DEFAULT_POLICY.firm_until(NOW))
                    book_plan(db, course.id, seen.rows, basis, now=NOW)
            run_jobs(care_sqlite)
            assert slots(care_sqlite, course) == promised(seen)
            assert len(promised(seen)) == 10
            shifted.append(len(seen.shifts))
    assert min(shifted) == 0
    assert max(shifted) > 0, "the control: a preview that always says `nothing else` would not pass"


def test_a_time_that_cannot_be_had_is_refused_before_anybody_agrees_to_it(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite)
    course = agreed(care_sqlite)
    first, second, *_ = live(care_sqlite, course)

    def refused(appointment_id: str, chosen: ChosenSlot, officer_id: str = course.officer_id) -> str:
        with pytest.raises(Conflict) as refusal:
            preview_move(care_sqlite, officer_id, appointment_id, chosen, now=NOW)
        return refusal.value.stable_code

    free = a_slot(who, at(9, 15))
    assert preview_move(care_sqlite, course.officer_id, first.id, free, now=NOW).chosen == free
    other = referred(care_sqlite)
    with care_sqlite.write() as db:
        hold_slot(db, other.officer_id, other.id, free, now=NOW)
    assert refused(first.id, free) == "slot-gone"
    assert refused(first.id, a_slot(who, at(9, 21))) == "slot-gone", "out of hours"
    assert refused(second.id, free) == "illegal-move", "another session's"
    with pytest.raises(NotFound):
        preview_move(care_sqlite, officer(care_sqlite).id, first.id, free, now=NOW)
    with care_sqlite.write() as db:
        cancel_by_officer(db, course.officer_id, first.id, now=NOW)
    assert refused(first.id, a_slot(who, at(10, 15))) == "illegal-move"
