"""Let other programs in, and shut them out again."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.ids import new_token
from app.foundation.program_tokens import TOKEN_STARTS
from app.foundation.refusals import Fault, Invalid
from app.foundation.sealing import digest
from app.rota.domain.actor import actor
from app.rota.domain.machine import machine_faults
from app.rota.store.machine_tokens import token_named, token_of
from app.rota.store.tables.access import AuditEntry
from app.rota.store.tables.machines import MachineToken


def make_token(db: Session, name: str, scopes: list[str], days: int | None, *, by: str, now: datetime) -> str:
    """A new token, to be shown this once: only its digest is kept. Raises Invalid with every fault."""
    faults = machine_faults(name, scopes, days)
    if token_named(db, name) is not None:
        message = "There was a token of this name already, and the records speak of it."
        faults.append(Fault(message, column="name", remedy=f"Give this one another name, like {name[:20]}-2."))
    if faults or days is None:
        raise Invalid("The token was not made.", faults=faults)
    token = TOKEN_STARTS + new_token()
    row = MachineToken(
        name=name,
        token_digest=digest(token),
        scopes=sorted(scopes),
        created_at=now,
        created_by=by,
        expires_at=now + timedelta(days=days),
    )
    db.add(row)
    db.flush()
    detail = {"scopes": row.scopes, "days": days}
    audit.record(db, AuditEntry, audit.Line(actor(by), "token.made", f"machine:{name}", detail), now=now)
    return token


def revoke_token(db: Session, token_id: str, *, by: str, now: datetime) -> str:
    """End a token at once; its name. Raises NotFound."""
    row = token_of(db, token_id)
    if row.revoked_at is None:
        row.revoked_at = now
        audit.record(db, AuditEntry, audit.Line(actor(by), "token.revoked", f"machine:{row.name}"), now=now)
        db.flush()
    return row.name
