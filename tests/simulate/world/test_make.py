"""A simulated year: the same for the same seed, whole, and in an order that can be played."""

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from hashlib import sha256
from itertools import pairwise

import pytest

from app.simulate.facts import CounsellorAway, Referral, RosterPublished, ShiftClass
from app.simulate.parameters import Parameters
from app.simulate.world import make_world
from tests.simulate.world.years import small_year, written

_DIGEST = """
from hashlib import sha256
from app.simulate.parameters import Parameters
from app.simulate.world import make_world
from tests.simulate.world.years import written
print(sha256(written(make_world(Parameters.read(), staff=300, seed=5))).hexdigest())
"""


def test_the_same_seed_makes_the_same_year() -> None:
    again = make_world(Parameters.read(), staff=1_000, seed=1)
    assert written(again) == written(small_year())


def test_another_seed_makes_another_year() -> None:
    assert written(small_year(seed=2)) != written(small_year())


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_the_year_does_not_depend_on_how_memory_is_ordered(hash_seed: str) -> None:
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    answer = subprocess.run(
        [sys.executable, "-c", _DIGEST], env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == sha256(written(make_world(Parameters.read(), staff=300, seed=5))).hexdigest()


def test_a_parameter_that_touches_one_thing_leaves_the_rest_as_it_was() -> None:
    """Common random numbers over the sweep too: late finishes do not shuffle who refers themselves."""
    later = make_world(Parameters.read().with_("overruns.late", 0.3), staff=1_000, seed=1)
    assert written(later) == written(small_year())


def test_events_come_in_order_and_within_the_year() -> None:
    world = small_year()
    times = [event.at for event in world.events]
    assert times == sorted(times)
    assert world.begins_at <= times[0]
    assert times[-1] < world.ends_at


def test_every_referral_can_be_followed_for_26_weeks() -> None:
    world = small_year()
    referrals = [event for event in world.events if isinstance(event, Referral)]
    assert len(referrals) == len(world.officers) > 70
    assert all(world.begins_at <= one.at < world.referrals_end_at for one in referrals)
    assert all(one.at + timedelta(weeks=26) < world.ends_at for one in referrals)
    assert {one.officer_id for one in referrals} == world.officers.keys()


def test_rosters_are_published_a_month_before_they_begin_and_leave_no_gap() -> None:
    world = small_year()
    rosters = [event for event in world.events if isinstance(event, RosterPublished)]
    for old, new in pairwise(rosters):
        begins_on = old.covers_to_on + timedelta(days=1)
        assert begins_on - new.at.date() >= timedelta(days=31)
        assert new.covers_to_on - begins_on == timedelta(days=90)
    assert rosters[0].at == world.begins_at
    assert rosters[-1].covers_to_on >= world.ends_at.date() - timedelta(days=1)


def test_staff_are_counted_by_shift_class() -> None:
    world = small_year()
    assert sum(world.staff.values()) == 1_000
    assert all(count > 0 for count in world.staff.values())
    referred = Counter(officer.shift_class for officer in small_year(10_000).officers.values())
    for shift_class, count in small_year(10_000).staff.items():
        assert referred[shift_class] / len(small_year(10_000).officers) == pytest.approx(count / 10_000, abs=0.04)
    assert set(referred) == set(ShiftClass)


def test_counsellors_are_away_only_in_hours_to_come() -> None:
    world = small_year(10_000)
    away = [event for event in world.events if isinstance(event, CounsellorAway)]
    assert away
    assert all(one.at <= one.start_at + timedelta(hours=7) and one.start_at < one.end_at for one in away)


def test_the_smallest_force_has_a_year() -> None:
    world = make_world(Parameters.read(), staff=1, seed=1)
    assert len(world.officers) <= 1
    assert world.counsellors
    with pytest.raises(ValueError, match="has staff"):
        make_world(Parameters.read(), staff=0, seed=1)


@pytest.mark.parametrize("end", ["low", "high"])
def test_every_end_of_every_range_makes_a_year(end: str) -> None:
    own = Parameters.read()
    for one in own.swept:
        at = one.low if end == "low" else one.high
        assert at is not None
        changed = own.with_(one.name, int(at) if isinstance(one.value, int) else at)
        assert make_world(changed, staff=300, seed=1).counsellors


_LARGEST = """
from resource import RUSAGE_SELF, getrusage
from time import process_time
from app.simulate.parameters import Parameters
from app.simulate.world import make_world
world = make_world(Parameters.read(), staff=45_000, seed=1)
print(len(world.officers), process_time(), getrusage(RUSAGE_SELF).ru_maxrss / 1024)
"""


@pytest.mark.serial
def test_a_year_of_45000_staff_is_made_in_half_a_minute_and_600_megabytes() -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    answer = subprocess.run(
        [sys.executable, "-c", _LARGEST], env=environment, capture_output=True, text=True, check=True
    )
    officers, seconds, megabytes = map(float, answer.stdout.split())
    assert officers > 4_000
    assert seconds < 30
    assert megabytes < 600
