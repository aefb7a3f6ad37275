"""What can stand in the way of a session, and the world without it."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from scheduler.capacity import UNLIMITED, Capacity
from scheduler.case import Case
from scheduler.problem import DAY, LARGEST_DAYS, Gap, Presence, Problem, Window


class Hindrance(StrEnum):
    """One kind of hard rule. Beyond the last day nobody's hours are known: there all are away."""

    HORIZON_ENDS = "horizon_ends"
    OFFICER_AWAY = "officer_away"
    COUNSELLOR_AWAY = "counsellor_away"
    COUNSELLOR_TAKEN = "counsellor_taken"
    DAY_FULL = "day_full"
    WEEK_FULL = "week_full"
    ROOM_FULL = "room_full"
    CASELOAD = "caseload"
    GAP_MIN = "gap_min"
    GAP_LIMIT = "gap_limit"
    EARLIEST = "earliest"


def without(case: Case, dropped: Iterable[Hindrance]) -> Case:
    """The case as it would be if these rules did not hold; the more are dropped, the more is possible."""
    gone = set(dropped)
    for kind in Hindrance:  # the horizon first, so that other rules are dropped on its new days too
        if kind in gone:
            case = _without(case, kind)
    return case


def _without(case: Case, kind: Hindrance) -> Case:
    match kind:
        case Hindrance.OFFICER_AWAY | Hindrance.GAP_MIN | Hindrance.GAP_LIMIT | Hindrance.EARLIEST:
            return _easier_course(case, kind)
        case Hindrance.COUNSELLOR_AWAY:
            return replace(case, problem=_always_there(case.problem))
        case Hindrance.HORIZON_ENDS:
            return _longer(case)
        case _:
            return replace(case, capacity=_roomier(case.capacity, kind))


def _easier_course(case: Case, kind: Hindrance) -> Case:
    course, gap, end = case.course, case.course.gap, case.problem.days * DAY
    match kind:
        case Hindrance.OFFICER_AWAY:
            always = tuple(Window(0, end, place.id) for place in case.problem.places)
            return case.with_course(replace(course, windows=always))
        case Hindrance.GAP_MIN:
            return case.with_course(replace(course, gap=replace(gap, min=1)))
        case Hindrance.GAP_LIMIT:
            return case.with_course(replace(course, gap=Gap(gap.min, gap.ideal, gap.max, LARGEST_DAYS + gap.limit)))
        case _:
            return case.with_course(replace(course, earliest=0))


def _always_there(problem: Problem) -> Problem:
    places = tuple(place.id for place in problem.places)
    always = (Presence(0, problem.days * DAY, places),)
    return replace(problem, counsellors=tuple(replace(who, windows=always) for who in problem.counsellors))


def _roomier(capacity: Capacity, kind: Hindrance) -> Capacity:
    capacity = capacity.copy()
    match kind:
        case Hindrance.COUNSELLOR_TAKEN:
            capacity.free[:] = 1
        case Hindrance.DAY_FULL:
            capacity.day[:] = UNLIMITED
        case Hindrance.WEEK_FULL:
            capacity.week[:] = UNLIMITED
        case Hindrance.ROOM_FULL:
            capacity.rooms[:] = UNLIMITED
        case Hindrance.CASELOAD:
            capacity.caseload[:] = UNLIMITED
        case _:
            raise ValueError(f"{kind} is not a count")
    return capacity


def _longer(case: Case) -> Case:
    """As many days more as the course could need."""
    problem, course = case.problem, case.course
    last = max(problem.days, course.earliest // DAY + 1, (course.previous or 0) // DAY + 1)
    days = min(last + course.gap.min * (course.sessions + 1), LARGEST_DAYS)
    longer = replace(problem, days=max(days, problem.days))
    capacity = Capacity(longer)
    for name in ("free", "day", "week", "rooms"):
        known, longer_one = getattr(case.capacity, name), getattr(capacity, name)
        width = min(known.shape[1], longer_one.shape[1])
        longer_one[:, :width] = known[:, :width]
    capacity.caseload[:] = case.capacity.caseload
    return Case(longer, capacity)
