"""What taking in a roster version reads, and the lock between taking one in and booking by the last one."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.domain.appointment import LIVE
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.rosters import OfficerMonth, PulledVersion


def known_version(db: Session, number: int) -> PulledVersion | None:
    """The pulled version of that number, if it was pulled."""
    return db.get(PulledVersion, number)


def latest_locked(db: Session, *, to_change: bool) -> int:
    """Number of the version pulled last (0: none), kept so until the transaction ends.

    Bookers share the lock, taking in a version excludes them: nothing can be booked by a roster that has just been
    replaced. SQLite has one writer at a time anyway.
    """
    latest = select(PulledVersion.number).order_by(PulledVersion.number.desc()).limit(1)
    locked = db.scalar(latest.with_for_update() if to_change else latest.with_for_update(read=True))
    # Who waited for the lock may hold one on what is no longer the last row: look again.
    return max(locked or 0, db.scalar(latest) or 0)


def months_of(db: Session, officer_ids: Collection[str]) -> Sequence[OfficerMonth]:
    """Every stored month of these officers."""
    return db.scalars(select(OfficerMonth).where(OfficerMonth.officer_id.in_(officer_ids))).all()


def courses_ahead_of(db: Session, officer_ids: Collection[str], since: datetime) -> list[str]:
    """Courses in which one of these officers has a live appointment that starts after `since`."""
    query = select(Appointment.course_id).where(
        Appointment.officer_id.in_(officer_ids), Appointment.status.in_(LIVE), Appointment.start_at > since
    )
    return sorted(db.scalars(query.distinct()))
