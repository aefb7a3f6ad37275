"""What time alone makes due: holds that lapse, proposed appointments that become firm, courses left unplanned."""

from datetime import datetime

from app.care.reads.unplanned import unplanned_courses
from app.care.services.hold import lapse_holds
from app.care.services.promotion import promote
from app.care.services.remind import remind
from app.care.services.replan import replan_together
from app.care.store.force import policy_of
from app.foundation.database import Database


def lapse_due_holds(store: Database, *, now: datetime) -> int:
    """Free the slots whose officers took too long to decide; returns how many."""
    with store.write() as db:
        return lapse_holds(db, now=now)


def promote_due(store: Database, *, now: datetime) -> int:
    """Book what has come inside the firm horizon; returns how many."""
    with store.write() as db:
        return len(promote(db, now=now, firm_until_at=policy_of(db).firm_until(now)))


def remind_due(store: Database, *, now: datetime) -> int:
    """Write down the reminders that come due within a day or so; returns how many."""
    with store.write() as db:
        return remind(db, now=now)


def replan_unplanned(store: Database) -> int:
    """Leave planning jobs for the open courses with a session that nothing is planned for; returns how many.

    The net under everything: a job that failed for good, or a course for which there was no place yet.
    """
    with store.read() as db:
        course_ids = unplanned_courses(db)
    with store.write() as db:
        replan_together(db, course_ids)
    return len(course_ids)
