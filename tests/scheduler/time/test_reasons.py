"""Reasons: the facts of a start and the line an officer reads."""

from datetime import date, timedelta

import pytest

from scheduler.duty import Duty, DutyKind
from scheduler.reasons import SlotReason, reason_for, words
from tests.scheduler.time.rosters import MONDAY, duty, horizon, instant, minute, night

THURSDAY = MONDAY + timedelta(days=3)
TUESDAY, SUNDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=6)


def reason(duties: list[Duty], day: int = 3, at: str = "14:00") -> SlotReason:
    return reason_for(minute(day, at), "video", duties, horizon(), risk=60)


def line(duties: list[Duty], day: int = 3, at: str = "14:00") -> str:
    return words(reason(duties, day, at))


def test_the_line_says_how_long_after_which_duty_where_and_when() -> None:
    late = duty(DutyKind.LATE, THURSDAY, "02:00", "11:00")
    assert line([late]) == "3 h after your late turn ends, video, Thursday 14:00"


def test_the_facts_are_of_the_duties_on_both_sides() -> None:
    facts = reason([duty(on=THURSDAY, ends="11:00"), night(THURSDAY), duty(on=SUNDAY), duty(on=MONDAY)])
    assert (facts.after, facts.since) == (DutyKind.EARLY, timedelta(hours=3))
    assert (facts.before, facts.until) == (DutyKind.NIGHT, timedelta(hours=8))
    assert (facts.during, facts.is_rest_day, facts.risk, facts.place) == (None, False, 60, "video")
    assert facts.local.isoformat() == "2027-02-04T14:00:00+00:00"


def test_the_nearer_duty_is_told() -> None:
    assert line([duty(on=THURSDAY, ends="08:00"), duty(DutyKind.LATE, THURSDAY, "19:30", "23:00")]).startswith(
        "5½ h before your late turn starts"
    )
    assert line([duty(on=THURSDAY, ends="10:00"), duty(DutyKind.LATE, THURSDAY, "19:30", "23:00")]).startswith(
        "4 h after your early turn ends"
    )


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ("14:00", "0 min after"),
        ("13:15", "45 min after"),
        ("13:01", "59 min after"),
        ("13:00", "1 h after"),
        ("12:31", "1 h after"),
        ("12:30", "1½ h after"),
        ("12:01", "1½ h after"),
    ],
)
def test_hours_are_told_in_halves_rounded_down(ends: str, told: str) -> None:
    assert line([duty(on=THURSDAY, ends=ends)]).startswith(f"{told} your early turn ends, ")


def test_a_duty_a_day_away_is_not_worth_telling() -> None:
    day_before = duty(on=THURSDAY - timedelta(days=1), ends="14:00")
    assert line([day_before]) == "video, Thursday 14:00"
    a_minute_less = duty(on=THURSDAY - timedelta(days=1), ends="14:01")
    assert line([a_minute_less]) == "23½ h after your early turn ends, video, Thursday 14:00"
    day_after = duty(on=THURSDAY + timedelta(days=1), starts="14:00", ends="20:00")
    assert line([day_after]) == "video, Thursday 14:00"


def test_an_empty_roster_gives_place_and_time_and_claims_no_rest_day() -> None:
    assert line([]) == "video, Thursday 14:00"
    assert not reason([]).is_rest_day


def test_a_start_in_duty_is_told_as_such_up_to_the_end_of_the_duty() -> None:
    assert line([duty(on=THURSDAY)]) == "during your early turn, video, Thursday 14:00"
    assert line([duty(on=THURSDAY)], at="07:00").startswith("during")
    assert line([duty(on=THURSDAY)], at="17:00").startswith("0 min after")


def test_the_first_rest_day_after_nights_is_told_and_the_second_is_only_a_rest_day() -> None:
    roster = [night(MONDAY), duty(on=THURSDAY)]
    assert line(roster, 1, "16:00") == "on your first rest day after nights, video, Tuesday 16:00"
    assert line(roster, 2, "16:00") == "on a rest day, video, Wednesday 16:00"


def test_the_day_between_two_nights_is_no_rest_day() -> None:
    assert (
        line([night(MONDAY), night(TUESDAY)], 1, "16:30") == "5½ h before your night turn starts, video, Tuesday 16:30"
    )


def test_a_day_without_duty_beyond_the_roster_is_not_called_a_rest_day() -> None:
    assert not reason([duty(on=MONDAY), duty(on=TUESDAY)]).is_rest_day
    assert not reason([duty(on=SUNDAY)]).is_rest_day
    assert reason([duty(on=TUESDAY), duty(on=SUNDAY)]).is_rest_day


@pytest.mark.parametrize(("starts", "ends"), [("07:00", "07:00"), ("00:00", "00:00")])
def test_a_rest_day_record_is_enough(starts: str, ends: str) -> None:
    record = duty(DutyKind.REST_DAY, THURSDAY, starts, ends)
    assert line([record]) == "on a rest day, video, Thursday 14:00"
    assert line([record, duty(on=THURSDAY)]).startswith("during your early turn")
    assert not reason([record], 5).is_rest_day


@pytest.mark.parametrize("kind", [DutyKind.LEAVE, DutyKind.SICK])
def test_leave_and_sickness_are_no_rest_and_are_not_told(kind: DutyKind) -> None:
    around = [duty(on=MONDAY), duty(on=SUNDAY)]
    away = duty(kind, THURSDAY, "00:00", "00:00")
    assert line([*around, away]) == "video, Thursday 14:00"
    assert reason([*around, away], 2).is_rest_day  # the day before, though its force day runs past midnight


def test_leave_on_the_day_after_nights_is_not_called_a_rest_day() -> None:
    away = duty(DutyKind.LEAVE, TUESDAY, "00:00", "00:00")
    assert not reason([night(MONDAY), away, duty(on=SUNDAY)], 1, "16:00").is_first_rest_day_after_nights


def test_a_duty_that_begins_at_the_start_is_the_one_it_lies_in_and_not_the_next() -> None:
    facts = reason([duty(on=THURSDAY, starts="14:00", ends="20:00")])
    assert (facts.during, facts.before) == (DutyKind.EARLY, None)


def test_waiting_for_a_call_is_no_rest() -> None:
    assert not reason([duty(on=MONDAY), duty(DutyKind.ON_CALL, THURSDAY), duty(on=SUNDAY)]).is_rest_day


def test_hours_are_those_that_really_pass_when_the_clocks_change() -> None:
    over = horizon(date(2026, 10, 24), 2)
    late = duty(DutyKind.LATE, date(2026, 10, 24), "14:00", "00:00")
    told = reason_for(minute(1, "10:00"), "video", [late], over)
    assert told.since == timedelta(hours=11)
    assert words(told) == "11 h after your late turn ends, video, Sunday 10:00"


def test_the_name_of_the_place_stands_for_its_id() -> None:
    assert words(reason([]), place_name="Quay House") == "Quay House, Thursday 14:00"


def test_a_longer_duty_that_began_first_but_ends_last_is_the_one_that_ended() -> None:
    long, short = duty(on=THURSDAY, ends="13:00"), duty(DutyKind.TRAINING, THURSDAY, "08:00", "10:00")
    assert reason([long, short]).after is DutyKind.EARLY


@pytest.mark.parametrize("kind", DutyKind)
def test_no_line_says_more_than_the_duty(kind: DutyKind) -> None:
    told = SlotReason(instant(), "video", kind, timedelta(hours=2), None, None, None, False, False, 60)
    assert words(told).startswith("2 h after your ")
    assert not any(word in words(told).lower() for word in ("counsel", "therap", "mental", "session", "sick", "leave"))
