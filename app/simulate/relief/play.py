"""Plays the year under Relief, event after event, and writes down what becomes of everybody."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from time import process_time
from typing import Any, TypeAlias, assert_never

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.course import CourseState, moved
from app.care.domain.easing import Ease, eased
from app.care.domain.outcome import Outcome
from app.care.domain.policy import DEFAULT_POLICY, Policy
from app.care.domain.why_not import Way
from app.simulate.facts import CounsellorAway, Event, Referral, RosterChange, RosterPublished, SimWorld
from app.simulate.records import RunRecord
from app.simulate.relief.answers import ANSWERS_AFTER, ASKS_AGAIN_AFTER, OFFERS_AT_ONCE, Officers
from app.simulate.relief.booking import Placed
from app.simulate.relief.checking import Checking
from app.simulate.relief.courses import DeskCourse, Entry
from app.simulate.relief.desk import Desk, Heard
from app.simulate.relief.diary import Diary
from app.simulate.relief.learning import Learning, features_of
from app.simulate.relief.parts import Part, policy_without
from app.simulate.relief.people import Person
from app.simulate.relief.questions import Questions
from app.simulate.relief.recording import record_of
from app.simulate.relief.rosters import Rosters

S = AppointmentStatus
Progress: TypeAlias = Callable[[float], None]
"""Is told which share of the time has been played."""
_DAY = timedelta(days=1)
_TENDED_AT = timedelta(hours=4)
"""After midnight, when nobody comes: the risk is learnt, and what has no place yet is planned again."""


def play_relief(
    world: SimWorld,
    parameters: object,
    *,
    without: Part | None = None,
    progress: Progress | None = None,
    policy: Policy = DEFAULT_POLICY,
) -> RunRecord:
    """The year under Relief, or without one part of it. The same world gives the same record."""
    del parameters  # the policy is production's, and everything else is in the world
    begun = process_time()
    year = Year.of(
        world, without, policy_without(replace(policy, rest=world.rest, kept_share=world.kept_share), without)
    )
    year.play(progress or _nothing)
    return record_of(year.known, year.desk.plans, without, process_time() - begun)


def _nothing(_share: float) -> None:
    """Nobody watches."""


Act: TypeAlias = Callable[[datetime], None]


@dataclass(slots=True, eq=False)
class Year:
    """Everything that is going to happen, by instant; of the same instant what was known first comes first."""

    world: SimWorld
    without: Part | None
    known: Questions
    desk: Desk
    officers: Officers
    learning: Learning
    checking: Checking
    learns: bool = True
    _coming: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _serial: Any = field(default_factory=count)

    @classmethod
    def of(cls, world: SimWorld, without: Part | None, policy: Policy) -> "Year":
        """The year before anything has happened."""
        people = {who.id: Person(who, who.hours) for who in world.counsellors}
        diary = Diary(people, {place.id: place for place in world.places})
        rosters = Rosters.of(world.officers, world.zone, policy.weeks, without)
        known = Questions(world, policy, people, diary, rosters)
        desk = Desk(known, Heard(_unheard, _unheard, _unheard, _unheard))
        year = cls(world, without, known, desk, Officers(world.fate), Learning(policy.risks), Checking(known))
        desk.heard = Heard(year._placed, year._change_proposed, year._waits, year._ways_told)
        return year

    def play(self, progress: Progress) -> None:
        """From the first event to the end of the time played."""
        world, length = self.world, self.world.ends_at - self.world.begins_at
        for event in world.events:
            self._at(event.at, partial(self._happens, event))
        self._at(world.begins_at + _TENDED_AT, self._tend)
        while self._coming and self._coming[0][0] < world.ends_at:
            now = self._coming[0][0]
            while self._coming and self._coming[0][0] == now:
                heapq.heappop(self._coming)[2](now)
            self.desk.replan(self.checking.struck(now))
            self.desk.work(now)
            progress((now - world.begins_at) / length)

    def _at(self, at: datetime, act: Act) -> None:
        heapq.heappush(self._coming, (at, next(self._serial), act))

    def _happens(self, event: Event, _now: datetime) -> None:
        match event:
            case Referral():
                self._refer(event)
            case RosterPublished():
                self.known.rosters.publish(event.covers_to_on)
                self.desk.stuck.clear()
                self._check_all()
            case RosterChange():
                if self.known.rosters.change(event):
                    self.desk.stuck.difference_update(one.id for one in self.known.of_officer(event.officer_id))
                    self._check(event)
            case CounsellorAway():
                self.known.people[event.counsellor_id].go_away(event.start_at, event.end_at)
                self.checking.away(event)
            case _:
                assert_never(event)

    # -- rosters ---------------------------------------------------------------------------------------------------

    @property
    def _looks_ahead(self) -> bool:
        return self.without not in {Part.REPAIR, Part.ROSTER}

    def _check_all(self) -> None:
        if self._looks_ahead:
            self.checking.everybody()

    def _check(self, event: RosterChange) -> None:
        if self._looks_ahead:
            self.checking.changed(event)

    # -- courses ---------------------------------------------------------------------------------------------------

    def _refer(self, event: Referral) -> None:
        going = self.known.of_officer(event.officer_id)
        if any(one.state in {CourseState.OPEN, CourseState.WAITING} for one in going):
            return  # production refuses a second one beside it
        course = DeskCourse(event, self.world.officers[event.officer_id])
        self.known.add(course)
        self.desk.replan([course.id])

    def _placed(self, placed: Placed, now: datetime) -> None:
        """Their officer is told; what begins in time is waited for."""
        course = placed.course
        for entry in placed.new:
            self._await(course, entry, now)
        if not course.agreed:
            self._choose(course, now)
        elif any(was.status is S.BOOKED for _, was, _ in placed.given_up):
            self._agree_to_moves(course, placed)

    def _await(self, course: DeskCourse, entry: Entry, now: datetime) -> None:
        firm_at = entry.fact.start_at - self.known.policy.firm_horizon
        if entry.fact.status is S.PROPOSED and firm_at >= now:
            self._at(firm_at + timedelta(seconds=1), lambda now: self.desk.promote(course, now))
        self._at(entry.fact.start_at, lambda now: self._begins(course, entry, now))

    def _choose(self, course: DeskCourse, now: datetime) -> None:
        """Take the best time offered, or look at the next best; who likes none looks again the next day."""
        if not course.live:
            return
        first = course.live[0]
        if self.officers.agrees(course):
            course.agreed = True
            course.passed_on.clear()
            if first.fact.status is S.PROPOSED:
                self.known.diary.turn(course, first, S.BOOKED)
            self.desk.promote(course, now)
            return
        course.passed_on.add(first.fact.start_at.astimezone(self.world.zone).date())
        for entry in course.live:
            self.known.diary.turn(course, entry, S.CANCELLED)
        if len(course.passed_on) < OFFERS_AT_ONCE:
            self.desk.replan([course.id])
        else:
            self._at(now + ANSWERS_AFTER, lambda _: self._look_again(course))

    def _look_again(self, course: DeskCourse) -> None:
        course.passed_on.clear()
        self.desk.replan([course.id])

    def _agree_to_moves(self, course: DeskCourse, placed: Placed) -> None:
        """Whoever cannot make a time that was moved to calls it off, and the plan looks for another day."""
        for entry in placed.new:
            if entry.fact.status is S.BOOKED and not self.officers.agrees(course):
                course.off_days.add(entry.fact.start_at.astimezone(self.world.zone).date())
                self.desk.call_off(course, entry)
                self.desk.replan([course.id])

    def _begins(self, course: DeskCourse, entry: Entry, now: datetime) -> None:
        if entry.fact.status is S.BOOKED:
            self._at(entry.fact.end_at, lambda now: self._ended(course, entry, now))
        elif entry.fact.status is S.PROPOSED:
            self.desk.promote(course, now)

    def _ended(self, course: DeskCourse, entry: Entry, now: datetime) -> None:
        fact = entry.fact
        outcome = self.world.fate.outcome(course.officer.id, fact.start_at, fact.end_at, made_at=entry.made_at)
        self._learn(course, entry, missed=outcome is not Outcome.ATTENDED)
        if outcome is Outcome.ATTENDED:
            self.known.diary.turn(course, entry, S.FULFILLED)
            course.attended.append(entry)
            self._after_attendance(course, now)
        else:
            self.known.diary.turn(course, entry, S.NOSHOW)
            course.ended.append(entry)
            course.miss(entry, outcome)
            self._after_miss(course, now)

    def _learn(self, course: DeskCourse, entry: Entry, *, missed: bool) -> None:
        duties = self.known.rosters.seen(course.officer.id, entry.fact.start_at).duties
        found = features_of(entry.fact.start_at, entry.made_at, duties, self.world.zone)
        self.learning.note(found, missed=missed)

    def _after_attendance(self, course: DeskCourse, now: datetime) -> None:
        """Ten of ten attended is complete; whoever attends has not given up, so a course that waited goes on."""
        course.attempts = 0
        if len(course.attended) == course.referral.sessions:
            course.state = moved(course.state, CourseState.COMPLETE)
        elif course.referral.stops_after is not None and len(course.attended) >= course.referral.stops_after:
            self._stop(course, now)
        elif self.without is not Part.REBOOKING:
            self.desk.go_on(course)

    def _stop(self, course: DeskCourse, now: datetime) -> None:
        course.state = moved(course.state, CourseState.WITHDRAWN)
        course.stopped_at = now
        for entry in course.live:
            self.known.diary.turn(course, entry, S.CANCELLED)

    def _after_miss(self, course: DeskCourse, now: datetime) -> None:
        """Production's rule: so many attempts in a row by ourselves, then the course waits for its officer."""
        if course.state is not CourseState.OPEN:
            return
        if self.without is Part.REBOOKING or course.attempts >= self.known.policy.attempts_cap:
            self.desk.wait(course, now)
        else:
            course.attempts += 1
            self.desk.replan([course.id])

    # -- what officers are asked -----------------------------------------------------------------------------------

    def _waits(self, course: DeskCourse, now: datetime) -> None:
        self._at(now + ANSWERS_AFTER, lambda now: self._comes_back(course, now))

    def _comes_back(self, course: DeskCourse, now: datetime) -> None:
        if course.state is not CourseState.WAITING or course.asked is not None:
            return
        if self.officers.comes_back(course):
            self.desk.reopen(course)
        else:
            self._at(now + ASKS_AGAIN_AFTER, lambda now: self._comes_back(course, now))

    def _change_proposed(self, course: DeskCourse, name: str, now: datetime) -> None:
        self._at(now + ANSWERS_AFTER, lambda _: self._answer_change(course, name))

    def _answer_change(self, course: DeskCourse, name: str) -> None:
        if course.state not in {CourseState.OPEN, CourseState.WAITING}:
            return
        course.asked = None
        if self.officers.changes_counsellor(course):
            course.counsellor_id = name
        else:
            course.refused.add(name)
        self.desk.reopen(course)

    def _ways_told(self, course: DeskCourse, ways: tuple[Way, ...], now: datetime) -> None:
        self._at(now + ANSWERS_AFTER, lambda _: self._answer_ways(course, ways))

    def _answer_ways(self, course: DeskCourse, ways: tuple[Way, ...]) -> None:
        """As production's `let_go`: what is left of needs and wishes is planned by, and a course that waits goes on."""
        if course.state not in {CourseState.OPEN, CourseState.WAITING} or course.asked is not None or course.live:
            return  # something has been found, or is being asked, meanwhile
        way = self.officers.takes(course, ways)
        if way is None:
            return
        course.needs, course.wants = eased(way.easings, course.needs, course.wants)
        for one in way.easings:
            if one.ease is Ease.SOMEBODY_ELSE:
                course.counsellor_id = one.what
        self.desk.reopen(course)

    # -- what time alone makes due ---------------------------------------------------------------------------------

    def _tend(self, now: datetime) -> None:
        """Learn the day's outcomes, and plan again what has no place yet."""
        if self.learns:
            self.known.learn(self.learning.close_the_day())
        self.desk.replan_short(all_of_them=now.astimezone(self.world.zone).weekday() == 0)
        self._at(now + _DAY, self._tend)


def _unheard(*_args: Any) -> None:
    """Nobody listens before the year begins."""
