"""What can be kept in place of a time that fell through: a call that day, or another day that moves nothing booked."""

from datetime import timedelta

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.policy import Policy
from app.care.domain.wants import Wants
from app.care.reads.in_place import LEAD, InPlace, in_place_of
from app.care.services.call_off import call_off_for
from app.care.store.tables.providers import CounsellorHours
from app.foundation.database import Database
from tests.care.planning.force import agreed, counsellor, live, run_jobs
from tests.support.builders import NOW, SITE, VIDEO, a_place, at


def test_at_a_site_the_nearest_call_that_day_comes_first_never_too_soon_and_never_for_a_call(
    care_sqlite: Database,
) -> None:
    care_sqlite.session_info["policy"] = Policy(grid=60)
    with care_sqlite.write() as db:
        a_place(db, SITE, rooms=1)
    who = counsellor(care_sqlite, hours=[(at(d, 10), at(d, 11)) for d in range(100)], places=(SITE, VIDEO)[:1])
    with care_sqlite.write() as db:
        a_place(db)
        for d in range(100):
            db.add(
                CounsellorHours(
                    counsellor_id=who, start_at=at(d, 13), end_at=at(d, 16), places=[VIDEO], withdrawn_at=None
                )
            )
    course = agreed(care_sqlite, wants=Wants(places=(SITE,)))
    by_place = {a.place_id: a for a in reversed(live(care_sqlite, course))}
    old = by_place[SITE]
    found = in_place_of(care_sqlite, course.officer_id, old.id, now=NOW)
    day = old.start_at.replace(hour=0)
    assert [slot.start_at - day for slot in found.same_day] == [timedelta(hours=h) for h in (13, 14, 15)]
    assert {(slot.place_id, slot.counsellor_id, slot.number) for slot in found.same_day} == {(VIDEO, who, old.number)}
    assert found.another_day
    assert all(slot.start_at.date() != old.start_at.date() for slot in found.another_day)
    late = day + timedelta(hours=14) - LEAD
    at_noon = in_place_of(care_sqlite, course.officer_id, old.id, now=min(late, old.start_at - timedelta(minutes=5)))
    assert at_noon.same_day
    call = by_place.get(VIDEO)
    if call is not None:
        assert in_place_of(care_sqlite, course.officer_id, call.id, now=NOW).same_day == ()


def test_where_only_moving_what_is_booked_would_do_nothing_is_held_and_the_plan_finds_the_gentlest_way(
    care_sqlite: Database,
) -> None:
    """One hour a week: every other is the officer's own already. The others stay, and one comes at the end."""
    care_sqlite.session_info["policy"] = Policy(grid=60)
    counsellor(care_sqlite, hours=[(at(d, 10), at(d, 11)) for d in range(7, 110, 7)])
    course = agreed(care_sqlite)
    before = live(care_sqlite, course)
    old = before[1]
    assert old.status is S.BOOKED
    assert in_place_of(care_sqlite, course.officer_id, old.id, now=NOW) == InPlace()
    with care_sqlite.write() as db:
        call_off_for(db, course.officer_id, old.id, None, now=NOW)
    run_jobs(care_sqlite)
    after = live(care_sqlite, course)
    assert [a.start_at for a in after] == [a.start_at for a in before if a.id != old.id] + [
        before[-1].start_at + timedelta(weeks=1)
    ]
    assert in_place_of(care_sqlite, course.officer_id, old.id, now=NOW).same_day == (), "it has ended"
