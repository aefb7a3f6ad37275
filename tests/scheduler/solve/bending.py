"""The world without some rules, spelled out by changing the facts of a case: what bits of days are judged by."""

from collections.abc import Iterable
from dataclasses import replace

from scheduler.capacity import UNLIMITED, Capacity
from scheduler.problem import DAY, LARGEST_DAYS, Counsellor, Course, Gap, Presence, Problem, Window
from scheduler.why.case import Case
from scheduler.why.hindrance import Hindrance
from scheduler.why.possible import longer


def without(case: Case, dropped: Iterable[Hindrance]) -> Case:
    """The case as it would be if these rules did not hold; the more are dropped, the more is possible."""
    gone = set(dropped)
    # The horizon first, so that other rules are dropped on its new days too; then the counsellors, who come to where
    # the officer could be, not to every place there is.
    for kind in Hindrance:
        if kind in gone:
            case = _without(case, kind)
    return case


def _without(case: Case, kind: Hindrance) -> Case:
    match kind:
        case Hindrance.OFFICER_AWAY | Hindrance.GAP_MIN | Hindrance.GAP_LIMIT | Hindrance.EARLIEST:
            return _easier_course(case, kind)
        case Hindrance.COUNSELLOR_AWAY:
            return replace(case, problem=_always_there(case.problem, case.course))
        case Hindrance.HORIZON_ENDS:
            return longer(case)
        case _:
            return replace(case, capacity=_roomier(case.capacity, kind))


def _easier_course(case: Case, kind: Hindrance) -> Case:
    course, gap, end = case.course, case.course.gap, case.problem.days * DAY
    match kind:
        case Hindrance.OFFICER_AWAY:
            always = tuple(Window(0, end, place) for place in sorted(_places(case.problem, course)))
            return case.with_course(replace(course, windows=always))
        case Hindrance.GAP_MIN:
            return case.with_course(replace(course, gap=replace(gap, min=1)))
        case Hindrance.GAP_LIMIT:
            return case.with_course(replace(course, gap=Gap(gap.min, gap.ideal, gap.max, LARGEST_DAYS + gap.limit)))
        case _:
            return case.with_course(replace(course, earliest=0))


def _places(problem: Problem, course: Course) -> set[str]:
    """Where the officer or a counsellor of the course could be."""
    able = {name for name, _ in course.counsellors}
    found = {window.place for window in course.windows}
    for who in problem.counsellors:
        if who.id in able:
            found.update(place for stretch in who.windows for place in stretch.places)
    return found


def _always_there(problem: Problem, course: Course) -> Problem:
    """Every counsellor works day and night, where they do already and where the officer could come."""
    named = {window.place for window in course.windows}

    def always(who: Counsellor) -> Counsellor:
        places = named | {place for stretch in who.windows for place in stretch.places}
        return replace(who, windows=(Presence(0, problem.days * DAY, tuple(sorted(places))),))

    return replace(problem, counsellors=tuple(always(who) for who in problem.counsellors))


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
        case _:
            capacity.caseload[:] = UNLIMITED
    return capacity
