"""What a caller may rely on, whatever the time given."""

from dataclasses import replace
from itertools import pairwise
from time import process_time

import pytest

from scheduler.check import check, promise_faults
from scheduler.course_best import Unplannable, best_course
from scheduler.objective import objective
from scheduler.plan import Result, Status
from scheduler.problem import Pin, Problem, ProblemFaults, Standing, Weights
from scheduler.solve import Progress, solve
from tests.scheduler.solve.building import (
    at,
    beside,
    counsellor,
    course,
    daily,
    pin,
    planned,
    presence,
    problem,
    standing,
    window,
)
from tests.scheduler.solve.making import make


def crowded(courses: int = 10, sessions: int = 6) -> Problem:
    """More courses than one counsellor can serve well, so that no proof is quick."""
    days = [day for day in range(56) if day % 7 < 5]
    hours = tuple(window(day, hour, 2, risk=(day * hour) % 90) for day in days for hour in (9, 11, 14))
    made = [
        course(f"k{n}", windows=hours[n % 3 :: 2], sessions=sessions, priority=(1, 2, 4)[n % 3], gap=daily(min=3))
        for n in range(courses)
    ]
    who = counsellor(windows=tuple(presence(day) for day in days), max_per_day=2, max_per_week=7)
    return problem(*made, days=56, counsellors=(who,))


def pinned(asked: Problem, result: Result, but: str) -> Problem:
    """The problem with every course pinned as planned, except one."""
    pins: dict[str, list[Pin]] = {k.id: [] for k in asked.courses}
    for a in result.appointments:
        pins[a.course].append(Pin(a.number, a.counsellor, a.start, a.place))
    return replace(
        asked, courses=tuple(k if k.id == but else replace(k, pins=tuple(pins[k.id])) for k in asked.courses)
    )


def test_nothing_to_plan_is_a_plan() -> None:
    empty = solve(replace(problem(), courses=()))
    assert (empty.appointments, empty.objective, empty.bound, empty.status) == ((), 0, 0, Status.OPTIMAL)


def test_a_course_nobody_can_take_costs_its_sessions() -> None:
    result = solve(problem(course(counsellors=())))
    assert (result.objective, result.bound) == (200_000, 200_000)


def test_time_is_kept_and_the_plan_is_sound_all_the_same() -> None:
    asked = crowded()
    solve(asked, seconds=0.1, workers=1)  # what is imported first is not the second's fault
    for seconds in (0.0, 0.5):
        begun = process_time()
        result = solve(asked, seconds=seconds, workers=1)
        assert process_time() - begun < seconds + 2
        assert check(asked, result.appointments) == []
        assert result.objective == objective(asked, result.appointments)
        assert result.bound is not None and result.bound <= result.objective


def test_a_plan_that_stands_is_never_made_worse() -> None:
    asked = crowded(courses=8)
    before = solve(asked, seconds=1, workers=1)
    promised = tuple(
        replace(
            k,
            standing=tuple(
                Standing(a.number, a.counsellor, a.start, a.place, firm=True)
                for a in before.appointments
                if a.course == k.id
            ),
        )
        for k in asked.courses
    )
    again = replace(asked, courses=promised)
    assert solve(again, seconds=0.2, workers=1).objective <= objective(again, before.appointments)


def test_what_stands_moves_only_when_it_pays() -> None:
    better, kept = window(0), window(7, risk=100)
    for price, expected in [(1499, [at(0)]), (1501, [at(7)])]:
        weights = Weights(moved=price, wait_day=0)
        asked = problem(course(sessions=1, windows=(better, kept), standing=(standing(1, 7),)), weights=weights)
        assert [a.start for a in solve(asked).appointments] == expected


def test_progress_only_ever_gets_better_and_ends_with_the_result() -> None:
    told: list[Progress] = []
    result = solve(crowded(), seconds=2, workers=1, on_progress=told.append)
    assert told
    assert all(b.value <= a.value and b.bound >= a.bound for a, b in pairwise(told))
    assert min(p.value for p in told) == result.objective
    assert all(p.bound <= p.value for p in told)


