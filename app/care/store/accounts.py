"""People at providers who may sign in."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.store.tables.providers import ProviderAccount


def of_contact(db: Session, lookup: str) -> ProviderAccount | None:
    """Who signs in with this contact, if anybody."""
    return db.scalar(select(ProviderAccount).where(ProviderAccount.contact_lookup == lookup))


def one(db: Session, account_id: str) -> ProviderAccount | None:
    """One account, if there is such a one."""
    return db.get(ProviderAccount, account_id)


def who_see_all(db: Session, provider_id: str) -> Sequence[ProviderAccount]:
    """Those who look after the whole provider, not one caseload."""
    query = select(ProviderAccount).where(
        ProviderAccount.provider_id == provider_id, ProviderAccount.counsellor_id.is_(None)
    )
    return db.scalars(query.order_by(ProviderAccount.id)).all()
