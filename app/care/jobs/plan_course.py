"""Mends one course: read, think, write; asks again when the world moved on meanwhile."""

from datetime import datetime
from enum import StrEnum

from app.care.domain.thinking import Think, think
from app.care.planning import ask_for_change, attempt, tell_what_helps
from app.care.services.replan import PLAN_COURSE
from app.foundation.database import Database
from app.foundation.jobs import leave_job

TRIES, ROUNDS = 5, 3


class Mended(StrEnum):
    """What a run of the job came to."""

    NOTHING_TO_DO = "nothing_to_do"
    BOOKED = "booked"
    LEFT_FOR_LATER = "left_for_later"
    """Others were quicker every time; the job was left again."""
    LEFT_ONE_BY_ONE = "left_one_by_one"
    """Planned together they could not be booked; each was left to be planned alone."""


class Unsettled(RuntimeError):
    """The world moved on at every try of every round: the job engine waits longer and longer between the next ones."""


def plan_course(store: Database, course_id: str, *, now: datetime, think: Think = think, rounds: int = 0) -> Mended:
    """Book the least change that mends the course; doing it again does nothing.

    No transaction is held while thinking. What was planned is booked only if course, roster and slots are still as
    they were read; otherwise it is asked again, a few times, and then left as a job that knows how many `rounds` there
    were. Raises Unsettled after too many: others must not wait behind a course that can never be booked.
    """
    for _ in range(TRIES):
        one = attempt(store, course_id, now=now, think=think)
        if one.proposal is None:
            return Mended.BOOKED if one.promoted else Mended.NOTHING_TO_DO
        if one.done:
            if one.proposal.is_stuck:
                ask_for_change(store, course_id, now=now, think=think)
            if one.proposal.finds_nothing:
                tell_what_helps(store, course_id, now=now, think=think)
            return Mended.BOOKED
    if rounds >= ROUNDS:
        raise Unsettled(f"course {course_id} could not be booked in {rounds} rounds of {TRIES} tries")
    with store.write() as db:
        leave_job(db, PLAN_COURSE, {"course_id": course_id, "rounds": rounds + 1}, key=course_id)
    return Mended.LEFT_FOR_LATER
