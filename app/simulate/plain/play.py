"""The year played under one of today's ways: what happens, in order of time, and who is told of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Protocol, assert_never

from app.care.domain.outcome import Outcome, is_miss
from app.care.domain.urgency import priority
from app.simulate.facts import CounsellorAway, Event, Referral, RosterChange, RosterPublished, SimWorld
from app.simulate.plain.course import Course
from app.simulate.plain.desk import Booking, Desk
from app.simulate.plain.own_roster import OwnRosters
from app.simulate.plain.rules import PlainRules
from app.simulate.plain.self_booking import SelfBooking
from app.simulate.plain.weekly import WeeklyHour
from app.simulate.records import HoursRecord, PolicyName, RunRecord
from app.simulate.week_hours import by_hour, offered
from scheduler.civil import wall_instant

Progress = Callable[[float], None]
_MORNING = time(8)


class Way(Protocol):
    """One of today's ways of coming by an appointment."""

    def lacks(self, course: Course) -> bool:
        """Whether a time is to be found for it now."""
        ...

    def seek(self, course: Course, *, now: datetime) -> None:
        """Find one, if there is any."""
        ...

    def missed(self, course: Course, booking: Booking, outcome: Outcome) -> None:
        """An appointment has just ended without its session."""
        ...

    def roster_changed(self, course: Course, *, now: datetime) -> None:
        """The officer's roster shows something else."""
        ...


def play_plain(
    world: SimWorld, policy: PolicyName, rules: PlainRules | None = None, progress: Progress | None = None
) -> RunRecord:
    """Play the whole year. ValueError for a policy that is not one of today's."""
    return _Year(world, policy, rules or PlainRules()).played(progress or (lambda _: None))


