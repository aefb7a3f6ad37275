"""Read, think, write: one go at mending a course, for the durable job and for a page that waits for it."""

from dataclasses import dataclass
from datetime import datetime

from app.care.domain.thinking import Think, think
from app.care.reads.course_plan import Proposal, propose
from app.care.services.plan_booking import book_plan
from app.care.services.promotion import promote
from app.care.store import roster_intake
from app.care.store.force import policy_of
from app.foundation.database import Database
from app.foundation.refusals import Conflict

_ASK_AGAIN = frozenset({"world-moved-on", "slot-taken", "slot-gone", "session-taken"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one go came to.

    `proposal`: what was proposed, None when there was nothing to mend. `done`: false when the world moved on before it
    could be booked, and it must be asked again. `promoted`: how many provisional appointments became firm.
    """

    proposal: Proposal | None
    done: bool
    promoted: int = 0


def attempt(store: Database, course_id: str, *, now: datetime, think: Think = think) -> Attempt:
    """Book the least change that mends the course, and what it leaves standing inside the firm horizon.

    No transaction is held while thinking. What was planned is booked only if course, roster and slots are still as they
    were read. Raises Conflict where asking again would not help.
    """
    proposal = propose(store, course_id, now=now, think=think)
    try:
        with store.write() as db:
            if proposal is not None:
                if roster_intake.latest_locked(db, to_change=False) != proposal.basis.roster_version:
                    return Attempt(proposal, done=False)
                book_plan(db, course_id, proposal.rows, proposal.basis, now=now, outcomes=proposal.outcomes)
            promoted = promote(db, now=now, firm_until_at=policy_of(db).firm_until(now), course_id=course_id)
    except Conflict as conflict:
        if conflict.stable_code not in _ASK_AGAIN:
            raise
        return Attempt(proposal, done=False)
    return Attempt(proposal, done=True, promoted=len(promoted))
