"""Times that the provider tells: by hand, a course of three after another."""

from datetime import datetime, timedelta

import pytest

from app.care.domain.outcome import Outcome
from app.care.domain.urgency import Urgency
from app.care.domain.wants import Mode, Wants
from app.care.domain.world import KnownPlace
from app.simulate.facts import CounsellorAway
from app.simulate.plain import play_plain
from app.simulate.records import CourseRecord, PolicyName
from tests.simulate.plain.small import (
    MONDAY,
    WrittenFate,
    counsellor,
    hours,
    misses_on,
    officer,
    referral,
    wall,
    world,
)

TOLD, TWICE = PolicyName.AS_REPORTED, PolicyName.SECOND_CHANCE
FIRST = wall(1, 9)
"""Asked on Monday at eight: twelve hours' notice are over on Tuesday at nine."""


def weekly(first: int, count: int, hour: int = 9) -> tuple[object, ...]:
    return tuple(wall(first + 7 * k, hour) for k in range(count))


def one(policy: PolicyName, **played: object) -> CourseRecord:
    (course,) = play_plain(world(referral(), **played), policy).courses  # type: ignore[arg-type]
    return course


def test_a_course_of_three_is_three_weeks_at_one_hour_with_one_counsellor() -> None:
    course = one(TOLD)
    assert course.attended == weekly(1, 3)
    assert course.counsellors == ("ada", "ada", "ada")
    assert (course.misses, course.lost, course.moves, course.waits) == ((), 0, 0, False)


def test_a_missed_session_is_forfeited_and_the_others_go_on() -> None:
    course = one(TOLD, fate=WrittenFate(misses_on(wall(8, 9), outcome=Outcome.KEPT_ON_DUTY)))
    assert course.attended == (FIRST, wall(15, 9))
    (miss,) = course.misses
    assert (miss.number, miss.start_at, miss.outcome) == (2, wall(8, 9), Outcome.KEPT_ON_DUTY)
    assert (miss.forfeited, miss.replaced_at, course.lost) == (True, None, 1)


def test_with_a_second_chance_the_same_session_is_held_a_week_later() -> None:
    course = one(TWICE, fate=WrittenFate(misses_on(wall(8, 9))))
    assert course.attended == (FIRST, wall(15, 9), wall(22, 9))
    assert [(miss.number, miss.replaced_at, miss.forfeited) for miss in course.misses] == [(2, wall(15, 9), False)]


def test_a_session_missed_twice_is_forfeited_and_the_count_begins_anew_with_the_next() -> None:
    course = one(TWICE, fate=WrittenFate(misses_on(wall(8, 9), wall(15, 9), wall(22, 9))))
    told = [(miss.number, miss.forfeited, miss.replaced_at) for miss in course.misses]
    assert told == [(2, False, wall(15, 9)), (2, True, None), (3, False, wall(29, 9))]
    assert course.attended == (FIRST, wall(29, 9))
    assert course.lost == 1


def test_a_missed_last_session_needs_one_week_more() -> None:
    course = one(TWICE, fate=WrittenFate(misses_on(wall(15, 9))))
    assert course.attended[-1] == wall(22, 9)
    assert course.misses[0].replaced_at == wall(22, 9)


def test_the_hour_is_one_that_is_free_for_the_whole_course() -> None:
    """Ada has Tuesdays at nine in the first two weeks only, then somebody else has that hour; ten o'clock is free."""
    blocked = referral("o2", at=wall(-3, 8) + timedelta(days=3), sessions=3)
    first = world(blocked, referral(at=wall(0, 9)), officers=[officer(), officer("o2")])
    records = {course.officer_id: course for course in play_plain(first, TOLD).courses}
    assert records["o2"].attended == weekly(1, 3)
    assert records["o1"].attended == weekly(1, 3, hour=10)


def test_a_week_in_which_the_counsellor_is_away_is_left_out() -> None:
    course = one(TOLD, counsellors=[counsellor(open_hours=hours(weeks=(0, 1, 3, 4, 5)))])
    assert course.attended == (FIRST, wall(8, 9), wall(22, 9))


@pytest.mark.parametrize("told", [wall(3, 9), wall(8, 7)])
def test_what_the_provider_calls_off_is_made_good_at_the_end_and_is_no_miss(told: datetime) -> None:
    away = CounsellorAway(told, "ada", wall(8, 0), wall(9, 0))
    (course,) = play_plain(world(referral(), away), TOLD).courses
    assert course.attended == (FIRST, wall(15, 9), wall(22, 9))
    assert (course.misses, course.moves, course.lost) == ((), 1, 0)


def test_a_called_off_session_does_not_use_up_the_second_chance() -> None:
    away = CounsellorAway(wall(8, 7), "ada", wall(8, 0), wall(9, 0))
    fate = WrittenFate(misses_on(wall(15, 9)))
    (course,) = play_plain(world(referral(), away, fate=fate), TWICE).courses
    assert course.lost == 0
    assert len(course.attended) == 3


def test_a_counsellor_who_stays_away_is_replaced_by_another() -> None:
    gone = CounsellorAway(wall(3, 9), "ada", wall(3, 9), wall(280, 0))
    team = [counsellor(), counsellor("ben", hours(days=[3]))]
    (course,) = play_plain(world(referral(), gone, counsellors=team), TOLD).courses
    assert course.counsellors == ("ada", "ben", "ben")
    assert len(course.attended) == 3


