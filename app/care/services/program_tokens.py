"""Lets a provider's programs in, and shuts them out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.domain.program import program_faults
from app.care.store import program_tokens
from app.care.store.tables.programs import ProgramToken
from app.foundation.ids import new_token
from app.foundation.program_tokens import TOKEN_STARTS
from app.foundation.refusals import Fault, Invalid
from app.foundation.sealing import digest


@dataclass(frozen=True, slots=True)
class NewProgram:
    """A token that somebody at a provider wants: its name, what it may do, how many days it lasts."""

    name: str
    scopes: Sequence[str]
    days: int | None


def make_token(
    db: Session, provider_id: str, wanted: NewProgram, *, by: str, now: datetime
) -> tuple[str, ProgramToken]:
    """A new token, to be shown this once, and its row: only its digest is kept. Raises Invalid with every fault.

    `by`: the provider account that asks for it.
    """
    faults = program_faults(wanted.name, wanted.scopes, wanted.days)
    if program_tokens.named(db, provider_id, wanted.name) is not None:
        message = "There was a token of this name already, and the records speak of it."
        faults.append(Fault(message, column="name", remedy=f"Give this one another name, like {wanted.name[:20]}-2."))
    if faults or wanted.days is None:
        raise Invalid("The token was not made.", faults=faults)
    token = TOKEN_STARTS + new_token()
    row = ProgramToken(
        provider_id=provider_id,
        name=wanted.name,
        token_digest=digest(token),
        scopes=sorted(set(wanted.scopes)),
        created_at=now,
        created_by=by,
        expires_at=now + timedelta(days=wanted.days),
        last_used_at=None,
        revoked_at=None,
    )
    db.add(row)
    db.flush()
    return token, row


def revoke_token(db: Session, provider_id: str, token_id: str, *, now: datetime) -> ProgramToken:
    """End a token of the provider's at once; again changes nothing. Raises NotFound."""
    row = program_tokens.one_of_provider(db, token_id, provider_id)
    if row.revoked_at is None:
        row.revoked_at = now
        db.flush()
    return row
