"""Queries over the people of the HR desk."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.sealing import fingerprint
from app.rota.store.tables.access import HrAccount

_LABEL = "hr_account.contact"


def find_account(db: Session, contact: str) -> str | None:
    """The id of the account that this contact belongs to, or None."""
    wanted = select(HrAccount.id).where(
        HrAccount.contact_lookup == fingerprint(contact, _LABEL), HrAccount.ended_at.is_(None)
    )
    return db.scalar(wanted)


def account_stands(db: Session, account_id: str) -> bool:
    """Whether there is such an account and it has not ended."""
    return db.scalar(select(HrAccount.id).where(HrAccount.id == account_id, HrAccount.ended_at.is_(None))) is not None


def add_account(db: Session, contact: str, *, now: datetime) -> str:
    """Let the holder of `contact` in from now on; the account's id, also when there was one already."""
    lookup = fingerprint(contact, _LABEL)
    row = db.scalars(select(HrAccount).where(HrAccount.contact_lookup == lookup)).one_or_none()
    if row is None:
        row = HrAccount(contact=contact.strip(), contact_lookup=lookup, created_at=now)
        db.add(row)
    row.ended_at = None
    db.flush()
    return row.id
