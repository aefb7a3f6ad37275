"""Plans a course at once where an officer waits for it; the job that was left does the same if this does not."""

import structlog

from app.care.desk import CareDesk
from app.care.reads.course_plan import propose
from app.care.services.plan_booking import book_plan
from app.care.store import roster_intake
from app.foundation.refusals import Conflict

_log = structlog.get_logger("relief.planning")


def plan_now(desk: CareDesk, course_id: str) -> bool:
    """Read, think, write, once, no transaction held while thinking; whether the course is whole now.

    Nobody's page depends on it: where the world moves on meanwhile the durable job, which every change leaves, plans.
    """
    now = desk.clock()
    proposal = propose(desk.store, course_id, now=now)
    if proposal is None:
        return True
    try:
        with desk.store.write() as db:
            if roster_intake.latest_locked(db, to_change=False) != proposal.basis.roster_version:
                return False
            book_plan(db, proposal.course_id, proposal.rows, proposal.basis, now=now, outcome=proposal.outcome)
    except Conflict as moved_on:
        _log.info("planning left to the job", code=moved_on.stable_code)
        return False
    return proposal.unplaced == 0
