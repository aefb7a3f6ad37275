"""Courses placed anew: never dearer, hours that are added never make anything worse, and the rest stays."""

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from scheduler.check import check
from scheduler.clock import OutOfTime
from scheduler.course_best import Unplannable
from scheduler.objective import objective
from scheduler.problem import Problem
from scheduler.standing.in_turn import planned_in_turn
from scheduler.standing.seat_again import seat_again, stood_up
from scheduler.why.hour_prices import HourPrice, with_hours
from tests.scheduler.solve.building import counsellor, course, planned, presence, problem, window
from tests.scheduler.solve.making import problems

_CALM = settings(max_examples=40, derandomize=True, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@_CALM
@given(problems(), st.integers(0, 6), st.integers(7, 18), st.data())
def test_hours_more_never_make_the_plan_worse_and_it_stays_lawful(
    asked: Problem, weekday: int, hour: int, data: st.DataObject
) -> None:
    free = [one for one in asked.courses if not one.pins]
    try:
        base = planned_in_turn(asked, lambda: False)
    except Unplannable:
        reject()
    who = data.draw(st.sampled_from([one.id for one in asked.counsellors]))
    place = data.draw(st.sampled_from([one.id for one in asked.places]))
    wider = with_hours(asked, HourPrice(weekday, hour, place, 0, who), 4)
    plan = stood_up(wider, base)
    assert sorted(plan.appointments()) == sorted(base), "what stands is kept to begin with"
    seat_again(plan, [one.id for one in free])
    assert check(wider, plan.appointments()) == []
    assert objective(wider, plan.appointments()) <= objective(asked, base)


def test_an_hour_more_gives_a_place_to_who_had_none_and_moves_nobody_else() -> None:
    morning = counsellor(windows=(presence(1, 9, 1),))
    asked = problem(
        course("k1", windows=(window(1, 9), window(1, 18)), sessions=1),
        course("k2", windows=(window(1, 9), window(1, 18)), sessions=1),
        counsellors=(morning,),
    )
    base = [planned(1, 1, 9, "k1")]
    without = stood_up(asked, base)
    seat_again(without, ["k2"])
    assert list(without.appointments()) == base, "control: without the hours there is no place"
    plan = stood_up(with_hours(asked, HourPrice(1, 17, "video", 0, "c1"), 4), base)
    seat_again(plan, ["k2"])
    assert [(a.course, a.start % 1440 // 60) for a in plan.appointments()] == [("k1", 9), ("k2", 18)]


def test_what_can_no_longer_be_kept_is_not_in_the_plan() -> None:
    asked = problem(course("k1", windows=(window(1, 9),), sessions=1), counsellors=(counsellor(windows=()),))
    assert list(stood_up(asked, [planned(1, 1, 9, "k1")]).appointments()) == []


def test_it_can_be_called_off_in_the_middle() -> None:
    plan = stood_up(problem(), [])
    with pytest.raises(OutOfTime):
        seat_again(plan, ["k1"], stop=lambda: True)
