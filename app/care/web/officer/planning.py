"""Plans a course at once where an officer waits for it; the job that was left does the same if this does not."""

import structlog
from sqlalchemy.orm import Session

from app.care.desk import CareDesk
from app.care.reads.course_plan import Proposal, propose
from app.care.services.plan_booking import book_plan
from app.care.services.promotion import promote
from app.care.store import roster_intake
from app.care.store.force import policy_of
from app.foundation.refusals import Conflict

_log = structlog.get_logger("relief.planning")


def plan_now(desk: CareDesk, course_id: str) -> None:
    """Read, think, write, once, no transaction held while thinking.

    Nobody's page depends on it: where the world moves on meanwhile the durable job, which every change leaves, plans.
    """
    now = desk.clock()
    proposal = propose(desk.store, course_id, now=now)
    try:
        with desk.store.write() as db:
            if proposal is not None and _is_of_this_roster(db, proposal):
                book_plan(db, course_id, proposal.rows, proposal.basis, now=now, outcome=proposal.outcome)
            promote(db, now=now, firm_until_at=policy_of(db).firm_until(now), course_id=course_id)
    except Conflict as moved_on:
        _log.info("planning left to the job", code=moved_on.stable_code)


def _is_of_this_roster(db: Session, proposal: Proposal) -> bool:
    return roster_intake.latest_locked(db, to_change=False) == proposal.basis.roster_version
