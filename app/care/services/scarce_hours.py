"""Writes down which hours few counsellors work; who wrote it when is on record."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.scarce_setting import ScarceHours
from app.care.store.guards import settle
from app.care.store.scarce_hours import newest_scarce
from app.care.store.tables.access import AuditEntry
from app.care.store.tables.settings import ScarceHoursVersion
from app.foundation.audit import Line, record
from app.foundation.versions import etag_of, refuse_unless_seen


def scarce_version(number: int) -> str:
    """The entity tag of a version; 0 while nobody has written anything."""
    return etag_of("scarce hours", number)


def write_scarce(db: Session, lead_id: str, hours: ScarceHours, seen: str | None, *, now: datetime) -> int:
    """Plan by `hours` from the next plan on; the same as stands changes nothing. Returns the version that stands.

    Raises VersionMissing (428) or VersionChanged (412) unless `seen` is what stands.
    """
    newest = newest_scarce(db)
    number = newest.number if newest else 0
    refuse_unless_seen(seen, scarce_version(number))
    if newest is not None and newest.parts == hours.names():
        return number
    db.add(ScarceHoursVersion(number=number + 1, parts=hours.names(), written_at=now, written_by=lead_id))
    settle(db)
    record(db, AuditEntry, Line(f"welfare-lead:{lead_id}", "wrote.scarce-hours", f"scarce-hours:{number + 1}"), now=now)
    return number + 1
