"""The simulator's desk: mends courses one by one or together, books them, and remembers what still waits to be done."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.course import CourseState, moved
from app.care.domain.mending import (
    Proposal,
    answer_to,
    answer_together,
    needs_mending,
    outcomes_of,
    proposal_of,
    standing_of,
)
from app.care.domain.sharing import apart
from app.care.domain.thinking import NoAnswer, replacement
from app.care.domain.thinking_together import think_together
from app.care.domain.why_not import Way, ways_worth_telling
from app.care.domain.world import KnownCounsellor
from app.foundation.refusals import Conflict
from app.simulate.relief.booking import Placed, book
from app.simulate.relief.courses import DeskCourse, Entry
from app.simulate.relief.questions import Questions

S = AppointmentStatus
MOST = 40
"""Courses in one answer, as in production."""
_NO_CLOCK = float("inf")
"""The year must come out the same on a slow machine."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Whom the desk tells: of new and moved appointments, and of a question that waits for the officer."""

    placed: Callable[[Placed, datetime], None]
    change_proposed: Callable[[DeskCourse, str, datetime], None]
    waits: Callable[[DeskCourse, datetime], None]
    ways_told: Callable[[DeskCourse, tuple[Way, ...], datetime], None]


@dataclass(slots=True, eq=False)
class Desk:
    """What waits is planned when everything that happens at one moment has happened, as jobs are run after it."""

    known: Questions
    heard: Heard
    plans: int = 0
    stuck: set[str] = field(default_factory=set)
    """Courses that were planned and have a session without a place, as long as nothing has changed for them."""
    _waiting: deque[tuple[str, ...]] = field(default_factory=deque)

    def replan(self, course_ids: Sequence[str]) -> None:
        """Ask for a plan of these courses, which something struck at the same moment."""
        ids = tuple(sorted(name for name in course_ids if self.known.courses[name].state is CourseState.OPEN))
        if ids and ids not in self._waiting:
            self._waiting.append(ids)

    def work(self, now: datetime) -> None:
        """Plan what waits, and what that leaves."""
        while self._waiting:
            ids = self._waiting.popleft()
            if len(ids) == 1:
                self.mend(ids[0], now)
            else:
                self._mend_parts(ids, now)

    def mend(self, course_id: str, now: datetime) -> None:
        """Book the least change that mends the course, and what it leaves standing inside the firm horizon."""
        course = self.known.courses[course_id]
        if course.state is not CourseState.OPEN:
            return
        self.known.rosters.look(course.officer.id)
        ask = self.known.ask([course_id], now)
        if needs_mending(ask, course_id):
            self.plans += 1
            asked, planned = answer_to(ask, course_id)
            proposal = proposal_of(asked, course_id, planned, outcomes_of(ask, course_id))
            try:
                placed = book(self.known, [proposal], now=now)
            except Conflict:
                # A room in two halves, which the engine does not see: what stands goes on standing.
                placed = []
            self._told(placed, now)
            self._go_on_with(proposal, now)
        self.stuck.add(course_id)
        self.promote(course, now)

    def _mend_parts(self, ids: Sequence[str], now: datetime) -> None:
        known = self.known
        courses = [known.course(name, now) for name in ids]
        people = [known.people[name].known for name in sorted(known.people)]
        for part in apart(courses, people, known.world.places, known.policy):
            for first in range(0, len(part), MOST):
                self._mend_together(part[first : first + MOST], now)

    def _mend_together(self, ids: Sequence[str], now: datetime) -> None:
        """All of them or none; where that does not go, each alone."""
        if len(ids) == 1:
            self.mend(ids[0], now)
            return
        for name in ids:
            self.known.rosters.look(self.known.courses[name].officer.id)
        ask = self.known.ask(ids, now)
        mended = [name for name in ids if needs_mending(ask, name)]
        if mended and len(mended) < len(ids):
            ask = self.known.ask(mended, now)
        if mended:
            self.plans += 1
            try:
                proposals = answer_together(ask, mended, partial(think_together, seconds=_NO_CLOCK))
                placed = book(self.known, proposals, now=now)
            except (NoAnswer, Conflict):
                self._waiting.extend((name,) for name in ids)
                return
            self._told(placed, now)
            for proposal in proposals:
                self._go_on_with(proposal, now)
        for name in ids:
            self.stuck.add(name)
            self.promote(self.known.courses[name], now)

    def replan_short(self, *, all_of_them: bool) -> None:
        """Plan again what has no place yet: the net under everything.

        `all_of_them`: the horizon has moved on; otherwise those for whom something may have come free. Asking the
        others again would find what it found before.
        """
        freed, self.known.diary.freed = self.known.diary.freed, set()
        short = [course for _, course in sorted(self.known.courses.items()) if course.is_short]
        people = [self.known.people[name].known for name in sorted(freed)]
        self.replan([one.id for one in short if all_of_them or one.id not in self.stuck or _may_gain(one, people)])

    def _go_on_with(self, proposal: Proposal, now: datetime) -> None:
        """What is to be done for a course that did not get all it is owed."""
        course = self.known.courses[proposal.course_id]
        if proposal.has_kept_hours_left:
            self._waiting.append((course.id,))
            return
        if proposal.is_stuck:
            self.seek_another(course, now)
        if proposal.finds_nothing:
            self.tell_what_helps(course, now)

    def _told(self, placed: Sequence[Placed], now: datetime) -> None:
        for one in placed:
            self.heard.placed(one, now)

    def promote(self, course: DeskCourse, now: datetime) -> None:
        """Book what has come inside the firm horizon; what nobody booked in time is freed and planned anew."""
        firm_until_at = self.known.policy.firm_until(now)
        for entry in [one for one in course.live if one.fact.status is S.PROPOSED]:
            if entry.fact.start_at <= now:
                self.known.diary.turn(course, entry, S.CANCELLED)
                self.replan([course.id])
            elif entry.fact.start_at < firm_until_at and course.agreed and course.state is CourseState.OPEN:
                self.known.diary.turn(course, entry, S.BOOKED)

    def call_off(self, course: DeskCourse, entry: Entry) -> None:
        """End an appointment that has not begun; its session stays owed."""
        self.known.diary.turn(course, entry, S.CANCELLED)
        course.ended.append(entry)

    def seek_another(self, course: DeskCourse, now: datetime) -> None:
        """Look whether somebody else could go on with the course, and ask the officer."""
        if course.asked is not None or course.counsellor_id is None or course.state is not CourseState.OPEN:
            return
        ask = self.known.ask([course.id], now, others_too=True)
        name = replacement(ask, course.id, standing_of(ask, course.id))
        if name is None or name == course.counsellor_id:
            return
        course.asked = name
        if not course.live:
            self.wait(course, now)
        self.heard.change_proposed(course, name, now)

    def tell_what_helps(self, course: DeskCourse, now: datetime) -> None:
        """Tell an officer for whom nothing fits what would help, each such set of things once."""
        if course.asked is not None or course.state not in {CourseState.OPEN, CourseState.WAITING}:
            return
        ways = ways_worth_telling(self.known.asked_why(course.id, now), course.id)
        name = " ".join(sorted(way.key for way in ways))
        if ways and name not in course.told_ways:
            course.told_ways.add(name)
            self.heard.ways_told(course, ways, now)

    def wait(self, course: DeskCourse, now: datetime) -> None:
        """Stop planning by ourselves until the officer says so."""
        if course.state is CourseState.OPEN:
            course.state = moved(course.state, CourseState.WAITING)
            self.heard.waits(course, now)

    def go_on(self, course: DeskCourse) -> None:
        """Open a course that waited for its officer, unless it awaits their word on somebody else."""
        if course.state is CourseState.WAITING and course.asked is None:
            self.reopen(course)

    def reopen(self, course: DeskCourse) -> None:
        """Go on with all automatic attempts anew."""
        if course.state is CourseState.WAITING:
            course.state = moved(course.state, CourseState.OPEN)
            course.attempts = 0
        self.replan([course.id])


def _may_gain(course: DeskCourse, freed: Sequence[KnownCounsellor]) -> bool:
    """Whether somebody who has time again could have the course: its own counsellor, or one to whom it could change."""
    return any(
        who.id == course.counsellor_id or course.wants.fits(who.skills, who.languages, who.gender) for who in freed
    )
