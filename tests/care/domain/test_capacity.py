"""What a counsellor can take on, on both sides of every edge."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.care.domain.capacity import Limits, Stretch, in_hours, keeps_breaks, lowest_free_room, within_limits
from app.care.domain.planned import ChosenSlot, PlannedRow
from app.care.domain.referral import Referral

LONDON = ZoneInfo("Europe/London")
TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)


def a_session(minutes_after_ten: int, length: int = 50) -> Stretch:
    """Fifty minutes on a Monday morning."""
    start_at = TEN + timedelta(minutes=minutes_after_ten)
    return Stretch(start_at, start_at + timedelta(minutes=length))


@pytest.mark.parametrize(("start", "fits"), [(-1, False), (0, True), (10, True), (11, False)])
def test_a_session_lies_whole_inside_the_hours(start: int, fits: bool) -> None:
    """One hour of presence, fifty minutes of session."""
    hours = [Stretch(TEN, TEN + timedelta(hours=1), ("video",))]
    assert in_hours(a_session(start), "video", hours) is fits


def test_hours_count_only_for_the_places_they_list() -> None:
    """By video is not at the site."""
    assert not in_hours(a_session(0), "riverside", [Stretch(TEN, TEN + timedelta(hours=1), ("video",))])


def test_two_stretches_that_touch_do_not_make_one() -> None:
    """As for the engine: a session lies in one window."""
    middle = TEN + timedelta(minutes=30)
    hours = [Stretch(TEN, middle, ("v",)), Stretch(middle, TEN + timedelta(hours=2), ("v",))]
    assert not in_hours(a_session(0), "v", hours)


@pytest.mark.parametrize(
    ("start", "keeps"), [(50, False), (59, False), (60, True), (-50, False), (-59, False), (-60, True), (10, True)]
)
def test_a_break_lies_between_sessions(start: int, keeps: bool) -> None:
    """Ten minutes before and after; an overlap is for the database to forbid."""
    assert keeps_breaks(a_session(start), [a_session(0)], 10) is keeps


def test_the_day_and_the_week_have_limits() -> None:
    """A local day, and a week from Monday."""
    monday, others = a_session(300), [a_session(0), a_session(60)]
    next_week, sunday = a_session(7 * 1440), a_session(6 * 1440)
    assert not within_limits([monday], others, Limits(2, 9, 10), LONDON)
    assert within_limits([monday], others, Limits(3, 9, 10), LONDON)
    assert not within_limits([sunday], others, Limits(2, 2, 10), LONDON)
    assert within_limits([next_week], others, Limits(2, 2, 10), LONDON)


def test_a_day_ends_at_local_midnight() -> None:
    """In summer, 23:30 UTC is the next day in London."""
    late = Stretch(datetime(2026, 7, 1, 23, 30, tzinfo=UTC), datetime(2026, 7, 2, 0, 20, tzinfo=UTC))
    noon = Stretch(datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 7, 1, 13, tzinfo=UTC))
    assert within_limits([late], [noon], Limits(1, 9, 10), LONDON)


@pytest.mark.parametrize(("taken", "room"), [([], 1), ([1], 2), ([2], 1), ([1, 2], None), ([3], 1)])
def test_the_lowest_free_room_is_given(taken: list[int], room: int | None) -> None:
    """So that rooms do not run out while some stand empty."""
    assert lowest_free_room(2, taken) == room


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda: ChosenSlot(0, "c", "p", TEN),
        lambda: ChosenSlot(1, "c", "p", TEN.replace(tzinfo=None)),
        lambda: PlannedRow(1, "c", "p", TEN, TEN),
        lambda: Referral(sessions=0),
        lambda: Referral(minutes=5),
        lambda: Referral(earliest_at=TEN.replace(tzinfo=None)),
    ],
)
def test_nonsense_cannot_be_made(nonsense: object) -> None:
    """Values check themselves."""
    with pytest.raises(ValueError, match=r"\w"):
        nonsense()  # type: ignore[operator]
