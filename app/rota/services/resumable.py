"""Take a file in by parts: begin, append, and once it is whole make it an upload like any other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from tempfile import TemporaryFile

from sqlalchemy.orm import Session

from app.foundation.refusals import Conflict, Fault, Invalid, Refusal, TooLarge, TooMany
from app.rota.services.read_later import keep_unread
from app.rota.services.receive import Arrived
from app.rota.store.resumable import (
    add_part,
    drop_parts,
    drop_resumable,
    forget_expired,
    open_resumables,
    parts_of,
    resumable,
    sha256_of_parts,
)
from app.rota.store.tables.machines import ResumableUpload

LASTS = timedelta(hours=24)
MOST_OPEN, MOST_OPEN_IN_ALL = 5, 50


class ChecksumWrong(Refusal):
    """What arrived is not what was sent."""

    status, code, title = 460, "checksum-mismatch", "The checksum does not fit"


@dataclass(frozen=True, slots=True)
class Announced:
    """What a sender says of a file before its first part. `sha256` is of the whole, or empty."""

    filename: str
    length: int
    answers: Mapping[str, str]
    sha256: str
    by: str


def begin(db: Session, announced: Announced, most_bytes: int, *, now: datetime) -> ResumableUpload:
    """Begin an upload in parts. Raises Invalid, TooLarge, or TooMany while others are unfinished."""
    if announced.length < 1:
        fault = Fault("A file has at least one byte.", column="Upload-Length")
        raise Invalid("There is nothing to send.", faults=[fault])
    if announced.length > most_bytes:
        raise TooLarge(f"A roster file may have {most_bytes // 2**20} MiB. Send it in smaller files.")
    forget_expired(db, now=now)
    own, all_open = open_resumables(db, announced.by, now=now), open_resumables(db, None, now=now)
    if own >= MOST_OPEN or all_open >= MOST_OPEN_IN_ALL:
        raise TooMany(
            f"{own} of your uploads in parts are unfinished. Finish or delete one, or wait until it expires.",
            code="too-many-open",
        )
    row = ResumableUpload(
        filename="".join(c for c in announced.filename if c.isprintable())[:200] or "roster",
        length=announced.length,
        received=0,
        sha256=announced.sha256,
        answers=dict(announced.answers),
        created_at=now,
        created_by=announced.by,
        expires_at=now + LASTS,
    )
    db.add(row)
    db.flush()
    return row


def append(db: Session, resumable_id: str, offset: int, content: bytes, *, by: str, now: datetime) -> ResumableUpload:
    """Append a part at `offset`; the last one makes the upload, in the same transaction.

    Raises NotFound; Conflict with the offset to go on from; TooLarge beyond the announced length; ChecksumWrong where
    the whole is not what was announced, and then `start_over` is to be called.
    """
    row = resumable(db, resumable_id, by, now=now)
    if row.received != offset or row.upload_id is not None:
        message = f"{row.received} bytes are here; go on from there."
        raise Conflict(message, code="offset-mismatch", extra={"offset": row.received})
    if offset + len(content) > row.length:
        raise TooLarge(f"{row.length} bytes were announced, and this is more.")
    if content:
        add_part(db, row, content)
        row.expires_at = now + LASTS
    if row.received == row.length:
        _make_whole(db, row, now=now)
    db.flush()
    return row


def _make_whole(db: Session, row: ResumableUpload, *, now: datetime) -> None:
    if row.sha256 and sha256_of_parts(db, row.id) != row.sha256:
        raise ChecksumWrong("The file that arrived is not the one that was announced. Send it again from the start.")
    with TemporaryFile() as whole:
        for part in parts_of(db, row.id):
            whole.write(part)
        arrived = Arrived(row.filename, whole, row.answers, row.created_by)
        row.upload_id = keep_unread(db, arrived, now=now).id
    drop_parts(db, row.id)


def start_over(db: Session, resumable_id: str, *, by: str, now: datetime) -> None:
    """Let go of all parts after their checksum was wrong."""
    row = resumable(db, resumable_id, by, now=now)
    drop_parts(db, row.id)
    row.received = 0


def give_up(db: Session, resumable_id: str, *, by: str, now: datetime) -> None:
    """The sender does not want to finish it. An upload that the parts became already stays."""
    drop_resumable(db, resumable(db, resumable_id, by, now=now))
