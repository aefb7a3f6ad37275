"""What an upload would change, and what a version did change."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.rota.domain.difference import StaffDifference, difference
from app.rota.domain.months import unpack_months
from app.rota.domain.packed_lines import packed_lines
from app.rota.domain.reading import Reading
from app.rota.domain.upload import UploadState
from app.rota.store.comparison import differences
from app.rota.store.months import PAGE, each_changed_by, staff_new_in
from app.rota.store.uploads import kept_reading, upload_to_look_at


def changes_of_upload(db: Session, upload_id: str, zone: ZoneInfo) -> Iterator[StaffDifference]:
    """Person by person, against the roster of this moment; of a published upload, what its version changed.

    Worked out while somebody asks for more, inside the transaction: a page that shows the first hundred rows costs no
    more for a whole force.
    """
    row = upload_to_look_at(db, upload_id)
    if row.state is UploadState.PUBLISHED and row.version_number is not None and row.changes.get("anything"):
        yield from changes_of_version(db, row.version_number, zone)
        return
    reading = ready_reading(db, upload_id)
    if reading is not None and reading.cover is not None:
        yield from differences(db, reading, reading.cover, zone)


def changes_of_version(
    db: Session, number: int, zone: ZoneInfo, among: Sequence[str] | None = None
) -> Iterator[StaffDifference]:
    """Person by person, of these or of everybody, against the version before."""
    new = staff_new_in(db, number, among)
    named, waiting = set(new), iter([*new, None])
    silent = next(waiting)
    for who, ended, begun in each_changed_by(db, number, among):
        while silent is not None and silent < who:
            yield StaffDifference(silent, is_new=True)
            silent = next(waiting)
        silent = next(waiting) if silent == who else silent
        one = difference(who, unpack_months(ended), unpack_months(begun), zone, is_new=who in named)
        if not one.is_nothing:
            yield one
    while silent is not None:
        yield StaffDifference(silent, is_new=True)
        silent = next(waiting)


def ready_reading(db: Session, upload_id: str) -> Reading | None:
    """The reading of an upload that could be published; None of any other."""
    row = upload_to_look_at(db, upload_id)
    reading = kept_reading(row.reading) if row.state is UploadState.READY else None
    return reading if reading is not None and reading.cover is not None else None


def parts_of(reading: Reading, people: int = PAGE) -> Iterator[Reading]:
    """The same for some of its people at a time."""
    lines = packed_lines(reading.lines)
    for at in range(0, len(reading.staff), people):
        some = reading.staff[at : at + people]
        yield replace(reading, staff=some, lines=lines.between(some[0], some[-1]))
