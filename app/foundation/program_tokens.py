"""Tokens that other programs hold: what one may be called, what it may do and how long, on either desk."""

import re
from collections.abc import Collection

from app.foundation.refusals import Fault

TOKEN_STARTS = "relief_"
LONGEST_NAME = 24  # with a word such as "machine:" before it, it fits where the id of a person stands
MOST_DAYS = 730
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


def token_faults(
    name: str, scopes: Collection[str], days: int | None, *, known: Collection[str], like: str
) -> list[Fault]:
    """What is wrong with a token that somebody wants to make; `like`: a name as the desk would have it."""
    faults: list[Fault] = []
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        message = f"A name has 1 to {LONGEST_NAME} small letters, digits and hyphens, like {like}."
        faults.append(Fault(message, column="name"))
    if not scopes or not set(scopes) <= set(known):
        faults.append(Fault("Say what the program may do.", column="scopes"))
    if days is None or not 1 <= days <= MOST_DAYS:
        faults.append(Fault(f"A token ends after 1 to {MOST_DAYS} days.", column="days"))
    return faults
