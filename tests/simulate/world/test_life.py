"""Officers' rosters: real patterns, lawful changes, and no two duties at once."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from app.simulate.facts import Cause, RosterPublished, ShiftClass
from app.simulate.parameters import Parameters
from app.simulate.world.life import Force, life_of
from app.simulate.world.lots import Lots
from app.simulate.world.teams import LINES, teams_of
from app.simulate.world.year import Year
from scheduler.duty import Duty, DutyKind
from tests.simulate.world.years import changes_of, rosters_after, small_year

BIG = 6_000


def meetings(duties: tuple[Duty, ...]) -> list[tuple[Duty, Duty]]:
    return [(one, other) for one, other in pairwise(duties) if other.start_at < one.end_at]


def test_no_two_duties_meet_as_published() -> None:
    world = small_year(BIG)
    assert not [meeting for officer in world.officers.values() for meeting in meetings(officer.duties)]


def test_no_two_duties_meet_at_any_time_of_the_year() -> None:
    world = small_year(BIG)
    for weeks in range(4, 80, 16):
        rosters = rosters_after(world, world.begins_at + timedelta(weeks=weeks))
        assert not [meeting for duties in rosters.values() for meeting in meetings(duties)]


def test_duties_that_meet_would_be_seen() -> None:
    """Control: the same look at a roster with a duty too many."""
    duties = next(iter(small_year(BIG).officers.values())).duties
    extra = Duty(DutyKind.COURT, duties[5].start_at, duties[5].end_at)
    assert meetings(tuple(sorted((*duties, extra), key=lambda duty: duty.start_at)))


def test_changes_are_told_before_what_they_change_begins() -> None:
    changes = changes_of(small_year(BIG))
    assert len(changes) > 5_000
    assert all(change.at <= min(duty.start_at for duty in (*change.before, *change.after)) for change in changes)


def test_changes_concern_a_roster_that_was_published() -> None:
    """What becomes known before is simply in the roster when it comes."""
    world = small_year(BIG)
    rosters = [event for event in world.events if isinstance(event, RosterPublished)]
    for change in changes_of(world):
        first_on = min(duty.start_at for duty in (*change.before, *change.after)).astimezone(world.zone).date()
        assert any(roster.at <= change.at and first_on <= roster.covers_to_on for roster in rosters)


def test_every_cause_comes_up() -> None:
    assert {change.cause for change in changes_of(small_year(BIG))} == set(Cause)


def test_cancelled_rest_days_are_lawful_with_fifteen_days_notice_only() -> None:
    world = small_year(BIG)
    cancelled = [change for change in changes_of(world) if change.cause is Cause.REST_DAY_CANCELLED]
    for change in cancelled:
        (worked,) = change.after
        day = worked.start_at.astimezone(world.zone).date()
        notice = datetime(day.year, day.month, day.day, 7, tzinfo=world.zone) - change.at
        assert change.before == ()
        assert change.lawful == (notice >= timedelta(days=15))
        assert change.at.astimezone(world.zone).date() < day, "by midnight of the day before at the latest"
    assert 0.3 < sum(change.lawful for change in cancelled) / len(cancelled) < 0.5


def test_moved_starts_are_lawful_with_eight_hours_notice_only() -> None:
    moved = [change for change in changes_of(small_year(BIG)) if change.cause is Cause.DUTY_MOVED]
    for change in moved:
        (before,), (after,) = change.before, change.after
        assert before.length == after.length
        notice = min(before.start_at, after.start_at) - change.at
        assert change.lawful == (notice >= timedelta(hours=8))
    assert 0.7 < sum(change.lawful for change in moved) / len(moved) < 0.9


def test_worked_rest_days_and_moved_starts_leave_the_daily_rest() -> None:
    world = small_year(BIG)
    final = rosters_after(world)
    gentle = {Cause.REST_DAY_CANCELLED, Cause.DUTY_MOVED}
    ours = {(c.officer_id, duty) for c in changes_of(world) if c.cause in gentle for duty in c.after}
    short = [
        (one, other)
        for name, duties in final.items()
        for one, other in pairwise([duty for duty in duties if duty.is_work])
        if ((name, one) in ours or (name, other) in ours) and other.start_at - one.end_at < timedelta(hours=11)
    ]
    assert not short


def test_sick_leave_takes_the_place_of_duties_and_of_nothing_else() -> None:
    for change in changes_of(small_year(BIG)):
        if change.cause is Cause.SICKNESS:
            assert [(d.start_at, d.end_at) for d in change.before] == [(d.start_at, d.end_at) for d in change.after]
            assert {duty.kind for duty in change.after} == {DutyKind.SICK}


def test_court_blocks_are_three_weeks_of_working_days() -> None:
    world = small_year(BIG)
    blocks = [c for c in changes_of(world) if c.cause is Cause.COURT and len(c.after) > 5 and not _gives_back(c.before)]
    whole = [c for c in blocks if len(c.after) == 15]
    assert whole
    for change in whole:
        days = [duty.start_at.astimezone(world.zone) for duty in change.after]
        assert all(day.weekday() < 5 and day.hour == 9 for day in days)
        assert days[-1].date() - days[0].date() == timedelta(days=18)


def _gives_back(before: tuple[Duty, ...]) -> bool:
    return any(duty.kind is DutyKind.COURT for duty in before)


def test_adjourned_courts_give_duties_back() -> None:
    given_back = [c for c in changes_of(small_year(BIG)) if c.cause is Cause.COURT and _gives_back(c.before)]
    assert given_back
    assert all(duty.kind is not DutyKind.COURT for change in given_back for duty in change.after)


def test_nights_keep_their_clock_times_when_the_clocks_change() -> None:
    """On the last Sundays of March and October a night from 22:00 to 07:00 is eight and ten hours long."""
    year = Year.of(Parameters.read().numbers.calendar)
    lengths = Counter(
        (duty.start_at.astimezone(year.zone).date(), duty.length)
        for team in teams_of(year)["response"]
        for duty in team.duties.values()
        if duty.kind is DutyKind.NIGHT
    )
    changed = {on: length for on, length in lengths if length != timedelta(hours=9)}
    assert changed == {
        date(2027, 3, 27): timedelta(hours=8),
        date(2027, 10, 30): timedelta(hours=10),
        date(2028, 3, 25): timedelta(hours=8),
    }


def test_teams_cover_every_day_between_them() -> None:
    year = Year.of(Parameters.read().numbers.calendar)
    for line in ("response", "five_week", "long_turns"):
        at_work = Counter(day for team in teams_of(year)[line] for day in team.duties)
        assert all(at_work[day] > 0 for day in range(year.days)), line


def test_only_response_teams_the_five_weeks_and_long_turns_work_nights() -> None:
    year = Year.of(Parameters.read().numbers.calendar)
    for name, teams in teams_of(year).items():
        nights = any(duty.kind is DutyKind.NIGHT for team in teams for duty in team.duties.values())
        assert nights == (LINES[name].shift_class in {ShiftClass.NIGHTS, ShiftClass.LONG_TURNS})


def test_about_25_working_days_a_year_are_leave() -> None:
    """Planned leave and what is asked for later, of duties that would have been."""
    parameters = Parameters.read()
    year = Year.of(parameters.numbers.calendar)
    force = Force(parameters.numbers, year, Lots(3))
    team = teams_of(year)["response"][0]
    days = []
    for number in range(100):
        life = life_of(force, f"somebody-{number}", team, year.at(0))
        leave = {year.day_of(duty.start_at) for duty in life.final if duty.kind is DutyKind.LEAVE}
        days.append(sum(day in team.duties for day in leave if 0 <= day < 365))
    assert sum(days) / len(days) == pytest.approx(25, abs=6)


def test_what_was_known_when_the_officer_is_first_seen_is_in_their_roster() -> None:
    parameters = Parameters.read()
    year = Year.of(parameters.numbers.calendar)
    force = Force(parameters.numbers, year, Lots(3))
    team = teams_of(year)["response"][0]
    seen_at = datetime(2027, 9, 1, tzinfo=UTC)
    for number in range(50):
        life = life_of(force, f"somebody-{number}", team, seen_at)
        assert all(change.at > seen_at for change in life.changes)
