"""Small problems for tests: every argument has a default."""

from dataclasses import replace
from datetime import date
from typing import Any

from scheduler.plan import PlannedAppointment
from scheduler.problem import DAY, Counsellor, Course, Gap, Pin, Place, Presence, Problem, Standing, Weights, Window

MONDAY = date(2027, 3, 1)
HOUR = 60


def at(day: int, hour: float = 9) -> int:
    """Civil minute of an hour on a day of the horizon."""
    return day * DAY + round(hour * HOUR)


def window(day: int, hour: float = 9, hours: float = 1, place: str = "video", **more: Any) -> Window:
    """An hour in which the officer could attend."""
    return Window(start=at(day, hour), end=at(day, hour + hours), place=place, **more)


def presence(day: int, hour: float = 9, hours: float = 8, places: tuple[str, ...] = ("video", "site")) -> Presence:
    """A working day of a counsellor."""
    return Presence(start=at(day, hour), end=at(day, hour + hours), places=places)


def counsellor(id: str = "c1", days: int = 28, **more: Any) -> Counsellor:
    """A counsellor who is there every day."""
    given: dict[str, Any] = {
        "windows": tuple(presence(day) for day in range(days)),
        "max_per_day": 6,
        "max_per_week": 30,
        "break_after": 10,
        "caseload": 9,
    }
    return Counsellor(id=id, **{**given, **more})


def course(id: str = "k1", days: tuple[int, ...] = (0, 7, 14), **more: Any) -> Course:
    """Two sessions, a week apart if it can be, at nine on some days."""
    given: dict[str, Any] = {
        "sessions": 2,
        "counsellors": (("c1", 0),),
        "windows": tuple(window(day) for day in days),
        "minutes": 50,
    }
    return Course(id=id, **{**given, **more})


def problem(*courses: Course, **more: Any) -> Problem:
    """Four weeks, one counsellor, a site with one room and video."""
    given: dict[str, Any] = {
        "start": MONDAY,
        "days": 28,
        "grid": 30,
        "places": (Place("video"), Place("site", 1)),
        "counsellors": (counsellor(),),
        "courses": courses or (course(),),
        "weights": Weights(),
    }
    return Problem(**{**given, **more})


def planned(
    number: int = 1, day: int = 0, hour: float = 9, course: str = "k1", counsellor: str = "c1", place: str = "video"
) -> PlannedAppointment:
    """One appointment."""
    return PlannedAppointment(course, number, counsellor, at(day, hour), place)


def pin(number: int = 1, day: int = 0, hour: float = 9, counsellor: str = "c1", place: str = "video") -> Pin:
    """An appointment that must stay."""
    return Pin(number, counsellor, at(day, hour), place)


def standing(
    number: int = 1, day: int = 0, hour: float = 9, counsellor: str = "c1", place: str = "video", firm: bool = False
) -> Standing:
    """An appointment already promised."""
    return Standing(number, counsellor, at(day, hour), place, firm)


def daily(**more: Any) -> Gap:
    """Gaps from a day up."""
    return replace(Gap(min=1, ideal=7, max=14, limit=28), **more)


def beside(left: Problem, right: Problem) -> Problem:
    """Two problems as one, with other names for people, courses and places of the second."""

    def named(name: str) -> str:
        return f"other {name}"

    people = tuple(
        replace(
            who, id=named(who.id), windows=tuple(replace(w, places=tuple(map(named, w.places))) for w in who.windows)
        )
        for who in right.counsellors
    )
    courses = tuple(
        replace(
            asked,
            id=named(asked.id),
            counsellors=tuple((named(who), cost) for who, cost in asked.counsellors),
            windows=tuple(replace(w, place=named(w.place)) for w in asked.windows),
            pins=tuple(replace(p, counsellor=named(p.counsellor), place=named(p.place)) for p in asked.pins),
            standing=tuple(replace(s, counsellor=named(s.counsellor), place=named(s.place)) for s in asked.standing),
        )
        for asked in right.courses
    )
    places = tuple(replace(place, id=named(place.id)) for place in right.places)
    return replace(
        left,
        places=left.places + places,
        counsellors=left.counsellors + people,
        courses=left.courses + courses,
    )
