"""What a plan costs, term by term, in whole numbers."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from scheduler.plan import PlannedAppointment
from scheduler.problem import DAY, EARLY_NUMBERS, Course, Problem, Weights, Window


def objective(problem: Problem, appointments: Sequence[PlannedAppointment]) -> int:
    """The sum of all terms."""
    return sum(terms(problem, appointments).values())


def terms(problem: Problem, appointments: Sequence[PlannedAppointment]) -> Counter[str]:
    """Each term of the objective; sessions of unknown courses cost nothing (the judge refuses them)."""
    by_course: dict[str, list[PlannedAppointment]] = defaultdict(list)
    for a in appointments:
        by_course[a.course].append(a)
    total: Counter[str] = Counter()
    for course in problem.courses:
        total.update(course_terms(problem.weights, course, by_course[course.id]))
    return total


def course_cost(problem: Problem, course: Course, mine: Sequence[PlannedAppointment]) -> int:
    """What one course's appointments cost."""
    return sum(course_terms(problem.weights, course, mine).values())


def course_terms(weights: Weights, course: Course, mine: Sequence[PlannedAppointment]) -> Counter[str]:
    """The terms of one course."""
    mine = sorted(mine, key=lambda a: a.number)
    total: Counter[str] = Counter()
    total["unplaced"] = weights.unplaced * course.priority * (course.sessions - len(mine))
    windows = course.windows_near(a.start for a in mine)
    for a in mine:
        total.update(_attendance_terms(weights, course, a, windows[a.start // DAY]))
    # A previous session counts whichever number is next: where the format's prose and its referee differ, as here for
    # number 1, the referee is followed.
    chain = ([] if course.previous is None else [course.previous]) + [a.start for a in mine]
    for before, after in pairwise(chain):
        days = after // DAY - before // DAY
        total["cadence"] += weights.cadence_day * abs(days - course.gap.ideal)
        total["over_gap"] += weights.over_gap_day * max(0, days - course.gap.max)
    if mine:
        total.update(_first_terms(weights, course, mine[0]))
    kept = {(a.number, a.counsellor, a.start, a.place) for a in mine}
    for promise in course.standing:
        if (promise.number, promise.counsellor, promise.start, promise.place) not in kept:
            term, weight = ("moved_firm", weights.moved_firm) if promise.firm else ("moved", weights.moved)
            total[term] += weight
    return total


def _first_terms(weights: Weights, course: Course, first: PlannedAppointment) -> dict[str, int]:
    day = first.start // DAY
    late = 0
    if course.start_by is not None and course.first_number == 1:
        late = max(0, day - course.start_by // DAY)
    return {
        "wait": weights.wait_day * course.priority * max(0, day - course.earliest // DAY),
        "late": weights.late_day * course.priority * late,
        "preference": weights.preference * dict(course.counsellors).get(first.counsellor, 0),
    }


def _attendance_terms(
    weights: Weights, course: Course, a: PlannedAppointment, windows: Sequence[Window]
) -> dict[str, int]:
    """Risk and dislike of one appointment."""
    window = window_of(weights, course, a, windows)
    if window is None:
        return {}
    return {"risk": window.risk * _risk_weight(weights, a), "preference": window.cost * weights.preference}


def window_of(
    weights: Weights, course: Course, a: PlannedAppointment, windows: Sequence[Window] | None = None
) -> Window | None:
    """The window that an appointment is charged for: of those that hold it the cheapest; None if none does.

    `windows`: those of the course that could hold it, all of them when left out.
    """
    risk, end = _risk_weight(weights, a), a.start + course.minutes
    known = course.windows if windows is None else windows
    holding = [w for w in known if w.place == a.place and w.start <= a.start and end <= w.end]
    return min(holding, key=lambda w: w.risk * risk + w.cost * weights.preference, default=None)


def _risk_weight(weights: Weights, a: PlannedAppointment) -> int:
    return weights.risk * (weights.early_factor if a.number <= EARLY_NUMBERS else 1)
