"""Queries over uploads."""

import hashlib
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.foundation.refusals import NotFound
from app.rota.domain.packed_lines import packed_lines, packed_lines_of
from app.rota.domain.reading import Reading, reading_of
from app.rota.domain.upload import UploadState
from app.rota.store.tables.uploads import Upload

_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Content:
    """A file as it is kept: compressed, with the digest and the size of what was sent."""

    compressed: bytes
    sha256: str
    size: int


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


def content_of(db: Session, upload_id: str) -> BinaryIO | None:
    """What was sent, while it is kept, as a file: in memory if it is small."""
    kept = db.scalar(select(Upload.content).where(Upload.id == upload_id))
    if kept is None:
        return None
    file, unpacking = SpooledTemporaryFile(max_size=_PIECE), zlib.decompressobj()  # noqa: SIM115 - the caller's to close
    for at in range(0, len(kept), _PIECE):
        rest = kept[at : at + _PIECE]
        while rest:
            file.write(unpacking.decompress(rest, _PIECE))
            rest = unpacking.unconsumed_tail
    file.write(unpacking.flush())
    file.seek(0)
    return cast(BinaryIO, file)


def content_to_keep(data: bytes | BinaryIO) -> Content:
    """A file as it lies in the store, looked through once. Takes a second for every 100 MB or so."""
    packing, digest, size, parts = zlib.compressobj(1), hashlib.sha256(), 0, list[bytes]()
    for piece in _pieces(data):
        digest.update(piece)
        size += len(piece)
        parts.append(packing.compress(piece))
    return Content(b"".join([*parts, packing.flush()]), digest.hexdigest(), size)


def _pieces(data: bytes | BinaryIO) -> Iterator[bytes]:
    """From the beginning; a file that the system knows is left at the place where it stands for others."""
    if isinstance(data, bytes):
        yield from (data[at : at + _PIECE] for at in range(0, len(data), _PIECE))
        return
    try:
        number = data.fileno()
    except OSError:
        data.seek(0)
        yield from iter(lambda: data.read(_PIECE), b"")
        return
    data.flush()
    at = 0
    while piece := os.pread(number, _PIECE, at):
        yield piece
        at += len(piece)


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
    """A reading as it lies in the store: the length of what is not lines, that, and the lines."""
    plain = zlib.compress(json.dumps(reading.as_json(), ensure_ascii=False, separators=(",", ":")).encode(), 6)
    return b"".join([len(plain).to_bytes(4, "little"), plain, packed_lines(reading.lines).to_bytes()])


def kept_reading(kept: bytes | None) -> Reading | None:
    """The reading that was kept, if it still is."""
    if kept is None:
        return None
    begins = 4 + int.from_bytes(kept[:4], "little")
    plain: dict[str, Any] = json.loads(zlib.decompress(kept[4:begins]))
    return reading_of(plain, packed_lines_of(kept[begins:]))