def test_who_stops_frees_the_rest_of_the_hours_for_whoever_waits() -> None:
    narrow = counsellor(open_hours=hours(days=[1], starts=9, ends=10), caseload=1)
    stops = referral(stops_after=1)
    waits = referral("o2", at=wall(0, 10))
    played = play_plain(world(stops, waits, officers=[officer(), officer("o2")], counsellors=[narrow]), TOLD)
    first, second = played.courses
    assert (first.attended, first.stopped_at, first.stays) == ((FIRST,), FIRST + timedelta(minutes=50), False)
    assert second.attended == weekly(8, 3)


def test_who_has_had_every_session_has_not_stopped() -> None:
    (course,) = play_plain(world(referral(stops_after=3)), TOLD).courses
    assert (course.stopped_at, course.stays) == (None, True)


def test_the_most_urgent_on_the_waiting_list_comes_first_whoever_asked_earlier() -> None:
    narrow = counsellor(open_hours=hours(days=[1], starts=9, ends=10), caseload=1)
    events = [
        referral("o1", sessions=1),
        referral("o2", at=wall(0, 9), sessions=1),
        referral("o3", at=wall(0, 10), sessions=1, urgency=Urgency.SOONEST),
    ]
    officers = [officer(name) for name in ("o1", "o2", "o3")]
    played = play_plain(world(*events, officers=officers, counsellors=[narrow]), TOLD)
    assert {course.officer_id: course.attended for course in played.courses} == {
        "o1": (FIRST,),
        "o2": (wall(15, 9),),
        "o3": (wall(8, 9),),
    }


def test_a_full_caseload_takes_nobody() -> None:
    officers = [officer(), officer("o2")]
    events = [referral(), referral("o2", at=wall(0, 9))]
    full, roomy = counsellor(caseload=1), counsellor(caseload=2)
    one_each = play_plain(world(*events, officers=officers, counsellors=[full]), TOLD).courses[1]
    control = play_plain(world(*events, officers=officers, counsellors=[roomy]), TOLD).courses[1]
    assert one_each.attended[0] > wall(15, 9)
    assert control.attended[0] == wall(1, 10)


def test_breaks_and_the_days_limit_are_kept() -> None:
    officers = [officer(f"o{k}") for k in range(3)]
    events = [referral(f"o{k}", at=wall(0, 8, k), sessions=1) for k in range(3)]
    starts = {
        limits: [c.attended[0] for c in play_plain(world(*events, officers=officers, counsellors=[who]), TOLD).courses]
        for limits, who in {
            "none": counsellor(break_minutes=0),
            "break": counsellor(break_minutes=25),
            "day": counsellor(max_per_day=1),
            "week": counsellor(max_per_week=1),
        }.items()
    }
    assert starts["none"] == [wall(1, 9), wall(1, 10), wall(1, 11)]
    assert starts["break"] == [wall(1, 9), wall(1, 10, 15), wall(2, 9)]
    assert starts["day"] == [wall(1, 9), wall(2, 9), wall(3, 9)]
    assert starts["week"] == [wall(1, 9), wall(7, 9), wall(14, 9)]


def test_one_room_holds_one_session() -> None:
    site = KnownPlace("site", "Site", is_video=False, rooms=1)
    at_site = tuple(type(h)(h.start_at, h.end_at, ("site",)) for h in hours())
    team = [counsellor("ada", at_site), counsellor("ben", at_site)]
    wants = Wants(mode=Mode.SITE)
    events = [referral(f"o{k}", at=wall(0, 8, k), sessions=1, wants=wants) for k in range(2)]
    officers = [officer(f"o{k}") for k in range(2)]

    def starts(rooms: int | None) -> list[object]:
        place = KnownPlace("site", site.name, is_video=False, rooms=rooms)
        played = play_plain(world(*events, officers=officers, counsellors=team, places=[place]), TOLD)
        return [course.attended[0] for course in played.courses]

    assert starts(1) == [wall(1, 9), wall(1, 10)]
    assert starts(None) == [wall(1, 9), wall(1, 9)]


def test_a_fortnightly_course_is_told_every_other_week() -> None:
    wants = Wants(mode=Mode.VIDEO, gap_min=10, gap_ideal=14, gap_max=21)
    (course,) = play_plain(world(referral(wants=wants)), TOLD).courses
    assert course.attended == (wall(1, 9), wall(15, 9), wall(29, 9))


def test_the_hour_stays_the_same_on_the_wall_when_clocks_change() -> None:
    """The last Sunday of March 2027 is the 28th, the twelfth Sunday after the first Monday."""
    begins = (MONDAY.replace(month=3, day=22) - MONDAY).days
    (course,) = play_plain(world(referral(at=wall(begins, 8))), TOLD).courses
    assert course.attended == weekly(begins + 1, 3)
    assert course.attended[1] - course.attended[0] == timedelta(days=7) - timedelta(hours=1)


def test_minutes_are_counted_where_they_fall() -> None:
    hours_of = play_plain(world(referral(), fate=WrittenFate(misses_on(wall(8, 9)))), TOLD).hours
    tuesday_at_nine = 24 + 9
    assert hours_of.attended[tuesday_at_nine] == sum(hours_of.attended) == 100
    assert hours_of.wasted[tuesday_at_nine] == sum(hours_of.wasted) == 50
    assert hours_of.offered[tuesday_at_nine] == 40 * 60
    assert sum(hours_of.offered) == 40 * 5 * 3 * 60
