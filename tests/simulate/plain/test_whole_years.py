"""Whole small years under each of today's ways: what must hold whatever happens."""

import hashlib
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest

from app.care.domain.outcome import is_miss
from app.simulate.facts import Referral, SimWorld
from app.simulate.parameters import Parameters
from app.simulate.plain import play_plain
from app.simulate.plain.rules import PlainRules
from app.simulate.record_lines import lines_of
from app.simulate.records import CourseRecord, PolicyName, RunRecord
from app.simulate.week_hours import by_hour, offered
from app.simulate.world import make_world

STAFF = 300
TODAY = (PolicyName.AS_REPORTED, PolicyName.SECOND_CHANCE, PolicyName.SELF_BOOKING, PolicyName.NUDGED)
WEEKLY = TODAY[:2]
YEARS = [(policy, seed) for policy in TODAY for seed in (1, 2)]
_PLAYED = "from tests.simulate.plain.test_whole_years import digest; print(digest())"


@cache
def world(seed: int) -> SimWorld:
    return make_world(Parameters.read(), staff=STAFF, seed=seed)


@cache
def played(policy: PolicyName, seed: int) -> RunRecord:
    return play_plain(world(seed), policy)


def digest() -> str:
    """Of a short year under every policy."""
    year = make_world(Parameters.read(), staff=60, seed=3)
    told = "".join(line for policy in TODAY for line in lines_of(play_plain(year, policy)))
    return hashlib.sha256(told.encode()).hexdigest()


def sessions(run: RunRecord) -> Iterator[tuple[str, datetime, datetime]]:
    for course in run.courses:
        for name, at in zip(course.counsellors, course.attended, strict=True):
            yield name, at, at + timedelta(minutes=course.minutes)


@pytest.mark.parametrize(("policy", "seed"), YEARS)
def test_every_referral_has_its_course_and_no_course_more_than_was_granted(policy: PolicyName, seed: int) -> None:
    run = played(policy, seed)
    asked = [event for event in world(seed).events if isinstance(event, Referral)]
    assert [course.course_id for course in run.courses] == [event.course_id for event in asked]
    for course in run.courses:
        assert len(course.attended) + course.lost <= course.sessions
        assert list(course.attended) == sorted(set(course.attended))
        assert all(is_miss(miss.outcome) for miss in course.misses)
        assert course.stopped_at is None or len(course.attended) == course.stops_after


@pytest.mark.parametrize(("policy", "seed"), YEARS)
def test_no_counsellor_is_in_two_sessions_beyond_their_limits_or_outside_their_hours(
    policy: PolicyName, seed: int
) -> None:
    counsellors = {who.id: who for who in world(seed).counsellors}
    held = defaultdict(list)
    for name, start_at, end_at in sessions(played(policy, seed)):
        held[name].append((start_at, end_at))
        assert any(h.start_at <= start_at and end_at <= h.end_at for h in counsellors[name].hours)
    for name, spans in held.items():
        who = counsellors[name]
        rest = timedelta(minutes=who.break_minutes)
        assert all(end + rest <= start for (_, end), (start, _) in pairwise(sorted(spans)))
        days = Counter(start.astimezone(world(seed).zone).date() for start, _ in spans)
        weeks = Counter(day - timedelta(days=day.weekday()) for day in days.elements())
        assert max(days.values()) <= who.max_per_day
        assert max(weeks.values()) <= who.max_per_week


@pytest.mark.parametrize(("policy", "seed"), YEARS)
def test_gaps_and_wishes_are_kept(policy: PolicyName, seed: int) -> None:
    zone = world(seed).zone
    asked = {event.course_id: event for event in world(seed).events if isinstance(event, Referral)}
    counsellors = {who.id: who for who in world(seed).counsellors}
    for course in played(policy, seed).courses:
        wants = asked[course.course_id].wants
        days = [at.astimezone(zone).date() for at in course.attended]
        assert all((b - a).days >= wants.gap_min for a, b in pairwise(days))
        for name in course.counsellors:
            who = counsellors[name]
            assert wants.fits(who.skills, who.languages, who.gender)


