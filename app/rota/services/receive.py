"""Take in what came of reading an upload, the first time or after answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from io import SEEK_END
from typing import BinaryIO
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.refusals import Conflict, Fault
from app.rota.domain.actor import actor
from app.rota.domain.mapping_profile import Applied
from app.rota.domain.reading import Reading
from app.rota.domain.upload import UploadState, may_move, state_of
from app.rota.services.explicit_duties import beside_explicit
from app.rota.services.known_patterns import beside_known_patterns
from app.rota.services.look_over import Look, look_over, note_what_the_reader_warned_of
from app.rota.services.profiles import note_used
from app.rota.store.comparison import compare
from app.rota.store.coverage import gaps_left
from app.rota.store.tables.access import AuditEntry
from app.rota.store.tables.uploads import Upload
from app.rota.store.uploads import Content, content_to_keep, reading_to_keep, upload_to_change
from app.rota.store.versions import latest_number

_SMALL = 2 * 2**20


@dataclass(frozen=True, slots=True)
class Arrived:
    """What was sent, by whom, and the answers that came along. A file is read from its beginning."""

    filename: str
    data: bytes | BinaryIO
    answers: Mapping[str, str]
    by: str
    applied: Applied | None = None
    """The mapping profile that gave some of the answers."""

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data) if isinstance(self.data, bytes) else self.data.seek(0, SEEK_END)

    def in_hand(self) -> "Arrived":
        """The same with a small file taken into memory: a large one lies on disk, where several can read at once."""
        if isinstance(self.data, bytes) or self.size > _SMALL:
            return self
        self.data.seek(0)
        return replace(self, data=self.data.read())


def receive(
    db: Session,
    arrived: Arrived,
    reading: Reading,
    zone: ZoneInfo,
    *,
    now: datetime,
    content: Content | None = None,
) -> Upload:
    """Keep a new upload with its reading and say what it would change. `content`: what arrived, made ready before."""
    kept = content or content_to_keep(arrived.data)
    row = Upload(
        filename="".join(c for c in arrived.filename if c.isprintable())[:200] or "roster",
        sha256=kept.sha256,
        size=kept.size,
        content=kept.compressed,
        profile=arrived.applied.name if arrived.applied else None,
        profile_answers=dict(arrived.applied.answers) if arrived.applied else {},
        created_at=now,
        created_by=arrived.by,
    )
    _take(db, row, arrived.answers, reading, zone, now=now)
    db.add(row)
    if arrived.applied:
        note_used(db, arrived.applied.name, now=now)
    db.flush()
    detail = {"sha256": row.sha256, "state": row.state.value}
    audit.record(db, AuditEntry, audit.Line(actor(arrived.by), "upload.read", f"upload:{row.id}", detail), now=now)
    return row


def read_again(
    db: Session, upload_id: str, answers: Mapping[str, str], reading: Reading, zone: ZoneInfo, *, now: datetime
) -> Upload:
    """Take the reading that answers led to. Raises Conflict for an upload that is closed, NotFound."""
    row = upload_to_change(db, upload_id)
    if not may_move(row.state, UploadState.READY):
        raise Conflict(f"This upload is {row.state.value}; send the file again to start anew.", code="upload-closed")
    _take(db, row, answers, reading, zone, now=now)
    db.flush()
    return row


def _take(
    db: Session, row: Upload, answers: Mapping[str, str], reading: Reading, zone: ZoneInfo, *, now: datetime
) -> None:
    reading = beside_explicit(db, beside_known_patterns(db, reading), answers, zone)
    row.state, row.read_at, row.answers = state_of(reading), now, dict(answers)
    row.shape, row.notes = reading.shape, list(reading.notes)
    row.questions = [question.as_json() for question in reading.questions]
    row.decisions = [decision.as_json() for decision in reading.decisions]
    note_what_the_reader_warned_of(row, reading)
    row.fingerprint = reading.fingerprint
    row.rejected = [rejected.as_json() for rejected in reading.rejected]
    row.staff = len(reading.staff)
    row.covers_from_on = reading.cover.first_on if reading.cover else None
    row.covers_to_on = reading.cover.last_on if reading.cover else None
    faults, count = reading.faults, reading.fault_count
    row.changes, row.base_version = {}, latest_number(db)
    if row.state is UploadState.READY and reading.cover is not None:
        found = compare(db, reading, reading.cover, zone)
        gaps = [gap.as_json() for gap in gaps_left(db, reading.staff, reading.cover)]
        row.changes = {**found.counts, "anything": not found.is_nothing, "gaps": gaps}
        row.base_version = found.base
        faults, count = found.faults, found.fault_count
        row.state = UploadState.FAULTY if faults else row.state
        if not faults:
            look_over(db, row, reading, found, Look(zone, now))
    _note_faults(row, faults, count)
    row.reading = reading_to_keep(reading)


def _note_faults(row: Upload, faults: tuple[Fault, ...], count: int) -> None:
    row.faults, row.fault_count = [fault.as_json() for fault in faults], count
