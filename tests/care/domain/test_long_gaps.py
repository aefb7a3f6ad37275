"""A late session beats a lost one: long gaps are planned where nothing else goes, and never in place of what stands."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.asking import Ask, ask_of
from app.care.domain.long_gaps import falls_short
from app.care.domain.mending import answer_to
from app.care.domain.policy import DEFAULT_POLICY
from app.care.domain.thinking import think
from app.care.domain.urgency import Urgency
from app.care.domain.world import KnownAppointment, World
from app.simulate.facts import ShiftClass, SimOfficer
from app.simulate.relief.courses import DeskCourse
from app.simulate.relief.rosters import Seen
from tests.simulate.relief.worlds import BEGINS, LONDON, VIDEO, a_counsellor, a_referral, at, hours_of_days

S = AppointmentStatus


def an_appointment(number: int, day: int, status: AppointmentStatus = S.BOOKED) -> KnownAppointment:
    """Of the course, at ten."""
    start_at = at(day)
    end_at = start_at + timedelta(minutes=50)
    return KnownAppointment(f"a{number}", "k-o1", "o1", number, "c1", "video", start_at, end_at, status)


def asked(hours: list[int], *known: KnownAppointment, sessions: int = 3) -> Ask:
    """The only counsellor is there on these days; seen at the beginning of day 0."""
    officer = SimOfficer("o1", ShiftClass.NIGHTS, "t", ())
    course = DeskCourse(a_referral("o1", -200, sessions=sessions, urgency=Urgency.ROUTINE), officer).known(
        Seen(), LONDON
    )
    course = replace(course, agreed=True, counsellor_id="c1", appointments=known)
    who = a_counsellor(hours=hours_of_days(hours, 10, 11))
    return ask_of(World(BEGINS, LONDON, (VIDEO,), (who,), (course,), (), 0, None), DEFAULT_POLICY)


def days_of(ask: Ask) -> list[int]:
    """The days from day 0 on which the course is planned."""
    found, planned = answer_to(ask, "k-o1")
    return [(found.horizon.instant_of(one.start) - BEGINS).days for one in planned]


def test_what_stands_next_week_is_not_given_up_for_more_after_a_long_absence() -> None:
    later = [60, 67, 74, 81, 88]
    ask = asked([7, *later], an_appointment(1, -7, S.FULFILLED), an_appointment(2, 7), sessions=7)
    assert days_of(ask) == [7, *later]
    assert [one.start for one in think(ask, "k-o1")] != [one.start for one in answer_to(ask, "k-o1")[1]]
    without = [(ask.horizon.instant_of(one.start) - BEGINS).days for one in think(ask, "k-o1")]
    assert without == later, "control: with the limit as it is"


def test_a_gap_within_the_limit_is_as_before() -> None:
    ask = asked([7, 14, 21], an_appointment(1, 7))
    assert days_of(ask) == [7, 14, 21]
    assert answer_to(ask, "k-o1")[0] is ask


@pytest.mark.parametrize("ago", [20, 60, 120, 190])
def test_however_long_ago_the_last_session_was_the_next_one_gets_a_time(ago: int) -> None:
    ask = asked([7], an_appointment(1, -ago, S.FULFILLED), sessions=2)
    assert days_of(ask) == [7]


def test_control_counted_from_the_true_day_no_time_would_be_cheaper_than_one() -> None:
    ask = asked([7], an_appointment(1, -190, S.FULFILLED), sessions=2)
    first = ask.problem.courses[0]
    assert first.previous is not None
    true_day = replace(first, previous=ask.horizon.minute_of(at(-190)))
    as_before = replace(ask, problem=replace(ask.problem, courses=(true_day, *ask.problem.courses[1:])))
    assert think(as_before, "k-o1") == ()


def test_whoever_should_have_begun_long_ago_still_gets_a_first_time() -> None:
    ask = asked([7, 14, 21])
    assert days_of(ask) == [7, 14, 21]
    first = replace(ask.problem.courses[0], start_by=ask.horizon.minute_of(at(-186)))
    as_before = replace(ask, problem=replace(ask.problem, courses=(first, *ask.problem.courses[1:])))
    assert think(as_before, "k-o1") == (), "control: counted from the day they should have begun"


def test_a_gap_as_long_as_the_horizon_costs_less_than_no_time() -> None:
    last = DEFAULT_POLICY.weeks * 7 - 7
    ask = asked([2, last], sessions=2)
    assert days_of(ask) == [2, last]
    assert days_of(replace(ask, policy=replace(ask.policy, asks_before_long_gaps=True))) == [2], "asked first"


def test_a_plan_falls_short_of_what_is_owed_and_of_what_stands() -> None:
    ask = asked([7, 14], an_appointment(1, 7), sessions=2)
    whole = answer_to(ask, "k-o1")[1]
    assert not falls_short(ask, "k-o1", whole)
    assert falls_short(ask, "k-o1", whole[:1])
    assert falls_short(ask, "k-o1", [replace(one, start=one.start + 60) for one in whole])
