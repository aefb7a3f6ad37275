"""Accounts at a single sign-on that officers have connected to themselves."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.care.store.tables.access import OidcLink


def officer_of(db: Session, person_lookup: str) -> str | None:
    """The officer who has connected this account, if anybody has."""
    return db.scalar(select(OidcLink.officer_id).where(OidcLink.person_lookup == person_lookup))


def of_officer(db: Session, officer_id: str) -> OidcLink | None:
    """What the officer has connected, if anything."""
    return db.get(OidcLink, officer_id)


def drop(db: Session, officer_id: str) -> None:
    """Forget what the officer has connected."""
    db.execute(delete(OidcLink).where(OidcLink.officer_id == officer_id))
