"""Uploads that are read after they were taken in: kept first, read behind the scenes, read again after a crash."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.refusals import Conflict, Fault
from app.rota.domain.actor import actor
from app.rota.domain.mapping_profile import Applied
from app.rota.domain.reading import Reading
from app.rota.domain.upload import UploadState, may_move
from app.rota.services.profiles import note_applied
from app.rota.services.receive import Arrived, read_again
from app.rota.store.tables.access import AuditEntry
from app.rota.store.tables.uploads import Upload
from app.rota.store.uploads import Content, content_to_keep, upload_to_change
from app.rota.store.versions import latest_number

MOST_ATTEMPTS = 3
_GIVEN_UP = Fault(
    "Reading this file was begun three times and never came to an end.",
    remedy="Send the roster in smaller parts, or save only the roster itself as CSV.",
)


def keep_unread(db: Session, arrived: Arrived, *, now: datetime, content: Content | None = None) -> Upload:
    """Keep an upload that nobody has looked into yet. `content`: what arrived, made ready before."""
    kept = content or content_to_keep(arrived.data)
    row = Upload(
        filename="".join(c for c in arrived.filename if c.isprintable())[:200] or "roster",
        sha256=kept.sha256,
        size=kept.size,
        content=kept.compressed,
        answers=dict(arrived.answers),
        state=UploadState.READING,
        shape="",
        fingerprint="",
        notes=[],
        faults=[],
        fault_count=0,
        questions=[],
        decisions=[],
        warnings=[],
        warning_count=0,
        rejected=[],
        changes={},
        base_version=latest_number(db),
        staff=0,
        created_at=now,
        created_by=arrived.by,
        read_at=now,
    )
    db.add(row)
    db.flush()
    detail = {"sha256": row.sha256, "state": row.state.value}
    line = audit.Line(actor(arrived.by), "upload.sent", f"upload:{row.id}", detail)
    audit.record(db, AuditEntry, line, now=now)
    return row


def answer_later(db: Session, upload_id: str, answers: Mapping[str, str], *, now: datetime) -> Upload:
    """Take more answers to an upload and leave reading it again for later; a blank one takes an earlier one back.

    Raises NotFound, or Conflict for an upload that is closed.
    """
    row = upload_to_change(db, upload_id)
    if not may_move(row.state, UploadState.READING):
        raise Conflict(f"This upload is {row.state.value}; send the file again to start anew.", code="upload-closed")
    row.answers = {code: text for code, text in {**row.answers, **answers}.items() if text}
    row.state, row.read_attempts, row.read_at = UploadState.READING, 0, now
    db.flush()
    return row


def begin_reading(db: Session, upload_id: str, *, now: datetime) -> Upload | None:
    """Count an attempt at an upload that waits to be read; None where there is nothing to read any more.

    What was begun three times and never ended brings the service down each time: it is given up, and says so.
    """
    row = upload_to_change(db, upload_id)
    if row.state is not UploadState.READING:
        return None
    if row.read_attempts >= MOST_ATTEMPTS:
        row.state, row.read_at = UploadState.FAULTY, now
        row.faults, row.fault_count = [_GIVEN_UP.as_json()], 1
        db.flush()
        return None
    row.read_attempts += 1
    db.flush()
    return row


def end_reading(
    db: Session, begun: Upload, reading: Reading, zone: ZoneInfo, *, now: datetime, applied: Applied | None = None
) -> None:
    """Take what came of reading an upload as it stood when reading was begun.

    `applied` is the mapping profile that it was read with for the first time. Nothing is taken if somebody threw
    it away meanwhile, or gave other answers: then it waits to be read once more.
    """
    row = upload_to_change(db, begun.id)
    if row.state is not UploadState.READING or row.answers != begun.answers:
        return
    read_again(db, row.id, applied.beside(row.answers) if applied else row.answers, reading, zone, now=now)
    if applied:
        note_applied(db, row.id, applied, now=now)
    detail = {"sha256": row.sha256, "state": row.state.value}
    line = audit.Line(actor(row.created_by), "upload.read", f"upload:{row.id}", detail)
    audit.record(db, AuditEntry, line, now=now)
