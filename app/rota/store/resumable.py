"""Queries over files that arrive in parts."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.foundation.refusals import NotFound
from app.rota.store.tables.machines import ResumablePart, ResumableUpload


def resumable(db: Session, resumable_id: str, by: str, *, now: datetime) -> ResumableUpload:
    """One of this sender's own that has not expired, held against other writers. Raises NotFound."""
    found = db.get(ResumableUpload, resumable_id, with_for_update=True)
    if found is None or found.created_by != by or (found.upload_id is None and found.expires_at <= now):
        raise NotFound("There is no such upload in parts. It may have expired: begin it again.")
    return found


def open_resumables(db: Session, by: str | None, *, now: datetime) -> int:
    """How many are unfinished; of one sender, or of all."""
    wanted = select(func.count()).where(ResumableUpload.upload_id.is_(None), ResumableUpload.expires_at > now)
    return db.scalar(wanted if by is None else wanted.where(ResumableUpload.created_by == by)) or 0


def forget_expired(db: Session, *, now: datetime) -> None:
    """Let go of what expired, with its parts; of what was finished, only the memory of its parts."""
    gone = select(ResumableUpload.id).where(ResumableUpload.expires_at <= now)
    db.execute(delete(ResumablePart).where(ResumablePart.resumable_id.in_(gone)))
    db.execute(delete(ResumableUpload).where(ResumableUpload.expires_at <= now))


def add_part(db: Session, row: ResumableUpload, content: bytes) -> None:
    """Put a part behind those that are there."""
    db.add(ResumablePart(resumable_id=row.id, at_offset=row.received, content=content))
    row.received += len(content)
    db.flush()


def parts_of(db: Session, resumable_id: str) -> Iterator[bytes]:
    """The parts in order, one at a time."""
    own = select(ResumablePart.content).where(ResumablePart.resumable_id == resumable_id)
    yield from db.scalars(own.order_by(ResumablePart.at_offset).execution_options(yield_per=1))


def sha256_of_parts(db: Session, resumable_id: str) -> str:
    """The digest of all parts together."""
    running = hashlib.sha256()
    for part in parts_of(db, resumable_id):
        running.update(part)
    return running.hexdigest()


def drop_parts(db: Session, resumable_id: str) -> None:
    """Let go of the parts."""
    db.execute(delete(ResumablePart).where(ResumablePart.resumable_id == resumable_id))


def drop_resumable(db: Session, row: ResumableUpload) -> None:
    """Let go of all of it."""
    drop_parts(db, row.id)
    db.delete(row)
    db.flush()
