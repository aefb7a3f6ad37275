"""Opens a course for an officer who refers themselves."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.course import CourseState
from app.care.domain.ledger import EntryKind
from app.care.domain.referral import Referral
from app.care.domain.urgency import start_within
from app.care.services.ledger_post import Line, post
from app.care.services.replan import replan
from app.care.store import officers
from app.care.store.drafts import drop_draft
from app.care.store.guards import settle
from app.care.store.tables.courses import Course


def refer(db: Session, officer_id: str, referral: Referral, *, now: datetime) -> Course:
    """Open a course, grant its sessions and leave a job that plans them; the form that led here is dropped.

    Raises NotFound without such an officer, Conflict ("course-open") while another course of theirs goes on.
    """
    officer = officers.one(db, officer_id)
    earliest_at = max(now, referral.earliest_at or now)
    course = Course(
        officer_id=officer.id,
        counsellor_id=None,
        state=CourseState.OPEN,
        sessions=referral.sessions,
        minutes=referral.minutes,
        urgency=referral.urgency,
        wants=referral.wants.as_json(),
        earliest_at=earliest_at,
        start_by_at=earliest_at + start_within(referral.urgency),
        opened_at=now,
        ended_at=None,
    )
    db.add(course)
    settle(db)
    post(db, course.id, Line(EntryKind.GRANT, "referral", units=referral.sessions), now=now)
    replan(db, course)
    drop_draft(db, officer.id)
    return course
