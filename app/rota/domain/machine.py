"""Other programs at the HR desk: what they may be called and what they may do."""

from app.foundation.program_tokens import token_faults
from app.foundation.refusals import Fault

UPLOAD, PUBLISH = "upload", "publish"
SCOPES = {
    UPLOAD: "send files, answer questions, throw its uploads away",
    PUBLISH: "make an upload the roster",
}


def acting_as(name: str) -> str:
    """How the records name a machine that does something."""
    return f"machine:{name}"


def machine_faults(name: str, scopes: list[str], days: int | None) -> list[Fault]:
    """What is wrong with a token that somebody wants to make."""
    return token_faults(name, scopes, days, known=SCOPES, like="payroll-system")
