"""Queries over uploads."""

import json
import zlib
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.foundation.refusals import NotFound
from app.rota.domain.reading import Reading, reading_of
from app.rota.domain.upload import UploadState
from app.rota.store.tables.uploads import Upload


def upload(db: Session, upload_id: str) -> Upload:
    """One upload. Raises NotFound."""
    found = db.get(Upload, upload_id)
    if found is None:
        raise NotFound("There is no such upload.")
    return found


def upload_to_look_at(db: Session, upload_id: str) -> Upload:
    """One upload with its reading. Raises NotFound."""
    found = db.get(Upload, upload_id, options=[undefer(Upload.reading)])
    if found is None:
        raise NotFound("There is no such upload.")
    return found


def upload_to_change(db: Session, upload_id: str) -> Upload:
    """One upload with its reading, held against other writers. Raises NotFound."""
    found = db.get(Upload, upload_id, options=[undefer(Upload.reading)], with_for_update=True)
    if found is None:
        raise NotFound("There is no such upload.")
    return found


def content_of(db: Session, upload_id: str) -> bytes | None:
    """The bytes that were sent, while they are kept."""
    return db.scalar(select(Upload.content).where(Upload.id == upload_id))


def published_before(db: Session, sha256: str) -> Upload | None:
    """The newest upload of this very content that was published."""
    wanted = select(Upload).where(Upload.sha256 == sha256, Upload.state == UploadState.PUBLISHED)
    return db.scalars(wanted.order_by(Upload.id.desc()).limit(1)).first()


def unread_uploads(db: Session) -> list[str]:
    """The ids of uploads that were taken in and not read to their end, oldest first."""
    return list(db.scalars(select(Upload.id).where(Upload.state == UploadState.READING).order_by(Upload.id)))


def newest_uploads(db: Session, limit: int, *, before: str | None = None) -> list[Upload]:
    """The newest uploads, newest first; only those sent before the one with the id `before`, if given."""
    wanted = select(Upload).order_by(Upload.id.desc()).limit(limit)
    return list(db.scalars(wanted if before is None else wanted.where(Upload.id < before)))


def reading_to_keep(reading: Reading) -> bytes:
    """A reading as it lies in the store: a month of 10,000 people is some 600 kB."""
    return zlib.compress(json.dumps(reading.as_json(), ensure_ascii=False, separators=(",", ":")).encode(), 6)


def kept_reading(kept: bytes | None) -> Reading | None:
    """The reading that was kept, if it still is."""
    if kept is None:
        return None
    plain: dict[str, Any] = json.loads(zlib.decompress(kept))
    return reading_of(plain)
