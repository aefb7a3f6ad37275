"""After a miss the sessions that follow may count one lower: then nobody's diary changes but at its end."""

from collections.abc import Collection
from dataclasses import replace

from app.care.domain.asking import Ask, ask_of
from app.care.domain.sheet import CourseSheet
from app.care.domain.world import KnownCourse


def closed_up(ask: Ask, course_ids: Collection[str]) -> Ask | None:
    """The same question with what still stands of these courses counted on from the first session owed, by time.

    None where that changes nothing. While an officer is choosing or deciding, numbers stay as they see them.
    """
    closed = {name: _closed_up(ask, ask.sheets[name]) for name in course_ids}
    if all(closed[name] is ask.sheets[name].course for name in course_ids):
        return None
    courses = tuple(closed.get(course.id, course) for course in ask.world.courses)
    return ask_of(replace(ask.world, courses=courses), ask.policy, ask.sheets, ask.places)


def _closed_up(ask: Ask, sheet: CourseSheet) -> KnownCourse:
    """The course without what is impossible, and with other numbers; the very same where they are right."""
    if sheet.held or sheet.course.choosing is not None:
        return sheet.course
    # What is too near to be moved may count otherwise too; what has begun may not.
    done = [a for a in sheet.settled if not (a.is_live and a.start_at > ask.world.now)]
    near = [a for a in sheet.settled if a not in done]
    coming = sorted((*near, *sheet.standing), key=lambda a: a.start_at)
    used = {a.number for a in done}
    owed = [number for number in range(1, sheet.course.sessions + 1) if number not in used]
    if [a.number for a in coming] == owed[: len(coming)]:
        return sheet.course
    counted = (replace(a, number=number) for a, number in zip(coming, owed, strict=False))
    return replace(sheet.course, appointments=(*done, *counted))
