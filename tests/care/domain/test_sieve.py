"""Narrowing times down: each wish alone on both sides of its edge, and what is left out adds up."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.care.domain.sieve import ANYTHING, WISHES, FittingTime, Part, Sieve, Wish, part_of, tallied
from tests.support.builders import at

LONDON = ZoneInfo("Europe/London")


def a_time(start_at: datetime | None = None, **changes: object) -> FittingTime:
    """By video on a Monday at ten with Robin."""
    return replace(FittingTime(start_at or at(0, 10), "video", "robin", after_nights=False), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hour", "minute", "part"),
    [(0, 0, "morning"), (11, 59, "morning"), (12, 0, "afternoon"), (16, 59, "afternoon"), (17, 0, "evening")],
)
def test_a_day_is_divided_by_the_wall_clock(hour: int, minute: int, part: str) -> None:
    assert part_of(at(0, hour, minute), LONDON) is Part(part)


def test_in_summer_the_wall_clock_is_an_hour_ahead() -> None:
    """Four weeks after the builders' Monday the clocks have changed: 11:00 UTC is noon, and Sunday ends at 23:00."""
    assert part_of(at(28, 11), LONDON) is Part.AFTERNOON
    assert Sieve(weekdays=frozenset({0})).against(a_time(at(34, 23, 30)), LONDON) == []


@pytest.mark.parametrize(
    ("sieve", "passes", "fails", "wish"),
    [
        (Sieve(places=frozenset({"video"})), a_time(), a_time(place_id="riverside"), "places"),
        (Sieve(counsellors=frozenset({"robin"})), a_time(), a_time(counsellor_id="anneke"), "counsellors"),
        (Sieve(weekdays=frozenset({0})), a_time(), a_time(at(1)), "weekdays"),
        (Sieve(parts=frozenset({Part.MORNING})), a_time(), a_time(at(0, 12)), "parts"),
        (Sieve(not_after_nights=True), a_time(), a_time(after_nights=True), "after_nights"),
    ],
)
def test_each_wish_leaves_out_what_it_names_and_nothing_else(
    sieve: Sieve, passes: FittingTime, fails: FittingTime, wish: Wish
) -> None:
    assert sieve.against(passes, LONDON) == []
    assert sieve.against(fails, LONDON) == [wish]
    assert sieve.without(wish) == ANYTHING
    assert ANYTHING.against(fails, LONDON) == []


def test_a_weekday_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="weekdays"):
        Sieve(weekdays=frozenset({7}))


sieves = st.builds(
    Sieve,
    st.frozensets(st.sampled_from(["video", "riverside"])),
    st.frozensets(st.sampled_from(["robin", "anneke"])),
    st.frozensets(st.integers(0, 6)),
    st.frozensets(st.sampled_from(Part)),
    st.booleans(),
)
times = st.builds(
    FittingTime,
    st.builds(at, st.integers(0, 40), st.integers(7, 20)),
    st.sampled_from(["video", "riverside"]),
    st.sampled_from(["robin", "anneke"]),
    st.booleans(),
)


@given(sieves, st.lists(times, max_size=12))
def test_what_suits_and_what_is_left_out_is_everything_and_dropping_a_wish_keeps_its_word(
    sieve: Sieve, found: list[FittingTime]
) -> None:
    tally = tallied(found, sieve, LONDON)
    assert tally.suiting + sum(one.count for one in tally.left_out) == tally.fitting == len(found)
    for one in tally.left_out:
        assert tallied(found, sieve.without(one.wish), LONDON).suiting == one.would_fit
    assert {one.wish for one in tally.left_out} <= set(WISHES)
    assert Sieve.from_json(sieve.as_json()) == sieve
