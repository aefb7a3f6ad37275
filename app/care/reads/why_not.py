"""Why one of an officer's sessions has no time, and what would give it one, tried out in the world as it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.asking import Ask, ask_of
from app.care.domain.course import GOING_ON
from app.care.domain.thinking import Think, think
from app.care.domain.wants import Wants
from app.care.domain.why_not import Obstacle, Way, Ways, obstacles, ways_to, ways_worth_telling
from app.care.reads.officer_names import Names, names_of
from app.care.reads.world import facts
from app.care.reads.world_courses import refused_by_officers
from app.care.store import courses
from app.care.store.force import policy_of
from app.care.store.tables.courses import Course
from app.foundation.database import Database
from app.foundation.refusals import NotFound

NO_WAYS = Ways((), is_whole=True)


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What is known of session `number`. `has_time`: something stands for it, so there is nothing to explain.

    `obstacles` is empty where nothing but the plan itself is missing. `course_version` and `roster_version`: of the
    world that all this was tried out in. `gap`: the least and the most days between two; `weeks` are planned ahead.
    """

    course_id: str
    number: int
    has_time: bool
    obstacles: tuple[Obstacle, ...]
    ways: Ways
    names: Names
    course_version: int
    roster_version: int
    gap: tuple[int, int]
    weeks: int

    def way(self, key: str) -> Way | None:
        """The way of this name, if it still is one."""
        return next((way for way in self.ways.found if way.key == key), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks about which session; `only`: of the ways just the one of this name, to see whether it still is one."""

    officer_id: str
    course_id: str
    number: int
    only: str | None = None


def why_not(
    store: Database, asked: Asked, *, now: datetime, enough: Callable[[], bool], think: Think = think
) -> WhyNot:
    """The officer's eyes; thinks with no transaction held, and stops looking for ways once it is `enough`.

    Raises NotFound if the course is not theirs, has no such session, or has ended.
    """
    officer_id, course_id, number = asked.officer_id, asked.course_id, asked.number
    with store.read() as db:
        course = courses.of_officer(db, course_id, officer_id)
        if course.state not in GOING_ON or not 1 <= number <= course.sessions:
            raise NotFound("There is no such number in your plan.")
        ask = _question(db, course, now=now)
        names = names_of(db, [who.id for who in ask.world.counsellors])
    has_time = any(a.number == number for a in ask.sheets[course_id].course.appointments)
    stands_in_the_way = () if has_time else obstacles(ask, course_id, number)
    ways = NO_WAYS
    if stands_in_the_way:
        ways = ways_to(ask, course_id, number, enough=enough, only=asked.only, think=think)
    known = ask.sheets[course_id].course
    return WhyNot(
        course_id=course_id,
        number=number,
        has_time=has_time,
        obstacles=stands_in_the_way,
        ways=ways,
        names=names,
        course_version=known.version,
        roster_version=ask.world.roster_version,
        gap=(known.wants.gap_min, known.wants.gap_limit),
        weeks=ask.policy.weeks,
    )


def ways_to_tell(store: Database, course_id: str, *, now: datetime, think: Think = think) -> tuple[str, ...]:
    """The planner's eyes: the names of the ways that the course's officer should be told of; thinks with no transaction
    held.
    """
    with store.read() as db:
        (course,) = courses.by_ids(db, [course_id])
        if course.state not in GOING_ON:
            return ()
        ask = _question(db, course, now=now)
    return tuple(way.key for way in ways_worth_telling(ask, course_id, think=think))


def _question(db: Session, course: Course, *, now: datetime) -> Ask:
    policy = policy_of(db)
    anybody = Wants.from_json(course.wants).is_choosy or bool(refused_by_officers(db, [course.id]))
    return ask_of(facts(db, [course.id], now=now, policy=policy, others_too=True, anybody=anybody), policy)
