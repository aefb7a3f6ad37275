"""A week as it is laid out: whole days of the wall clock, also when the clocks change, and nothing drawn twice."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.care.domain.needs import Disliked, OfficerNeeds
from app.care.domain.week import DUTIES, PLANNED, RESTS, Entry, Kind, monday_of, week_of
from app.care.domain.week_entries import OwnWeek, entries_of
from scheduler.duty import Duty, DutyKind
from scheduler.rest_rules import RestRules

LONDON = ZoneInfo("Europe/London")
MONDAY, SPRING, AUTUMN = date(2026, 3, 2), date(2026, 3, 23), date(2026, 10, 19)


def at(day: int, hour: int = 0, minute: int = 0, monday: date = MONDAY) -> datetime:
    """A time on the wall, so many days after a Monday."""
    return datetime.combine(monday + timedelta(days=day), time(hour, minute), LONDON).astimezone(UTC)


def own(*duties: Duty, monday: date = MONDAY, **needs: object) -> OwnWeek:
    mine = OfficerNeeds(**needs)  # type: ignore[arg-type]
    return OwnWeek(monday, duties, mine, mine.rules(RestRules()), None, LONDON)


def told(week: OwnWeek) -> set[tuple[str, datetime, datetime]]:
    return {(entry.kind.value, entry.start_at, entry.end_at) for entry in entries_of(week)}


def test_a_night_that_ends_on_the_next_day_is_one_entry_in_two_blocks() -> None:
    week = week_of(MONDAY, [Entry(Kind.NIGHT, at(0, 22), at(1, 7))], MONDAY, LONDON)
    (first,), (second,) = week.days[0].blocks, week.days[1].blocks
    assert (first.top, first.bottom, first.begins, first.ends) == (22 * 60, 24 * 60, True, False)
    assert (second.top, second.bottom, second.begins, second.ends) == (0, 7 * 60, False, True)
    assert week.entries == (first.entry,)
    assert [day.is_known for day in week.days] == [True, *[False] * 6]


@pytest.mark.parametrize(
    ("monday", "hours", "lasts"), [(SPRING, 23, timedelta(hours=8)), (AUTUMN, 25, timedelta(hours=10))]
)
def test_the_night_of_a_clock_change_is_drawn_by_the_wall_and_measured_by_what_passes(
    monday: date, hours: int, lasts: timedelta
) -> None:
    night = Entry(Kind.NIGHT, at(5, 22, monday=monday), at(6, 7, monday=monday))
    sunday = week_of(monday, [night], None, LONDON).days[6]
    assert (sunday.hours, sunday.odd_hour) == (hours, 1)
    assert (sunday.blocks[0].top, sunday.blocks[0].bottom) == (0, 7 * 60)
    assert night.length == lasts


def test_other_days_have_24_hours_and_no_odd_one() -> None:
    assert {(day.hours, day.odd_hour) for day in week_of(MONDAY, [], None, LONDON).days} == {(24, None)}


def test_what_meets_stands_side_by_side_and_what_only_touches_does_not() -> None:
    entries = [Entry(Kind.EARLY, at(0, 7), at(0, 15)), Entry(Kind.COURT, at(0, 9), at(0, 12))]
    lanes = [(b.entry.kind, b.lane, b.lanes) for b in week_of(MONDAY, entries, None, LONDON).days[0].blocks]
    assert lanes == [(Kind.EARLY, 0, 2), (Kind.COURT, 1, 2)]
    touching = [Entry(Kind.EARLY, at(0, 7), at(0, 15)), Entry(Kind.LATE, at(0, 15), at(0, 23))]
    assert {b.lanes for b in week_of(MONDAY, touching, None, LONDON).days[0].blocks} == {1}


def test_the_rest_is_what_the_rules_give_and_each_hour_is_shown_once() -> None:
    nights = [Duty(DutyKind.NIGHT, at(d, 22), at(d + 1, 7)) for d in (0, 1)]
    assert {one for one in told(own(*nights)) if one[0] != "night"} == {
        ("wind_down", at(0, 18), at(0, 22)),
        ("sleep", at(1, 7), at(1, 15, 15)),
        ("wind_down", at(1, 18), at(1, 22)),
        ("sleep", at(2, 7), at(2, 15, 15)),
    }
    longer = told(own(*nights, sleep_hours=12, wind_down_hours=0))
    assert ("sleep", at(1, 7), at(1, 19, 15)) in longer
    assert ("way", at(1, 21, 45), at(1, 22)) in longer
    assert "wind_down" not in {kind for kind, *_ in longer}


def test_a_turn_keeps_its_way_and_its_overrun_and_a_rest_day_only_says_what_it_is() -> None:
    early = Duty(DutyKind.EARLY, at(0, 7), at(0, 15))
    rest = Duty(DutyKind.REST_DAY, at(1, 7), at(2, 7))
    assert told(own(early, rest)) == {
        ("early", at(0, 7), at(0, 15)),
        ("way", at(0, 6, 45), at(0, 7)),
        ("margin", at(0, 15), at(0, 16, 15)),
        ("off", at(1, 7), at(2, 7)),
    }


def test_what_an_officer_keeps_free_is_shown() -> None:
    night = Duty(DutyKind.NIGHT, at(0, 22), at(1, 7))
    closed = (Disliked(frozenset({3}), time(17), time(0)),)
    shown = told(own(night, closed=closed, rests_after_nights=True))
    assert ("closed", at(3, 17), at(4, 0)) in shown
    assert ("rest_day", at(1, 15, 15), at(2, 7)) in shown
    assert "rest_day" not in {kind for kind, *_ in told(own(night, closed=closed))}


WORKED = [kind for kind in DutyKind if kind is not DutyKind.REST_DAY]
SPANS = st.tuples(st.sampled_from(WORKED), st.integers(-24, 170), st.integers(1, 30))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(SPANS, max_size=8), st.sampled_from([MONDAY, SPRING, AUTUMN]))
def test_no_duty_and_no_rest_is_drawn_over_another(spans: list[tuple[DutyKind, int, int]], monday: date) -> None:
    begins = datetime.combine(monday, time(0), LONDON).astimezone(UTC)
    duties = [
        Duty(kind, begins + timedelta(hours=start), begins + timedelta(hours=start + length))
        for kind, start, length in spans
    ]
    week = week_of(monday, entries_of(own(*duties, monday=monday)), None, LONDON)
    for day in week.days:
        for block in day.blocks:
            assert 0 <= block.top < block.bottom <= 24 * 60
            assert 0 <= block.lane < block.lanes
        drawn = [b for b in day.blocks if b.entry.kind in DUTIES | PLANNED]
        for one in drawn:
            for other in drawn:
                meets = one is not other and one.top < other.bottom and other.top < one.bottom
                assert not (meets and one.lane == other.lane)
    rests = sorted((e.start_at, e.end_at) for e in week.entries if e.kind in RESTS)
    assert all(a[1] <= b[0] for a, b in pairwise(rests))


def test_a_week_begins_on_its_monday() -> None:
    assert {monday_of(MONDAY + timedelta(days=n)) for n in range(7)} == {MONDAY}
