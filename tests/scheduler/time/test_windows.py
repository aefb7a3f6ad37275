"""Availability windows: what is taken away, and where the rest is cut."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from scheduler.duty import Duty, DutyKind
from scheduler.problem import Window
from scheduler.rest_rules import RestRules
from scheduler.risk import RiskTable, marks_of, risk_steps
from scheduler.steps import Steps
from scheduler.windows import RULES, Dislike, OfficerNeeds, Reach, cost_steps
from tests.scheduler.time.rosters import (
    LONDON,
    MONDAY,
    NEW_YORK,
    SITE,
    VIDEO,
    duty,
    horizon,
    instant,
    minute,
    night,
    span,
    starts,
    windows,
)

TUESDAY = MONDAY + timedelta(days=1)
ONE_DAY = horizon(days=1)
TWO_DAYS = horizon(days=2)
FLAT = 60


def flat(day: int, begin: str, end: str, place: str = "video") -> Window:
    return Window(minute(day, begin), minute(day, end), place, FLAT)


def test_an_empty_roster_leaves_the_waking_hours_of_every_day() -> None:
    assert windows() == [flat(day, "07:00", "22:00") for day in range(7)]


def test_without_places_there_are_no_windows() -> None:
    assert windows(needs=OfficerNeeds(())) == []


def test_a_duty_leaves_what_lies_before_and_after_it_for_each_place() -> None:
    late = duty(DutyKind.LATE, MONDAY, "13:00", "18:00")
    assert windows([late], needs=OfficerNeeds((VIDEO, SITE)), over=ONE_DAY) == [
        flat(0, "07:00", "12:15", "site-1"),
        flat(0, "07:00", "12:45"),
        flat(0, "19:15", "22:00"),
        flat(0, "19:45", "22:00", "site-1"),
    ]


def test_a_night_before_the_horizon_still_earns_its_sleep() -> None:
    before = night(MONDAY - timedelta(days=1))
    assert windows([before], over=ONE_DAY) == [flat(0, "15:15", "22:00")]


@pytest.mark.parametrize("on", [date(2026, 10, 24), date(2027, 3, 27)])
def test_the_day_after_a_night_over_a_clock_change_opens_at_the_usual_hour(on: date) -> None:
    assert windows([night(on)], over=horizon(on, 2)) == [flat(0, "07:00", "18:00"), flat(1, "15:15", "22:00")]


@pytest.mark.parametrize("on", [date(2026, 10, 31), date(2027, 3, 13)])
def test_and_in_another_zone(on: date) -> None:
    over = horizon(on, 2, NEW_YORK)
    assert windows([night(on, zone=NEW_YORK)], over=over) == [flat(0, "07:00", "18:00"), flat(1, "15:15", "22:00")]


def test_a_rest_day_record_neither_swallows_a_night_nor_is_swallowed_by_it() -> None:
    rest = duty(DutyKind.REST_DAY, TUESDAY, "07:00", "07:00")
    written_by_date = duty(DutyKind.REST_DAY, TUESDAY, "00:00", "00:00")
    alone = windows([night()], over=horizon(days=3))
    assert windows([night(), rest], over=horizon(days=3)) == alone
    assert windows([written_by_date, night()], over=horizon(days=3)) == alone
    assert alone[1:] == [flat(1, "15:15", "22:00"), flat(2, "07:00", "22:00")]


def test_two_duties_that_overlap_take_what_either_takes() -> None:
    both = [duty(ends="12:00"), duty(DutyKind.TRAINING, starts="11:00", ends="15:00")]
    assert windows(both, over=ONE_DAY) == [flat(0, "16:15", "22:00")]
    assert windows(both[::-1], over=ONE_DAY) == windows(both, over=ONE_DAY)


def test_two_duties_back_to_back_leave_nothing_between_them() -> None:
    both = [duty(starts="09:00", ends="12:00"), duty(DutyKind.LATE, starts="12:00", ends="15:00")]
    assert windows(both, over=ONE_DAY) == [flat(0, "07:00", "08:45"), flat(0, "16:15", "22:00")]


def test_leave_over_several_days_takes_them_all() -> None:
    leave = duty(DutyKind.LEAVE, TUESDAY, "07:00", "07:00", days=3)
    assert [w.start // 1440 for w in windows([leave])] == [0, 5, 6]
    assert len(windows([leave], replace(RestRules(), leave_blocks=False))) == 7


def test_a_duty_far_away_changes_nothing() -> None:
    assert windows([duty(on=MONDAY + timedelta(days=60)), duty(on=MONDAY - timedelta(days=60))]) == windows()


def test_a_blackout_takes_exactly_itself() -> None:
    needs = OfficerNeeds((VIDEO, SITE), blackouts=(span(MONDAY, "10:00", MONDAY, "12:00"),))
    assert {(w.start, w.end) for w in windows(needs=needs, over=ONE_DAY)} == {
        (minute(0, "07:00"), minute(0, "10:00")),
        (minute(0, "12:00"), minute(0, "22:00")),
    }


@pytest.mark.parametrize(
    ("at", "begin"), [("10:00", "10:00"), ("09:59", "09:59"), ("10:00:01", "10:01"), ("00:00", "07:00")]
)
def test_nothing_begins_before_the_earliest_moment(at: str, begin: str) -> None:
    assert windows(needs=OfficerNeeds((VIDEO,), earliest_at=instant(at=at)), over=ONE_DAY) == [flat(0, begin, "22:00")]


def test_an_earliest_moment_after_the_horizon_leaves_nothing() -> None:
    assert windows(needs=OfficerNeeds((VIDEO,), earliest_at=instant(MONDAY + timedelta(days=99)))) == []


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        windows(needs=OfficerNeeds((VIDEO,), earliest_at=instant().replace(tzinfo=None)))


@pytest.mark.parametrize(("ends", "fits"), [("21:10", True), ("21:11", False)])
def test_what_is_too_short_for_a_session_is_left_out(ends: str, fits: bool) -> None:
    busy = OfficerNeeds((VIDEO,), blackouts=(span(MONDAY, "00:00", MONDAY, ends),))
    assert windows(needs=busy, over=ONE_DAY) == ([flat(0, ends, "22:00")] if fits else [])


def test_a_window_is_cut_where_the_risk_changes_and_a_dearer_one_is_laid_over_the_cut() -> None:
    nine = minute(0, "09:00")
    assert windows(over=ONE_DAY, risk_of=Steps(100, (nine,), (60,))) == [
        Window(minute(0, "07:00"), nine, "video", 100),
        Window(nine - 49, nine + 49, "video", 100),
        Window(nine, minute(0, "22:00"), "video", 60),
    ]


def test_the_risk_and_the_cost_over_a_cut_are_each_the_higher_of_the_two_sides() -> None:
    nine = minute(0, "09:00")
    needs = OfficerNeeds((VIDEO,), dislikes=(Dislike(2, starts=time(9)),))
    across = windows(needs=needs, over=ONE_DAY, risk_of=Steps(100, (nine,), (60,)))[1]
    assert across == Window(nine - 49, nine + 49, "video", 100, 2)


def test_a_cut_costs_no_start_though_its_pieces_be_short() -> None:
    cuts = tuple(range(minute(0, "08:00"), minute(0, "10:00"), 20))
    many = Steps(10, cuts, tuple(20 + 10 * (i % 2) for i in range(len(cuts))))
    assert starts(windows(over=ONE_DAY, risk_of=many)) == starts(windows(over=ONE_DAY))


def test_a_window_over_a_cut_holds_only_sessions_that_cross_it() -> None:
    nine = minute(0, "09:00")
    (across,) = (w for w in windows(over=ONE_DAY, risk_of=Steps(100, (nine,), (60,))) if w.start < nine < w.end)
    held = sorted(start for _, start in starts([across]))
    assert held == list(range(nine - 49, nine))


def test_a_disliked_weekday_costs_more_and_stays_possible() -> None:
    needs = OfficerNeeds((VIDEO,), dislikes=(Dislike(2, frozenset({1})),))
    assert [w.cost for w in windows(needs=needs)] == [0, 2, 0, 0, 0, 0, 0]


def test_dislikes_of_the_same_hour_add_up() -> None:
    steps = cost_steps((Dislike(2, frozenset({0})), Dislike(1, starts=time(19))), ONE_DAY)
    assert [steps.at(minute(0, at)) for at in ("18:59", "19:00", "23:59")] == [2, 3, 3]
    assert steps.at(minute(1, "00:00")) == 0


def test_the_cost_of_a_place_is_added_to_every_window_there() -> None:
    needs = OfficerNeeds((Reach("video", cost=3), SITE), dislikes=(Dislike(2, frozenset({0})),))
    assert {w.place: w.cost for w in windows(needs=needs, over=ONE_DAY)} == {"video": 5, "site-1": 2}


def test_duty_time_is_offered_where_both_allow_it_and_marked_as_riskier() -> None:
    rules = RestRules(in_duty_time_by_force=True, in_duty_time_by_officer=True)
    risk_of = risk_steps(RiskTable(), marks_of([duty()], ONE_DAY))
    found = windows([duty()], rules, over=ONE_DAY, risk_of=risk_of)
    assert ("video", minute(0, "10:00")) in starts(found)
    assert max(w.risk for w in found if w.start >= minute(0, "09:00")) == 140


def test_windows_come_sorted() -> None:
    found = windows([night(), duty(on=TUESDAY + timedelta(days=2))], needs=OfficerNeeds((SITE, VIDEO)))
    assert found == sorted(found, key=lambda w: (w.start, w.end, w.place))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Reach("site-1", -timedelta(minutes=1)),
        lambda: Reach("site-1", cost=-1),
        lambda: Dislike(-1),
        lambda: Dislike(1, frozenset({7})),
        lambda: Dislike(1, starts=time(9), ends=time(9)),
        lambda: OfficerNeeds((VIDEO,), minutes=0),
        lambda: OfficerNeeds((VIDEO, VIDEO)),
    ],
)
def test_needs_that_cannot_be_met_are_refused(make: object) -> None:
    with pytest.raises(ValueError, match=r"cannot|weekdays|lies in one day|at least a minute|named twice"):
        make()  # type: ignore[operator]


def test_a_roster_of_one_second_too_long_costs_a_minute() -> None:
    over_by_a_second = Duty(DutyKind.EARLY, instant(at="07:00"), instant(at="17:00") + timedelta(seconds=1))
    assert windows([over_by_a_second], over=ONE_DAY) == [flat(0, "18:16", "22:00")]
    assert windows([duty()], over=ONE_DAY) == [flat(0, "18:15", "22:00")]


def test_windows_of_a_summer_are_told_by_the_summer_clock() -> None:
    july = date(2027, 7, 1)
    assert windows([duty(on=july, zone=LONDON)], over=horizon(july, 1)) == [flat(0, "18:15", "22:00")]


def test_what_is_kept_of_a_roster_is_what_its_rules_say_one_by_one() -> None:
    turns = [night(MONDAY + timedelta(days=k)) for k in (0, 1)] + [duty(on=MONDAY + timedelta(days=4))]
    busy = OfficerNeeds((VIDEO, SITE), blackouts=(span(TUESDAY, "19:00", TUESDAY, "20:00"),))
    for needs in (busy, replace(busy, earliest_at=instant(TUESDAY)), OfficerNeeds((SITE,))):
        assert windows(turns, needs=needs) == windows(turns, needs=needs, walk=list(RULES))
        assert windows(turns, needs=needs) != windows(turns, needs=needs, walk=list(RULES)[1:])
