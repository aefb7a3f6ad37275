"""Many courses placed anew at once: lawfully, never dearer than before, and nobody else and nothing over is touched."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.check import check
from scheduler.clock import Clock, never
from scheduler.market.kept import is_compiled
from scheduler.problem import DAY, Window
from scheduler.standing.change import new_roster
from scheduler.standing.crowd import MANY, place_crowd
from scheduler.standing.group import by_urgency
from scheduler.standing.making_room import NO_MOVES, MakingRoom
from scheduler.standing.mend import mend
from scheduler.standing.seat import Seats
from scheduler.standing.standing_plan import StandingPlan, promised
from tests.scheduler.solve import standing
from tests.scheduler.solve.building import counsellor, course, planned, problem

FEW = settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SECONDS = 0.2


@pytest.fixture(autouse=True)
def compiled() -> Iterator[None]:
    if not is_compiled():
        pytest.skip("the engine's loops are not compiled: `python -m scheduler.compile_loops` does it")
    yield


@FEW
@given(st.integers(0, 2**40))
def test_a_crowd_is_placed_lawfully_and_never_dearer(seed: int) -> None:
    plan = standing.make(seed)
    names = list(plan.courses)[: 1 + seed % 3]
    before, cost = plan.appointments(), sum(plan.cost(name) for name in names)
    was_lawful = not check(plan.problem(), before)
    better = place_crowd(plan, names, Clock(SECONDS), seed=seed)
    after = plan.appointments()
    assert [a for a in after if a.course not in names] == [a for a in before if a.course not in names]
    assert {a for a in after if a.start < plan.now} == {a for a in before if a.start < plan.now}
    assert (sum(plan.cost(name) for name in names) < cost) is better
    assert better or after == before
    assert check(plan.problem(), after) == [] or not was_lawful
    assert standing.state(plan) == standing.state(StandingPlan(plan.problem(), after, now=plan.now))


def _team(now: int = 0) -> StandingPlan:
    """As many officers as make a crowd: most had a first session on one of five days, all still need a second."""
    people = tuple(counsellor(f"c{n}", max_per_day=2, caseload=40) for n in range(8))
    mine = tuple((who.id, 0) for who in people)
    courses = [course(f"k{n}", days=(n % 5, 7 + n % 5), counsellors=mine) for n in range(MANY)]
    held = [planned(day=n % 5, course=f"k{n}", counsellor=f"c{n // 5 % 8}") for n in range(40)]
    whole = problem(*courses, counsellors=people)
    return StandingPlan(promised(whole, held, 3 * DAY), held, now=now)


def _later(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    return tuple(replace(w, start=w.start + DAY, end=w.end + DAY) for w in windows)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_whole_team_with_another_roster_is_mended_lawfully(workers: int) -> None:
    plan = _team(now=5 * DAY)
    over = {a for a in plan.appointments() if a.start < plan.now}
    change = new_roster(plan, list(plan.courses), lambda c: (*c.windows[:1], *_later(c.windows[1:])))
    found = mend(plan, change, seconds=1, moves=None, workers=workers)
    assert (len(found.asked), found.is_complete, len(over)) == (MANY, True, 40)
    assert {a for a in plan.appointments() if a.start < plan.now} == over
    assert check(plan.problem(), plan.appointments()) == []
    assert found.cost == sum(plan.cost(name) for name in found.asked)
    assert len(plan.appointments()) > len(over)


def _pairs(count: int) -> StandingPlan:
    """Pairs of officers who share a counsellor: the first sits on the only day that would do for the second."""
    people = tuple(counsellor(f"c{n}") for n in range(count))
    courses = [
        one
        for n in range(count)
        for one in (
            course(f"a{n}", days=(0, 1), sessions=1, priority=2, counsellors=((f"c{n}", 0),)),
            course(f"b{n}", days=(0,), sessions=1, counsellors=((f"c{n}", 0),)),
        )
    ]
    held = [planned(course=f"a{n}", counsellor=f"c{n}") for n in range(count)]
    return StandingPlan(problem(*courses, counsellors=people), held)


def test_together_they_find_what_one_after_the_other_misses() -> None:
    plan = _pairs(MANY // 2)
    names = list(plan.courses)
    one_by_one = _pairs(MANY // 2)
    room = MakingRoom(one_by_one, Seats(one_by_one, names), NO_MOVES, never)
    for name in by_urgency(one_by_one.courses.values()):
        room.place(name, one_by_one.lift(name))
    assert len(one_by_one.appointments()) == MANY // 2  # the control: nobody gives way to anybody
    assert place_crowd(plan, names, Clock(5))
    assert len(plan.appointments()) == MANY
    assert not place_crowd(plan, names, Clock(5))  # proven: nothing is left to gain


def test_time_that_is_over_leaves_the_plan_as_it_is() -> None:
    plan = _team()
    before = plan.appointments()
    assert not place_crowd(plan, list(plan.courses), Clock(0)) or plan.appointments() != before
    assert check(plan.problem(), plan.appointments()) == []
