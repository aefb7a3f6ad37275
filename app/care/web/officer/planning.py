"""Plans a course at once where an officer waits for it; the job that was left does the same if this does not."""

from functools import partial

import structlog

from app.care.desk import CareDesk
from app.care.planning import ask_for_change, attempt
from app.care.services.unfit import is_unfit
from app.care.store import courses
from app.foundation.refusals import Conflict
from app.foundation.turns import IN_THE_BACKGROUND

_log = structlog.get_logger("relief.planning")


def plan_later(desk: CareDesk, course_id: str) -> None:
    """`plan_now` after the answer has gone: whoever waits for a page comes first."""
    plan_now(desk, course_id, lets_pass=IN_THE_BACKGROUND)


def plan_now(desk: CareDesk, course_id: str, *, lets_pass: float = 0.0) -> None:
    """One go at it. Nobody's page depends on it: what the world moving on undoes, the durable job plans."""
    turn = partial(desk.turns.turn, lets_pass)
    try:
        done = attempt(desk.store, course_id, now=desk.clock(), turn=turn).done
    except Conflict as refused:
        _log.info("planning left to the job", code=refused.stable_code)
        return
    if not done:
        _log.info("planning left to the job", code="world-moved-on")


def ask_now(desk: CareDesk, course_id: str) -> bool:
    """Look at once for somebody whom the officer asks for, where they asked for somebody else than they see.

    Returns whether there is a question for the officer to answer; the job that was left looks again.
    """
    with desk.store.read() as db:
        seeks = is_unfit(db, courses.by_ids(db, [course_id])[0])
    if seeks:
        ask_for_change(desk.store, course_id, now=desk.clock())
    with desk.store.read() as db:
        return seeks and courses.open_change(db, course_id) is not None
