"""Shift patterns are projected by the clock on the wall."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.duty import Duty, DutyKind, kind_of_hours
from scheduler.pattern import PATTERNS, ShiftPattern, Tour, project
from tests.scheduler.time.rosters import LONDON, LORD_HOWE, NEW_YORK, duty, night

ANCHOR = date(2026, 10, 5)  # a Monday
NIGHTS = ShiftPattern("nights", (Tour(DutyKind.NIGHT, time(22), time(7)),))
EIGHT = ShiftPattern("short nights", (Tour(DutyKind.NIGHT, time(23), time(7)),))


def letters(name: str, first_on: date = ANCHOR, days: int | None = None) -> str:
    """A pattern's days by the first letter of their kind, a dot for rest."""
    length = days or len(PATTERNS[name].cycle)
    last_on = first_on + timedelta(days=length - 1)
    on = {
        d.start_at.astimezone(LONDON).date(): d.kind[0]
        for d in project(PATTERNS[name], ANCHOR, first_on, last_on, LONDON)
    }
    return "".join(on.get(first_on + timedelta(days=day), ".") for day in range(length))


@pytest.mark.parametrize(
    ("name", "cycle"),
    [
        ("2-2-2-4", "eellnn...."),
        ("5-week VSA", "nnnn...lll..eeee..nnn...llll..eee.."),
        ("4 on 4 off", "eenn...."),
        ("6 on 3 off", "eeelll..."),
        ("office", "eeeee.."),
    ],
)
def test_the_library_holds_the_published_cycles(name: str, cycle: str) -> None:
    assert letters(name) == cycle


def test_the_library_names_each_pattern_as_it_names_itself() -> None:
    assert {name: pattern.name for name, pattern in PATTERNS.items()} == {name: name for name in PATTERNS}


def test_every_tour_of_the_library_is_of_the_kind_its_hours_tell() -> None:
    tours = [tour for pattern in PATTERNS.values() for tour in pattern.cycle if tour]
    assert all(kind_of_hours(tour.starts, tour.ends) is tour.kind for tour in tours)


def test_no_tour_of_the_library_leaves_less_than_seven_hours_before_the_next() -> None:
    for pattern in PATTERNS.values():
        duties = project(pattern, ANCHOR, ANCHOR, ANCHOR + timedelta(days=99), LONDON)
        assert min(b.start_at - a.end_at for a, b in pairwise(duties)) >= timedelta(hours=7)


def test_the_cycle_runs_back_before_its_anchor() -> None:
    assert letters("2-2-2-4", ANCHOR - timedelta(days=3), 6) == "...eel"


def test_both_ends_of_the_range_are_projected() -> None:
    assert len(project(NIGHTS, ANCHOR, ANCHOR, ANCHOR, LONDON)) == 1
    assert len(project(NIGHTS, ANCHOR, ANCHOR, ANCHOR + timedelta(days=1), LONDON)) == 2
    with pytest.raises(ValueError, match="cannot project"):
        project(NIGHTS, ANCHOR, ANCHOR, ANCHOR - timedelta(days=1), LONDON)


@pytest.mark.parametrize(
    ("on", "zone", "hours"),
    [
        (date(2026, 10, 23), LONDON, 9),
        (date(2026, 10, 24), LONDON, 10),
        (date(2026, 10, 25), LONDON, 9),
        (date(2027, 3, 27), LONDON, 8),
        (date(2027, 3, 28), LONDON, 9),
        (date(2026, 10, 31), NEW_YORK, 10),
        (date(2027, 3, 13), NEW_YORK, 8),
        (date(2027, 4, 3), LORD_HOWE, 9.5),
        (date(2026, 10, 3), LORD_HOWE, 8.5),
    ],
)
def test_a_night_changes_length_with_the_clocks_of_its_zone(on: date, zone: ZoneInfo, hours: float) -> None:
    (long,), (short,) = (project(pattern, on, on, on, zone) for pattern in (NIGHTS, EIGHT))
    assert long.length == timedelta(hours=hours)
    assert short.length == timedelta(hours=hours - 1)
    assert long.end_at.astimezone(zone).time() == time(7)


