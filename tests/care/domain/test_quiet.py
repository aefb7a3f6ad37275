"""When an officer may be told: both sides of every edge, and both nights on which the clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.care.domain.quiet import Hours, Rest, hours_of, may_tell_at, remind_at
from app.care.domain.telling import Telling, Way
from scheduler.duty import Duty, DutyKind
from scheduler.interval import Interval
from scheduler.rest_rules import RestRules

ZONE = ZoneInfo("Europe/London")
REST = Rest(RestRules(), timedelta(minutes=30), ZONE)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SPRING_ON, AUTUMN_ON = datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)


def at(text: str) -> datetime:
    """An instant as the wall shows it: "2026-03-05 22:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def a_duty(kind: DutyKind, starts: str, ends: str) -> Duty:
    return Duty(kind, at(starts), at(ends))


NIGHT = a_duty(DutyKind.NIGHT, "2026-03-05 22:00", "2026-03-06 07:00")
LATE = a_duty(DutyKind.LATE, "2026-03-05 14:00", "2026-03-05 22:00")


def hours(*duties: Duty, around: datetime | None = None, **wishes: object) -> Hours:
    middle = around or at("2026-03-06 00:00")
    span = Interval(middle - timedelta(days=3), middle + timedelta(days=3))
    return hours_of(duties, REST, Telling(**wishes), span)  # type: ignore[arg-type]


def told(now: str, known: Hours, starts: str | None = None, way: Way = Way.TEXT) -> datetime:
    return may_tell_at(at(now), way, known, at(starts) if starts else None)


@pytest.mark.parametrize(
    ("now", "when"),
    [
        ("2026-03-05 21:59", "2026-03-05 21:59"),
        ("2026-03-05 22:00", "2026-03-06 07:00"),
        ("2026-03-06 06:59", "2026-03-06 07:00"),
        ("2026-03-06 07:00", "2026-03-06 07:00"),
    ],
)
def test_a_text_waits_for_the_end_of_the_night_and_not_a_minute_longer(now: str, when: str) -> None:
    assert told(now, hours()) == at(when)
    assert told(now, hours(), way=Way.PUSH) == at(when)
    assert told(now, hours(), way=Way.MAIL) == at(now), "a mail makes no sound"


@pytest.mark.parametrize(
    ("now", "when"),
    [
        ("2026-03-06 06:59", "2026-03-06 15:30"),
        ("2026-03-06 07:00", "2026-03-06 15:30"),
        ("2026-03-06 15:29", "2026-03-06 15:30"),
        ("2026-03-06 15:30", "2026-03-06 15:30"),
    ],
)
def test_after_a_night_nothing_wakes_who_sleeps_as_long_as_the_rest_rules_say(now: str, when: str) -> None:
    """Home takes half an hour, then come eight hours of sleep."""
    assert told(now, hours(NIGHT)) == at(when)


def test_control_without_the_night_in_the_roster_it_would_have_come_at_noon() -> None:
    assert told("2026-03-06 12:00", hours()) == at("2026-03-06 12:00")


def test_an_officers_own_sleep_counts() -> None:
    rest = Rest(RestRules(sleep_after_night=timedelta(hours=6)), timedelta(0), ZONE)
    known = hours_of([NIGHT], rest, Telling(), Interval(at("2026-03-05 00:00"), at("2026-03-07 00:00")))
    assert told("2026-03-06 12:59", known) == at("2026-03-06 13:00")


@pytest.mark.parametrize(
    ("now", "when"),
    [
        ("2026-03-05 13:59", "2026-03-05 13:59"),
        ("2026-03-05 14:00", "2026-03-06 07:00"),
        ("2026-03-05 21:59", "2026-03-06 07:00"),
    ],
)
def test_who_is_at_work_hears_of_it_afterwards_and_after_the_night(now: str, when: str) -> None:
    assert told(now, hours(LATE)) == at(when)


def test_who_does_not_mind_on_duty_hears_of_it_there() -> None:
    assert told("2026-03-05 15:00", hours(LATE, quiet_on_duty=False)) == at("2026-03-05 15:00")


@pytest.mark.parametrize("kind", [DutyKind.LEAVE, DutyKind.SICK, DutyKind.REST_DAY, DutyKind.ON_CALL])
def test_who_is_not_at_work_hears_of_it_at_once(kind: DutyKind) -> None:
    off = a_duty(kind, "2026-03-05 07:00", "2026-03-05 19:00")
    assert told("2026-03-05 15:00", hours(off)) == at("2026-03-05 15:00")


@pytest.mark.parametrize(
    ("starts", "when"),
    [
        ("2026-03-06 03:01", "2026-03-05 15:01"),
        ("2026-03-06 03:00", "2026-03-05 15:00"),
        ("2026-03-05 16:30", "2026-03-05 15:00"),
        ("2026-03-06 12:00", "2026-03-06 07:00"),
    ],
)
def test_what_is_about_the_next_twelve_hours_does_not_wait_for_the_end_of_a_duty(starts: str, when: str) -> None:
    """And what is not yet, does when it is; unless that falls into sleep, which it waits for."""
    assert told("2026-03-05 15:00", hours(LATE), starts) == at(when)


