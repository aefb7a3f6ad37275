"""Of many counsellors whom a course could have, as many as a plan of everybody has time to ask."""

from collections.abc import Sequence
from dataclasses import replace

from app.care.domain.asking import Ask
from app.care.domain.what_if_world import NEW_PLACE
from scheduler.problem import Course, Pin, Standing

MOST_ASKED = 12


def fewer_to_ask(ask: Ask, most: int = MOST_ASKED) -> Ask:
    """Each course with those it has promises of, those that are new, and of all others a few, spread evenly.

    A course looks at a dozen counsellors in earnest too, those with most time; here the few differ from course to
    course, so that all are asked alike. The same question is cut the same way each time.
    """
    courses = tuple(_cut(course, at, most) for at, course in enumerate(ask.problem.courses))
    return replace(ask, problem=replace(ask.problem, courses=courses))


def _cut(course: Course, at: int, most: int) -> Course:
    if len(course.counsellors) <= most:
        return course
    promises: tuple[Pin | Standing, ...] = (*course.pins, *course.standing)
    known = {one.counsellor for one in promises}
    kept = [able for able in course.counsellors if able[0] in known or able[0].startswith(NEW_PLACE)]
    others = [able for able in course.counsellors if able not in kept]
    return replace(course, counsellors=(*kept, *_turned(others, at * most, max(0, most - len(known)))))


def _turned(people: Sequence[tuple[str, int]], first: int, most: int) -> Sequence[tuple[str, int]]:
    """So many of them, from the one at `first` on, beginning again at the end."""
    return [people[(first + step) % len(people)] for step in range(min(most, len(people)))]
