"""Courses whose every session is pinned: there is nothing to decide about them, yet they take room."""

from scheduler.capacity import taken_capacity
from scheduler.objective import course_cost
from scheduler.plan import PlannedAppointment
from scheduler.problem import Course, Problem


class Pinned:
    """The appointments of such courses, what they cost, and the courses and capacity they leave."""

    def __init__(self, problem: Problem) -> None:
        pinned = [course for course in problem.courses if _is_pinned(course)]
        self.appointments = [a for course in pinned for a in _appointments(course)]
        self.cost = sum(course_cost(problem, course, _appointments(course)) for course in pinned)
        self.others = [course for course in problem.courses if not _is_pinned(course)]
        self.capacity = taken_capacity(problem, self.appointments)


def _is_pinned(course: Course) -> bool:
    return len(course.pins) == course.sessions


def _appointments(course: Course) -> list[PlannedAppointment]:
    return [PlannedAppointment(course.id, pin.number, pin.counsellor, pin.start, pin.place) for pin in course.pins]
