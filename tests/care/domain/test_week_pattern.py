"""A week that repeats, laid out in local time, and what changes by hand make of it."""

from datetime import date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from app.care.domain.capacity import Stretch
from app.care.domain.week_pattern import Change, Week, WeekLine, clashes, coming_weeks, layered, opened
from tests.support.builders import SITE, VIDEO, at

LONDON = ZoneInfo("Europe/London")
ON = date(2026, 3, 2)
"""The Monday of NOW."""


def line(weekday: int = 0, starts: str = "09:00", ends: str = "17:00", place: str = VIDEO) -> WeekLine:
    return WeekLine(weekday, time.fromisoformat(starts), time.fromisoformat(ends), (place,))


def week(*lines: WeekLine, first: date = ON, last: date | None = None) -> Week:
    return Week(first, last, lines)


def starts(*weeks: Week, days: int = 40) -> list[object]:
    return [one.start_at for one in opened(weeks, at(0, 0), at(days, 0), LONDON)]


def test_the_same_local_time_is_another_instant_once_the_clocks_have_changed() -> None:
    found = opened([week(line(6))], at(0, 0), at(35, 0), LONDON)  # Sundays; the clocks change on 29 March
    assert [one.start_at for one in found] == [at(6, 9), at(13, 9), at(20, 9), at(27, 8), at(34, 8)]
    assert {one.end_at - one.start_at for one in found} == {timedelta(hours=8)}


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "hours"), [("00:30", "03:00", 1.5), ("01:00", "02:00", 0), ("01:30", "02:15", 0)]
)
def test_in_the_night_in_which_clocks_go_forward_the_hour_that_is_not_there_is_not_offered(
    starts_at: str, ends_at: str, hours: float
) -> None:
    found = opened([week(line(6, starts_at, ends_at))], at(26, 12), at(27, 12), LONDON)
    assert sum((one.end_at - one.start_at for one in found), timedelta()) == timedelta(hours=hours)


def test_in_the_night_in_which_clocks_go_back_a_line_lasts_an_hour_longer() -> None:
    (found,) = opened([week(line(6, "00:30", "03:00"))], at(236, 12), at(237, 12), LONDON)  # 25 October
    assert found.end_at - found.start_at == timedelta(hours=3.5)


def test_a_week_counts_from_its_first_day_to_its_last() -> None:
    assert starts(week(line(), first=ON + timedelta(7), last=ON + timedelta(14))) == [at(7, 9), at(14, 9)]


def test_a_week_for_a_while_gives_way_to_the_usual_one_again() -> None:
    usual = week(line())
    summer = week(line(starts="12:00"), first=ON + timedelta(7), last=ON + timedelta(13))
    assert starts(usual, summer, days=20) == [at(0, 9), at(7, 12), at(14, 9)]


def test_the_later_of_two_changes_wins_and_only_where_it_says_something() -> None:
    base = [Stretch(at(1, 9), at(1, 17), (VIDEO,))]
    off = Change(at(1, 0), at(2, 0), ())
    back = Change(at(1, 10), at(1, 12), (Stretch(at(1, 10), at(1, 12), (SITE,)),))
    assert layered(base, [off, back], at(0), at(9)) == [Stretch(at(1, 10), at(1, 12), (SITE,))]
    assert layered(base, [back, off], at(0), at(9)) == []
    assert layered(base, [back], at(0), at(9)) == [
        Stretch(at(1, 9), at(1, 10), (VIDEO,)),
        Stretch(at(1, 10), at(1, 12), (SITE,)),
        Stretch(at(1, 12), at(1, 17), (VIDEO,)),
    ]


def test_lines_that_overlap_clash_and_those_that_touch_do_not() -> None:
    first, second, third = line(ends="12:00"), line(starts="12:00"), line(1)
    assert clashes([first, second, third]) == []
    assert clashes([second, line(ends="12:15")]) == [(line(ends="12:15"), second)]


@pytest.mark.parametrize("wrong", [{"weekday": 7}, {"starts": "17:00"}, {"starts": "18:00"}])
def test_a_line_that_makes_no_sense_cannot_be_made(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a line of a week"):
        line(**wrong)  # type: ignore[arg-type]


def fortnight(*lines: WeekLine, a_on: date = ON, first: date = ON) -> Week:
    return Week(first, None, lines, a_on)


def in_turn(turn: str, weekday: int = 0, starts: str = "09:00", ends: str = "17:00") -> WeekLine:
    return WeekLine(weekday, time.fromisoformat(starts), time.fromisoformat(ends), (VIDEO,), turn)


def test_weeks_a_and_b_take_turns_from_the_day_that_is_named() -> None:
    both = fortnight(in_turn("a"), in_turn("b", 2), line(4))
    assert starts(both, days=20) == [at(0, 9), at(4, 9), at(9, 9), at(11, 9), at(14, 9), at(18, 9)]


@pytest.mark.parametrize("days", [-366 * 14, -14, -8, -1, 0, 6, 14, 371])
def test_any_day_of_a_week_a_says_the_same_before_and_after_it(days: int) -> None:
    """Weeks begin on Mondays, so a Sunday is of the week before."""
    a_on = ON + timedelta(days)
    is_a = (days // 7) % 2 == 0
    assert starts(fortnight(in_turn("a"), a_on=a_on), days=13) == ([at(0, 9)] if is_a else [at(7, 9)])


def test_turns_go_on_over_a_change_of_clocks_and_over_a_year_of_53_weeks() -> None:
    found = opened([fortnight(in_turn("a"))], at(0, 0), at(365, 0), LONDON)
    days = [one.start_at.astimezone(LONDON) for one in found]
    assert {one.time() for one in days} == {time(9)}
    assert {(b.date() - a.date()).days for a, b in pairwise(days)} == {14}
    assert len(days) == 27


def test_lines_of_different_turns_do_not_clash_and_one_of_every_week_clashes_with_both() -> None:
    assert clashes([in_turn("a"), in_turn("b")]) == []
    assert len(clashes([in_turn("a"), in_turn("b"), line(0, "10:00", "11:00")])) == 2
    assert len(clashes([in_turn("a"), in_turn("b", 0, "09:30"), in_turn("a", 0, "16:00")])) == 1


def test_a_week_with_turns_needs_their_day() -> None:
    with pytest.raises(ValueError, match="need a day"):
        Week(ON, None, (in_turn("a"),))
    assert WeekLine.from_json(in_turn("b").as_json()) == in_turn("b")
    assert WeekLine.from_json(line().as_json()) == line()


def test_the_weeks_to_come_are_named_so_that_nobody_counts() -> None:
    found = coming_weeks(fortnight(in_turn("a"), a_on=ON + timedelta(9)), ON + timedelta(3), 3)
    assert found == [("b", ON), ("a", ON + timedelta(7)), ("b", ON + timedelta(14))]
