"""Read, think, write: one go at mending courses, for the durable jobs and for a page that waits for it."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.course import CourseState
from app.care.domain.mending import Proposal
from app.care.domain.planned import CoursePlan
from app.care.domain.thinking import Think, think
from app.care.domain.thinking_together import ThinkTogether, think_together
from app.care.domain.wants import AS_ASKED
from app.care.reads.course_plan import other_counsellor, propose
from app.care.reads.part_plan import propose_together
from app.care.reads.why_not import ways_to_tell
from app.care.services.counsellor_change import NOTHING_FITS, propose_change
from app.care.services.plan_booking import book_plans
from app.care.services.promotion import promote
from app.care.services.tell import tell_ways
from app.care.services.unfit import is_unfit
from app.care.store import courses, roster_intake
from app.care.store.force import policy_of
from app.foundation.database import Database
from app.foundation.refusals import Conflict

Turn = Callable[[], AbstractContextManager[None]]
"""Held while thinking: foundation.turns."""
Also = Callable[[Session, Sequence[Proposal]], None]
"""What else to write in the transaction that books: it stands or falls with it."""

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


@dataclass(frozen=True, slots=True)
class AttemptTogether:
    """What one go at several courses came to; `proposals` are those of the courses that there was something to mend."""

    proposals: tuple[Proposal, ...]
    done: bool
    promoted: int = 0


def attempt(
    store: Database, course_id: str, *, now: datetime, think: Think = think, turn: Turn = nullcontext
) -> Attempt:
    """Book the least change that mends the course, and what it leaves standing inside the firm horizon.

    No transaction is held while thinking. What was planned is booked only if course, roster and slots are still as they
    were read; it is thought out within a `turn`. Raises Conflict where asking again would not help.
    """
    with turn():
        proposal = propose(store, course_id, now=now, think=think)
    promoted = _write(store, [course_id], [proposal] if proposal else [], _nothing, now=now)
    return Attempt(proposal, done=promoted is not None, promoted=promoted or 0)


def attempt_together(
    store: Database, course_ids: Sequence[str], also: Also, *, now: datetime, think: ThinkTogether = think_together
) -> AttemptTogether:
    """`attempt` for courses that are planned together: all are booked, and `also` is written, or nothing is.

    Raises NoAnswer when the engine has no plan of all of them, and Conflict where asking again would not help.
    """
    proposals = propose_together(store, course_ids, now=now, think=think)
    promoted = _write(store, course_ids, proposals, also, now=now)
    return AttemptTogether(proposals, done=promoted is not None, promoted=promoted or 0)


def ask_for_change(store: Database, course_id: str, *, now: datetime, think: Think = think) -> None:
    """Look whether somebody else could go on with the course, and ask the officer; nothing is booked with them."""
    with store.read() as db:
        if courses.open_change(db, course_id) is not None:
            return
    name = other_counsellor(store, course_id, now=now, think=think)
    if name is not None:
        with store.write() as db:
            reason = AS_ASKED if is_unfit(db, courses.locked(db, course_id)) else NOTHING_FITS
            propose_change(db, course_id, name, now=now, reason=reason)


def tell_what_helps(store: Database, course_id: str, *, now: datetime, think: Think = think) -> None:
    """Tell an officer for whom nothing fits that something would help, if anything does: each such set of things once.

    While they are being asked about somebody else, that question comes first.
    """
    ways = ways_to_tell(store, course_id, now=now, think=think)
    if not ways:
        return
    with store.write() as db:
        course = courses.locked(db, course_id)
        if course.state in {CourseState.OPEN, CourseState.WAITING} and courses.open_change(db, course_id) is None:
            tell_ways(db, course, ways, now=now)


def _nothing(_db: Session, _proposals: Sequence[Proposal]) -> None:
    """Nothing else."""


def _write(
    store: Database, course_ids: Collection[str], proposals: Sequence[Proposal], also: Also, *, now: datetime
) -> int | None:
    """How many appointments became firm; None where the world had moved on, and nothing was written."""
    try:
        with store.write() as db:
            if proposals:
                if roster_intake.latest_locked(db, to_change=False) != proposals[0].basis.roster_version:
                    return None
                book_plans(db, [CoursePlan(p.course_id, p.rows, p.basis, p.outcomes) for p in proposals], now=now)
            promoted = promote(db, now=now, firm_until_at=policy_of(db).firm_until(now), course_ids=course_ids)
            also(db, proposals)
    except Conflict as conflict:
        if conflict.stable_code not in _ASK_AGAIN:
            raise
        return None
    return len(promoted)
