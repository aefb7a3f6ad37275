"""Where a session of a course could begin, with every other appointment as taken."""

from collections.abc import Sequence

from scheduler.course_best import alone
from scheduler.plan import PlannedAppointment
from scheduler.problem import Problem


def open_starts(problem: Problem, course_id: str, taken: Sequence[PlannedAppointment], *, until: int) -> frozenset[int]:
    """The civil minutes before `until` at which one session more could begin, with whomever and wherever.

    What the course has itself counts as free, and its gaps are not looked at: these are the starts that there are to
    choose from, one at a time. Raises KeyError for an unknown course.
    """
    instance, capacity = alone(problem, course_id, taken)
    found: set[int] = set()
    for at, pair in enumerate(instance.pairs):
        minutes = pair.starts.cell[capacity.open_starts(instance, at)] * problem.grid
        found.update(minutes[minutes < until].tolist())
    return frozenset(found)
