"""Works out a course's plan: reads the world, thinks with no transaction held, and says what to book."""

from datetime import datetime

from app.care.domain.course import CourseState
from app.care.domain.mending import Proposal, answer_to, needs_mending, outcomes_of, proposal_of, standing_of
from app.care.domain.thinking import Think, replacement, think
from app.care.reads.world import read_world
from app.care.store.force import policy_of
from app.foundation.database import Database


def propose(store: Database, course_id: str, *, now: datetime, think: Think = think) -> Proposal | None:
    """The least change that mends the course; None when there is nothing to mend, or the course is not open.

    Where a session is missing before others, it is asked both ways: the others make room for it, or count one lower and
    one comes after them. What stands and is possible stays where the engine has no answer.
    """
    with store.read() as db:
        ask = read_world(db, [course_id], now=now, policy=policy_of(db))
    if not needs_mending(ask, course_id):
        return None
    asked, planned = answer_to(ask, course_id, think)
    return proposal_of(asked, course_id, planned, outcomes_of(ask, course_id))


def other_counsellor(store: Database, course_id: str, *, now: datetime, think: Think = think) -> str | None:
    """The counsellor to whom a change would help clearly; None if nobody's would, or the course is not open."""
    with store.read() as db:
        ask = read_world(db, [course_id], now=now, policy=policy_of(db), others_too=True)
    sheet = ask.sheets.get(course_id)
    if sheet is None or sheet.course.state is not CourseState.OPEN:
        return None
    return replacement(ask, course_id, standing_of(ask, course_id), think)
