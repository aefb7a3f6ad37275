"""People at providers who may sign in."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.store.tables.providers import ProviderAccount


def of_contact(db: Session, lookup: str) -> ProviderAccount | None:
    """Who signs in with this contact, if anybody."""
    return db.scalar(select(ProviderAccount).where(ProviderAccount.contact_lookup == lookup))


def one(db: Session, account_id: str) -> ProviderAccount | None:
    """One account, if there is such a one."""
    return db.get(ProviderAccount, account_id)
