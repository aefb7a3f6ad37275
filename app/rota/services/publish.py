"""Publish an upload as a new roster version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.refusals import Conflict, Fault, Invalid
from app.rota.domain.actor import actor
from app.rota.domain.difference import COUNTED
from app.rota.domain.drops import drop_words
from app.rota.domain.feed import feed_digest
from app.rota.domain.reading import Cover, Reading
from app.rota.domain.upload import UploadState, may_move
from app.rota.services.explicit_duties import claim_days
from app.rota.store.codes import put_teams
from app.rota.store.comparison import reaches_further
from app.rota.store.coverage import gaps_of_version
from app.rota.store.laying import Laying, Part
from app.rota.store.months import add_months, add_staff, close_months, staff_count, whole_roster
from app.rota.store.tables.access import AuditEntry
from app.rota.store.tables.rosters import RosterVersion
from app.rota.store.tables.uploads import Upload
from app.rota.store.uploads import kept_reading, upload_to_change
from app.rota.store.versions import head_of, latest, one_publisher


@dataclass(frozen=True, slots=True)
class Published:
    """The version that now stands; `is_new` is false where the upload changed nothing."""

    number: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Act:
    """Who publishes, when, and by the clocks of which zone months are cut."""

    by: str
    now: datetime
    zone: ZoneInfo


def publish(
    db: Session, upload_id: str, zone: ZoneInfo, *, by: str, now: datetime, confirm_drop: bool = False
) -> Published:
    """Make an upload the roster, in the caller's transaction.

    Publishing again, or publishing what changes nothing, makes no new version. Raises NotFound; Invalid with the
    upload's faults while it has any, or questions; Conflict if somebody published something meanwhile that this
    upload was not compared with, or if much would be lost and nobody has confirmed it.
    """
    act = _Act(by, now, zone)
    one_publisher(db)
    row = upload_to_change(db, upload_id)
    if row.state is UploadState.PUBLISHED and row.version_number is not None:
        return Published(row.version_number, is_new=False)
    reading, cover = _publishable(row)
    standing = latest(db)
    if (standing.number if standing else 0) != row.base_version:
        raise Conflict(
            "Another roster was published after this preview was made. Look at the preview again, then publish.",
            code="world-moved-on",
        )
    if not confirm_drop:
        refuse_big_drop(drop_words(row.changes))
    claim_days(db, row, reading)
    number = _lay_over(db, row, Laying(db, reading, cover, zone), act)
    if number is None:
        return _close(db, row, Published(row.base_version, is_new=False), act)
    put_teams(db, reading.teams)
    return _close(db, row, Published(number, is_new=True), act)


def refuse_big_drop(words: Sequence[str]) -> None:
    """Raise Conflict where much would be lost."""
    if words:
        said = f"{' '.join(words)} Confirm that this is meant, then publish; nothing was published."
        raise Conflict(said, code="big-drop", extra={"drop": list(words)})


def _publishable(row: Upload) -> tuple[Reading, Cover]:
    reading = kept_reading(row.reading)
    if not may_move(row.state, UploadState.PUBLISHED) or reading is None or reading.cover is None:
        faults = [Fault(**fault) for fault in row.faults]
        words = {
            UploadState.ASKING: "still has questions to be answered",
            UploadState.FAULTY: "has faults to be mended",
        }
        raise Invalid(
            f"This upload {words.get(row.state, f'is {row.state.value}')}; nothing was published.",
            code="upload-not-ready",
            faults=faults,
        )
    return reading, reading.cover


def _lay_over(db: Session, row: Upload, laying: Laying, act: _Act) -> int | None:
    """The new version's number; None, and nothing written, where nothing changes.

    Part by part: what a whole force works in a year is never held at once.
    """
    covers_more, version = reaches_further(db, laying.cover), None
    for part in laying.parts():
        if version is None and (part.changed or covers_more):
            version = _begun(db, row, laying.cover, act)
        if version is not None:
            _write(db, part, version.number)
    # Counted when it was compared with the roster, which is the same as then: the numbers of the versions agree.
    return None if version is None else _ended(db, version, {kind: row.changes.get(kind, {}) for kind in COUNTED})


def _begun(db: Session, row: Upload, cover: Cover, act: _Act) -> RosterVersion:
    number, standing = row.base_version + 1, latest(db)
    version = RosterVersion(
        number=number,
        published_at=act.now.replace(microsecond=0),
        published_by=act.by,
        upload_id=row.id,
        time_zone=act.zone.key,
        covers_from_on=min(cover.first_on, standing.covers_from_on) if standing else cover.first_on,
        covers_to_on=max(cover.last_on, standing.covers_to_on) if standing else cover.last_on,
        staff=0,
        digest="",
        changes={},
    )
    db.add(version)
    db.flush()
    return version


def _write(db: Session, part: Part, number: int) -> None:
    add_staff(db, part.new, number)
    close_months(db, part.ended, number)
    add_months(db, part.begun, number)


def _ended(db: Session, version: RosterVersion, counts: dict[str, dict[str, int]]) -> int:
    version.staff = staff_count(db, version.number)
    version.digest = feed_digest(head_of(version), whole_roster(db, version.number))
    gaps = [gap.as_json() for gap in gaps_of_version(db, version)]
    version.changes = {**counts, "gaps": gaps}
    db.flush()
    return version.number


def _close(db: Session, row: Upload, published: Published, act: _Act) -> Published:
    row.state, row.closed_at, row.version_number = UploadState.PUBLISHED, act.now, published.number
    row.content = row.reading = None
    detail = {"version": published.number, "new": published.is_new}
    if published.is_new and drop_words(row.changes):
        detail["confirmed_drop"] = True
    line = audit.Line(actor(act.by), "roster.published", f"upload:{row.id}", detail)
    audit.record(db, AuditEntry, line, now=act.now)
    db.flush()
    return published
