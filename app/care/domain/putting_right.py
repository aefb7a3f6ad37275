"""When an officer may say that an appointment was recorded wrongly, and what they may say instead."""

from datetime import datetime, timedelta

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.outcome import Outcome
from app.foundation.refusals import OutOfTurn

ASKED_WITHIN = timedelta(days=90)
"""Longer ago nobody remembers, and what is billed is settled."""


def claim_against(status: AppointmentStatus, recorded: Outcome | None, ended_at: datetime, *, now: datetime) -> Outcome:
    """The opposite of what is recorded. Raises OutOfTurn for what was called off, is still open, or is long over."""
    if recorded is None or status not in {AppointmentStatus.FULFILLED, AppointmentStatus.NOSHOW}:
        raise OutOfTurn("Nothing is recorded of this one that could be put right.", code="illegal-move")
    if now - ended_at > ASKED_WITHIN:
        raise OutOfTurn("This is longer ago than can be put right here.", code="too-late")
    return Outcome.DID_NOT_ATTEND if status is AppointmentStatus.FULFILLED else Outcome.ATTENDED
