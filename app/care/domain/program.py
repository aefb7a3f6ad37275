"""Programs of a provider: what their tokens may be called, what they may do and how long."""

import re
from collections.abc import Collection
from enum import StrEnum

from app.foundation.refusals import Fault

TOKEN_STARTS = "relief_"
LONGEST_NAME = 24
MOST_DAYS = 730
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


class Scope(StrEnum):
    """What a program may do; each is given apart from the others."""

    READ = "read"
    OUTCOMES = "outcomes"
    HOURS = "hours"


SCOPES = {
    Scope.READ: "read the provider's own schedules, slots and appointments",
    Scope.OUTCOMES: "say how appointments ended, and call them off",
    Scope.HOURS: "say when counsellors can be booked",
}


def acting_as(name: str) -> str:
    """How the records name a program that does something."""
    return f"program:{name}"


def program_faults(name: str, scopes: Collection[str], days: int | None) -> list[Fault]:
    """What is wrong with a token that somebody wants to make."""
    faults: list[Fault] = []
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        message = f"A name has 1 to {LONGEST_NAME} small letters, digits and hyphens, like practice-diary."
        faults.append(Fault(message, column="name"))
    if not scopes or not set(scopes) <= set(SCOPES):
        faults.append(Fault("Say what the program may do.", column="scopes"))
    if days is None or not 1 <= days <= MOST_DAYS:
        faults.append(Fault(f"A token ends after 1 to {MOST_DAYS} days.", column="days"))
    return faults
