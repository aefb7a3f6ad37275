"""Counsellors: as many hours as said, at the times said, and news of when they are away."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from app.care.domain.kept_hours import kept_of
from app.care.domain.policy import DEFAULT_POLICY
from app.care.domain.world import KnownCounsellor
from app.simulate.facts import CounsellorAway, SimWorld
from app.simulate.parameters import Parameters
from app.simulate.world import make_world
from app.simulate.world.places import VIDEO
from app.simulate.world.supply import hours_a_week
from tests.simulate.world.years import small_year

BIG = 6_000


def first_ones(world: SimWorld) -> list[KnownCounsellor]:
    """Those who are there from the first week on."""
    return [who for who in world.counsellors if who.hours[0].start_at < world.begins_at + timedelta(weeks=1)]


def test_counsellors_offer_the_hours_that_referrals_need_and_some_more() -> None:
    world, numbers = small_year(BIG), Parameters.read().numbers
    week = world.begins_at + timedelta(weeks=1)
    offered = sum(
        ((h.end_at - h.start_at) for who in first_ones(world) for h in who.hours if h.start_at < week), timedelta(0)
    )
    wanted = hours_a_week(numbers, BIG)
    assert offered / timedelta(hours=1) == pytest.approx(wanted, rel=0.05)
    assert wanted == pytest.approx(BIG * 0.1 / 52 * 8 * 1.5, rel=0.01)


def test_hours_lie_where_providers_offer_them() -> None:
    world, numbers = small_year(BIG), Parameters.read().numbers.counsellors
    starts = [h.start_at.astimezone(world.zone) for who in first_ones(world) for h in who.hours]
    saturdays = sum(at.weekday() == 5 for at in starts) / len(starts)
    evenings = sum(at.hour >= 17 for at in starts) / len(starts)
    assert saturdays == pytest.approx(numbers.saturday, abs=0.05)
    assert evenings == pytest.approx(numbers.evening, abs=0.06)
    assert {at.hour for at in starts} <= set(range(9, 20))
    assert not any(at.weekday() == 6 for at in starts)


def test_hours_of_one_counsellor_never_meet_and_keep_their_clock_times() -> None:
    world = small_year(BIG)
    for who in world.counsellors:
        assert all(one.end_at <= other.start_at for one, other in pairwise(who.hours))
        walls = {
            (h.start_at.astimezone(world.zone).weekday(), h.start_at.astimezone(world.zone).time()) for h in who.hours
        }
        assert len(walls) < 8, "the same hours every week, over both clock changes"


def test_what_is_kept_for_replacements_is_a_share_of_the_hours() -> None:
    world = small_year(BIG)
    hours = [(who.id, who.hours) for who in first_ones(world)]
    kept = sum(
        (h.end_at - h.start_at for one in hours for h in kept_of(*one, world.kept_share, world.zone)), timedelta(0)
    )
    offered = sum((h.end_at - h.start_at for _, stretches in hours for h in stretches), timedelta(0))
    assert kept / offered == pytest.approx(0.08, abs=0.01)
    none = make_world(Parameters.read().with_("counsellors.rescue", 0.0), staff=BIG, seed=1)
    assert none.kept_share == 0, "control"


def test_as_much_is_kept_as_a_force_keeps_that_sets_nothing() -> None:
    assert Parameters.read().numbers.counsellors.rescue == DEFAULT_POLICY.kept_share


def test_everybody_works_by_video_and_most_at_one_place_too() -> None:
    world = small_year(BIG)
    places = Counter(len(who.hours[0].places) for who in first_ones(world))
    assert all(VIDEO in h.places for who in world.counsellors for h in who.hours)
    assert places[1] / sum(places.values()) == pytest.approx(0.3, abs=0.05)
    assert {place for who in world.counsellors for place in who.hours[0].places} == {p.id for p in world.places}


def test_counsellors_differ_as_said() -> None:
    world = small_year(BIG)
    first = first_ones(world)
    assert sum(who.gender == "woman" for who in first) / len(first) == pytest.approx(0.7, abs=0.05)
    assert sum("trauma" in who.skills for who in first) / len(first) == pytest.approx(0.6, abs=0.05)
    assert any("cy" in who.languages for who in first)


def test_counsellors_are_away_about_as_often_as_said() -> None:
    world = small_year(10_000)
    away = [event for event in world.events if isinstance(event, CounsellorAway)]
    years = len(first_ones(world)) * ((world.ends_at - world.begins_at) / timedelta(days=365))
    leaves = [one for one in away if one.at <= one.start_at - timedelta(days=27) and one.end_at < world.ends_at]
    ill = [one for one in away if one.at > one.start_at - timedelta(days=1) and one.at > world.begins_at]
    assert len(leaves) / years == pytest.approx(5, rel=0.25)
    assert len(ill) / years == pytest.approx(1.5, rel=0.3)


def test_who_leaves_for_good_is_followed_by_somebody_like_them() -> None:
    world = small_year(10_000)
    followers = [who for who in world.counsellors if who.hours[0].start_at > world.begins_at + timedelta(weeks=1)]
    by_id = {who.id: who for who in world.counsellors}
    left = {e.counsellor_id: e for e in world.events if isinstance(e, CounsellorAway) and e.end_at == world.ends_at}
    assert followers
    for new in followers:
        stem, _, turn = new.id.rpartition("-")
        old = by_id[stem if turn == "2" else f"{stem}-{int(turn) - 1}"]
        assert (new.gender, new.skills, new.languages) == (old.gender, old.skills, old.languages)
        assert left[old.id].start_at <= new.hours[0].start_at
        assert left[old.id].at <= left[old.id].start_at - timedelta(weeks=5)
