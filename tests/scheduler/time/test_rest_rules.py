"""Each rest rule on both sides of its edge."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scheduler.duty import Duty, DutyKind
from scheduler.interval import Interval, merge
from scheduler.rest_rules import DUTY_RULES, RestRules, Stretch
from tests.scheduler.time.rosters import LONDON, MONDAY, NEW_YORK, duty, night, span

RULES = RestRules()
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
HOUR = timedelta(hours=1)
SITE = timedelta(minutes=45)
BOTH = replace(RULES, in_duty_time_by_force=True, in_duty_time_by_officer=True)


def kept(
    one: Duty, rules: RestRules = RULES, travel: timedelta | None = None, zone: ZoneInfo = LONDON
) -> list[Interval[datetime]]:
    stretch = Stretch(one, rules, rules.edge(travel), zone)
    return merge(found for rule in DUTY_RULES if (found := rule(stretch)))


@pytest.mark.parametrize("kind", [DutyKind.EARLY, DutyKind.LATE, DutyKind.TRAINING, DutyKind.OTHER])
def test_work_keeps_its_hours_a_margin_before_and_overrun_and_margin_after(kind: DutyKind) -> None:
    assert kept(duty(kind)) == [span(MONDAY, "06:45", MONDAY, "18:15")]


def test_a_site_keeps_the_journey_on_both_sides_in_place_of_the_video_margin() -> None:
    assert kept(duty(), travel=SITE) == [span(MONDAY, "06:15", MONDAY, "18:45")]
    assert kept(duty(), travel=timedelta(0)) == [span(MONDAY, "07:00", MONDAY, "18:00")]


def test_without_margins_work_keeps_its_own_hours_only() -> None:
    bare = replace(RULES, video_margin=timedelta(0), overrun_margin=timedelta(0))
    assert kept(duty(), bare) == [span(MONDAY, "07:00", MONDAY, "17:00")]


def test_a_night_keeps_four_hours_before_and_sleep_and_margin_after() -> None:
    assert kept(night()) == [span(MONDAY, "18:00", TUESDAY, "15:15")]
    assert kept(night(), travel=SITE) == [span(MONDAY, "18:00", TUESDAY, "15:45")]


def test_a_journey_longer_than_the_wind_down_counts_in_its_place() -> None:
    assert kept(night(), travel=5 * HOUR) == [span(MONDAY, "17:00", TUESDAY, "20:00")]


def test_a_night_without_sleep_and_wind_down_is_work_like_any_other() -> None:
    bare = replace(RULES, sleep_after_night=timedelta(0), wind_down_before_night=timedelta(0))
    assert kept(night(), bare) == [span(MONDAY, "21:45", TUESDAY, "08:15")]


@pytest.mark.parametrize("on", [date(2026, 10, 24), date(2027, 3, 27)])
def test_sleep_after_a_night_is_counted_from_its_end_when_the_clocks_change(on: date) -> None:
    assert kept(night(on)) == [span(on, "18:00", on + timedelta(days=1), "15:15")]


def test_sleep_is_hours_that_really_pass_when_the_clocks_change_in_it() -> None:
    spring = date(2027, 3, 28)
    ends_at_half_past_midnight = duty(DutyKind.NIGHT, spring - timedelta(days=1), "16:00", "00:30")
    assert kept(ends_at_half_past_midnight)[0].end == span(spring, "09:45", spring, "10:00").start  # 08:45 by the hands


def test_a_night_that_ends_as_the_rest_day_begins_keeps_its_sleep_in_the_rest_day() -> None:
    rest = duty(DutyKind.REST_DAY, TUESDAY, "07:00", "07:00")
    assert night().end_at == rest.start_at
    assert kept(rest) == []
    assert kept(night())[0].end > rest.start_at


@pytest.mark.parametrize("travel", [None, SITE])
def test_a_rest_day_keeps_nothing(travel: timedelta | None) -> None:
    assert kept(duty(DutyKind.REST_DAY), travel=travel) == []


def test_sickness_keeps_nothing_unless_the_policy_says_so_and_then_its_hours_only() -> None:
    assert kept(duty(DutyKind.SICK)) == []
    assert kept(duty(DutyKind.SICK), replace(RULES, sick_blocks=True), SITE) == [span(MONDAY, "07:00", MONDAY, "17:00")]


def test_on_call_keeps_its_hours_and_the_journey_but_no_overrun() -> None:
    assert kept(duty(DutyKind.ON_CALL)) == [span(MONDAY, "06:45", MONDAY, "17:15")]
    assert kept(duty(DutyKind.ON_CALL), travel=SITE) == [span(MONDAY, "06:15", MONDAY, "17:45")]
    assert kept(duty(DutyKind.ON_CALL), replace(RULES, on_call_blocks=False)) == []


@pytest.mark.parametrize("kind", [DutyKind.EARLY, DutyKind.LATE])
def test_duty_time_is_open_only_where_force_and_officer_both_allow_it(kind: DutyKind) -> None:
    assert kept(duty(kind), BOTH) == []
    assert kept(duty(kind), replace(BOTH, in_duty_time_by_force=False)) != []
    assert kept(duty(kind), replace(BOTH, in_duty_time_by_officer=False)) != []


@pytest.mark.parametrize("kind", [DutyKind.NIGHT, DutyKind.COURT, DutyKind.TRAINING, DutyKind.ON_CALL, DutyKind.OTHER])
def test_no_other_duty_is_opened_by_that(kind: DutyKind) -> None:
    assert kept(duty(kind), BOTH) == kept(duty(kind))


def test_court_keeps_the_court_day_however_short_the_warning_is() -> None:
    assert kept(duty(DutyKind.COURT, starts="14:00", ends="15:00")) == [span(MONDAY, "08:45", MONDAY, "18:15")]


def test_court_keeps_its_own_hours_where_they_are_longer() -> None:
    assert kept(duty(DutyKind.COURT, starts="08:00", ends="18:30"), travel=SITE) == [
        span(MONDAY, "07:15", MONDAY, "20:15")
    ]


def test_court_keeps_one_stretch_though_the_warning_be_for_the_small_hours() -> None:
    assert kept(duty(DutyKind.COURT, starts="02:00", ends="03:00")) == [span(MONDAY, "01:45", MONDAY, "18:15")]


def test_court_over_days_keeps_from_the_first_opening_to_the_last_closing() -> None:
    three = duty(DutyKind.COURT, starts="10:00", ends="12:00", days=2)
    assert kept(three) == [span(MONDAY, "08:45", WEDNESDAY, "18:15")]


def test_court_up_to_midnight_does_not_keep_the_day_after() -> None:
    assert kept(duty(DutyKind.COURT, starts="00:00", ends="00:00")) == [
        span(MONDAY - timedelta(days=1), "23:45", TUESDAY, "01:15")
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "days", "until", "at"),
    [
        ("00:00", "00:00", 0, TUESDAY, "00:00"),
        ("07:00", "07:00", 0, TUESDAY, "07:00"),  # its own small hours, and nothing of that date's waking hours
        ("07:00", "07:01", 0, TUESDAY, "00:00"),
        ("07:00", "07:01", 1, WEDNESDAY, "00:00"),
        ("09:00", "17:00", 0, TUESDAY, "00:00"),
        ("14:00", "00:00", 0, TUESDAY, "00:00"),
        ("22:00", "07:00", 0, TUESDAY, "07:00"),
        ("00:00", "06:00", 0, TUESDAY, "00:00"),
        ("07:00", "07:00", 6, MONDAY + timedelta(days=7), "07:00"),
    ],
)
def test_leave_keeps_whole_dates_however_its_hours_are_written(
    starts: str, ends: str, days: int, until: date, at: str
) -> None:
    assert kept(duty(DutyKind.LEAVE, MONDAY, starts, ends, days)) == [span(MONDAY, "00:00", until, at)]


def test_leave_that_runs_a_minute_into_the_waking_hours_keeps_that_date_too() -> None:
    over = Duty(DutyKind.LEAVE, night().start_at, night().end_at + timedelta(minutes=1))
    assert kept(over) == [span(MONDAY, "00:00", WEDNESDAY, "00:00")]


def test_an_officer_may_attend_on_leave_by_saying_so() -> None:
    assert kept(duty(DutyKind.LEAVE), replace(RULES, leave_blocks=False)) == []


def test_leave_and_court_follow_the_dates_of_their_own_zone() -> None:
    leave = duty(DutyKind.LEAVE, MONDAY, "00:00", "00:00", zone=NEW_YORK)
    assert kept(leave, zone=NEW_YORK) == [span(MONDAY, "00:00", TUESDAY, "00:00", NEW_YORK)]


@pytest.mark.parametrize("kind", list(DutyKind))
@pytest.mark.parametrize("rules", [RULES, BOTH, replace(RULES, sick_blocks=True)])
def test_what_one_duty_keeps_is_one_stretch_that_holds_it_or_nothing(kind: DutyKind, rules: RestRules) -> None:
    stretches = kept(duty(kind), rules)
    assert len(stretches) <= 1
    for stretch in stretches:
        assert stretch.start <= duty(kind).start_at
        assert duty(kind).end_at <= stretch.end


def test_there_are_eight_rules() -> None:
    assert len(DUTY_RULES) == len(set(DUTY_RULES)) == 8


@pytest.mark.parametrize("field", ["video_margin", "overrun_margin", "sleep_after_night", "wind_down_before_night"])
def test_a_margin_cannot_be_negative(field: str) -> None:
    nothing: dict[str, Any] = {field: timedelta(0)}
    below: dict[str, Any] = {field: -timedelta(seconds=1)}
    replace(RULES, **nothing)
    with pytest.raises(ValueError, match=f"{field} cannot be negative"):
        replace(RULES, **below)


@pytest.mark.parametrize(
    ("quiet_from", "quiet_until", "fine"),
    [
        (time(23), time(4), True),
        (time(23, 1), time(7), False),
        (time(22), time(3, 59), False),
        (time(0), time(7), False),
        (time(12), time(11, 59), True),
        (time(22), time(12), False),
    ],
)
def test_quiet_hours_always_cover_the_hours_in_which_clocks_change(
    quiet_from: time, quiet_until: time, fine: bool
) -> None:
    if fine:
        RestRules(quiet_from=quiet_from, quiet_until=quiet_until)
    else:
        with pytest.raises(ValueError, match="quiet hours must cover"):
            RestRules(quiet_from=quiet_from, quiet_until=quiet_until)


def test_a_court_closes_after_it_opens() -> None:
    with pytest.raises(ValueError, match="closes after it opens"):
        RestRules(court_opens=time(17), court_closes=time(17))
