"""Writes a new version of whom to call; who wrote it when is on record."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.help_notice import HelpNotice
from app.care.store import notices
from app.care.store.guards import settle
from app.care.store.tables.access import AuditEntry
from app.care.store.tables.notices import HelpNoticeVersion
from app.foundation.audit import Line, record
from app.foundation.versions import etag_of, refuse_unless_seen


def version_of(number: int) -> str:
    """The entity tag of a version; 0 while nobody has written anything."""
    return etag_of("help notice", number)


def write_notice(db: Session, lead_id: str, notice: HelpNotice, seen: str | None, *, now: datetime) -> int:
    """Show `notice` from now on; the same as stands changes nothing. Returns the number of the version that stands.

    Raises Invalid with every fault, VersionMissing (428) or VersionChanged (412) unless `seen` is what stands.
    """
    notice.refuse_faulty()
    standing = notices.newest_notice(db)
    number = standing.number if standing else 0
    refuse_unless_seen(seen, version_of(number))
    if standing is not None and standing.notice == notice.as_json():
        return number
    db.add(HelpNoticeVersion(number=number + 1, notice=notice.as_json(), written_at=now, written_by=lead_id))
    settle(db)
    record(db, AuditEntry, Line(f"welfare-lead:{lead_id}", "wrote.help-notice", f"help-notice:{number + 1}"), now=now)
    return number + 1
