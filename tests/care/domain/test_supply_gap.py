"""The best four hours of each spot of the week, and of many counsellors a dozen for each course."""

from app.care.domain.asking import ask_of
from app.care.domain.fewer_to_ask import fewer_to_ask
from app.care.domain.parts_of_day import PartOfDay
from app.care.domain.policy import DEFAULT_POLICY
from app.care.domain.supply_gap import SupplyGap, best_stretches
from app.care.domain.trying import find_gaps, late_ones, mended, standing, try_change
from app.care.domain.what_if import Kind, WhatIf
from scheduler.check import check
from scheduler.why.hour_prices import HourPrice
from tests.bench.capacity import a_world
from tests.support.builders import VIDEO

SUNDAYS = WhatIf(Kind.COUNSELLORS, days=(5, 6), opens=8, closes=12, place=VIDEO, people=2)


def price(hour: int, amount: int, who: str = "c1", weekday: int = 6, *gaining: str) -> HourPrice:
    return HourPrice(weekday, hour, "video", amount, who, weeks=2, gaining=frozenset(gaining))


def test_four_hours_of_one_counsellor_count_together() -> None:
    rows = [price(8, 5), price(9, 5), price(10, 5), price(11, 5), price(9, 12, "c2")]
    (best,) = best_stretches(rows)
    assert (best.counsellor, best.first_hour, best.price, best.sessions) == ("c1", 8, 20, 8)
    assert best.people == ("c1", "c2"), "the best first"


def test_the_dearest_four_hours_of_a_part_of_the_day_are_taken_and_every_officer_once() -> None:
    rows = [price(12, 1, "c1", 0, "k1"), price(15, 9, "c1", 0, "k1", "k2"), price(16, 9, "c1", 0, "k2")]
    (best,) = best_stretches(rows)
    assert best.spot == (0, PartOfDay.AFTERNOON, "video")
    assert best.first_hour == 13
    assert best.gaining == {"k1", "k2"}


def test_hours_at_night_are_no_stretch() -> None:
    assert best_stretches([price(3, 9), price(22, 9), price(23, 9)]) == []
    assert isinstance(best_stretches([price(21, 9)])[0], SupplyGap), "control"


def test_the_dearest_stretch_comes_first() -> None:
    found = best_stretches([price(8, 1, weekday=0), price(8, 7, weekday=3), price(18, 3, weekday=3)])
    assert [one.price for one in found] == [7, 3, 1]


def test_of_many_counsellors_each_course_has_a_dozen_and_all_are_asked_alike() -> None:
    ask = ask_of(a_world(30, 40), DEFAULT_POLICY)
    cut = fewer_to_ask(ask)
    asked = [who for course in cut.problem.courses for who, _ in course.counsellors]
    assert {len(course.counsellors) for course in cut.problem.courses} == {12}
    assert len(set(asked)) == 40
    assert max(map(asked.count, set(asked))) - min(map(asked.count, set(asked))) <= 1
    few = ask_of(a_world(3, 5), DEFAULT_POLICY)
    assert fewer_to_ask(few).problem == few.problem


def test_more_counsellors_never_let_fewer_finish_on_time_and_the_plans_are_lawful() -> None:
    for courses, people in ((24, 1), (40, 2), (12, 3)):
        world = a_world(courses, people)
        tried = try_change(world, DEFAULT_POLICY, SUNDAYS)
        assert tried.after.on_time >= tried.before.on_time
        assert tried.after.lacking <= tried.before.lacking
        assert tried.hours > 0
        ask = ask_of(world, DEFAULT_POLICY)
        plan = mended(ask, standing(ask))
        assert check(ask.problem, plan) == []
    assert try_change(a_world(40, 1), DEFAULT_POLICY, SUNDAYS).after.on_time > 0, "control: they help somebody"


def test_the_same_question_has_the_same_answer() -> None:
    world = a_world(25, 1)
    assert try_change(world, DEFAULT_POLICY, SUNDAYS) == try_change(world, DEFAULT_POLICY, SUNDAYS)


def test_the_best_hours_are_those_that_planning_again_confirms() -> None:
    ask = ask_of(a_world(60, 1), DEFAULT_POLICY)
    found = find_gaps(ask, most_tried=2)
    assert late_ones(ask, standing(ask)) != []
    assert len(found.tried) == 2
    assert all(one.on_time >= found.before.on_time for one in found.tried)
    assert all(len(one.gap.gaining) >= 10 for one in found.tried)
