"""Programs of a provider: what their tokens may be called, what they may do and how long."""

from collections.abc import Collection
from enum import StrEnum

from app.foundation.program_tokens import token_faults
from app.foundation.refusals import Fault


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
    return token_faults(name, scopes, days, known=SCOPES, like="practice-diary")
