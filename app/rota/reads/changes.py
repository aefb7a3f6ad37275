"""What an upload would change, and what a version did change."""

from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.rota.domain.difference import StaffDifference, difference
from app.rota.domain.months import unpack_months
from app.rota.domain.upload import UploadState
from app.rota.store.comparison import compare
from app.rota.store.months import months_changed_by, staff_new_in
from app.rota.store.uploads import kept_reading, upload_to_look_at


def changes_of_upload(db: Session, upload_id: str, zone: ZoneInfo) -> list[StaffDifference]:
    """Person by person, against the roster of this moment; of a published upload, what its version changed."""
    row = upload_to_look_at(db, upload_id)
    if row.state is UploadState.PUBLISHED and row.version_number is not None and row.changes.get("anything"):
        return changes_of_version(db, row.version_number, zone)
    reading = kept_reading(row.reading) if row.state is UploadState.READY else None
    if reading is None or reading.cover is None:
        return []
    found = compare(db, reading, reading.cover, zone)
    return [change.difference for change in found.changes if not change.difference.is_nothing]


def changes_of_version(db: Session, number: int, zone: ZoneInfo) -> list[StaffDifference]:
    """Person by person, against the version before."""
    new = set(staff_new_in(db, number))
    changed = months_changed_by(db, number)
    found = [
        difference(who, unpack_months(changed[who][0]), unpack_months(changed[who][1]), zone, is_new=who in new)
        if who in changed
        else StaffDifference(who, is_new=True)
        for who in sorted(new | changed.keys())
    ]
    return [one for one in found if not one.is_nothing]
