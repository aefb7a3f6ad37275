"""A share of everybody's hours is kept for replacements, comes free as it draws near, and never costs what stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.capacity import Stretch
from app.care.domain.kept_hours import as_open_to_its_courses, is_kept, kept_of, kept_since, with_kept_closed
from app.care.domain.policy import MOST_KEPT, Policy
from app.care.domain.world import KnownAppointment, World
from tests.simulate.relief.worlds import LONDON, a_counsellor

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
NOW = MONDAY + timedelta(days=2, hours=10)
HALF = Policy(kept_share=0.5)
HOUR = timedelta(hours=1)


def stretch(day: int, starts: float = 9, ends: float = 12) -> Stretch:
    """Hours on a day from Monday on."""
    return Stretch(MONDAY + timedelta(days=day, hours=starts), MONDAY + timedelta(days=day, hours=ends), ("video",))


def weekly(weeks: int, starts: float = 9, ends: float = 12) -> tuple[Stretch, ...]:
    """One stretch every Tuesday."""
    return tuple(stretch(7 * week + 1, starts, ends) for week in range(weeks))


def length(hours: tuple[Stretch, ...]) -> float:
    """Hours in all."""
    return sum(((one.end_at - one.start_at) for one in hours), timedelta(0)) / HOUR


def a_world(
    *, agreed: bool = False, standing: Stretch | None = None, hours: tuple[Stretch, ...] | None = None
) -> World:
    """One counsellor and one course, seen on a Wednesday."""
    from app.simulate.facts import ShiftClass, SimOfficer
    from app.simulate.relief.courses import DeskCourse
    from app.simulate.relief.rosters import Seen
    from tests.simulate.relief.worlds import a_referral

    who = a_counsellor(hours=weekly(12, 9, 11) if hours is None else hours)
    course = DeskCourse(a_referral("o1"), SimOfficer("o1", ShiftClass.NIGHTS, "t", ())).known(Seen(), LONDON)
    has = () if standing is None else (_appointment(course.id, standing),)
    course = replace(course, agreed=agreed, counsellor_id="c1", appointments=has)
    return World(NOW, LONDON, (), (who,), (course,), (), 0, None)


def _appointment(course_id: str, at: Stretch) -> KnownAppointment:
    status = AppointmentStatus.PROPOSED
    return KnownAppointment("a1", course_id, "o1", 1, "c1", "video", at.start_at, at.end_at, status)


def left(world: World) -> tuple[Stretch, ...]:
    """The hours of its one counsellor."""
    return world.counsellors[0].hours


@pytest.mark.parametrize("share", [0.02, 0.08, 0.2, 0.45])
def test_over_the_weeks_it_is_the_share_that_was_asked_for(share: float) -> None:
    hours = tuple(one for week in range(104) for one in (stretch(7 * week + 1), stretch(7 * week + 4, 13, 17)))
    kept = [length(kept_of(f"who-{k}", hours, share, LONDON)) for k in range(30)]
    assert sum(kept) / 30 / length(hours) == pytest.approx(share, rel=0.08)


def test_what_is_kept_are_whole_hours_at_the_ends_and_something_is_left_of_each_stretch() -> None:
    hours = weekly(50, 9, 12.5)
    kept = kept_of("c1", hours, MOST_KEPT, LONDON)
    ends = {one.end_at: one for one in hours}
    assert kept
    assert all(one.end_at in ends and one.start_at - ends[one.end_at].start_at >= HOUR for one in kept)
    assert all((one.end_at - one.start_at) % HOUR == timedelta(0) for one in kept)
    assert kept_of("c1", weekly(50, 9, 10), MOST_KEPT, LONDON) == (), "an hour alone is never kept"


def test_hours_of_another_week_change_nothing_in_this_one() -> None:
    hours = weekly(12)
    less = hours[:3] + hours[4:]
    kept, without = kept_of("c1", hours, 0.2, LONDON), kept_of("c1", less, 0.2, LONDON)
    assert set(kept) - set(without) <= {one for one in kept if one.end_at == hours[3].end_at}
    assert set(without) <= set(kept)


def test_hours_of_this_week_and_the_next_are_for_everybody() -> None:
    assert kept_since(NOW, LONDON) == MONDAY + timedelta(days=14)
    hours = left(a_world())
    assert [length((one,)) for one in left(with_kept_closed(a_world(), HALF))] == [2, 2, *[1] * 10]
    assert [length((one,)) for one in hours] == [2] * 12


def test_on_the_sunday_the_clocks_change_weeks_go_by_the_wall() -> None:
    sunday = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)  # 23:30 on the wall, and still that week
    assert kept_since(sunday, LONDON) == datetime(2026, 4, 5, 23, tzinfo=UTC)
    assert kept_since(sunday + timedelta(hours=1), LONDON) == datetime(2026, 4, 12, 23, tzinfo=UTC)
    assert kept_since(sunday, ZoneInfo("UTC")) == datetime(2026, 4, 6, tzinfo=UTC)


def test_only_whoever_has_booked_before_is_planned_into_them() -> None:
    assert left(as_open_to_its_courses(a_world(agreed=True), HALF)) == left(a_world())
    assert length(left(as_open_to_its_courses(a_world(agreed=False), HALF))) == 2 + 2 + 10
    none = Policy(kept_share=0)
    assert left(as_open_to_its_courses(a_world(agreed=False), none)) == left(a_world()), "control"


def test_where_something_of_their_own_stands_the_hour_stays_open() -> None:
    late = stretch(7 * 5 + 1, 10, 10 + 5 / 6)
    hours = left(with_kept_closed(a_world(standing=late), HALF))
    assert [length((one,)) for one in hours] == [2, 2, 1, 1, 1, 2, *[1] * 6]


def test_a_slot_lies_in_a_kept_hour_or_not() -> None:
    hours, seen = weekly(12, 9, 11), (NOW, LONDON)
    inside, before, soon = stretch(22, 10, 10.8), stretch(22, 9, 9.8), stretch(8, 10, 10.8)
    assert is_kept(inside, "c1", hours, HALF, seen)
    assert is_kept(stretch(22, 9.5, 10.3), "c1", hours, HALF, seen), "half in it"
    assert not is_kept(before, "c1", hours, HALF, seen)
    assert not is_kept(soon, "c1", hours, HALF, seen)
    assert not is_kept(inside, "c1", hours, Policy(kept_share=0), seen)


@pytest.mark.parametrize("share", [-0.01, 0.51])
def test_a_share_that_is_no_share_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="kept for replacements"):
        Policy(kept_share=share)
