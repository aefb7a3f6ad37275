"""A small year under Relief: nobody loses a session, whatever their roster does."""

from datetime import timedelta

from app.care.domain.outcome import Outcome
from app.simulate.facts import Cause, CounsellorAway, RosterChange
from app.simulate.relief.parts import Part
from app.simulate.relief.play import play_relief
from tests.simulate.relief.worlds import ToldFate, a_duty, a_referral, a_world, at, missed_on

NOTICE = timedelta(hours=12)


def test_who_is_never_hindered_attends_all_their_sessions_a_week_apart() -> None:
    (course,) = play_relief(a_world([a_referral("o1")]), None).courses
    assert len(course.attended) == 3
    assert course.attended[0] >= course.referred_at + NOTICE
    days = [(b - a).days for a, b in zip(course.attended, course.attended[1:], strict=False)]
    assert days == [7, 7]
    assert (course.misses, course.moves, course.waits) == ((), 0, False)


def test_a_missed_session_is_held_later_and_not_lost() -> None:
    first = play_relief(a_world([a_referral("o1")]), None).courses[0].attended[0]
    day = (first.date() - at(0).date()).days
    (course,) = play_relief(a_world([a_referral("o1")], fate=ToldFate(missed_on(day))), None).courses
    assert len(course.attended) == 3
    (miss,) = course.misses
    assert (miss.outcome, miss.forfeited) == (Outcome.KEPT_ON_DUTY, False)
    assert miss.replaced_at in course.attended


def test_a_duty_that_comes_over_a_session_moves_it_before_it_is_missed() -> None:
    second = play_relief(a_world([a_referral("o1")]), None).courses[0].attended[1]
    day = (second.date() - at(0).date()).days
    change = RosterChange(at(day - 2), "o1", Cause.ABSTRACTION, (), (a_duty(day),))
    world = a_world([a_referral("o1")], events=[change], fate=ToldFate(missed_on(day)))
    (course,) = play_relief(world, None).courses
    assert (len(course.attended), course.misses, course.moves) == (3, (), 1)
    (without,) = play_relief(world, None, without=Part.REPAIR).courses
    assert (len(without.attended), len(without.misses)) == (3, 1)


def test_a_counsellor_who_is_away_is_planned_around() -> None:
    second = play_relief(a_world([a_referral("o1")]), None).courses[0].attended[1]
    day = (second.date() - at(0).date()).days
    away = CounsellorAway(at(day - 2), "c1", at(day, 0), at(day + 1, 0))
    (course,) = play_relief(a_world([a_referral("o1")], events=[away]), None).courses
    assert len(course.attended) == 3
    assert second.date() not in {start.date() for start in course.attended}