@pytest.mark.parametrize(("policy", "seed"), YEARS)
def test_minutes_attended_are_those_of_the_sessions_and_all_lie_in_what_was_offered(
    policy: PolicyName, seed: int
) -> None:
    run = played(policy, seed)
    assert sum(run.hours.attended) == sum(course.minutes * len(course.attended) for course in run.courses)
    assert sum(run.hours.wasted) == sum(course.minutes * len(course.misses) for course in run.courses)
    for whole, used, lost in zip(run.hours.offered, run.hours.attended, run.hours.wasted, strict=True):
        assert used + lost <= whole


def forfeits(course: CourseRecord) -> list[int]:
    return [miss.number for miss in course.misses if miss.forfeited]


@pytest.mark.parametrize("seed", [1, 2])
def test_each_policy_takes_away_what_it_says_and_no_more(seed: int) -> None:
    for course in played(PolicyName.AS_REPORTED, seed).courses:
        assert len(forfeits(course)) == len(course.misses)
    for course in played(PolicyName.SECOND_CHANCE, seed).courses:
        misses = Counter(miss.number for miss in course.misses)
        assert forfeits(course) == [number for number in sorted(misses) if misses[number] == 2]
        assert max(misses.values(), default=0) <= 2
    for policy in (PolicyName.SELF_BOOKING, PolicyName.NUDGED):
        assert sum(course.lost for course in played(policy, seed).courses) == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_who_would_stop_is_the_same_under_every_policy(seed: int) -> None:
    stays = {tuple(course.stays for course in played(policy, seed).courses) for policy in TODAY}
    assert len(stays) == 1
    assert {course.stops_after is None for course in played(TODAY[0], seed).courses} == {True, False}


def test_looking_at_the_roster_matters() -> None:
    """Control: with nobody looking, more appointments fail."""
    blind = play_plain(world(1), PolicyName.SELF_BOOKING, PlainRules(checks_roster=0))
    careful = play_plain(world(1), PolicyName.SELF_BOOKING, PlainRules(checks_roster=1))
    assert share_missed(careful) < share_missed(blind)


def share_missed(run: RunRecord) -> float:
    missed = sum(len(course.misses) for course in run.courses)
    return missed / (missed + sum(len(course.attended) for course in run.courses))


def test_the_same_year_is_the_same_bytes_whatever_the_hash_seed() -> None:
    told = set()
    for seed in ("1", "2"):
        ran = subprocess.run(
            [sys.executable, "-c", _PLAYED],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        told.add(ran.stdout.strip())
    assert told == {digest()}


def test_what_is_offered_is_hours_without_absences() -> None:
    year = world(1)
    whole = sum((h.end_at - h.start_at) // timedelta(minutes=1) for who in year.counsellors for h in who.hours)
    assert 0 < sum(offered(year)) < whole


def test_minutes_fall_into_the_hours_they_lie_in() -> None:
    """Sunday 23:30 to Monday 00:40, and 09:50 to 11:10 on the second Tuesday."""
    week = 7 * 24 * 60
    tuesday = week + 24 * 60
    counted = by_hour([(week - 30, week + 40), (tuesday + 590, tuesday + 670)])
    assert {hour: minutes for hour, minutes in enumerate(counted) if minutes} == {
        167: 30,
        0: 40,
        33: 10,
        34: 60,
        35: 10,
    }


def test_a_policy_that_is_not_of_today_is_refused_and_progress_is_told_to_the_end() -> None:
    with pytest.raises(ValueError, match="not one of today's ways"):
        play_plain(world(1), PolicyName.RELIEF)
    heard: list[float] = []
    play_plain(world(1), PolicyName.AS_REPORTED, progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
