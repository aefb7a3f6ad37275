"""What an outcome tells about the risk of a start."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from app.care.domain.outcome import Outcome

IN_TIME = timedelta(hours=24)
"""What is known so long before a start is mended by a plan; the start itself was not put to the test."""


class Evidence(StrEnum):
    """What a start showed."""

    MISSED = "missed"
    KEPT = "kept"


def evidence_of(outcome: Outcome | None, *, ended_at: datetime, start_at: datetime) -> Evidence | None:
    """What an appointment that ended so at that instant tells of its start; None: nothing.

    The risk is that a start which still stands on its day brings no session. So attendance shows that it was kept, and
    every kind of miss on the day that it was missed, whoever is to blame: the slot is lost. What was called off or
    moved by a new roster a day ahead or more was mended in time; on the day itself it is a miss like any other. What
    the provider called off, or the plan moved for another session's sake, says nothing of the officer's shifts.
    """
    match outcome:
        case None | Outcome.CANCELLED_BY_PROVIDER | Outcome.MOVED_BY_PLAN:
            return None
        case Outcome.ATTENDED:
            return Evidence.KEPT
        case (
            Outcome.DID_NOT_ATTEND
            | Outcome.KEPT_ON_DUTY
            | Outcome.RECALLED_TO_DUTY
            | Outcome.COURT
            | Outcome.UNWELL
            | Outcome.CANCELLED_BY_OFFICER
            | Outcome.MOVED_BY_ROSTER
        ):
            return Evidence.MISSED if ended_at > start_at - IN_TIME else None
    assert_never(outcome)
