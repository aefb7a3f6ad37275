"""Puts the simulator's desk as a question to the planner, as production puts its store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from app.care.domain.asking import Ask, Places, ask_of
from app.care.domain.attendance import reaches
from app.care.domain.capacity import Stretch
from app.care.domain.course import CourseState
from app.care.domain.kept_hours import as_open_to_its_courses
from app.care.domain.looking_at import MOST, concerned, few_times_of, most_free
from app.care.domain.policy import Policy
from app.care.domain.sheet import CourseSheet
from app.care.domain.where_held import places_with_somebody
from app.care.domain.world import KnownAppointment, KnownCounsellor, KnownCourse, World
from app.simulate.facts import SimWorld
from app.simulate.relief.courses import DeskCourse
from app.simulate.relief.diary import Diary
from app.simulate.relief.people import Person
from app.simulate.relief.rosters import Rosters
from scheduler.civil import wall_clock
from scheduler.risk import RiskTable


@dataclass(slots=True, eq=False)
class Questions:
    """Everything a plan may depend on. `policy` changes as miss risk is learnt."""

    world: SimWorld
    policy: Policy
    people: Mapping[str, Person]
    diary: Diary
    rosters: Rosters
    courses: dict[str, DeskCourse] = field(default_factory=dict)
    _asked: dict[str, tuple[tuple[object, ...], CourseSheet]] = field(default_factory=dict)
    _of_officer: dict[str, list[DeskCourse]] = field(default_factory=dict)
    _everybody: list[KnownCounsellor] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._everybody = [self.people[name].known for name in sorted(self.people)]

    def add(self, course: DeskCourse) -> None:
        """A course was opened."""
        self.courses[course.id] = course
        self._of_officer.setdefault(course.officer.id, []).append(course)

    def of_officer(self, officer_id: str) -> Sequence[DeskCourse]:
        """Every course of an officer, the first one first."""
        return self._of_officer.get(officer_id, ())

    def going_on(self) -> list[DeskCourse]:
        """Courses that are not over, in order of id."""
        over = {CourseState.COMPLETE, CourseState.WITHDRAWN}
        return [course for _, course in sorted(self.courses.items()) if course.state not in over]

    def learn(self, risks: RiskTable) -> None:
        """From now on plans go by this miss risk."""
        self.policy = replace(self.policy, risks=risks)
        self._asked.clear()

    def asked_why(self, course_id: str, now: datetime) -> Ask:
        """The question behind what would help; see reads.why_not, which asks the same."""
        course = self.courses[course_id]
        anybody = course.wants.is_choosy or bool(course.refused)
        world = self.facts([course_id], now, others_too=True, anybody=anybody)
        return ask_of(world, self.policy, places=places_with_somebody(world, others_too=True))

    def ask(self, course_ids: Sequence[str], now: datetime, *, others_too: bool = False) -> Ask:
        """The question of planning these courses as everything stands; see reads.world, which asks the same."""
        world = self.facts(course_ids, now, others_too=others_too)
        places = places_with_somebody(world, others_too=others_too)
        ask = ask_of(world, self.policy, self._sheets_of(world, places), places)
        self._asked.update(
            (course.id, (self._key(course, world, places), ask.sheets[course.id])) for course in world.courses
        )
        return ask

    def _sheets_of(self, world: World, places: Places) -> dict[str, CourseSheet]:
        """What was worked out a moment ago for the same officer's same roster need not be worked out again."""
        found = {}
        for course in world.courses:
            key, sheet = self._asked.get(course.id, (None, None))
            if sheet is not None and key == self._key(course, world, places) and sheet.course.duties is course.duties:
                found[course.id] = sheet
        return found

    def _key(self, course: KnownCourse, world: World, places: Places) -> tuple[object, ...]:
        return (
            *(world.now, course.elsewhere, course.appointments),
            *(world.covers_to_on, id(self.policy), places[course.id]),
        )

    def facts(
        self, course_ids: Sequence[str], now: datetime, *, others_too: bool = False, anybody: bool = False
    ) -> World:
        """Everything that a plan of these courses depends on."""
        known = [self.course(name, now) for name in sorted(course_ids)]
        people = self._looked_at(known, concerned(self._everybody, known, others_too=others_too, anybody=anybody), now)
        first_at, last_at = self._span(now)
        ids = [who.id for who in people]
        busy = self.diary.with_people(ids, first_at, last_at)
        there = self.diary.at_places(self._limited_places(known), first_at, last_at)
        by_name = {a.counsellor_id for a in there}.difference(ids)
        world = World(
            now=now,
            zone=self.world.zone,
            places=self.world.places,
            counsellors=(
                *(self._with_hours(who.id, (first_at, last_at)) for who in people),
                *(who for who in self._everybody if who.id in by_name),
            ),
            courses=tuple(known),
            others=_others((*busy, *there), set(course_ids)),
            roster_version=0,
            covers_to_on=self.rosters.seen(known[0].officer_id, now).covers_to_on,
        )
        return as_open_to_its_courses(world, self.policy)

    def course(self, course_id: str, now: datetime) -> KnownCourse:
        """A course as planning knows it."""
        course, zone = self.courses[course_id], self.world.zone
        others = [one for one in self.of_officer(course.officer.id) if one is not course]
        elsewhere = [Stretch(a.fact.start_at, a.fact.end_at) for one in others for a in one.live]
        return course.known(self.rosters.seen(course.officer.id, now), zone, tuple(elsewhere))

    def _span(self, now: datetime) -> tuple[datetime, datetime]:
        """From before this Monday until after the horizon, so that a week long the same hours are asked for."""
        today = wall_clock(now, self.world.zone).date()
        monday = today - timedelta(days=today.weekday())
        begins = datetime(monday.year, monday.month, monday.day, tzinfo=UTC)
        return begins - timedelta(days=1), begins + timedelta(weeks=self.policy.weeks, days=2)

    def _with_hours(self, who: str, span: tuple[datetime, datetime]) -> KnownCounsellor:
        busy = frozenset(a.course_id for a in self.diary.live_with(who))
        return self.people[who].as_known(*span, busy)

    def _looked_at(
        self, courses: Sequence[KnownCourse], could: Sequence[KnownCounsellor], now: datetime
    ) -> Sequence[KnownCounsellor]:
        """For one course, those it knows and a few of the others; what is planned together looks at everybody."""
        if len(courses) != 1:
            return could
        own = {courses[0].counsellor_id} | {a.counsellor_id for a in courses[0].appointments}
        near = {who.id for who in could} - own
        if len(near) > MOST:
            covers_to_on = self.rosters.seen(courses[0].officer_id, now).covers_to_on
            suits = few_times_of(courses[0], self.policy, now, self.world.zone, covers_to_on)
            near = most_free({name: self.people[name].free_soon(now, suits) for name in near})
        return [who for who in could if who.id in own or who.id in near]

    def _limited_places(self, courses: Sequence[KnownCourse]) -> set[str]:
        """The places with a number of rooms that these officers would go to: rooms elsewhere change no answer."""
        rooms = {place.id for place in self.world.places if place.rooms is not None}
        near = {
            reach.place
            for course in courses
            for reach in reaches(course.wants, dict(course.needs.travel_minutes), self.world.places, self.policy)
        }
        return rooms & (near | {a.place_id for course in courses for a in course.appointments})


def _others(found: Sequence[KnownAppointment], course_ids: set[str]) -> tuple[KnownAppointment, ...]:
    return tuple({a.id: a for a in found if a.course_id not in course_ids}.values())
