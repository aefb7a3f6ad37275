"""Pulled roster versions and duties, as the planner sees them."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.care.store.tables.rosters import OfficerMonth, PulledVersion


def latest_version(db: Session) -> PulledVersion | None:
    """The version pulled last, if any was."""
    return db.scalar(select(PulledVersion).order_by(PulledVersion.number.desc()).limit(1))


def latest_number(db: Session) -> int:
    """Number of the version pulled last; 0 if none was."""
    return db.scalar(select(func.max(PulledVersion.number))) or 0


def months_of_officers(db: Session, officer_ids: Collection[str], months: Collection[str]) -> Sequence[OfficerMonth]:
    """The packed duties of these officers in these months ("2026-12"), in order of officer and month."""
    query = select(OfficerMonth).where(OfficerMonth.officer_id.in_(officer_ids), OfficerMonth.month.in_(months))
    return db.scalars(query.order_by(OfficerMonth.officer_id, OfficerMonth.month)).all()
