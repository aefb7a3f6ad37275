"""How much may be undone before a human looks, on both sides of each edge."""

from datetime import timedelta

import pytest

from app.care.domain.pace import PACES, Pace, Undone, is_beyond, paces_of
from tests.support.builders import NOW

HOUR = timedelta(hours=1)


def undone(count: int, ago: timedelta) -> Undone:
    return Undone(NOW - ago, count)


@pytest.mark.parametrize(("undoing", "beyond"), [(10, False), (11, True)])
def test_few_always_may_even_where_they_are_all_there_is(undoing: int, beyond: bool) -> None:
    assert is_beyond(Pace(HOUR, few=10, percent=10, most=40), [], undoing, 12, now=NOW) is beyond


@pytest.mark.parametrize(("undoing", "beyond"), [(20, False), (21, True)])
def test_a_share_of_what_is_booked_is_the_most(undoing: int, beyond: bool) -> None:
    assert is_beyond(Pace(HOUR, few=10, percent=10, most=40), [], undoing, 200, now=NOW) is beyond


@pytest.mark.parametrize(("undoing", "beyond"), [(40, False), (41, True)])
def test_a_large_provider_has_a_ceiling(undoing: int, beyond: bool) -> None:
    assert is_beyond(Pace(HOUR, few=10, percent=10, most=40), [], undoing, 100_000, now=NOW) is beyond


@pytest.mark.parametrize(("undoing", "beyond"), [(120, False), (121, True)])
def test_the_ceiling_is_twice_what_was_usual_but_the_share_stays(undoing: int, beyond: bool) -> None:
    past = [undone(30, timedelta(days=9)), undone(30, timedelta(days=9, minutes=30))]
    pace = Pace(HOUR, few=10, percent=10, most=40)
    assert is_beyond(pace, past, undoing, 100_000, now=NOW) is beyond
    assert is_beyond(pace, past, undoing, 1_000, now=NOW), "whatever the past was like"


def test_what_was_undone_within_the_window_counts_and_what_lies_before_does_not() -> None:
    pace = Pace(HOUR, few=10, percent=10, most=40)
    assert is_beyond(pace, [undone(10, HOUR - timedelta(seconds=1))], 1, 50, now=NOW)
    assert not is_beyond(pace, [undone(10, HOUR)], 1, 50, now=NOW)


def test_what_undoes_nothing_is_never_held_back() -> None:
    assert not is_beyond(PACES[0], [undone(10_000, timedelta(minutes=1))], 0, 10, now=NOW)


def test_somebody_who_drips_is_stopped_by_the_longer_windows() -> None:
    """Nine an hour pass the hour for ever; the day and the week hold."""
    past: list[Undone] = []
    passed = 0
    for hour in range(7 * 24):
        now = NOW + hour * HOUR
        if not any(is_beyond(pace, past, 9, 1_000, now=now) for pace in PACES):
            past.append(Undone(now, 9))
            passed += 9
    assert passed <= 400, "two fifths of what is booked in a week, at the very most"
    assert passed * 100 > PACES[2].percent * 500, "the control: it is the week that stops it, not the first hour"


@pytest.mark.parametrize("wrong", [{"few": 0}, {"percent": 0}, {"percent": 101}, {"most": 9}, {"window": timedelta(0)}])
def test_limits_that_limit_nothing_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match="a pace has"):
        Pace(**({"window": HOUR, "few": 10, "percent": 10, "most": 40} | wrong))


def test_the_longer_windows_follow_from_the_hour() -> None:
    assert [(pace.few, pace.percent, pace.most) for pace in paces_of(10, 30, 40)] == [
        (10, 30, 40),
        (20, 60, 120),
        (40, 100, 320),
    ]
