"""Finds whose appointments can no longer be kept, after rosters or counsellors' hours have changed."""

from dataclasses import dataclass, field
from datetime import datetime

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.course import CourseState
from app.care.domain.sheet import impossible_of
from app.care.domain.world import KnownAppointment
from app.simulate.facts import CounsellorAway, RosterChange
from app.simulate.relief.courses import DeskCourse
from app.simulate.relief.questions import Questions
from app.simulate.relief.rosters import reaches_near


@dataclass(slots=True, eq=False)
class Checking:
    """Gathers what changes at one moment; everything that it struck is then planned together."""

    known: Questions
    _to_check: dict[str, DeskCourse] = field(default_factory=dict)
    _struck: dict[str, DeskCourse] = field(default_factory=dict)

    def everybody(self) -> None:
        """A roster was published: whoever has something ahead may meet duties that nobody knew."""
        for course in self.known.going_on():
            self._to_check[course.id] = course

    def changed(self, event: RosterChange) -> None:
        """One officer's duties changed: only what lies near them can be struck."""
        for course in self.known.of_officer(event.officer_id):
            if any(reaches_near(event, one.fact.start_at, one.fact.end_at) for one in course.live):
                self._to_check[course.id] = course

    def away(self, event: CounsellorAway) -> None:
        """A counsellor is not there for a while: what stood with them then is struck."""
        for fact in self.known.diary.live_with(event.counsellor_id):
            if fact.start_at < event.end_at and fact.end_at > event.start_at:
                self._struck[fact.course_id] = self.known.courses[fact.course_id]

    def struck(self, now: datetime) -> list[str]:
        """The courses with an appointment that can no longer be kept, in order of id; what waits is called off.

        A course that waits for its officer is not planned: what it can no longer keep stays owed.
        """
        to_check, found = self._to_check, self._struck
        self._to_check, self._struck = {}, {}
        for course in (to_check | found).values():
            if course.state is CourseState.WAITING:
                self._clear(course, now)
            elif course.live and course.id not in found and self._impossible(course, now):
                found[course.id] = course
        return sorted(found)

    def _impossible(self, course: DeskCourse, now: datetime) -> tuple[KnownAppointment, ...]:
        world = self.known.facts([course.id], now)
        return impossible_of(world.courses[0], world, self.known.policy)

    def _clear(self, course: DeskCourse, now: datetime) -> None:
        for fact in self._impossible(course, now):
            entry = course.standing[fact.id]
            self.known.diary.turn(course, entry, AppointmentStatus.CANCELLED)
            course.ended.append(entry)
