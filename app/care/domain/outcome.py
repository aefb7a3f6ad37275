"""How an appointment ended, and what follows from that."""

from enum import StrEnum
from typing import assert_never

from app.care.domain.appointment import AppointmentStatus


class Outcome(StrEnum):
    """How an appointment ended."""

    ATTENDED = "attended"
    DID_NOT_ATTEND = "did_not_attend"
    KEPT_ON_DUTY = "kept_on_duty"
    RECALLED_TO_DUTY = "recalled_to_duty"
    COURT = "court"
    UNWELL = "unwell"
    CANCELLED_BY_OFFICER = "cancelled_by_officer"
    CANCELLED_BY_PROVIDER = "cancelled_by_provider"
    MOVED_BY_ROSTER = "moved_by_roster"
    MOVED_BY_PLAN = "moved_by_plan"
    """It could have been kept; it made room because another session of the course had to move."""


AWAY = "away"
"""The note on what gave way to days away that its officer set."""
OWN_RULES = "own_rules"
"""Stands for such a note where the plan found that the officer's own settings leave no room for it any more."""


def is_miss(outcome: Outcome) -> bool:
    """Whether the appointment ended without its session, whatever the reason. A miss never uses the entitlement."""
    return outcome is not Outcome.ATTENDED


def status_after(outcome: Outcome) -> AppointmentStatus:
    """The status that an appointment takes when it ends so: missed on the day is noshow, called off is cancelled."""
    match outcome:
        case Outcome.ATTENDED:
            return AppointmentStatus.FULFILLED
        case Outcome.DID_NOT_ATTEND | Outcome.KEPT_ON_DUTY | Outcome.RECALLED_TO_DUTY | Outcome.COURT | Outcome.UNWELL:
            return AppointmentStatus.NOSHOW
        case (
            Outcome.CANCELLED_BY_OFFICER
            | Outcome.CANCELLED_BY_PROVIDER
            | Outcome.MOVED_BY_ROSTER
            | Outcome.MOVED_BY_PLAN
        ):
            return AppointmentStatus.CANCELLED
    assert_never(outcome)
