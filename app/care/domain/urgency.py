"""Urgency of a referral: how soon the first session must start, and how much it weighs."""

from datetime import timedelta
from enum import StrEnum


class Urgency(StrEnum):
    """How soon, in the officer's own words."""

    SOONEST = "soonest"
    SOON = "soon"
    ROUTINE = "routine"


_PRIORITY = {Urgency.SOONEST: 4, Urgency.SOON: 2, Urgency.ROUTINE: 1}
_START_WITHIN = {
    Urgency.SOONEST: timedelta(days=5),
    Urgency.SOON: timedelta(days=14),
    Urgency.ROUTINE: timedelta(days=28),
}


def priority(urgency: Urgency) -> int:
    """The weight of a course in the plan: 4, 2 or 1 (problem file, `priority`)."""
    return _PRIORITY[urgency]


def start_within(urgency: Urgency) -> timedelta:
    """From referral to the latest good first session."""
    return _START_WITHIN[urgency]