def test_a_caller_who_has_had_enough_gets_the_plan_so_far() -> None:
    asked, looks = crowded(), []

    def enough() -> bool:
        looks.append(1)
        return len(looks) > 40

    begun = process_time()
    result = solve(asked, seconds=60, workers=1, cancelled=enough)
    assert process_time() - begun < 10
    assert check(asked, result.appointments) == []


def test_one_worker_and_one_seed_give_one_answer() -> None:
    for seed in (11, 12, 13):
        asked = make(seed)
        if not promise_faults(asked):
            first, second = (solve(asked, workers=1, seed=5) for _ in range(2))
            assert first.appointments == second.appointments


def test_what_shares_nobody_is_planned_apart_with_the_same_result() -> None:
    first, second = crowded(courses=3, sessions=2), crowded(courses=2, sessions=3)
    told: list[Progress] = []
    whole = solve(beside(first, second), seconds=20, workers=1, on_progress=told.append)
    alone = [solve(part, seconds=10, workers=1) for part in (first, second)]
    assert whole.status is Status.OPTIMAL
    assert whole.objective == sum(result.objective for result in alone)
    assert check(beside(first, second), whole.appointments) == []
    assert told[-1].value == whole.objective


def test_one_open_course_among_pinned_ones_is_settled_at_once() -> None:
    asked = crowded(courses=5, sessions=2)
    result = solve(asked, seconds=0.3, workers=1)
    assert len(result.appointments) == 10
    again = solve(pinned(asked, result, but="k3"), seconds=10)
    assert again.seconds < 1
    assert again.status is Status.OPTIMAL
    assert again.objective <= result.objective


def test_pins_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ProblemFaults, match="pin cannot be kept"):
        solve(problem(course(pins=(pin(1, 3),))))


def test_pins_that_leave_no_room_for_the_numbers_before_them_leave_no_plan() -> None:
    asked = problem(course(sessions=3, days=(0, 14), pins=(pin(1, 0), pin(3, 14))))
    with pytest.raises(Unplannable):
        solve(asked)
    with pytest.raises(Unplannable):
        solve(replace(asked, courses=(*asked.courses, course("k2"))))
    with pytest.raises(Unplannable):
        best_course(asked, "k1", [])


def test_pins_that_crowd_each_other_out_of_the_first_plan_are_kept_in_the_end() -> None:
    """k1 would rather have the only start that lets k2 keep its pin of number 2."""
    first = course("k1", sessions=2, windows=(window(0), window(1, risk=9), window(7)), pins=(pin(2, 7),), gap=daily())
    second = course("k2", sessions=2, windows=(window(0), window(8)), pins=(pin(2, 8),), gap=daily(), priority=1)
    asked = problem(first, second)
    result = solve(asked)
    assert result.status is Status.OPTIMAL
    assert [a.start for a in result.appointments] == [at(1), at(7), at(0), at(8)]


def test_appointments_off_the_grid_or_before_the_horizon_still_count_as_taken() -> None:
    asked = problem(course(sessions=1, days=(0, 7)), course("k2"))
    off_grid = replace(planned(course="k2"), start=at(0, 8) + 15)
    assert best_course(asked, "k1", [off_grid]).appointments[0].start == at(7)
    past = replace(planned(course="k2"), start=at(-1))
    assert best_course(asked, "k1", [past]).appointments[0].start == at(0)
    assert best_course(asked, "k1", [planned(course="gone")]).appointments[0].start == at(0)


def test_a_result_cannot_claim_a_bound_above_its_cost() -> None:
    with pytest.raises(ValueError, match="above the objective"):
        Result(Status.FEASIBLE, 1, 2, 0, ())


def test_the_gap_is_a_share_of_the_bound() -> None:
    assert Result(Status.FEASIBLE, 110, 100, 0, ()).gap == pytest.approx(0.1)
    assert Result(Status.OPTIMAL, 0, 0, 0, ()).gap == 0
    assert Result(Status.FEASIBLE, 1, 0, 0, ()).gap is None
    assert Result(Status.UNKNOWN, 1, None, 0, ()).gap is None
