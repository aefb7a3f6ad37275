"""Which counsellors a plan looks at: those it could use, and of very many those with most time free soon."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.care.domain.asking import matches
from app.care.domain.policy import Policy
from app.care.domain.scarce import MOSTLY_FREE, free_by_day, is_scarce
from app.care.domain.world import KnownCounsellor, KnownCourse
from scheduler.civil import Horizon, wall_clock

MOST = 8
"""Enough for five offers with several days, people and places among them."""
SOON = timedelta(days=21)
_LOOKS_DAYS = 28
USUAL_SECONDS = 60 * 60
"""What an appointment takes of somebody's hours, with its break."""


def concerned(
    people: Iterable[KnownCounsellor], courses: Iterable[KnownCourse], *, others_too: bool, anybody: bool = False
) -> list[KnownCounsellor]:
    """Those that a plan could use: hours of everybody else in a large force would only be carried about."""
    courses = list(courses)
    own = {course.counsellor_id for course in courses} | {a.counsellor_id for c in courses for a in c.appointments}
    seeking = [course for course in courses if others_too or course.bound_to is None]
    if not (seeking or anybody):  # as nearly always: nobody else need be looked at
        return [who for who in people if who.id in own]
    return [
        who for who in people if who.id in own or (who.active and (anybody or any(matches(c, who) for c in seeking)))
    ]


def few_times_of(
    course: KnownCourse, policy: Policy, now: datetime, zone: ZoneInfo, covers_to_on: date | None
) -> Callable[[datetime], bool] | None:
    """Which instants suit an officer who works by day, the scarce ones; None: the officer has many others."""
    horizon = Horizon(wall_clock(now, zone).date(), _LOOKS_DAYS, zone)
    if covers_to_on is None or not course.duties or free_by_day(course.duties, horizon, covers_to_on) >= MOSTLY_FREE:
        return None
    return lambda at: is_scarce(at, policy.scarce, zone)


def most_free(seconds: Mapping[str, int]) -> set[str]:
    """At most MOST of these counsellors: whose open hours within SOON are least taken; of equals the first by id."""
    return set(sorted(sorted(seconds), key=lambda who: -seconds[who])[:MOST])
