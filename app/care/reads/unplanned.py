"""Courses that are owed a session for which nothing is planned."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.care.domain.appointment import STANDING
from app.care.domain.course import CourseState
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course


def unplanned_courses(db: Session) -> list[str]:
    """The planner's eyes: open courses with fewer live and attended appointments than sessions, in order of id."""
    standing = (
        select(func.count())
        .where(Appointment.course_id == Course.id, Appointment.status.in_(STANDING))
        .scalar_subquery()
    )
    query = select(Course.id).where(Course.state == CourseState.OPEN, standing < Course.sessions)
    return list(db.scalars(query.order_by(Course.id)))
