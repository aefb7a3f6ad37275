"""What an officer could let go of: each changes something, asks for one step only, and is named for what it means."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.care.domain.course import CourseState
from app.care.domain.easing import Ease, Easing, eased, easings
from app.care.domain.needs import Disliked, OfficerNeeds
from app.care.domain.own_time import closed_hours
from app.care.domain.parts_of_day import PartOfDay, cells_of, is_of_cells, spans_of
from app.care.domain.policy import DEFAULT_POLICY
from app.care.domain.urgency import Urgency
from app.care.domain.wants import Mode, Wants
from app.care.domain.world import KnownCourse, KnownPlace, World
from scheduler.civil import Horizon
from scheduler.duty import Duty, DutyKind
from scheduler.interval import Interval
from scheduler.rest_rules import RestRules

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
PLACES = tuple(KnownPlace(name, name.title(), name == "video", None) for name in ("video", "riverside", "harbour"))
WORLD = World(NOW, LONDON, PLACES, (), (), (), 1, None)
AWAY = Interval(NOW, NOW + timedelta(days=2))
ALLOWED = replace(DEFAULT_POLICY, rest=RestRules(in_duty_time_by_force=True))
NEEDS = OfficerNeeds(
    blackouts=(AWAY,), closed=(Disliked(frozenset({0, 5}), time(17), time(0)),), sleep_hours=10, rests_after_nights=True
)
WANTS = Wants(mode=Mode.SITE, places=("riverside",), counsellor_gender="woman", language="cy")


def course(needs: OfficerNeeds = NEEDS, wants: Wants = WANTS, **other: object) -> KnownCourse:
    kinds = (DutyKind.NIGHT, DutyKind.LEAVE, DutyKind.LATE)
    duties = tuple(
        Duty(kind, NOW + timedelta(days=d), NOW + timedelta(days=d, hours=8)) for d, kind in enumerate(kinds)
    )
    return KnownCourse(
        "c",
        "o",
        None,
        CourseState.OPEN,
        1,
        10,
        50,
        Urgency.SOON,
        wants,
        NOW,
        NOW,
        duties,
        needs,
        **other,  # type: ignore[arg-type]
    )


def keys(known: KnownCourse) -> list[str]:
    return [one.key for one in easings(known, WORLD, ALLOWED)]


def test_all_that_could_be_let_go_of_is_named_what_asks_least_first() -> None:
    span = f"{AWAY.start.isoformat()}/{AWAY.end.isoformat()}"
    assert keys(course()) == [
        "video",
        "place:harbour",
        "further_once:42",
        "closer:3",
        "hours:evening",
        "hours:weekend",
        "duty_time",
        "wind_down:2",
        "rest_day",
        "language:cy",
        "gender:woman",
        "leave",
        f"away:{span}",
        "sleep:8",
    ]


def test_who_asked_for_nothing_and_works_no_nights_has_little_to_let_go_of() -> None:
    plain = replace(course(OfficerNeeds(), Wants()), duties=())
    assert keys(plain) == ["further_once:42", "closer:3"]


def test_the_person_one_knows_is_not_given_up_for_another_wish() -> None:
    bound = replace(course(), counsellor_id="r", agreed=True)
    assert not {"gender:woman", "language:cy"} & set(keys(bound))


def test_each_takes_away_exactly_itself() -> None:
    known = course()
    for one in easings(known, WORLD, ALLOWED):
        needs, wants = eased([one], NEEDS, WANTS)
        assert (needs, wants) != (NEEDS, WANTS), one.key
        left = keys(replace(known, needs=needs, wants=wants))
        assert one.key not in left
        again = eased([one], needs, wants)
        assert again == (needs, wants) or one.ease is Ease.PLACE, "twice is no more than once"


@pytest.mark.parametrize(("hours", "to"), [(14, "sleep:8"), (8, "sleep:6"), (6, "sleep:5"), (5, None)])
def test_sleep_is_shortened_by_one_step(hours: int, to: str | None) -> None:
    found = [key for key in keys(course(replace(NEEDS, sleep_hours=hours))) if key.startswith("sleep")]
    assert found == ([to] if to else [])


def test_an_evening_that_is_opened_goes_on_being_disliked() -> None:
    needs, _ = eased([Easing(Ease.HOURS, "evening")], NEEDS, WANTS)
    assert cells_of(one.span for one in needs.closed) == {(5, PartOfDay.EVENING)}
    assert cells_of(one.span for one in needs.disliked) == {(0, PartOfDay.EVENING)}


def test_parts_of_days_are_hours_and_hours_are_parts_again() -> None:
    cells = {(0, PartOfDay.MORNING), (0, PartOfDay.EVENING), *((6, part) for part in PartOfDay)}
    spans = spans_of(cells)
    assert cells_of(spans) == cells
    assert (frozenset({6}), time(0), time(0)) in spans
    assert all(is_of_cells(span) for span in spans)
    assert not is_of_cells((frozenset({1}), time(8, 30), time(9)))
    assert cells_of([(frozenset({1}), time(8, 30), time(9))]) == frozenset()


def test_closed_hours_fall_on_the_clock_of_the_wall_also_when_it_changes() -> None:
    """Sunday 29 March has 23 hours: its evening still begins at five."""
    horizon = Horizon(NOW.date() + timedelta(days=21), 7, LONDON)
    (evening,) = closed_hours([Disliked(frozenset({6}), time(17), time(0))], horizon)
    assert (evening.start.astimezone(LONDON).hour, evening.end - evening.start) == (17, timedelta(hours=7))
    (day,) = closed_hours([Disliked(frozenset({6}))], horizon)
    assert day.end - day.start == timedelta(hours=23)


@pytest.mark.parametrize(
    ("mode", "places", "key"),
    [
        (Mode.SITE, "video call harbour", "video:video+telephone"),
        (Mode.SITE, "call harbour", "video:telephone"),
        (Mode.VIDEO, "video call harbour", "video:telephone+site"),
        (Mode.TELEPHONE, "call video", "video"),
        (Mode.TELEPHONE, "call harbour", "in_person"),
        (Mode.EITHER, "call video harbour", None),
    ],
)
def test_another_way_to_meet_is_called_by_the_ways_that_it_adds(mode: Mode, places: str, key: str | None) -> None:
    there = tuple(
        KnownPlace(name, name, name == "video", None, "01632 960321" * (name == "call")) for name in places.split()
    )
    found = easings(course(NEEDS, Wants(mode=mode)), replace(WORLD, places=there), ALLOWED)
    ways = [one for one in found if one.ease in {Ease.VIDEO, Ease.IN_PERSON}]
    assert [one.key for one in ways] == ([key] if key else [])
    assert all(eased([one], NEEDS, Wants(mode=mode))[1].mode is Mode.EITHER for one in ways)


def test_a_journey_that_was_timed_could_be_shorter_by_a_quarter_of_an_hour_at_a_time() -> None:
    def journeys(minutes: int, wants: Wants = WANTS) -> list[Easing]:
        known = course(replace(NEEDS, travel_minutes={"riverside": minutes, "harbour": 50}), wants)
        return [one for one in easings(known, WORLD, ALLOWED) if one.ease is Ease.JOURNEY]

    (one,) = journeys(45)
    assert (one.key, one.before, one.after) == ("journey:riverside:30", 45, 30), "harbour is not where they would go"
    assert eased([one], replace(NEEDS, travel_minutes={"riverside": 45}), WANTS)[0].travel_minutes == {"riverside": 30}
    assert [shorter.after for shorter in journeys(20)] == [15]
    assert journeys(15) == []
    assert journeys(45, Wants(mode=Mode.VIDEO)) == []
