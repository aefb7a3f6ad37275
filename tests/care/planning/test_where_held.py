"""Where no counsellor of theirs works, officers' time is not looked at, and what is planned is the same."""

from dataclasses import replace

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.asking import Ask, ask_of, asked_with
from app.care.domain.capacity import Stretch
from app.care.domain.needs import OfficerNeeds
from app.care.domain.policy import DEFAULT_POLICY
from app.care.domain.thinking import think
from app.care.domain.where_held import places_with_somebody
from app.care.domain.world import KnownCounsellor, KnownCourse, KnownPlace, World
from tests.care.planning.test_asking import LONDON, appointment, course, who
from tests.support.builders import NOW, at

PLACES = (
    *(KnownPlace(f"site{k}", f"Site {k}", is_video=False, rooms=1) for k in range(4)),
    KnownPlace("video", "Video", is_video=True, rooms=None),
)


def there(*places: str) -> tuple[Stretch, ...]:
    """Every day from nine to five, at these places."""
    return tuple(Stretch(at(day, 9), at(day, 17), places) for day in range(-3, 112))


ANN, BO = who("ann", hours=there("site1")), who("bo", hours=there("site2", "video"))


def a_world(known: KnownCourse, people: tuple[KnownCounsellor, ...] = (ANN, BO)) -> World:
    return World(NOW, LONDON, PLACES, people, (known,), (), 1, NOW.date().replace(month=12))


def asked(world: World, *, others_too: bool = False) -> Ask:
    return ask_of(world, DEFAULT_POLICY, places=places_with_somebody(world, others_too=others_too))


def looked_at(ask: Ask) -> set[str]:
    return {window.place for window in ask.sheets["c"].windows}


def test_a_course_is_looked_at_where_its_counsellor_works_and_where_it_is_held() -> None:
    bound = course(counsellor_id="ann", agreed=True)
    held = replace(bound, appointments=(appointment(1, counsellor_id="ann", place_id="site3"),))
    assert looked_at(asked(a_world(bound))) == {"site1"}
    assert looked_at(asked(a_world(held))) == {"site1", "site3"}
    assert looked_at(ask_of(a_world(bound), DEFAULT_POLICY)) == {place.id for place in PLACES}, "control: everywhere"


def test_a_course_that_is_nobodys_yet_is_looked_at_where_anybody_works() -> None:
    assert looked_at(asked(a_world(course()))) == {"site1", "site2", "video"}


def test_where_somebody_else_may_be_found_everybodys_places_are_looked_at() -> None:
    assert looked_at(asked(a_world(course(counsellor_id="ann", agreed=True)), others_too=True)) == {
        *("site1", "site2", "video")
    }


def test_with_other_needs_the_same_places_are_looked_at() -> None:
    bound = course(counsellor_id="ann", agreed=True)
    ask = asked(a_world(bound))
    assert looked_at(asked_with(ask, replace(bound, needs=OfficerNeeds(travel_minutes={"site1": 30})))) == {"site1"}


def test_the_plan_is_the_same_as_if_every_place_had_been_looked_at() -> None:
    standing = tuple(
        appointment(n, counsellor_id="ann", place_id="site1", status=AppointmentStatus.PROPOSED) for n in (1, 2)
    )
    for known in (course(), course(counsellor_id="ann", agreed=True, appointments=standing)):
        world = a_world(known)
        planned = think(asked(world), "c")
        assert planned == think(ask_of(world, DEFAULT_POLICY), "c")
        nowhere = ask_of(world, DEFAULT_POLICY, places={"c": frozenset({"site0"})})
        assert think(nowhere, "c") != planned, "control: where nobody works there is no start"
