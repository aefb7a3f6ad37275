"""A provider's caseload: each course with how far it has come, under references and no names."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.course import GOING_ON, CourseState
from app.care.domain.pseudonyms import Kind, officer_reference, outward
from app.care.reads.provider_diary import Seat
from app.care.store import appointments, providers
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course

S = AppointmentStatus
_LIVE = frozenset({S.PROPOSED, S.BOOKED})


@dataclass(frozen=True, slots=True)
class OwnCourse:
    """One course as its provider may know it."""

    course: str
    officer: str
    counsellor: str
    counsellor_name: str
    state: CourseState
    sessions: int
    minutes: int
    attended: int
    missed: int
    booked: int
    unrecorded: int
    last_at: datetime | None
    next_at: datetime | None
    opened_at: datetime
    officer_id: str = field(repr=False)
    """For the record of who looked; never shown or sent."""

    @property
    def ahead(self) -> int:
        """Sessions that were not attended and have no time."""
        return max(0, self.sessions - self.attended - self.booked - self.unrecorded)


def own_caseload(db: Session, seat: Seat, *, now: datetime) -> list[OwnCourse]:
    """The courses that go on with the seat's counsellors, in order of counsellor and reference."""
    people = {
        one.id: one.name
        for one in providers.counsellors_of_provider(db, seat.provider_id)
        if seat.counsellor_id in {None, one.id}
    }
    query = select(Course).where(Course.counsellor_id.in_(people), Course.state.in_(GOING_ON))
    found = db.scalars(query.order_by(Course.id)).all()
    ever: dict[str, list[Appointment]] = defaultdict(list)
    for one in appointments.of_courses(db, [course.id for course in found]):
        ever[one.course_id].append(one)
    # Before its officer ever booked anything a course is a suggestion that no provider has heard of.
    agreed = appointments.agreed_courses(db, [course.id for course in found])
    own = [_own(course, seat, people, ever[course.id], now=now) for course in found if course.id in agreed]
    return sorted(own, key=lambda one: (one.counsellor_name, one.officer))


def _own(course: Course, seat: Seat, people: dict[str, str], ever: list[Appointment], *, now: datetime) -> OwnCourse:
    counsellor_id = course.counsellor_id or ""
    attended = [one for one in ever if one.status is S.FULFILLED]
    live = [one for one in ever if one.status in _LIVE]
    coming = [one for one in live if one.start_at > now]
    return OwnCourse(
        course=outward(seat.key, Kind.COURSE, course.id),
        officer=officer_reference(seat.key, course.officer_id),
        counsellor=outward(seat.key, Kind.COUNSELLOR, counsellor_id),
        counsellor_name=people[counsellor_id],
        state=course.state,
        sessions=course.sessions,
        minutes=course.minutes,
        attended=len(attended),
        missed=sum(one.status is S.NOSHOW for one in ever),
        booked=len(coming),
        unrecorded=len(live) - len(coming),
        last_at=max((one.start_at for one in attended), default=None),
        next_at=min((one.start_at for one in coming), default=None),
        opened_at=course.opened_at,
        officer_id=course.officer_id,
    )
