"""Queries over the tokens of providers' programs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.care.store.tables.programs import ProgramToken
from app.foundation.refusals import NotFound
from app.foundation.sealing import digest


def of_provider(db: Session, provider_id: str) -> Sequence[ProgramToken]:
    """A provider's eyes: every token it ever had, newest first."""
    query = select(ProgramToken).where(ProgramToken.provider_id == provider_id)
    return db.scalars(query.order_by(ProgramToken.id.desc())).all()


def live(db: Session, token: str, *, now: datetime) -> ProgramToken | None:
    """The row of a token that still opens the door."""
    query = select(ProgramToken).where(
        ProgramToken.token_digest == digest(token), ProgramToken.revoked_at.is_(None), ProgramToken.expires_at > now
    )
    return db.scalars(query).one_or_none()


def one_of_provider(db: Session, token_id: str, provider_id: str) -> ProgramToken:
    """One token for a provider's eyes. Raises NotFound if it is not theirs."""
    found = db.get(ProgramToken, token_id) if token_id.isalnum() else None
    if found is None or found.provider_id != provider_id:
        raise NotFound("There is no such token.")
    return found


def named(db: Session, provider_id: str, name: str) -> ProgramToken | None:
    """The provider's token of this name, ended or not."""
    query = select(ProgramToken).where(ProgramToken.provider_id == provider_id, ProgramToken.name == name)
    return db.scalars(query).one_or_none()


def note_use(db: Session, token_id: str, *, now: datetime) -> None:
    """Note that a token was used just now."""
    db.execute(update(ProgramToken).where(ProgramToken.id == token_id).values(last_used_at=now))
