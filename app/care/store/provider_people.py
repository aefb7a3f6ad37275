"""Accounts of people at providers: whose they are, and who is to be told what."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.store.tables.providers import Counsellor, ProviderAccount
from app.foundation.refusals import NotFound


def accounts_of_provider(db: Session, provider_id: str) -> Sequence[ProviderAccount]:
    """Everybody who may sign in for a provider, in the order in which they were let in."""
    query = select(ProviderAccount).where(ProviderAccount.provider_id == provider_id)
    return db.scalars(query.order_by(ProviderAccount.id)).all()


def account_of_provider(db: Session, account_id: str, provider_id: str) -> ProviderAccount:
    """One of them. Raises NotFound for another provider's."""
    found = db.get(ProviderAccount, account_id)
    if found is None or found.provider_id != provider_id:
        raise NotFound("There is no such account.")
    return found


def who_care_for(db: Session, counsellor: Counsellor) -> list[str]:
    """The contacts of those who look after a counsellor's hours: the practice's own, and the counsellor."""
    found = accounts_of_provider(db, counsellor.provider_id)
    return [one.contact for one in found if one.counsellor_id in {None, counsellor.id}]