@pytest.mark.parametrize(
    ("starts", "when"),
    [
        ("2026-03-06 08:01", "2026-03-06 07:00"),
        ("2026-03-06 08:00", "2026-03-06 07:00"),
        ("2026-03-06 07:59", "2026-03-06 06:59"),
        ("2026-03-06 05:00", "2026-03-06 04:00"),
        ("2026-03-06 03:59", "2026-03-06 03:00"),
    ],
)
def test_it_comes_at_the_first_waking_minute_and_at_latest_an_hour_before(starts: str, when: str) -> None:
    assert told("2026-03-06 03:00", hours(), starts) == at(when)


def test_who_works_the_night_is_awake_in_it() -> None:
    assert told("2026-03-06 03:00", hours(NIGHT), "2026-03-06 13:00") == at("2026-03-06 03:00")
    assert told("2026-03-06 03:00", hours(), "2026-03-06 13:00") == at("2026-03-06 07:00"), "the control"


def test_a_time_that_is_over_is_not_urgent() -> None:
    assert told("2026-03-06 03:00", hours(), "2026-03-06 02:59") == at("2026-03-06 07:00")


@pytest.mark.parametrize("change_on", [SPRING_ON, AUTUMN_ON], ids=["spring", "autumn"])
def test_quiet_hours_go_by_the_clock_on_the_wall_when_it_changes(change_on: datetime) -> None:
    """The night is seven or nine hours long, and ends at seven by the new time."""
    known = hours(around=change_on)
    evening = (change_on - HOUR * 24).strftime("%Y-%m-%d 22:00")
    morning = change_on.strftime("%Y-%m-%d 07:00")
    assert at(morning) - at(evening) == (HOUR * 8 if change_on is SPRING_ON else HOUR * 10)
    assert may_tell_at(at(evening) - MINUTE, Way.TEXT, known) == at(evening) - MINUTE
    for minutes in range(0, int((at(morning) - at(evening)) / MINUTE), 7):
        assert may_tell_at(at(evening) + minutes * MINUTE, Way.TEXT, known) == at(morning)
    assert may_tell_at(at(morning), Way.TEXT, known) == at(morning)


@pytest.mark.parametrize("change_on", [SPRING_ON, AUTUMN_ON], ids=["spring", "autumn"])
def test_eight_hours_of_sleep_are_eight_hours_also_when_the_clock_changes(change_on: datetime) -> None:
    night = Duty(DutyKind.NIGHT, change_on - HOUR * 3, change_on + MINUTE * 30)
    known = hours(night, around=change_on)
    ends = night.end_at + HOUR * 8 + MINUTE * 30
    assert may_tell_at(ends - MINUTE, Way.TEXT, known) == ends
    assert may_tell_at(ends, Way.TEXT, known) == ends


def test_quiet_hours_that_the_spring_leaves_out_stop_nothing() -> None:
    known = hours(around=SPRING_ON, quiet_from=time(1, 30), quiet_until=time(2, 0))
    assert may_tell_at(SPRING_ON + HOUR, Way.TEXT, known) == SPRING_ON + HOUR


def test_quiet_hours_of_the_middle_of_a_day() -> None:
    known = hours(quiet_from=time(13), quiet_until=time(15))
    assert told("2026-03-05 14:00", known) == at("2026-03-05 15:00")
    assert told("2026-03-05 15:00", known) == at("2026-03-05 15:00")


def test_quiet_hours_of_no_length_are_no_wish() -> None:
    with pytest.raises(ValueError, match="must end at another time"):
        Telling(quiet_from=time(7), quiet_until=time(7))


@pytest.mark.parametrize(
    ("starts", "before", "when"),
    [
        ("2026-03-06 09:00", 2, "2026-03-06 07:00"),
        ("2026-03-06 08:59", 2, "2026-03-05 21:30"),
        ("2026-03-06 00:00", 2, "2026-03-05 21:30"),
        ("2026-03-05 23:59", 2, "2026-03-05 21:59"),
        ("2026-03-08 21:59", 72, "2026-03-05 21:59"),
        ("2026-03-08 22:00", 72, "2026-03-05 21:30"),
    ],
)
def test_a_reminder_that_would_fall_into_sleep_comes_before_it(starts: str, before: int, when: str) -> None:
    assert remind_at(at(starts), HOUR * before, Way.TEXT, hours()) == at(when)
    assert remind_at(at(starts), HOUR * before, Way.MAIL, hours()) == at(starts) - HOUR * before


def test_a_reminder_before_a_day_of_sleep_comes_before_the_night_that_earned_it() -> None:
    """Awake at work, but not to be disturbed there three days before; on the day itself that does not count."""
    assert remind_at(at("2026-03-09 10:00"), HOUR * 72, Way.TEXT, hours(NIGHT)) == at("2026-03-05 21:30")
    assert remind_at(at("2026-03-06 16:00"), HOUR * 2, Way.TEXT, hours(NIGHT)) == at("2026-03-06 06:30")


def test_a_reminder_steps_over_a_gap_too_short_to_be_told_in() -> None:
    late = a_duty(DutyKind.LATE, "2026-03-05 14:00", "2026-03-05 21:45")
    assert remind_at(at("2026-03-08 23:00"), HOUR * 72, Way.TEXT, hours(late)) == at("2026-03-05 13:30")
