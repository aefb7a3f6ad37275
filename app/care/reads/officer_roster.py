"""Whether an officer's own roster has changed since something was worked out from it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.care.store.tables.rosters import OfficerMonth


def has_changed_since(db: Session, officer_id: str, version: int) -> bool:
    """Whether a version pulled after `version` changed any month of this officer."""
    newest = db.scalar(select(func.max(OfficerMonth.version)).where(OfficerMonth.officer_id == officer_id))
    return newest is not None and newest > version
