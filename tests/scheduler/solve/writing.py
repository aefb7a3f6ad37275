"""A problem as the document of FORMAT.md, for tests that read it back or hand it to others."""

from dataclasses import asdict
from typing import Any

from scheduler.problem import Course, Problem


def document(problem: Problem) -> dict[str, Any]:
    """The whole problem."""
    return {
        "format": "relief-problem/1",
        "start": problem.start.isoformat(),
        "time_zone": problem.time_zone,
        "days": problem.days,
        "grid": problem.grid,
        "weights": asdict(problem.weights),
        "places": [asdict(place) for place in problem.places],
        "counsellors": [
            {**asdict(who), "windows": [[w.start, w.end, list(w.places)] for w in who.windows]}
            for who in problem.counsellors
        ],
        "courses": [_course(course) for course in problem.courses],
    }


def _course(course: Course) -> dict[str, Any]:
    return {
        **asdict(course),
        "counsellors": [[who, cost] for who, cost in course.counsellors],
        "windows": [[w.start, w.end, w.place, w.risk, w.cost] for w in course.windows],
        "pins": [asdict(pin) for pin in course.pins],
        "standing": [asdict(kept) for kept in course.standing],
    }
