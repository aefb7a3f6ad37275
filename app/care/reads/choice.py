"""How much choice an officer has in the next weeks, and what their own rules cost of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.asking import Ask, ask_of, asked_with
from app.care.domain.easing import Ease, Easing, easings
from app.care.domain.needs import OfficerNeeds
from app.care.domain.openings import AHEAD_DAYS, Opening, openings, times_open
from app.care.domain.policy import Policy
from app.care.domain.wants import Wants
from app.care.domain.world import World
from app.care.reads.officer_names import Names, names_of
from app.care.reads.world import facts
from app.care.store import courses
from app.care.store.force import policy_of
from app.care.store.tables.courses import Course
from app.foundation.database import Database

_WEEKS = AHEAD_DAYS // 7 + 1
"""The horizon begins on a Monday: so many weeks hold the days ahead whatever day it is."""
_OF_RHYTHM = frozenset({Ease.CLOSER, Ease.FURTHER_ONCE, Ease.FURTHER_APART})
"""How far apart times lie is no question of which there are."""


@dataclass(frozen=True, slots=True)
class Choice:
    """So many times are open; letting go of one thing opens so many more. `course_version` etc. as it was looked at."""

    course_id: str
    open: int
    openings: tuple[Opening, ...]
    nothing_more: tuple[Easing, ...]
    names: Names
    course_version: int
    roster_version: int

    def easing(self, key: str) -> Easing | None:
        """The easing of this name, if it still opens anything."""
        return next((one.easing for one in self.openings if one.easing.key == key), None)


def choice_of(store: Database, officer_id: str, *, now: datetime) -> Choice | None:
    """The officer's eyes; counts with no transaction held. None for whom nothing goes on."""
    with store.read() as db:
        course = courses.going_on_of_officer(db, officer_id)
        if course is None:
            return None
        course_id, (world, policy) = course.id, _looked_at(db, course, Wants.from_json(course.wants), now=now)
        names = names_of(db, ())
    ask = ask_of(world, policy)
    known = ask.sheets[course_id].course
    singles = [one for one in easings(known, world, policy) if one.ease not in _OF_RHYTHM]
    found = openings(ask, course_id, singles)
    more = {one.easing for one in found}
    return Choice(
        course_id=course_id,
        open=len(times_open(ask, course_id)),
        openings=tuple(found),
        nothing_more=tuple(one for one in singles if one not in more),
        names=names,
        course_version=known.version,
        roster_version=world.roster_version,
    )


@dataclass(frozen=True, slots=True)
class Effect:
    """So many times are open with other settings than the present ones, with which there are `before`."""

    open: int
    before: int


def effect_of(
    store: Database, officer_id: str, *, needs: OfficerNeeds | None = None, wants: Wants | None = None, now: datetime
) -> Effect | None:
    """What these needs or wishes, not kept yet, would open or close; None means as they are.

    The officer's eyes; counts with no transaction held. None for whom nothing goes on.
    """
    with store.read() as db:
        course = courses.going_on_of_officer(db, officer_id)
        if course is None:
            return None
        course_id, asked = course.id, wants or Wants.from_json(course.wants)
        world, policy = _looked_at(db, course, asked, now=now)
    ask = ask_of(world, policy)
    known = ask.sheets[course_id].course
    other = replace(known, needs=needs or known.needs, wants=asked)
    return Effect(open=_count(asked_with(ask, other), course_id), before=_count(ask, course_id))


def _looked_at(db: Session, course: Course, asked: Wants, *, now: datetime) -> tuple[World, Policy]:
    policy = replace(policy_of(db), weeks=_WEEKS)
    anybody = asked.is_choosy or Wants.from_json(course.wants).is_choosy
    return facts(db, [course.id], now=now, policy=policy, anybody=anybody), policy


def _count(ask: Ask, course_id: str) -> int:
    return len(times_open(ask, course_id))
