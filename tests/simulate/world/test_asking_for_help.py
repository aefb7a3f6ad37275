"""Referrals: how many, of whom, and what they ask for."""

from statistics import fmean

import pytest

from app.care.domain.urgency import Urgency
from app.care.domain.wants import Mode
from app.simulate.facts import Referral, ShiftClass
from app.simulate.world.places import VIDEO
from tests.simulate.world.years import small_year

BIG = 10_000


def referrals(staff: int = BIG) -> list[Referral]:
    return [event for event in small_year(staff).events if isinstance(event, Referral)]


def test_a_tenth_of_staff_refer_themselves_in_a_year() -> None:
    assert len(referrals()) == pytest.approx(1_000, rel=0.08)


def test_referrals_come_evenly_over_the_year_and_the_day() -> None:
    world = small_year(BIG)
    quarters = [int((one.at - world.begins_at).days // 91) for one in referrals()]
    assert all(quarters.count(quarter) == pytest.approx(250, rel=0.2) for quarter in range(4))
    assert any(one.at.hour == 3 for one in referrals())


def test_what_is_asked_for_comes_in_the_shares_said() -> None:
    asked = referrals()
    share = {urgency: sum(one.urgency is urgency for one in asked) / len(asked) for urgency in Urgency}
    assert share[Urgency.SOONEST] == pytest.approx(0.12, abs=0.03)
    assert share[Urgency.ROUTINE] == pytest.approx(0.50, abs=0.04)
    assert fmean(one.sessions for one in asked) == pytest.approx(8, abs=0.15)
    assert sum(one.wants.mode is Mode.VIDEO for one in asked) / len(asked) == pytest.approx(0.35, abs=0.04)
    assert sum(one.wants.counsellor_gender is not None for one in asked) / len(asked) == pytest.approx(0.15, abs=0.03)


def test_who_stops_does_so_before_the_last_session() -> None:
    asked = referrals()
    stopping = [one for one in asked if one.stops_after is not None]
    assert len(stopping) / len(asked) == pytest.approx(0.17, abs=0.03)
    assert all(one.stops_after is not None and 1 <= one.stops_after < one.sessions for one in stopping)


@pytest.mark.parametrize("staff", [300, BIG])
def test_somebody_can_meet_every_wish(staff: int) -> None:
    world = small_year(staff)
    for one in referrals(staff):
        reached = {*one.wants.places, VIDEO} if one.wants.mode is not Mode.SITE else set(one.wants.places)
        assert any(
            one.wants.fits(who.skills, who.languages, who.gender) and reached & set(who.hours[0].places)
            for who in world.counsellors
        )


def test_who_travels_names_places_that_exist_and_knows_the_way() -> None:
    world = small_year(BIG)
    sites = {place.id for place in world.places if place.is_site}
    for one in referrals():
        officer = world.officers[one.officer_id]
        assert bool(one.wants.places) == one.wants.mode.travels
        assert set(one.wants.places) <= officer.needs.travel_minutes.keys() <= sites


def test_nobody_refers_themselves_twice() -> None:
    ids = [one.course_id for one in referrals()]
    assert len(set(ids)) == len(ids) == len(small_year(BIG).officers)


def test_only_office_hours_are_flexible_and_the_force_allows_sessions_in_them() -> None:
    world = small_year(BIG)
    assert world.rest.in_duty_time_by_force
    flexible = [officer.shift_class for officer in world.officers.values() if officer.needs.in_duty_time]
    office = sum(officer.shift_class is ShiftClass.DAYS for officer in world.officers.values())
    assert set(flexible) == {ShiftClass.DAYS}
    assert len(flexible) / office == pytest.approx(0.8, abs=0.08)
