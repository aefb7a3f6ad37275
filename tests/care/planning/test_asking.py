"""The question put to the engine: what is owed, what stands, who else is in the way, and what is not known yet."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.asking import Ask, ask_of
from app.care.domain.capacity import Stretch
from app.care.domain.course import CourseState
from app.care.domain.needs import Disliked, OfficerNeeds
from app.care.domain.policy import DEFAULT_POLICY, Policy
from app.care.domain.sheet import impossible_of
from app.care.domain.thinking import think
from app.care.domain.urgency import Urgency
from app.care.domain.wants import Mode, Wants
from app.care.domain.world import KnownAppointment, KnownCounsellor, KnownCourse, KnownPlace, World
from scheduler.check import check
from scheduler.duty import Duty, DutyKind
from scheduler.interval import Interval
from scheduler.rest_rules import RestRules
from tests.support.builders import NOW, at

S = AppointmentStatus
LONDON = ZoneInfo("Europe/London")
PLACES = (KnownPlace("riverside", "Riverside House", False, 1), KnownPlace("video", "Video", True, None))
ALL_DAYS = tuple(Stretch(at(d, 9), at(d, 17), ("video", "riverside")) for d in range(-3, 112))


def who(name: str = "ann", **changes: Any) -> KnownCounsellor:
    known = KnownCounsellor(
        name, name.title(), None, frozenset({"general"}), frozenset({"en"}), True, 6, 25, 10, 30, ALL_DAYS
    )
    return replace(known, **changes)


def appointment(number: int = 1, start_at: datetime | None = None, **changes: Any) -> KnownAppointment:
    start_at = start_at or at(7 * number)
    known = KnownAppointment(
        f"a{number}", "c", "o", number, "ann", "video", start_at, start_at + timedelta(minutes=50), S.BOOKED
    )
    return replace(known, **changes)


def course(**changes: Any) -> KnownCourse:
    known = KnownCourse(
        "c", "o", None, CourseState.OPEN, 1, 10, 50, Urgency.ROUTINE, Wants(), NOW, NOW + timedelta(days=28)
    )
    return replace(known, **changes)


def asked(
    *courses: KnownCourse,
    others: Sequence[KnownAppointment] = (),
    people: Sequence[KnownCounsellor] | None = None,
    now: datetime = NOW,
    covers_to_on: date | None = date(2026, 12, 31),
    policy: Policy = DEFAULT_POLICY,
) -> Ask:
    counsellors = tuple(people or (who(),))
    return ask_of(World(now, LONDON, PLACES, counsellors, courses, tuple(others), 1, covers_to_on), policy)


def test_a_new_course_owes_all_its_sessions_and_nothing_came_before() -> None:
    (only,) = asked(course()).problem.courses
    assert (only.first_number, only.sessions, only.previous, only.standing) == (1, 10, None, ())


def test_weeks_begin_on_mondays_as_the_counsellors_week_does() -> None:
    for day in range(7):
        assert asked(course(), now=NOW + timedelta(days=day)).horizon.start_on == NOW.date()


def test_attended_sessions_are_not_owed_and_the_last_of_them_sets_the_cadence() -> None:
    done = tuple(appointment(n, at(7 * n - 21), status=S.FULFILLED) for n in (1, 2))
    ask = asked(course(counsellor_id="ann", agreed=True, appointments=done))
    mine = ask.problem.courses[0]
    assert (mine.first_number, mine.sessions) == (3, 8)
    assert mine.previous == ask.horizon.minute_of(at(-7))


def test_a_session_that_has_begun_is_settled_until_its_outcome_is_told() -> None:
    sheet = asked(course(agreed=True, appointments=(appointment(1, NOW - timedelta(minutes=5)),))).sheets["c"]
    assert [a.number for a in sheet.settled] == [1]
    assert sheet.owed[0] == 2


def test_sessions_attended_out_of_order_are_counted_and_named_rightly() -> None:
    done = (appointment(1, at(-20), status=S.FULFILLED), appointment(3, at(-6), status=S.FULFILLED))
    sheet = asked(course(agreed=True, counsellor_id="ann", appointments=done)).sheets["c"]
    assert sheet.owed == (2, 4, 5, 6, 7, 8, 9, 10)
    assert sheet.first_number == 3
    assert [sheet.number_of(n) for n in (3, 4)] == [2, 4]
    assert sheet.number_in_problem(4) == 4


def test_a_booked_session_stands_firm_and_a_proposed_one_less_so() -> None:
    rows = (appointment(1), appointment(2, status=S.PROPOSED))
    standing = asked(course(counsellor_id="ann", agreed=True, appointments=rows)).problem.courses[0].standing
    assert [(kept.number, kept.firm) for kept in standing] == [(1, True), (2, False)]


def test_a_held_slot_is_pinned_even_where_the_roster_now_says_no() -> None:
    over = Duty(DutyKind.LATE, at(7, 6), at(7, 18))
    held = appointment(1, status=S.HELD)
    ask = asked(course(counsellor_id="ann", appointments=(held,), duties=(over,)))
    planned = think(ask, "c")
    assert planned[0].start == ask.horizon.minute_of(held.start_at)
    assert len(planned) == 10


def test_what_lies_under_a_duty_is_impossible_and_what_lies_beside_it_is_not() -> None:
    late = Duty(DutyKind.LATE, at(7, 9), at(7, 19))
    sheet = asked(
        course(counsellor_id="ann", agreed=True, duties=(late,), appointments=(appointment(1), appointment(2)))
    ).sheets["c"]
    assert [a.number for a in sheet.impossible] == [1]
    assert [a.number for a in sheet.standing] == [2]


def test_hours_that_were_withdrawn_make_an_appointment_impossible() -> None:
    fewer = tuple(h for h in ALL_DAYS if h.start_at.date() != at(7).date())
    sheet = asked(course(agreed=True, appointments=(appointment(1),)), people=[who(hours=fewer)]).sheets["c"]
    assert [a.number for a in sheet.impossible] == [1]


def test_what_became_impossible_is_seen_without_a_price_too() -> None:
    late = Duty(DutyKind.LATE, at(7, 9), at(7, 19))
    fewer = tuple(h for h in ALL_DAYS if h.start_at.date() != at(14).date())
    known = course(
        counsellor_id="ann", agreed=True, duties=(late,), appointments=tuple(appointment(n) for n in range(1, 5))
    )
    ask = asked(known, people=[who(hours=fewer)])
    found = impossible_of(known, ask.world, ask.policy)
    assert [a.number for a in found] == [1, 2]
    assert found == ask.sheets["c"].impossible
    free = replace(known, duties=())
    assert [a.number for a in impossible_of(free, ask.world, ask.policy)] == [2]


def test_what_others_have_is_in_the_way_exactly_once() -> None:
    other = appointment(4, at(7), id="x", course_id="other", officer_id="p")
    ask = asked(course(), others=(other,))
    assert check(ask.problem, ask.taken) == []
    (taken,) = ask.taken
    assert (taken.counsellor, taken.start) == ("ann", ask.horizon.minute_of(at(7)))
    starts = {(p.counsellor, p.start) for p in think(ask, "c")}
    assert not {("ann", s) for s in range(taken.start - 55, taken.start + 60)} & starts


def test_appointments_of_others_may_have_gaps_holes_and_hours_that_no_plan_would_have() -> None:
    rows = [
        appointment(2, at(7), id="x", course_id="other"),
        appointment(3, at(8), id="y", course_id="other"),
        appointment(9, at(60, 3), id="z", course_id="other"),
    ]
    ask = asked(course(), others=rows)
    assert check(ask.problem, ask.taken) == []
    assert len(think(ask, "c")) == 10


def test_the_only_room_is_not_promised_twice() -> None:
    taken = [
        appointment(
            1, at(d, 9), id=f"x{d}", course_id=f"o{d}", counsellor_id="bob", place_id="riverside", end_at=at(d, 17)
        )
        for d in range(112)
        if d != 30
    ]
    ask = asked(course(wants=Wants(mode=Mode.SITE), sessions=1), others=taken, people=[who(), who("bob", hours=())])
    (only,) = think(ask, "c")
    assert only.start // 1440 == 30


def halves(*, told: bool) -> Ask:
    """Two rooms, each free for a half of any session that could be; `told`: whether it is known which room is whose."""

    def other(name: str, room: int, start_at: datetime, end_at: datetime) -> KnownAppointment:
        return appointment(
            1,
            start_at,
            id=name,
            course_id=name,
            counsellor_id="bob",
            place_id="riverside",
            room=room if told else None,
            end_at=end_at,
        )

    nine, quarter, middle = at(5, 9), at(5, 9, 15), at(5, 9, 45)
    late, end = at(5, 10, 15), at(5, 10, 30)
    others = (
        other("w", 2, nine, quarter),
        other("x", 1, nine, middle),
        other("y", 2, middle, end),
        other("z", 1, late, end),
    )
    rooms = (KnownPlace("riverside", "Riverside House", False, 2),)
    people = (who(hours=(Stretch(nine, end, ("riverside",)),)), who("bob", hours=()))
    mine = course(wants=Wants(mode=Mode.SITE), sessions=1, minutes=45)
    return ask_of(World(NOW, LONDON, rooms, people, (mine,), others, 1, date(2026, 12, 31)), DEFAULT_POLICY)


def test_two_rooms_that_are_each_free_for_half_a_session_are_no_room() -> None:
    assert think(halves(told=True), "c") == ()


def test_control_counting_sessions_alone_would_find_a_room() -> None:
    assert len(think(halves(told=False), "c")) == 1


def test_a_full_caseload_takes_no_new_course_but_keeps_its_own() -> None:
    full = who(caseload=1, busy_with=frozenset({"other"}))
    assert think(asked(course(), people=[full]), "c") == ()
    mine = course(counsellor_id="ann", agreed=True)
    assert len(think(asked(mine, people=[full]), "c")) == 10


def test_beyond_the_published_roster_may_be_planned_at_a_higher_risk() -> None:
    known_until = date(2026, 3, 15)
    windows = asked(course(), covers_to_on=known_until).sheets["c"].windows
    inside = [w.risk for w in windows if w.end <= 13 * 1440]
    beyond = [w.risk for w in windows if w.start >= 15 * 1440]
    assert min(beyond) >= min(inside) + DEFAULT_POLICY.unknown_risk


def test_before_anything_is_published_everything_is_uncertain() -> None:
    assert min(w.risk for w in asked(course(), covers_to_on=None).sheets["c"].windows) >= DEFAULT_POLICY.unknown_risk


def test_an_officers_other_appointments_are_in_the_way() -> None:
    whole_day = Stretch(at(3, 6), at(3, 22))
    windows = asked(course(elsewhere=(whole_day,))).sheets["c"].windows
    assert not any(3 * 1440 <= w.start < 4 * 1440 for w in windows)


def test_disliked_hours_cost_and_are_still_possible() -> None:
    needs = OfficerNeeds(disliked=(Disliked(weekdays=frozenset({0, 1, 2, 3, 4})),))
    assert {w.cost > 0 for w in asked(course(needs=needs)).sheets["c"].windows} == {True, False}
    planned = think(asked(course(needs=needs, sessions=2)), "c")
    assert {p.start // 1440 % 7 for p in planned} <= {5, 6}


def test_sites_come_in_the_order_the_officer_named_them() -> None:
    two = (*PLACES, KnownPlace("northgate", "Northgate", False, 2))
    world = World(
        NOW, LONDON, two, (who(),), (course(wants=Wants(mode=Mode.SITE, places=("northgate",))),), (), 0, None
    )
    assert {w.place for w in ask_of(world, DEFAULT_POLICY).sheets["c"].windows} == {"northgate"}


def test_needs_come_back_from_the_store_as_they_went_in() -> None:
    needs = OfficerNeeds(
        travel_minutes={"riverside": 45},
        blackouts=(Interval(at(1), at(2)),),
        disliked=(Disliked(frozenset({5, 6})),),
        attends_on_leave=True,
        in_duty_time=True,
        sleep_hours=9,
    )
    assert OfficerNeeds.from_json(needs.as_json()) == needs
    assert OfficerNeeds.from_json({}) == OfficerNeeds()
    rules = needs.rules(RestRules(in_duty_time_by_force=True))
    assert (rules.leave_blocks, rules.in_duty_time, rules.sleep_after_night) == (False, True, timedelta(hours=9))


@pytest.mark.parametrize(
    "wrong",
    [
        {"travel_minutes": {"riverside": -1}},
        {"sleep_hours": 2},
        {"blackouts": (Interval(datetime(2026, 3, 1), datetime(2026, 3, 2)),)},  # noqa: DTZ001 - that is what is wrong
    ],
)
def test_needs_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"journey|sleep|zone"):
        OfficerNeeds(**wrong)


@pytest.mark.parametrize("wrong", [{"grant": 0}, {"grid": 25}, {"notice": timedelta(0)}, {"unknown_risk": 1001}])
def test_a_policy_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"at least 1|longer than|thousandths"):
        Policy(**wrong)


OFFICE_DAYS = [datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=k) for k in range(35) if k % 7 < 5]
OFFICE = tuple(Duty(DutyKind.EARLY, on + timedelta(hours=8), on + timedelta(hours=16)) for on in OFFICE_DAYS)
NOON = datetime(2026, 4, 8, 11, tzinfo=UTC)
"""On the Wednesday of the sixth week, three days after the roster ends."""


def risks_then(hour: int, **changes: Any) -> list[int]:
    """The risks of the windows that hold an hour on that Wednesday; none: the officer cannot be planned then."""
    windows = asked(course(duties=OFFICE, **changes), covers_to_on=date(2026, 4, 5)).sheets["c"].windows
    minute = 37 * 1440 + hour * 60
    return [w.risk for w in windows if w.start <= minute < w.end]


def test_beyond_the_published_roster_nothing_new_is_planned_into_usual_turns() -> None:
    assert risks_then(12) == []
    assert min(risks_then(19)) >= DEFAULT_POLICY.unknown_risk
    unknown = asked(course(), covers_to_on=date(2026, 4, 5)).sheets["c"].windows
    assert any(w.start <= 37 * 1440 + 720 < w.end for w in unknown), "control: whose turns nobody knows"


def test_what_stands_in_a_usual_turn_stands_at_a_higher_risk() -> None:
    mine = appointment(1, start_at=NOON)
    assert min(risks_then(12, appointments=(mine,))) >= DEFAULT_POLICY.unknown_risk + DEFAULT_POLICY.usual_turn_risk
