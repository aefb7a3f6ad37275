"""Mends the courses of one part together: read, think, write; asks again when the world moved on meanwhile."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.mending import Proposal
from app.care.domain.thinking import NoAnswer
from app.care.domain.thinking_together import ThinkTogether, think_together
from app.care.jobs.plan_course import ROUNDS, TRIES, Mended
from app.care.planning import attempt_together
from app.care.services.replan import ASK_FOR_CHANGE, TELL_WHAT_HELPS, replan_each, replan_part
from app.foundation.database import Database
from app.foundation.jobs import leave_job
from app.foundation.refusals import Conflict

MOST = 40
"""Courses in one answer. All are booked in one transaction, which takes two seconds for so many, on a busy machine
eight; on SQLite all others who write wait for it, and are turned away after thirty. The rest of a larger part is the
next job."""


def plan_part(
    store: Database,
    course_ids: Sequence[str],
    *,
    now: datetime,
    think: ThinkTogether = think_together,
    rounds: int = 0,
    most: int = MOST,
) -> Mended:
    """Book the plan of these courses, the most urgent first, that was found best for all together.

    All of them are booked, or none; doing it again does nothing. No transaction is held while thinking. It is asked
    again as `plan_course` is, but in the end nothing is given up: each course is then left to be planned alone. So it
    is at once where the engine has no answer, where asking again would not help, or where something is wrong with a
    course: alone it stops nobody else.
    """
    mine, rest = course_ids[:most], course_ids[most:]

    def also(db: Session, proposals: Sequence[Proposal]) -> None:
        _go_on_with(db, proposals)
        replan_part(db, rest)

    refused: tuple[Proposal, ...] | None = None
    for _ in range(TRIES):
        try:
            one = attempt_together(store, mine, also, now=now, think=think)
        except (NoAnswer, Conflict, ValueError):
            return _leave_each(store, mine, rest)
        if one.done:
            return Mended.BOOKED if one.proposals or one.promoted else Mended.NOTHING_TO_DO
        if one.proposals == refused:
            # The same plan of the same world: the store sees what the engine does not, a room in two halves.
            return _leave_each(store, mine, rest)
        refused = one.proposals
    if rounds >= ROUNDS:
        return _leave_each(store, mine, rest)
    with store.write() as db:
        replan_part(db, course_ids, rounds=rounds + 1)
    return Mended.LEFT_FOR_LATER


def _leave_each(store: Database, mine: Sequence[str], rest: Sequence[str]) -> Mended:
    with store.write() as db:
        replan_each(db, mine)
        replan_part(db, rest)
    return Mended.LEFT_ONE_BY_ONE


def _go_on_with(db: Session, proposals: Sequence[Proposal]) -> None:
    """Leave what is to be done for courses that did not get all they are owed."""
    again = [one.course_id for one in proposals if one.has_kept_hours_left]
    others = [one for one in proposals if one.course_id not in again]
    for name in (one.course_id for one in others if one.is_stuck):
        leave_job(db, ASK_FOR_CHANGE, {"course_id": name}, key=name)
    for name in (one.course_id for one in others if one.finds_nothing):
        leave_job(db, TELL_WHAT_HELPS, {"course_id": name}, key=name)
    replan_each(db, again)
