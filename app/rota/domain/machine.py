"""Other programs at the HR desk: what they may be called and what they may do."""

import re

from app.foundation.refusals import Fault

TOKEN_STARTS = "relief_"
UPLOAD, PUBLISH = "upload", "publish"
SCOPES = {
    UPLOAD: "send files, answer questions, throw its uploads away",
    PUBLISH: "make an upload the roster",
}
LONGEST_NAME = 24  # with "machine:" before it, it fits where the id of a person of HR stands
MOST_DAYS = 730
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


def acting_as(name: str) -> str:
    """How the records name a machine that does something."""
    return f"machine:{name}"


def machine_faults(name: str, scopes: list[str], days: int | None) -> list[Fault]:
    """What is wrong with a token that somebody wants to make."""
    faults: list[Fault] = []
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        message = f"A name has 1 to {LONGEST_NAME} small letters, digits and hyphens, like payroll-system."
        faults.append(Fault(message, column="name"))
    if not scopes or not set(scopes) <= SCOPES.keys():
        faults.append(Fault("Say what the program may do.", column="scopes"))
    if days is None or not 1 <= days <= MOST_DAYS:
        faults.append(Fault(f"A token ends after 1 to {MOST_DAYS} days.", column="days"))
    return faults
