"""Keeps a course's counsellor in step with its appointments, and opens the course for their provider."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.told import Told
from app.care.services.tell import tell_of_course
from app.care.store import appointments
from app.care.store.tables.courses import Course


def counsel(db: Session, course: Course, counsellor_id: str, *, now: datetime) -> None:
    """Make this counsellor the course's; their provider is told of the course once."""
    course.counsellor_id = counsellor_id
    tell_of_course(db, Told.COURSE_OPENED, course, now=now, officer=False)


def settle_counsellor(db: Session, course: Course) -> None:
    """Forget the counsellor where nothing stands and nothing was ever promised: the choice is open again."""
    if not appointments.standing_of_course(db, course.id) and not appointments.agreed(db, course.id):
        course.counsellor_id = None
