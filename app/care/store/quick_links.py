"""Links in messages, by the digest of their token."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.care.store.tables.quick_links import LinkTo, QuickLink


def unused(db: Session, token_digest: str, *, now: datetime) -> QuickLink | None:
    """The link under this digest, if it can still be used."""
    query = select(QuickLink).where(
        QuickLink.token_digest == token_digest, QuickLink.used_at.is_(None), QuickLink.expires_at > now
    )
    return db.scalar(query)


def spend(db: Session, token_digest: str, leads_to: LinkTo, *, now: datetime) -> str | None:
    """Use the link up, in one statement, so that two at the same moment cannot both; the appointment it is about."""
    ours = (QuickLink.token_digest == token_digest, QuickLink.leads_to == leads_to)
    fresh = (QuickLink.used_at.is_(None), QuickLink.expires_at > now)
    return db.scalar(update(QuickLink).where(*ours, *fresh).values(used_at=now).returning(QuickLink.appointment_id))


def forget(db: Session, *, before: datetime) -> None:
    """Delete the links that ended before this instant."""
    db.execute(delete(QuickLink).where(QuickLink.expires_at < before))
