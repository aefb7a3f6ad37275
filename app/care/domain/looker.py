"""Somebody at a provider who looks at an officer's record, and what they look at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LOOKS_KEPT = timedelta(days=731)
"""How long an officer can read back who looked; then the rows are forgotten."""


class Seen(StrEnum):
    """What was looked at. An officer reads these in words of their own."""

    DIARY = "diary"
    LIST = "list"
    """The same by a provider's own program."""
    APPOINTMENT = "appointment"
    HOURS = "hours"
    QUESTION = "question"
    CASELOAD = "caseload"
    HELD_BACK = "held_back"
    """A message of their system that would have called the appointment off."""


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks. `counsellor_id` None: somebody who keeps the whole provider's diary."""

    looker_id: str
    provider_id: str
    counsellor_id: str | None


def hour_of(at: datetime) -> datetime:
    """The beginning of the hour that `at` lies in: looks within one hour share a row."""
    return at.replace(minute=0, second=0, microsecond=0)