class _Year:
    """Everything that moves while the year is played."""

    def __init__(self, world: SimWorld, policy: PolicyName, rules: PlainRules) -> None:
        self._world, self._policy = world, policy
        self._desk = Desk(world, self._booked)
        self._rosters = OwnRosters(world, self._desk.year)
        self._order = count()
        self._to_come: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._courses: dict[str, Course] = {}
        self._of_officer: dict[str, list[Course]] = defaultdict(list)
        self._waiting: dict[str, Course] = {}
        self._attended: list[tuple[int, int]] = []
        self._wasted: list[tuple[int, int]] = []
        self._way = self._way_of(policy, rules)

    def _way_of(self, policy: PolicyName, rules: PlainRules) -> Way:
        match policy:
            case PolicyName.AS_REPORTED:
                return WeeklyHour(self._desk, rules, chances=1)
            case PolicyName.SECOND_CHANCE:
                return WeeklyHour(self._desk, rules, chances=2)
            case PolicyName.SELF_BOOKING | PolicyName.NUDGED:
                nudged = policy is PolicyName.NUDGED
                return SelfBooking(self._desk, self._rosters, rules, self._goes_quiet, nudged=nudged)
            case _:
                raise ValueError(f"{policy} is not one of today's ways")

    def played(self, progress: Progress) -> RunRecord:
        """From the first day to the last."""
        for event in self._world.events:
            self._at(event.at, partial(self._happens, event))
        for at in _mornings(self._world):
            self._at(at, self._morning)
        whole = (self._world.ends_at - self._world.begins_at).total_seconds()
        for k in count():
            if not self._to_come or self._to_come[0][0] >= self._world.ends_at:
                break
            at, _, happens = heappop(self._to_come)
            happens(at)
            if k % 1000 == 0:
                progress(max(0.0, (at - self._world.begins_at).total_seconds() / whole))
        progress(1.0)
        return self._record()

    def _at(self, at: datetime, happens: Callable[[datetime], None]) -> None:
        heappush(self._to_come, (at, next(self._order), happens))

    def _happens(self, event: Event, at: datetime) -> None:
        match event:
            case Referral():
                self._referred(event, at)
            case RosterChange():
                self._rosters.changed(event)
                self._look_again(self._of_officer[event.officer_id], at)
            case RosterPublished():
                self._rosters.published(event.covers_to_on)
                self._look_again(self._courses.values(), at)
            case CounsellorAway():
                self._goes_away(event, at)
            case _:
                assert_never(event)

    def _look_again(self, courses: Iterable[Course], at: datetime) -> None:
        for course in courses:
            if course.booked:
                self._way.roster_changed(course, now=at)

    def _referred(self, referral: Referral, at: datetime) -> None:
        course = Course(referral, self._world.officers[referral.officer_id])
        self._courses[course.id] = course
        self._of_officer[referral.officer_id].append(course)
        if course.wants_to_stop:
            self._stop(course, at)
        else:
            self._seek(course, at)

    def _seek(self, course: Course, at: datetime) -> None:
        """Who finds nothing is on the waiting list until a morning brings something."""
        if course.is_idle and self._way.lacks(course):
            self._way.seek(course, now=at)
            self._mind(course)

    def _mind(self, course: Course) -> None:
        if course.is_idle and self._way.lacks(course):
            self._waiting[course.id] = course
        else:
            self._waiting.pop(course.id, None)

    def _morning(self, at: datetime) -> None:
        """The waiting list: the most urgent first, then whoever asked first; who cannot be served holds up nobody."""
        for course in sorted(self._waiting.values(), key=_turn):
            self._seek(course, at)

    def _booked(self, booking: Booking) -> None:
        self._at(booking.start_at, partial(self._begins, booking))

    def _begins(self, booking: Booking, _: datetime) -> None:
        course = self._courses[booking.course_id]
        if booking not in course.booked:
            return
        course.begin(booking)
        self._desk.begun(booking)
        fate, officer = self._world.fate, course.officer
        outcome = fate.outcome(officer.id, booking.start_at, booking.end_at, made_at=booking.made_at)
        self._at(booking.end_at, partial(self._ends, booking, outcome))

    def _ends(self, booking: Booking, outcome: Outcome, at: datetime) -> None:
        course = self._courses[booking.course_id]
        course.under_way = None
        if is_miss(outcome):
            self._wasted.append(booking.span)
            self._way.missed(course, booking, outcome)
        else:
            self._attended.append(booking.span)
            course.attended.append(booking)
            if course.wants_to_stop:
                self._stop(course, at)
        self._seek(course, at)

    def _stop(self, course: Course, at: datetime) -> None:
        """The officer wants no more; what was booked is free for others. Who has had every session is done instead."""
        if course.owed == 0:
            return
        course.stopped_at = at
        for booking in tuple(course.booked):
            self._desk.cancel(booking)
            course.drop(booking)

    def _goes_quiet(self, until: datetime, course: Course) -> None:
        """The officer does nothing until then, and then looks for a time."""
        course.quiet_until = until
        self._at(until, partial(self._comes_back, course))

    def _comes_back(self, course: Course, at: datetime) -> None:
        course.quiet_until = None
        self._seek(course, at)

    def _goes_away(self, event: CounsellorAway, at: datetime) -> None:
        """What the provider calls off itself is made good under every policy: a move, never a miss of the officer."""
        for booking in self._desk.goes_away(event):
            course = self._courses[booking.course_id]
            self._desk.cancel(booking)
            course.drop(booking)
            course.moves += 1
            self._seek(course, at)

    def _record(self) -> RunRecord:
        world = self._world
        return RunRecord(
            policy=self._policy,
            seed=world.seed,
            staff=dict(world.staff),
            begins_at=world.begins_at,
            ends_at=world.ends_at,
            courses=tuple(course.record() for course in self._courses.values()),
            hours=HoursRecord(offered(world), by_hour(self._attended), by_hour(self._wasted)),
        )


def _turn(course: Course) -> tuple[int, datetime, str]:
    return -priority(course.referral.urgency), course.referral.at, course.id


def _mornings(world: SimWorld) -> Iterator[datetime]:
    on = world.begins_at.astimezone(world.zone).date()
    while (at := wall_instant(on, _MORNING, world.zone)) < world.ends_at:
        if at >= world.begins_at:
            yield at
        on += timedelta(days=1)
