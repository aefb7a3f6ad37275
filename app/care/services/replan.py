"""Leaves the durable job that fits a course again."""

from sqlalchemy.orm import Session

from app.care.domain.course import CourseState
from app.care.store.tables.courses import Course
from app.foundation.jobs import leave_job


def replan(db: Session, course: Course) -> None:
    """Ask for a plan of what the course is owed; a course that is not open is left alone."""
    if course.state is CourseState.OPEN:
        leave_job(db, "plan_course", {"course_id": course.id}, key=course.id)
