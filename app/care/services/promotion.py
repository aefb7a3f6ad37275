"""Turns proposed appointments into booked ones as they come inside the firm horizon."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.course import CourseState
from app.care.domain.told import Told
from app.care.services.appointment_life import Turn, go
from app.care.services.replan import replan
from app.care.services.tell import tell_both, tell_cancelled
from app.care.store import appointments, courses
from app.care.store.tables.appointments import Appointment

S = AppointmentStatus


def promote(
    db: Session, *, now: datetime, firm_until_at: datetime, course_ids: Collection[str] | None = None
) -> list[Appointment]:
    """Book every proposed appointment of an open course that starts before `firm_until_at`; returns those booked.

    `course_ids`: of these courses only.
    Only of courses whose officer has booked something: nobody's first session is chosen for them.
    One whose time came before anybody booked it was never promised to its officer: it is freed and planned anew.
    Courses that another writer is at are left for the next time.
    """
    due = appointments.proposed_before(db, firm_until_at, course_ids)
    idle = {course.id: course for course in courses.locked_if_idle(db, {one.course_id for one in due})}
    agreed = appointments.agreed_courses(db, idle.keys())
    booked = []
    for one in (appointments.again(db, a.id) for a in due if a.course_id in idle):
        course = idle[one.course_id]
        if one.status is not S.PROPOSED:
            continue
        if one.start_at <= now:
            go(db, course, one, Turn(S.CANCELLED, appointments.PLANNER), now=now)
            tell_cancelled(db, one, now=now)
            replan(db, course)
        elif course.state is CourseState.OPEN and course.id in agreed:
            go(db, course, one, Turn(S.BOOKED, appointments.PLANNER), now=now)
            tell_both(db, Told.APPOINTMENT_BOOKED, one, now=now)
            booked.append(one)
    return booked
