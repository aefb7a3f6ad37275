"""Mends one course: read, think, write; asks again when the world moved on meanwhile."""

from datetime import datetime
from enum import StrEnum

from app.care.domain.thinking import Think, think
from app.care.reads.course_plan import Proposal, other_counsellor, propose
from app.care.services.counsellor_change import propose_change
from app.care.services.plan_booking import book_plan
from app.care.services.promotion import promote
from app.care.store import courses, roster_intake
from app.care.store.force import policy_of
from app.foundation.database import Database
from app.foundation.jobs import leave_job
from app.foundation.refusals import Conflict

PLAN_COURSE = "plan_course"
TRIES, ROUNDS = 5, 3
_ASK_AGAIN = frozenset({"world-moved-on", "slot-taken", "slot-gone", "session-taken"})


class Mended(StrEnum):
    """What a run of the job came to."""

    NOTHING_TO_DO = "nothing_to_do"
    BOOKED = "booked"
    LEFT_FOR_LATER = "left_for_later"
    """Others were quicker every time; the job was left again."""


class Unsettled(RuntimeError):
    """The world moved on at every try of every round: the job engine waits longer and longer between the next ones."""


def plan_course(store: Database, course_id: str, *, now: datetime, think: Think = think, rounds: int = 0) -> Mended:
    """Book the least change that mends the course; doing it again does nothing.

    No transaction is held while thinking. What was planned is booked only if course, roster and slots are still as
    they were read; otherwise it is asked again, a few times, and then left as a job that knows how many `rounds` there
    were. Raises Unsettled after too many: others must not wait behind a course that can never be booked.
    """
    for _ in range(TRIES):
        proposal = propose(store, course_id, now=now, think=think)
        if proposal is None:
            return Mended.BOOKED if _promoted(store, course_id, now=now) else Mended.NOTHING_TO_DO
        if _booked(store, proposal, now=now):
            _promoted(store, course_id, now=now)
            if proposal.is_stuck:
                _ask_for_change(store, course_id, now=now, think=think)
            return Mended.BOOKED
    if rounds >= ROUNDS:
        raise Unsettled(f"course {course_id} could not be booked in {rounds} rounds of {TRIES} tries")
    with store.write() as db:
        leave_job(db, PLAN_COURSE, {"course_id": course_id, "rounds": rounds + 1}, key=course_id)
    return Mended.LEFT_FOR_LATER


def _booked(store: Database, proposal: Proposal, *, now: datetime) -> bool:
    try:
        with store.write() as db:
            if roster_intake.latest_locked(db, to_change=False) != proposal.basis.roster_version:
                return False
            book_plan(db, proposal.course_id, proposal.rows, proposal.basis, now=now, outcome=proposal.outcome)
    except Conflict as conflict:
        if conflict.stable_code not in _ASK_AGAIN:
            raise
        return False
    return True


def _promoted(store: Database, course_id: str, *, now: datetime) -> int:
    """Book what the plan left standing inside the firm horizon; returns how many."""
    with store.write() as db:
        firm_until_at = policy_of(db).firm_until(now)
        return len(promote(db, now=now, firm_until_at=firm_until_at, course_id=course_id))


def _ask_for_change(store: Database, course_id: str, *, now: datetime, think: Think) -> None:
    """Look whether somebody else could go on with the course, and ask the officer; nothing is booked with them."""
    with store.read() as db:
        if courses.open_change(db, course_id) is not None:
            return
    name = other_counsellor(store, course_id, now=now, think=think)
    if name is not None:
        with store.write() as db:
            propose_change(db, course_id, name, now=now)
