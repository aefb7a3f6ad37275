"""Throw an upload away without publishing it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.refusals import Conflict
from app.rota.domain.actor import actor
from app.rota.domain.upload import UploadState, may_move
from app.rota.store.tables.access import AuditEntry
from app.rota.store.uploads import upload_to_change


def discard(db: Session, upload_id: str, *, by: str, now: datetime) -> None:
    """Let go of an upload and its bytes. Raises NotFound, or Conflict once it is published."""
    row = upload_to_change(db, upload_id)
    if row.state is UploadState.DISCARDED:
        return
    if not may_move(row.state, UploadState.DISCARDED):
        raise Conflict("This upload is published and stays on record.", code="upload-closed")
    row.state, row.closed_at, row.content, row.reading = UploadState.DISCARDED, now, None, None
    audit.record(db, AuditEntry, audit.Line(actor(by), "upload.discarded", f"upload:{row.id}"), now=now)
    db.flush()
