"""How many times an officer has to choose from, and how many more if they let go of something."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.care.domain.asking import Ask, asked_with
from app.care.domain.easing import Easing, eased
from scheduler.civil import DAY
from scheduler.open_starts import open_starts

AHEAD_DAYS = 28
_HOUR = 60


@dataclass(frozen=True, slots=True)
class Opening:
    """What letting go of one thing would open: so many more times in the next four weeks."""

    easing: Easing
    more: int


def times_open(ask: Ask, course_id: str) -> frozenset[int]:
    """The hours of the next four weeks in which one session could begin, counted from the start of the horizon.

    Hours, because a quarter of an hour later is no other choice: a session lasts about as long.
    """
    until = ask.horizon.minute_of(ask.world.now) + AHEAD_DAYS * DAY
    return frozenset(start // _HOUR for start in open_starts(ask.problem, course_id, ask.taken, until=until))


def openings(ask: Ask, course_id: str, singles: Iterable[Easing]) -> list[Opening]:
    """What each of these would open by itself, the most first; those that would open nothing are left out."""
    now_open = times_open(ask, course_id)
    found = [Opening(one, len(times_open(_with(ask, course_id, one), course_id) - now_open)) for one in singles]
    return sorted((one for one in found if one.more), key=lambda one: -one.more)


def _with(ask: Ask, course_id: str, easing: Easing) -> Ask:
    course = ask.sheets[course_id].course
    needs, wants = eased([easing], course.needs, course.wants)
    return asked_with(ask, replace(course, needs=needs, wants=wants))
