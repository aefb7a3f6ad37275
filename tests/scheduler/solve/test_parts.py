"""What shares neither counsellor nor limited room is solved apart, with the same result."""

from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scheduler.check import check, promise_faults
from scheduler.clock import Clock
from scheduler.engine import Engine
from scheduler.parts import parts_of, together
from scheduler.problem import Place, Problem
from scheduler.solve import solve
from tests.scheduler.solve import plainly
from tests.scheduler.solve.building import beside, counsellor, course, problem, window
from tests.scheduler.solve.making import make


@settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**30), st.integers(0, 2**30))
def test_parts_solved_apart_cost_what_the_whole_costs(one: int, two: int) -> None:
    left, right = make(one, 2, 5), make(two, 2, 5)
    right = replace(right, weights=left.weights)
    whole = beside(left, right)
    assume(not promise_faults(whole))
    assume(plainly.best(left) is not None and plainly.best(right) is not None)
    parts = parts_of(whole)
    assert len(parts) >= 2
    assert sorted(c.id for part in parts for c in part.courses) == sorted(c.id for c in whole.courses)
    apart = together(whole, [solve(part, seconds=20, workers=1) for part in parts])
    at_once = solve(whole, seconds=20, workers=1)
    assert (apart.objective, apart.bound, apart.status) == (at_once.objective, at_once.bound, at_once.status)
    assert check(whole, apart.appointments) == []
    undivided = Engine(whole, 1, 0)
    undivided.run(Clock(20))
    assert (undivided.value, undivided.bound) == (apart.objective, apart.bound)


def test_a_shared_counsellor_keeps_courses_together() -> None:
    shared = problem(course(), course("k2"), counsellors=(counsellor(),))
    assert len(parts_of(shared)) == 1


def test_a_shared_limited_room_keeps_courses_together_and_video_does_not() -> None:
    def asked(place: str) -> Problem:
        return problem(
            course(windows=(window(0, place=place),)),
            course("k2", windows=(window(0, place=place),), counsellors=(("c2", 0),)),
            counsellors=(counsellor(), counsellor("c2")),
            places=(Place("video"), Place("site", 1)),
        )

    assert [len(part.courses) for part in parts_of(asked("site"))] == [2]
    assert [len(part.courses) for part in parts_of(asked("video"))] == [1, 1]


def test_a_bound_of_the_whole_needs_the_bounds_of_all_parts() -> None:
    result = solve(problem(), seconds=5, workers=1)
    assert together(problem(), [result, replace(result, bound=None, appointments=())]).bound is None
