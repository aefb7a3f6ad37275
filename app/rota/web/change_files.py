"""All that an upload or a version changes, to take away: written while it goes out, however much it is."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import StreamingResponse

from app.foundation.signin.who import require
from app.rota.desk import RotaDesk
from app.rota.domain.difference import StaffDifference
from app.rota.domain.downloads import changes_csv
from app.rota.domain.reading import Reading
from app.rota.reads.changes import changes_of_version, parts_of, ready_reading
from app.rota.store.comparison import differences
from app.rota.store.months import changed_after
from app.rota.store.uploads import upload
from app.rota.store.versions import latest_number, version
from app.rota.web.doors import UploadId, desk_of

router = APIRouter(dependencies=[Depends(require("hr"))], include_in_schema=False)
VersionNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]
Parts = Iterator[list[StaffDifference]]


class _MovedOn(Exception):
    """Another roster was published while a file was on its way: it breaks off, and nobody takes it for a whole one."""


@router.get("/uploads/{upload_id}/changes.csv")
def upload_changes(request: Request, upload_id: UploadId) -> StreamingResponse:
    """All that would change; of a published upload, what its version changed."""
    desk = desk_of(request)
    with desk.store.read() as db:
        row = upload(db, upload_id)
        made = row.version_number if row.changes.get("anything") else None
        reading, base = ready_reading(db, upload_id), latest_number(db)
    parts = _of_version(desk, made) if made else _of_reading(desk, reading, base)
    return _file(desk, parts, "changes.csv")


@router.get("/versions/{number}/changes.csv")
def version_changes(request: Request, number: VersionNumber) -> StreamingResponse:
    """All that a version changed."""
    desk = desk_of(request)
    with desk.store.read() as db:
        version(db, number)
    return _file(desk, _of_version(desk, number), f"roster-{number}-changes.csv")


def _of_version(desk: RotaDesk, number: int) -> Parts:
    """Some people at a time, in a transaction of their own: a version never changes."""
    after = ""
    while True:
        with desk.store.read() as db:
            people = changed_after(db, number, after)
            some = [*changes_of_version(db, number, desk.zone, people)]
        if not people:
            return
        yield some
        after = people[-1]


def _of_reading(desk: RotaDesk, reading: Reading | None, base: int) -> Parts:
    """The same of what would change, as long as the same roster stands. Raises _MovedOn."""
    if reading is None or reading.cover is None:
        return
    for part in parts_of(reading):
        with desk.store.read() as db:
            if latest_number(db) != base:
                raise _MovedOn
            some = [*differences(db, part, reading.cover, desk.zone)]
        yield some


def _file(desk: RotaDesk, parts: Parts, name: str) -> StreamingResponse:
    pieces = (piece.encode() for piece in changes_csv(parts, desk.zone))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_marked(pieces), media_type="text/csv; charset=utf-8", headers=headers)


def _marked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """With the mark by which spreadsheet programs know UTF-8."""
    yield b"\xef\xbb\xbf"
    yield from pieces
