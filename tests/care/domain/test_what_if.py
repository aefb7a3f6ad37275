"""What may be tried, what is refused with every fault, and the world with a change in it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.care.domain.capacity import Stretch
from app.care.domain.policy import DEFAULT_POLICY
from app.care.domain.what_if import SHORTEST, Kind, WhatIf
from app.care.domain.what_if_world import NEW_PLACE, begins_on, changed, hours_moved
from app.care.domain.world import KnownCounsellor, KnownPlace, World
from app.foundation.refusals import Invalid

PLACES = {"video": "Video", "riverside": "Riverside"}
EVENINGS = WhatIf(Kind.COUNSELLORS, days=(0, 6), opens=17, closes=21, place="video")
NOW = datetime(2026, 3, 25, 12, tzinfo=UTC)  # a Wednesday; the clocks change on Sunday


def columns(change: WhatIf) -> list[str]:
    return [fault.column or "" for fault in change.faults(PLACES)]


def test_what_makes_sense_has_no_fault() -> None:
    assert columns(EVENINGS) == []
    assert columns(replace(EVENINGS, kind=Kind.SITE, place="", name="Harbour House", rooms=2)) == []
    assert columns(replace(EVENINGS, kind=Kind.HOURS, people=0)) == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (replace(EVENINGS, days=()), ["days"]),
        (replace(EVENINGS, days=(7,)), ["days"]),
        (replace(EVENINGS, days=(1, 1)), ["days"]),
        (replace(EVENINGS, opens=6), ["opens"]),
        (replace(EVENINGS, closes=23), ["closes"]),
        (replace(EVENINGS, opens=18, closes=21), ["closes"]),
        (replace(EVENINGS, people=0), ["people"]),
        (replace(EVENINGS, people=11), ["people"]),
        (replace(EVENINGS, place="nowhere"), ["place"]),
        (replace(EVENINGS, kind=Kind.SITE, name="", rooms=0), ["name", "rooms"]),
        (replace(EVENINGS, kind=Kind.SITE, name="riverside"), ["name"]),
        (replace(EVENINGS, kind=Kind.SITE, name="Therapy rooms"), ["name"]),
        (replace(EVENINGS, kind=Kind.SITE, name="x" * 41), ["name"]),
    ],
)
def test_what_does_not_is_refused_with_every_fault(change: WhatIf, where: list[str]) -> None:
    assert columns(change) == where
    with pytest.raises(Invalid):
        change.refuse_faulty(PLACES)


def test_all_faults_come_together() -> None:
    assert columns(WhatIf(Kind.SITE, (), 20, 21, people=0, rooms=0)) == ["name", "days", "closes", "people", "rooms"]


def test_four_hours_in_a_row_are_the_least() -> None:
    assert columns(replace(EVENINGS, opens=21 - SHORTEST)) == []
    assert columns(replace(EVENINGS, opens=22 - SHORTEST)) == ["closes"]


def test_it_is_kept_as_it_was_asked_and_alike_for_the_same_change() -> None:
    assert WhatIf.from_json(EVENINGS.as_json()) == EVENINGS
    assert replace(EVENINGS, days=(6, 0)).as_json() == EVENINGS.as_json()


def test_it_is_said_in_a_sentence() -> None:
    assert EVENINGS.in_words(PLACES) == "One more counsellor at Video: Monday and Sunday, 17:00 to 21:00"
    site = replace(EVENINGS, kind=Kind.SITE, name="Harbour House", rooms=2, people=3)
    assert site.in_words(PLACES).startswith("A new site, Harbour House, with 2 rooms and 3 more counsellors: ")
    assert replace(EVENINGS, kind=Kind.HOURS).in_words({}).startswith("Other hours at a place that is gone: ")


def a_world(*hours: Stretch) -> World:
    who = KnownCounsellor(
        "c1", "A", None, frozenset({"general", "trauma"}), frozenset({"en"}), True, 6, 25, 10, 30, hours
    )
    places = (KnownPlace("video", "Video", True, None), KnownPlace("riverside", "Riverside", False, 1))
    return World(NOW, ZoneInfo("Europe/London"), places, (who,), (), (), 1, None)


def stretch(day: int, first: int, end: int, *places: str) -> Stretch:
    start = NOW.replace(hour=0) + timedelta(days=day)
    return Stretch(start + timedelta(hours=first), start + timedelta(hours=end), places or ("video",))


def test_more_counsellors_can_all_that_anybody_can_from_the_coming_monday_on() -> None:
    world = changed(a_world(), replace(EVENINGS, people=2), DEFAULT_POLICY)
    new = world.counsellors[1:]
    assert [who.id for who in new] == ["what-if-1", "what-if-2"]
    assert new[0].skills == {"general", "trauma"}
    assert len(new[0].hours) == 2 * DEFAULT_POLICY.weeks
    assert begins_on(world).isoformat() == "2026-03-30"
    assert new[0].hours[0] == Stretch(
        datetime(2026, 3, 30, 16, tzinfo=UTC), datetime(2026, 3, 30, 20, tzinfo=UTC), ("video",)
    ), "five in the afternoon in summer"


def test_a_new_site_has_its_rooms_and_its_own_counsellor() -> None:
    site = replace(EVENINGS, kind=Kind.SITE, name="Harbour House", rooms=2)
    world = changed(a_world(), site, DEFAULT_POLICY)
    assert world.places[-1] == KnownPlace(NEW_PLACE, "Harbour House", False, 2)
    assert world.counsellors[-1].hours[0].places == (NEW_PLACE,)


def test_other_hours_change_who_works_there_on_those_days_and_nobody_else() -> None:
    this_week, there, elsewhere = stretch(4, 9, 13), stretch(11, 9, 13), stretch(11, 14, 16, "riverside")
    world = a_world(this_week, there, elsewhere, stretch(12, 9, 13))
    other = changed(world, replace(EVENINGS, kind=Kind.HOURS, days=(6,), opens=10, closes=18), DEFAULT_POLICY)
    hours = other.counsellors[0].hours
    assert this_week in hours, "this week stays"
    assert elsewhere in hours
    assert there not in hours
    assert len(hours) == 4
    assert hours_moved(world, other, 1) == pytest.approx(2), (
        "four hours come, two of which were worked elsewhere already"
    )


def test_nothing_changed_moves_nothing() -> None:
    world = a_world(stretch(11, 9, 13))
    assert hours_moved(world, world, 16) == 0
    more = changed(world, EVENINGS, DEFAULT_POLICY)
    assert hours_moved(world, more, DEFAULT_POLICY.weeks) == pytest.approx(8)
