"""Whole small years over seeds: every rule is kept, nothing is lost, and the same year comes out twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.care.domain.policy import DEFAULT_POLICY
from app.simulate.parameters import Parameters
from app.simulate.relief.parts import Part
from app.simulate.relief.play import Year, play_relief
from app.simulate.world import make_world
from tests.simulate.relief.referee import faults_now, faults_of

STAFF = 60


@pytest.mark.parametrize("seed", range(2))
def test_every_rule_is_kept_over_a_year_and_no_session_is_lost(seed: int) -> None:
    year = Year.of(make_world(Parameters.read(None), staff=STAFF, seed=seed), None, DEFAULT_POLICY)
    found: list[str] = []
    year.play(lambda _share: found.extend(faults_now(year)))
    assert found == []
    assert faults_of(year, DEFAULT_POLICY.notice) == []
    records = [course.record() for course in year.known.courses.values()]
    assert records
    assert sum(record.lost for record in records) == 0


def test_the_referee_sees_what_is_planned_with_no_notice_and_with_no_roster() -> None:
    world = make_world(Parameters.read(None), staff=STAFF, seed=1)
    year = Year.of(world, Part.ROSTER, replace(DEFAULT_POLICY, notice=timedelta(minutes=1)))
    year.play(lambda _share: None)
    found = faults_of(year, timedelta(days=60))
    assert any("within the notice" in fault for fault in found)
    assert any(" lies in " in fault for fault in found)


def test_the_same_year_comes_out_the_same() -> None:
    parameters = Parameters.read(None)
    first, second = (play_relief(make_world(parameters, staff=STAFF, seed=3), parameters) for _ in range(2))
    assert first == second
    assert first != play_relief(make_world(parameters, staff=STAFF, seed=4), parameters)
