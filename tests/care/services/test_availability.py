"""Hours become exactly what is named: what stays stays, and what is booked in the rest is planned anew."""

import pytest

from app.care.domain.capacity import Stretch
from app.care.services.availability import refuse_big_loss, replace_availability, what_replacing_does
from app.care.services.providers_own import ProviderSide
from app.care.store import providers
from app.foundation.database import Database
from app.foundation.refusals import Conflict, Invalid, NotFound
from tests.care.planning.force import agreed, counsellor, live, run_jobs
from tests.support.builders import NOW, VIDEO, at
from tests.support.care_store import jobs_of

SPAN = (at(0, 0), at(140, 0))


def side_of(store: Database, who: str) -> ProviderSide:
    with store.read() as db:
        return ProviderSide.whole(providers.provider(db, providers.counsellor(db, who).provider_id))


def day(n: int, first: int = 8, last: int = 20) -> Stretch:
    return Stretch(at(n, first), at(n, last), (VIDEO,))


def open_hours_of(store: Database, who: str) -> list[tuple[object, object]]:
    with store.read() as db:
        return [(h.start_at, h.end_at) for h in providers.hours_of_counsellors(db, [who], at(0, 0), at(200))]


def test_the_hours_are_those_that_were_named_and_the_struck_course_is_planned_anew(care_db: Database) -> None:
    who = counsellor(care_db)
    course = agreed(care_db)
    mine = live(care_db, course)
    lost = mine[4].start_at.date()
    wanted = [one for one in map(day, range(140)) if one.start_at.date() != lost and one.end_at > NOW]
    with care_db.write() as db:
        done = replace_availability(db, side_of(care_db, who), who, SPAN, wanted, now=NOW)
    assert done.courses == [course.id]
    assert [one.id for one in done.struck] == [mine[4].id]
    run_jobs(care_db)
    after = live(care_db, course)
    assert [a.number for a, b in zip(mine, after, strict=True) if a.start_at != b.start_at] == [5]
    assert lost not in {start.date() for start, _ in open_hours_of(care_db, who)}  # type: ignore[attr-defined]


def test_the_same_again_changes_nothing_and_leaves_no_job(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite, hours=[(at(1, 9), at(1, 17))])
    wanted = [day(1, 9, 12), day(2, 13, 17)]
    jobs_of(care_sqlite).waiting.clear()
    for now in (NOW, NOW, at(1, 10)):  # also when a part of it is over
        with care_sqlite.write() as db:
            replace_availability(db, side_of(care_sqlite, who), who, SPAN, wanted, now=now)
        assert open_hours_of(care_sqlite, who) == [(at(1, 9), at(1, 12)), (at(2, 13), at(2, 17))]
    assert jobs_of(care_sqlite).waiting == []


def test_looking_first_changes_nothing_and_a_big_loss_needs_a_second_word(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite)
    course = agreed(care_sqlite)
    before = open_hours_of(care_sqlite, who)
    with care_sqlite.read() as db:
        found = what_replacing_does(db, side_of(care_sqlite, who), who, SPAN, [], now=NOW)
    assert (len(found.struck), found.booked) == (len(live(care_sqlite, course)),) * 2
    with pytest.raises(Conflict, match=r"10 of 10") as refused:
        refuse_big_loss(found, confirmed=False)
    assert refused.value.stable_code == "confirm-loss"
    refuse_big_loss(found, confirmed=True)
    assert open_hours_of(care_sqlite, who) == before


def test_every_fault_is_named_and_nothing_is_changed(care_sqlite: Database) -> None:
    who = counsellor(care_sqlite)
    before = open_hours_of(care_sqlite, who)
    wrong = [day(3), day(3, 10, 11), Stretch(at(5), at(4), (VIDEO,)), Stretch(at(6, 9), at(6, 10), ("moon",)), day(190)]
    with pytest.raises(Invalid) as refused, care_sqlite.write() as db:
        replace_availability(db, side_of(care_sqlite, who), who, SPAN, wrong, now=NOW)
    assert {(fault.row, fault.column) for fault in refused.value.faults} == {
        (2, "stretches"),
        (3, "stretches"),
        (4, "places"),
        (5, "stretches"),
    }
    assert open_hours_of(care_sqlite, who) == before


def test_another_providers_counsellor_does_not_exist(care_sqlite: Database) -> None:
    who, other = counsellor(care_sqlite), counsellor(care_sqlite)
    with pytest.raises(NotFound), care_sqlite.write() as db:
        replace_availability(db, side_of(care_sqlite, other), who, SPAN, [], now=NOW)
