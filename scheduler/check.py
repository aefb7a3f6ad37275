"""The judge: every hard rule, asked of a finished plan in plain Python that shares nothing with the engine."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from scheduler.plan import PlannedAppointment
from scheduler.problem import DAY, DAYS_PER_WEEK, Counsellor, Course, Presence, Problem, Window

Hours: TypeAlias = dict[tuple[str, int], list[Presence]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: which, whose, and how."""

    rule: str
    who: str
    what: str

    def __str__(self) -> str:
        return f"{self.who}: {self.what}"


def check(problem: Problem, appointments: Sequence[PlannedAppointment]) -> list[Fault]:
    """All faults of a plan; an empty list means that every hard rule is kept."""
    courses = {course.id: course for course in problem.courses}
    known = [a for a in appointments if a.course in courses]
    by_course: dict[str, list[PlannedAppointment]] = defaultdict(list)
    for a in known:
        by_course[a.course].append(a)
    faults = [Fault("course", a.course, "is not a course") for a in appointments if a.course not in courses]
    hours = _hours_by_day(problem.counsellors)
    windows = {name: courses[name].windows_near(a.start for a in mine) for name, mine in by_course.items()}
    for a in known:
        faults.extend(_appointment_faults(problem, courses[a.course], a, hours, windows[a.course][a.start // DAY]))
    for course in problem.courses:
        mine = sorted(by_course[course.id], key=lambda a: a.number)
        faults.extend(_prefix_faults(course, mine))
        faults.extend(_course_faults(course, mine))
        faults.extend(_pin_faults(course, mine))
    faults.extend(_shared_faults(problem, courses, known))
    return faults


def faults_brought(
    problem: Problem, taken: Sequence[PlannedAppointment], planned: Sequence[PlannedAppointment]
) -> list[Fault]:
    """What a `Judge` of this problem finds in one plan."""
    return Judge(problem, taken).faults_brought(planned)


class Judge:
    """Judges plans of some courses beside what is taken by others; laid out once for several plans."""

    def __init__(self, problem: Problem, taken: Sequence[PlannedAppointment]) -> None:
        self._problem = problem
        self._courses = {course.id: course for course in problem.courses}
        self._taken = [a for a in taken if a.course in self._courses]
        self._rooms = {place.id for place in problem.places if place.rooms is not None}

    def faults_brought(self, planned: Sequence[PlannedAppointment]) -> list[Fault]:
        """The faults of `check` that a plan of some courses brings about.

        They can be faults of its own courses, its counsellors and its rooms: everybody else is as well off as before.
        """
        problem, courses = self._problem, self._courses
        known = [a for a in planned if a.course in courses]
        faults = [Fault("course", a.course, "is not a course") for a in planned if a.course not in courses]
        people, rooms = {a.counsellor for a in known}, self._rooms & {a.place for a in known}
        hours = _hours_by_day(who for who in problem.counsellors if who.id in people)
        for name in sorted({a.course for a in known}):
            faults.extend(_own_faults(problem, courses[name], [a for a in known if a.course == name], hours))
        near = [a for a in self._taken if a.counsellor in people or a.place in rooms]
        shared = list(_shared_faults(problem, courses, (*near, *known)))
        before = set(_shared_faults(problem, courses, near)) if shared else set[Fault]()
        return [*faults, *(fault for fault in shared if fault not in before)]


def _own_faults(
    problem: Problem, course: Course, planned: Iterable[PlannedAppointment], hours: Hours
) -> Iterator[Fault]:
    """What breaks the rules of one course."""
    mine = sorted(planned, key=lambda a: a.number)
    windows = course.windows_near(a.start for a in mine)
    for a in mine:
        yield from _appointment_faults(problem, course, a, hours, windows[a.start // DAY])
    yield from _prefix_faults(course, mine)
    yield from _course_faults(course, mine)
    yield from _pin_faults(course, mine)


def promise_faults(problem: Problem) -> list[Fault]:
    """Why the pins, taken together, can be in no plan at all; a plan may fill the holes between them."""
    courses = {course.id: course for course in problem.courses}
    pins = [
        PlannedAppointment(course.id, pin.number, pin.counsellor, pin.start, pin.place)
        for course in problem.courses
        for pin in course.pins
    ]
    faults: list[Fault] = []
    hours = _hours_by_day(problem.counsellors)
    for a in pins:
        course = courses[a.course]
        faults.extend(_appointment_faults(problem, course, a, hours, course.windows))
    for course in problem.courses:
        mine = sorted((a for a in pins if a.course == course.id), key=lambda a: a.number)
        faults.extend(_course_faults(course, mine))
    faults.extend(_shared_faults(problem, courses, pins))
    return [replace(fault, what=f"pin cannot be kept: {fault.what}") for fault in faults]


def _hours_by_day(people: Iterable[Counsellor]) -> Hours:
    """Each counsellor's hours under every day that they touch: looking through all of them for each start is slow."""
    found: Hours = defaultdict(list)
    for who in people:
        for window in who.windows:
            for day in range(window.start // DAY, (window.end - 1) // DAY + 1):
                found[who.id, day].append(window)
    return found


def _appointment_faults(
    problem: Problem, course: Course, a: PlannedAppointment, hours: Hours, windows: Sequence[Window]
) -> Iterator[Fault]:
    who = f"{a.course}#{a.number}"
    end = a.start + course.minutes
    if a.start % problem.grid:
        yield Fault("grid", who, f"start {a.start} is off the grid")
    if a.number not in course.numbers:
        yield Fault("number", who, "number is not owed")
    if a.counsellor not in {name for name, _ in course.counsellors}:
        yield Fault("counsellor", who, f"counsellor {a.counsellor} may not take it")
    if a.start < course.earliest:
        yield Fault("earliest", who, "lies before the earliest start")
    if a.start < 0 or end > problem.days * DAY:
        yield Fault("horizon", who, "lies outside the horizon")
    if not any(w.start <= a.start and end <= w.end and w.place == a.place for w in windows):
        yield Fault("officer", who, "the officer cannot attend then")
    present = hours.get((a.counsellor, a.start // DAY), ())
    if not any(a.place in w.places and w.start <= a.start and end <= w.end for w in present):
        yield Fault("duty", who, f"counsellor {a.counsellor} is not on duty there then")


def _prefix_faults(course: Course, mine: Sequence[PlannedAppointment]) -> Iterator[Fault]:
    numbers = [a.number for a in mine]
    if numbers != list(range(course.first_number, course.first_number + len(mine))):
        yield Fault("prefix", course.id, f"numbers {numbers} are not a prefix of those owed")


def _course_faults(course: Course, mine: Sequence[PlannedAppointment]) -> Iterator[Fault]:
    if len({a.counsellor for a in mine}) > 1:
        yield Fault("one counsellor", course.id, "more than one counsellor")
    gap = course.gap
    if course.previous is not None and mine:
        # A pin of a later number may be the first one known: every number before it needs its own gap.
        days = mine[0].start // DAY - course.previous // DAY
        if days < gap.min * (mine[0].number - course.first_number + 1):
            yield Fault("gap", course.id, f"{days} days after the previous session are too few")
    for a, b in pairwise(mine):
        days, steps = b.start // DAY - a.start // DAY, b.number - a.number
        if days < gap.min * steps:
            yield Fault("gap", course.id, f"{days} days between numbers {a.number} and {b.number} are too few")
        if days > gap.limit * steps:
            yield Fault("gap", course.id, f"{days} days between numbers {a.number} and {b.number} are too many")


def _pin_faults(course: Course, mine: Sequence[PlannedAppointment]) -> Iterator[Fault]:
    kept = {(a.number, a.counsellor, a.start, a.place) for a in mine}
    for pin in course.pins:
        if (pin.number, pin.counsellor, pin.start, pin.place) not in kept:
            yield Fault("pin", f"{course.id}#{pin.number}", "pin is not kept")


def _shared_faults(
    problem: Problem, courses: dict[str, Course], planned: Iterable[PlannedAppointment]
) -> Iterator[Fault]:
    by_counsellor: dict[str, list[PlannedAppointment]] = defaultdict(list)
    by_place: dict[str, list[PlannedAppointment]] = defaultdict(list)
    for a in planned:
        by_counsellor[a.counsellor].append(a)
        by_place[a.place].append(a)
    for who in problem.counsellors:
        mine = sorted(by_counsellor[who.id], key=lambda a: a.start)
        yield from _overlap_faults(who, courses, mine)
        yield from _load_faults(who, mine)
    for place in problem.places:
        if place.rooms is not None:
            yield from _room_faults(place.id, place.rooms, courses, by_place[place.id])


def _overlap_faults(who: Counsellor, courses: dict[str, Course], mine: Sequence[PlannedAppointment]) -> Iterator[Fault]:
    for a, b in pairwise(mine):
        if b.start < a.start + courses[a.course].minutes + who.break_after:
            yield Fault("overlap", who.id, f"{a.course}#{a.number} and {b.course}#{b.number} overlap or lack a break")


def _load_faults(who: Counsellor, mine: Sequence[PlannedAppointment]) -> Iterator[Fault]:
    for day, times in sorted(Counter(a.start // DAY for a in mine).items()):
        if times > who.max_per_day:
            yield Fault("day", who.id, f"{times} sessions on day {day}")
    for week, times in sorted(Counter(a.start // DAY // DAYS_PER_WEEK for a in mine).items()):
        if times > who.max_per_week:
            yield Fault("week", who.id, f"{times} sessions in week {week}")
    taken = len({a.course for a in mine})
    if taken > who.caseload:
        yield Fault("caseload", who.id, f"{taken} courses are more than the caseload")


def _room_faults(
    place: str, rooms: int, courses: dict[str, Course], planned: Sequence[PlannedAppointment]
) -> Iterator[Fault]:
    # Sessions leave before others come in the same minute: half open.
    steps = sorted([(a.start + courses[a.course].minutes, -1) for a in planned] + [(a.start, 1) for a in planned])
    inside = 0
    for minute, step in steps:
        inside += step
        if inside > rooms:
            yield Fault("rooms", place, f"more sessions than rooms at minute {minute}")
            return
