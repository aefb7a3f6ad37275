"""Which courses could want the same counsellor's time or the same room, and which can be planned apart."""

from collections.abc import Sequence
from datetime import date

from app.care.domain.asking import eligible
from app.care.domain.attendance import reaches
from app.care.domain.policy import Policy
from app.care.domain.urgency import priority
from app.care.domain.world import KnownCounsellor, KnownCourse, KnownPlace
from scheduler.parts import parts_of
from scheduler.problem import Counsellor, Course, Place, Problem, Window

_ANY_DAY = date(2000, 1, 3)
"""Only who could meet whom and where counts here, not when."""


def apart(
    courses: Sequence[KnownCourse], people: Sequence[KnownCounsellor], places: Sequence[KnownPlace], policy: Policy
) -> list[tuple[str, ...]]:
    """The ids of the courses in parts that share nobody and no limited place, the most urgent first in each.

    Hours and duties are not looked at. So two courses may come into one part that could never want the same hour:
    that costs a little time, while one left out of the part would cost the better plan.
    """
    sketch = Problem(
        start=_ANY_DAY,
        days=1,
        places=tuple(Place(place.id, place.rooms) for place in places),
        counsellors=tuple(Counsellor(who.id, ()) for who in people),
        courses=tuple(_sketched(course, people, places, policy) for course in sorted(courses, key=_urgency)),
    )
    return [tuple(course.id for course in part.courses) for part in parts_of(sketch)]


def _sketched(
    course: KnownCourse, people: Sequence[KnownCounsellor], places: Sequence[KnownPlace], policy: Policy
) -> Course:
    live = [a for a in course.appointments if a.is_live]
    able = {a.counsellor_id for a in live}.union(eligible(course, people))
    where = {reach.place for reach in reaches(course.wants, dict(course.needs.travel_minutes), places, policy)}
    return Course(
        id=course.id,
        sessions=1,
        counsellors=tuple((who, 0) for who in sorted(able)),
        windows=tuple(Window(0, 1, place) for place in sorted(where.union(a.place_id for a in live))),
    )


def _urgency(course: KnownCourse) -> tuple[object, ...]:
    return -priority(course.urgency), course.start_by_at, course.id
