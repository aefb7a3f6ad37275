"""Plans a course at once where an officer waits for it; the job that was left does the same if this does not."""

import structlog

from app.care.desk import CareDesk
from app.care.planning import attempt
from app.foundation.refusals import Conflict

_log = structlog.get_logger("relief.planning")


def plan_now(desk: CareDesk, course_id: str) -> None:
    """One go at it. Nobody's page depends on it: what the world moving on undoes, the durable job plans."""
    try:
        done = attempt(desk.store, course_id, now=desk.clock()).done
    except Conflict as refused:
        _log.info("planning left to the job", code=refused.stable_code)
        return
    if not done:
        _log.info("planning left to the job", code="world-moved-on")
