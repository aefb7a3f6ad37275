"""Which counsellors a plan looks at: those it could use, and of very many those with most time free soon."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from app.care.domain.asking import matches
from app.care.domain.world import KnownCounsellor, KnownCourse

MOST = 8
"""Enough for five offers with several days, people and places among them."""
SOON = timedelta(days=21)
USUAL_SECONDS = 60 * 60
"""What an appointment takes of somebody's hours, with its break."""


def concerned(
    people: Iterable[KnownCounsellor], courses: Iterable[KnownCourse], *, others_too: bool, anybody: bool = False
) -> list[KnownCounsellor]:
    """Those that a plan could use: hours of everybody else in a large force would only be carried about."""
    courses = list(courses)
    own = {course.counsellor_id for course in courses} | {a.counsellor_id for c in courses for a in c.appointments}
    seeking = [course for course in courses if others_too or course.bound_to is None]
    return [
        who for who in people if who.id in own or (who.active and (anybody or any(matches(c, who) for c in seeking)))
    ]


def most_free(seconds: Mapping[str, int]) -> set[str]:
    """At most MOST of these counsellors: whose open hours within SOON are least taken; of equals the first by id."""
    return set(sorted(sorted(seconds), key=lambda who: -seconds[who])[:MOST])
