"""The judge finds each broken rule, on the right side of its edge."""

from dataclasses import replace

import pytest

from scheduler.check import check, promise_faults
from scheduler.plan import PlannedAppointment
from scheduler.problem import Place, Problem
from tests.scheduler.solve.building import at, counsellor, course, daily, pin, planned, presence, problem, window

TWICE = problem(course(sessions=3, days=(0, 1, 4, 5, 12, 20, 27)))
PAIR = problem(course(), course("k2"))


def wide(**more: object) -> Problem:
    """Two courses that may come at any hour of the first two weeks."""
    hours = tuple(window(day, 9, 8, place) for day in range(14) for place in ("video", "site"))
    asked = [course(name, windows=hours, gap=daily(), sessions=8) for name in ("k1", "k2")]
    return problem(*asked, **more)


def rules(problem: Problem, *appointments: PlannedAppointment) -> list[str]:
    return [fault.rule for fault in check(problem, appointments)]


def test_an_empty_plan_has_no_faults() -> None:
    assert check(problem(), []) == []


@pytest.mark.parametrize(
    ("appointment", "rule"),
    [
        (planned(course="k9"), "course"),
        (replace(planned(), start=at(0) + 10), "grid"),
        (planned(number=0), "number"),
        (planned(number=3), "number"),
        (planned(counsellor="c9"), "counsellor"),
        (planned(place="site"), "officer"),
        (planned(place="moon"), "officer"),
        (planned(day=1), "officer"),
        (planned(day=0, hour=9.5), "officer"),
        (planned(day=0, hour=8.5), "officer"),
        (planned(day=-1), "horizon"),
        (planned(day=28), "horizon"),
    ],
)
def test_an_appointment_that_cannot_be_is_named(appointment: PlannedAppointment, rule: str) -> None:
    assert rule in rules(problem(), appointment)


def test_a_session_may_begin_at_the_earliest_minute_and_not_before() -> None:
    assert rules(problem(course(earliest=at(0))), planned()) == []
    assert rules(problem(course(earliest=at(0) + 1)), planned()) == ["earliest"]


def test_a_counsellor_must_be_there_for_the_whole_session_and_at_that_place() -> None:
    asked = course(windows=(window(0, 9, 2), window(0, 9, 2, "site")), minutes=60)
    for hours, place, expected in [(1, "video", []), (0.5, "video", ["duty"]), (1, "site", ["duty"])]:
        there = counsellor(windows=(presence(0, 9, hours, ("video",)),))
        assert rules(problem(asked, counsellors=(there,)), planned(place=place)) == expected


def test_a_session_does_not_reach_from_one_window_into_the_next() -> None:
    halves = course(windows=(window(0, 9, 0.5), window(0, 9.5, 0.5)))
    assert rules(problem(halves), planned()) == ["officer"]


def test_numbers_are_a_prefix() -> None:
    assert rules(TWICE, planned(1, 0), planned(2, 12)) == []
    assert rules(TWICE, planned(2, 0)) == ["prefix"]
    assert "prefix" in rules(TWICE, planned(1, 0), planned(3, 12))
    assert "prefix" in rules(TWICE, planned(1, 0), planned(1, 12))


def test_gaps_lie_between_least_and_limit() -> None:
    asked = course(days=(0, 4, 5, 27), gap=daily(min=5, limit=27))
    assert rules(problem(asked), planned(1, 0), planned(2, 5)) == []
    assert rules(problem(asked), planned(1, 0), planned(2, 4)) == ["gap"]
    assert rules(problem(asked), planned(1, 0), planned(2, 27)) == []
    assert rules(problem(replace(asked, gap=daily(limit=26))), planned(1, 0), planned(2, 27)) == ["gap"]


def test_the_gap_from_the_previous_session_has_no_limit_but_a_least() -> None:
    asked = course(days=(0, 20), first_number=2, previous=at(-5, 17))
    assert rules(problem(asked), planned(2, 0)) == []
    assert rules(problem(asked), planned(2, 20)) == []
    assert rules(problem(replace(asked, previous=at(-4, 7))), planned(2, 0)) == ["gap"]


