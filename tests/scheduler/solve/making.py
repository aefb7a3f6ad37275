"""Tiny problems that crowd every rule, made by Hypothesis."""

from typing import Any

from hypothesis import strategies as st
from tests.scheduler.solve.building import MONDAY, at

from scheduler.problem import Counsellor, Course, Gap, Pin, Place, Presence, Problem, Standing, Weights, Window

DAYS = 15
HOURS = (9, 9.5, 10, 10.5, 11)
PLACES = ("video", "site")

weights = st.builds(
    Weights,
    unplaced=st.sampled_from([0, 20, 500]),
    late_day=st.sampled_from([0, 3, 40]),
    moved_firm=st.sampled_from([0, 90]),
    moved=st.sampled_from([0, 7]),
    over_gap_day=st.sampled_from([0, 15]),
    cadence_day=st.sampled_from([0, 4]),
    wait_day=st.sampled_from([0, 1, 30]),
    risk=st.sampled_from([0, 1]),
    early_factor=st.sampled_from([0, 1, 3]),
    preference=st.sampled_from([0, 5]),
)


@st.composite
def gaps(draw: Any) -> Gap:
    least = draw(st.integers(1, 4))
    ideal = draw(st.integers(least, 7))
    most = draw(st.integers(ideal, 9))
    return Gap(least, ideal, most, draw(st.integers(most, 12)))


@st.composite
def windows(draw: Any, most: int) -> tuple[Window, ...]:
    made = []
    for _ in range(draw(st.integers(0, most))):
        day, hour = draw(st.integers(0, DAYS - 1)), draw(st.sampled_from(HOURS))
        length = draw(st.sampled_from([30, 60, 60, 90]))
        start = at(day, hour) + draw(st.sampled_from([0, 0, 0, 10]))
        place = draw(st.sampled_from(PLACES))
        made.append(Window(start, start + length, place, draw(st.integers(0, 9)), draw(st.integers(0, 3))))
    return tuple(made)


@st.composite
def counsellors(draw: Any, name: str) -> Counsellor:
    days = draw(st.sets(st.integers(0, DAYS - 1), min_size=8))
    hours = []
    for day in sorted(days):
        start = at(day, draw(st.sampled_from([8.5, 9, 9.5])))
        places = draw(st.sampled_from([("video",), PLACES, PLACES, ("site",)]))
        hours.append(Presence(start, start + draw(st.sampled_from([60, 150, 240])), places))
    return Counsellor(
        name,
        tuple(hours),
        max_per_day=draw(st.sampled_from([0, 1, 2, 9])),
        max_per_week=draw(st.sampled_from([1, 2, 3, 9])),
        break_after=draw(st.sampled_from([0, 10, 30])),
        caseload=draw(st.sampled_from([0, 1, 2, 9, 9])),
    )


@st.composite
def courses(draw: Any, name: str, people: list[str], most_windows: int, promises: bool) -> Course:
    first = draw(st.integers(1, 4))
    number = draw(st.integers(0, 3))
    offered = draw(windows(most_windows))
    able = draw(st.sets(st.sampled_from(people)))
    made: dict[str, Any] = {"pins": [], "standing": []}
    for owed in range(first, first + number):
        kind = draw(st.sampled_from(["none", "none", "pin", "standing", "standing"])) if promises else "none"
        if kind == "none" or not offered:
            continue
        chosen = draw(st.sampled_from(offered))
        who = draw(st.sampled_from(people))
        start = -(-chosen.start // 30) * 30
        if kind == "pin":
            made["pins"].append(Pin(owed, who, start, chosen.place))
        else:
            made["standing"].append(Standing(owed, who, start, chosen.place, draw(st.booleans())))
    return Course(
        id=name,
        sessions=number,
        first_number=first,
        minutes=draw(st.sampled_from([30, 50, 50, 60])),
        priority=draw(st.sampled_from([1, 2, 4])),
        earliest=draw(st.sampled_from([-2000, 0, at(2, 9.25), at(4)])),
        start_by=draw(st.sampled_from([None, -5000, at(1), at(6)])),
        previous=draw(st.sampled_from([None, None, -1500, at(-6), at(1)])),
        gap=draw(gaps()),
        counsellors=tuple((who, draw(st.integers(0, 3))) for who in sorted(able)),
        windows=offered,
        pins=tuple(made["pins"]),
        standing=tuple(made["standing"]),
    )


@st.composite
def problems(draw: Any, most_courses: int = 3, most_windows: int = 7, promises: bool = True) -> Problem:
    people = ["c1", "c2"][: draw(st.integers(1, 2))]
    names = [f"k{number}" for number in range(1, draw(st.integers(1, most_courses)) + 1)]
    return Problem(
        start=MONDAY,
        days=DAYS,
        grid=30,
        places=(Place("video"), Place("site", draw(st.sampled_from([0, 1, 1, 2])))),
        counsellors=tuple(draw(counsellors(who)) for who in people),
        courses=tuple(draw(courses(name, people, most_windows, promises)) for name in names),
        weights=draw(weights),
    )
