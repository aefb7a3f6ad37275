"""Queries over the tokens of other programs."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.foundation.refusals import NotFound
from app.foundation.sealing import digest
from app.rota.store.tables.machines import MachineToken


def machine_tokens(db: Session) -> list[MachineToken]:
    """Every token there ever was, newest first."""
    return list(db.scalars(select(MachineToken).order_by(MachineToken.id.desc())))


def live_token(db: Session, token: str, *, now: datetime) -> MachineToken | None:
    """The row of a token that still opens the door."""
    wanted = select(MachineToken).where(
        MachineToken.token_digest == digest(token), MachineToken.revoked_at.is_(None), MachineToken.expires_at > now
    )
    return db.scalars(wanted).one_or_none()


def token_of(db: Session, token_id: str) -> MachineToken:
    """One token. Raises NotFound."""
    found = db.get(MachineToken, token_id)
    if found is None:
        raise NotFound("There is no such token.")
    return found


def token_named(db: Session, name: str) -> MachineToken | None:
    """The token of this name, ended or not."""
    return db.scalars(select(MachineToken).where(MachineToken.name == name)).one_or_none()


def note_use(db: Session, token_id: str, *, now: datetime) -> None:
    """Note that a token was used just now."""
    db.execute(update(MachineToken).where(MachineToken.id == token_id).values(last_used_at=now))