def test_a_course_stays_with_one_counsellor() -> None:
    asked = problem(course(counsellors=(("c1", 0), ("c2", 0))), counsellors=(counsellor(), counsellor("c2")))
    assert rules(asked, planned(1, 0), planned(2, 7)) == []
    assert rules(asked, planned(1, 0), planned(2, 7, counsellor="c2")) == ["one counsellor"]


def test_sessions_do_not_overlap_and_are_followed_by_a_break() -> None:
    for pause, expected in [(10, []), (11, ["overlap"])]:
        asked = wide(counsellors=(counsellor(break_after=pause),))
        assert rules(asked, planned(hour=9), planned(hour=10, course="k2")) == expected
        assert rules(asked, planned(hour=10), planned(hour=9, course="k2")) == expected


@pytest.mark.parametrize(("most", "expected"), [(2, []), (1, ["day"])])
def test_a_day_holds_so_many_sessions(most: int, expected: list[str]) -> None:
    asked = wide(counsellors=(counsellor(max_per_day=most),))
    assert rules(asked, planned(hour=9), planned(hour=12, course="k2")) == expected


@pytest.mark.parametrize(("most", "expected"), [(2, []), (1, ["week"])])
def test_a_week_holds_so_many_sessions(most: int, expected: list[str]) -> None:
    asked = wide(counsellors=(counsellor(max_per_week=most),))
    assert rules(asked, planned(day=0), planned(day=6, course="k2"), planned(2, day=7)) == expected


@pytest.mark.parametrize(("most", "expected"), [(2, []), (1, ["caseload"])])
def test_a_counsellor_takes_so_many_courses(most: int, expected: list[str]) -> None:
    asked = wide(counsellors=(counsellor(caseload=most),))
    assert rules(asked, planned(day=0), planned(day=6, course="k2")) == expected


@pytest.mark.parametrize(("hour", "expected"), [(9.5, ["rooms"]), (10, [])])
def test_a_room_holds_one_session_at_a_time(hour: float, expected: list[str]) -> None:
    two = (counsellor(), counsellor("c2"))
    asked = wide(counsellors=two)
    both = tuple(replace(k, counsellors=(("c1", 0), ("c2", 0)), minutes=60) for k in asked.courses)
    asked = replace(asked, courses=both)
    plan = planned(place="site"), planned(course="k2", counsellor="c2", hour=hour, place="site")
    assert rules(asked, *plan) == expected
    assert rules(replace(asked, places=(Place("video"), Place("site", 2))), *plan) == []


def test_a_pin_is_kept_exactly() -> None:
    asked = problem(course(pins=(pin(2, 7),)))
    assert rules(asked, planned(1, 0), planned(2, 7)) == []
    assert rules(asked, planned(1, 0), planned(2, 14)) == ["pin"]
    assert rules(asked) == ["pin"]


def test_pins_that_no_plan_can_keep_are_found_before_planning() -> None:
    far = problem(course(sessions=3, days=(0, 7, 14, 27), pins=(pin(1, 0), pin(3, 7))))
    assert [f.rule for f in promise_faults(far)] == ["gap"]
    assert promise_faults(problem(course(sessions=3, pins=(pin(1, 0), pin(3, 14))))) == []
    assert [f.rule for f in promise_faults(problem(course(pins=(pin(1, 3),))))] == ["officer"]
    both = problem(course(pins=(pin(1, 0),)), course("k2", pins=(pin(1, 0),)))
    assert [f.rule for f in promise_faults(both)] == ["overlap"]
    soon = course(first_number=2, previous=at(-4), pins=(pin(3, 0),))
    assert [f.rule for f in promise_faults(problem(soon))] == ["gap"]


def test_a_fault_reads_as_a_sentence() -> None:
    assert str(check(problem(), [planned(2)])[0]) == "k1: numbers [2] are not a prefix of those owed"
