"""Tiny problems that crowd every rule; Hypothesis chooses the dice, the dice choose the rest."""

from dataclasses import replace
from itertools import islice
from random import Random

from hypothesis import strategies as st

from scheduler.problem import Counsellor, Course, Gap, Pin, Place, Presence, Problem, Standing, Weights, Window
from tests.scheduler.solve import plainly
from tests.scheduler.solve.building import MONDAY, at

DAYS = 9
HOURS = (9, 9.5)
PLACES = ("video", "site")


def _weights(dice: Random) -> Weights:
    return Weights(
        unplaced=dice.choice([0, 20, *[500] * 8]),
        late_day=dice.choice([0, 3, 40]),
        moved_firm=dice.choice([0, 90]),
        moved=dice.choice([0, 7]),
        over_gap_day=dice.choice([0, 15]),
        cadence_day=dice.choice([0, 4]),
        wait_day=dice.choice([0, 1, 30]),
        risk=dice.choice([0, 1]),
        early_factor=dice.choice([0, 1, 3]),
        preference=dice.choice([0, 5]),
    )


def _gap(dice: Random) -> Gap:
    least = dice.choice([1, 1, 2, 3, 4])
    ideal = dice.randint(least, 6)
    most = dice.randint(ideal, 7)
    return Gap(least, ideal, most, dice.randint(most, 9))


def _windows(dice: Random, most: int) -> tuple[Window, ...]:
    made = []
    for _ in range(dice.randint(3, most)):
        start = at(dice.randrange(DAYS), dice.choice(HOURS)) + dice.choice([0, 0, 0, 0, 0, -20, 10])
        length = dice.choice([50, 60, 60, 90, 90])
        made.append(Window(start, start + length, dice.choice(PLACES), dice.randint(0, 9), dice.randint(0, 3)))
    return tuple(made)


def _counsellor(dice: Random, name: str) -> Counsellor:
    hours = []
    for day in range(DAYS):
        if dice.random() < 0.9:
            start = at(day, dice.choice([8, 9, 9, 9, 9.5]))
            end = start + dice.choice([60, 150, 240, 240, 240])
            hours.append(Presence(start, end, dice.choice([("video",), *[PLACES] * 6, ("site",)])))
    return Counsellor(
        name,
        tuple(hours),
        max_per_day=dice.choice([0, *[1] * 6, *[2] * 6, *[9] * 6]),
        max_per_week=dice.choice([1, 2, 2, 3, 3, 9, 9]),
        break_after=dice.choice([0, 10, 10, 30]),
        caseload=dice.choice([0, 1, 1, *[2] * 5, *[9] * 10]),
    )


def _course(dice: Random, name: str, people: list[str], most_windows: int) -> Course:
    able = [who for who in people if dice.random() < 0.85]
    return Course(
        id=name,
        sessions=dice.choice([0, 1, *[2] * 6, *[3] * 6]),
        first_number=dice.choice([1, 1, 2, 3, 4]),
        minutes=dice.choice([30, 50, 50, 50, 60]),
        priority=dice.choice([1, 2, 4]),
        earliest=dice.choice([-2000, 0, 0, 0, at(1, 9.25)]),
        start_by=dice.choice([None, -5000, at(1), at(4)]),
        previous=dice.choice([None, None, None, -1500, at(-6), at(1)]),
        gap=_gap(dice),
        counsellors=tuple((who, dice.randint(0, 3)) for who in able),
        windows=_windows(dice, most_windows),
    )


def _with_promises(dice: Random, problem: Problem, course: Course) -> Course:
    """Some pins from one lawful way to hold the course, some standing appointments from another, some nonsense."""
    known = [chain for chain in islice(plainly.chains(problem, course), 60) if chain]
    pins: list[Pin] = []
    standing: list[Standing] = []
    if known and dice.random() < 0.4:
        pins = [Pin(a.number, a.counsellor, a.start, a.place) for a in dice.choice(known) if dice.random() < 0.5]
    if known and dice.random() < 0.6:
        standing = [
            Standing(a.number, a.counsellor, a.start + dice.choice([0, 0, 0, 10, 600]), a.place, dice.random() < 0.3)
            for a in dice.choice(known)
        ]
    return replace(course, pins=tuple(pins), standing=tuple(standing))


def make(seed: int, most_courses: int = 3, most_windows: int = 7) -> Problem:
    """The problem that a seed stands for."""
    dice = Random(seed)
    people = ["c1", "c2"][: dice.choice([1, 1, 1, 2])]
    count = dice.choice([1, 2, *[most_courses] * 4])
    problem = Problem(
        start=MONDAY,
        days=DAYS,
        grid=30,
        places=(Place("video"), Place("site", dice.choice([0, 1, 1, 1, 2]))),
        counsellors=tuple(_counsellor(dice, who) for who in people),
        courses=tuple(_course(dice, f"k{number}", people, most_windows) for number in range(1, count + 1)),
        weights=_weights(dice),
    )
    return replace(problem, courses=tuple(_with_promises(dice, problem, course) for course in problem.courses))


def problems(most_courses: int = 3, most_windows: int = 7) -> st.SearchStrategy[Problem]:
    """Problems by seed."""
    return st.integers(0, 2**40).map(lambda seed: make(seed, most_courses, most_windows))