def test_a_tour_up_to_midnight_ends_as_the_next_day_begins() -> None:
    late = project(PATTERNS["2-2-2-4"], ANCHOR, ANCHOR + timedelta(days=2), ANCHOR + timedelta(days=2), LONDON)
    assert late == [duty(DutyKind.LATE, ANCHOR + timedelta(days=2), "14:00", "00:00")]


def test_a_tour_that_the_skipped_hour_swallows_does_not_take_place() -> None:
    gap = date(2027, 3, 28)
    tiny = ShiftPattern("tiny", (Tour(DutyKind.OTHER, time(1, 15), time(2, 10)),))
    assert project(tiny, gap, gap, gap, LONDON) == []
    assert len(project(tiny, gap, gap - timedelta(days=1), gap + timedelta(days=1), LONDON)) == 2


def test_a_tour_that_starts_in_the_repeated_hour_starts_the_first_time() -> None:
    on = date(2026, 10, 25)
    one = ShiftPattern("one", (Tour(DutyKind.NIGHT, time(1, 30), time(9)),))
    assert project(one, on, on, on, LONDON)[0].length == timedelta(hours=8, minutes=30)


@pytest.mark.parametrize("cycle", [(), None])
def test_a_pattern_without_days_or_name_is_refused(cycle: tuple[()] | None) -> None:
    with pytest.raises(ValueError, match="no days" if cycle == () else "needs a name"):
        ShiftPattern("x" if cycle == () else " ", cycle if cycle == () else NIGHTS.cycle)


def test_a_pattern_whose_tours_overlap_is_refused_but_touching_ones_are_not() -> None:
    until_seven = NIGHTS.cycle[0]
    from_seven, before = (Tour(DutyKind.EARLY, at, time(15)) for at in (time(7), time(6, 59)))
    ShiftPattern("touching", (until_seven, from_seven))
    with pytest.raises(ValueError, match="day 1 runs until"):
        ShiftPattern("overlapping", (until_seven, before))
    with pytest.raises(ValueError, match="day 2 runs until"):
        ShiftPattern("overlapping around the corner", (before, until_seven))


def test_a_tour_with_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without zone"):
        Tour(DutyKind.EARLY, time(7, tzinfo=UTC), time(15))


def instants_showing(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """Every instant at which a clock on the wall shows `wall`, by trying each offset there is."""
    guesses = (wall.replace(tzinfo=UTC) - timedelta(minutes=m) for m in range(-12 * 60, 14 * 60 + 1, 15))
    return sorted(g for g in guesses if g.astimezone(zone).replace(tzinfo=None) == wall)


times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30]))
tours = st.builds(Tour, st.just(DutyKind.OTHER), times, times)


@given(
    st.lists(st.none() | tours, min_size=1, max_size=9),
    st.integers(-30, 30),
    st.sampled_from([(date(2026, 10, 22), LONDON), (date(2027, 3, 26), LONDON), (date(2026, 10, 30), NEW_YORK)]),
)
def test_a_projection_is_what_a_wall_calendar_says(
    cycle: list[Tour | None], shift: int, where: tuple[date, ZoneInfo]
) -> None:
    first_on, zone = where
    try:
        pattern = ShiftPattern("any", tuple(cycle))
    except ValueError:
        return  # two tours overlap
    anchor_on, expected = first_on + timedelta(days=shift), []
    for day in range(6):
        tour = cycle[(day - shift) % len(cycle)]
        if tour:
            starts = datetime.combine(first_on + timedelta(days=day), tour.starts)
            ends = datetime.combine(first_on + timedelta(days=day + (tour.ends <= tour.starts)), tour.ends)
            shown = [instants_showing(wall, zone) for wall in (starts, ends)]
            if not all(shown):
                return  # a skipped hour; its rule has tests of its own
            expected.append(Duty(tour.kind, shown[0][0], shown[1][0]))
    assert project(pattern, anchor_on, first_on, first_on + timedelta(days=5), zone) == expected


def test_the_builder_of_nights_agrees_with_the_projection() -> None:
    on = date(2026, 10, 24)
    assert project(NIGHTS, ANCHOR, on, on, LONDON) == [night(on)]
