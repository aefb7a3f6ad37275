"""The HR desk's JSON API: uploads, versions, code tables."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Header, Path, Query, Request, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from app.foundation.description import refused
from app.foundation.idempotency import Asked, answer_once, once
from app.rota.desk import RotaDesk
from app.rota.domain.upload import UploadState
from app.rota.reads.plain import plain_upload, plain_version
from app.rota.services.discard import discard
from app.rota.services.publish import publish
from app.rota.services.read_later import answer_later
from app.rota.services.receive import Arrived
from app.rota.services.teach_codes import teach_codes
from app.rota.store.codes import code_table, code_table_names, code_tables
from app.rota.store.tables.access import IdempotencyRecord
from app.rota.store.tables.uploads import Upload
from app.rota.store.uploads import Content, content_to_keep, newest_uploads, upload
from app.rota.store.versions import newest_versions, version
from app.rota.web.answers import answers_in
from app.rota.web.doors import UploadId, desk_of
from app.rota.web.machine_door import MaybeAsked, Person, Publisher, Sender, caller
from app.rota.web.reading_room import ReadingRoom
from app.rota.web.receiving import (
    read_by_profile,
    reading_keeper,
    refuse_odd_answers,
    refuse_oversize,
    take_answers,
    unread_keeper,
)

router = APIRouter(prefix="/api/v1/rosters", dependencies=[Depends(caller())], tags=["rosters"], responses=refused(429))
_LATER: dict[int | str, dict[str, Any]] = {
    202: {"description": "It is being read: ask for it again after `Retry-After`"}
}
_NEW: dict[int | str, dict[str, Any]] = {201: {"description": "Published as a new version."}}
Limit = Annotated[int, Query(ge=1, le=500)]


class Answers(BaseModel):
    """Answers to an upload's questions, by their codes."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, str] = {}


class CodeTable(BaseModel):
    """The entries of a code table: each code with kind, starts and ends (HH:MM)."""

    model_config = ConfigDict(extra="forbid")

    entries: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a file before it is read."""

    answers: Annotated[str, Form()] = "{}"
    profile: Annotated[str | None, Form()] = None


@router.post("/uploads", status_code=201, responses=_LATER | refused(400, 409, 429))
def send(
    request: Request,
    who: Sender,
    asked: MaybeAsked,
    file: Annotated[UploadFile, File()],
    known: Annotated[_Known, Depends()],
    prefer: Annotated[str, Header()] = "",
) -> JSONResponse:
    """Send a roster file. `answers` is a JSON object of what is known beforehand (code_table, staff_number ...).

    Answers 201 whatever is in the file: `state` is ready, asking (see `questions`) or faulty (see `faults`). A file of
    more than 5 MiB, or one sent with `Prefer: respond-async`, is taken in with 202 and `state` reading: ask for it
    again until that has changed. An Idempotency-Key is honoured.

    `profile` names the mapping profile to read it with; an empty name means none, and without one the profile is taken
    that fits the file's shape, if there is just one.
    """
    desk = desk_of(request)
    arrived = Arrived(file.filename or "roster", file.file, answers_in(known.answers), who.by).in_hand()
    refuse_oversize(desk, arrived)
    content = content_to_keep(arrived.data)  # before any transaction: a large file takes seconds
    if arrived.size > desk.read_at_once_bytes or "respond-async" in prefer:
        keep = unread_keeper(desk, arrived, content)
    else:
        arrived, reading = read_by_profile(desk, arrived, known.profile)
        keep = reading_keeper(desk, arrived, reading, content)
    return _told(request, _kept_once(desk, content, asked, keep))


def _kept_once(desk: RotaDesk, content: Content, asked: Asked | None, keep: Callable[[Session], Upload]) -> Upload:
    """Keep what arrived; under an Idempotency-Key only the first time."""

    def act(db: Session) -> tuple[int, dict[str, Any]]:
        return 201, {"id": keep(db).id}

    with desk.store.write() as db:
        if asked is None:
            return keep(db)
        whole = Asked(asked.identity, hashlib.sha256(f"{asked.digest} {content.sha256}".encode()).hexdigest())
        _, told = answer_once(db, IdempotencyRecord, whole, act, now=desk.clock())
        return upload(db, told["id"])


def _told(request: Request, row: Upload) -> JSONResponse:
    """An upload with how far it is: 202 while it is being read, and when to ask again."""
    where = {"Location": f"/api/v1/rosters/uploads/{row.id}"}
    plain = _shown(request, row)
    if row.state is not UploadState.READING:
        return JSONResponse(plain, 201, where)
    room: ReadingRoom = request.app.state.reading_room
    return JSONResponse(plain | {"progress": room.wanted(row.id)}, 202, where | {"Retry-After": "2"})


def _found(request: Request, row: Upload) -> JSONResponse:
    """The same of an upload that was there already: 200."""
    told = _told(request, row)
    told.status_code = 200 if told.status_code == 201 else told.status_code
    return told


def _shown(request: Request, row: Upload) -> dict[str, Any]:
    with desk_of(request).store.read() as db:
        return plain_upload(row, code_table_names(db))


@router.get("/uploads")
def uploads(request: Request, limit: Limit = 50) -> dict[str, Any]:
    """The newest uploads, newest first, without their faults."""
    with desk_of(request).store.read() as db:
        tables = code_table_names(db)
        return {"uploads": [plain_upload(row, tables, faults=False) for row in newest_uploads(db, limit)]}


@router.get("/uploads/{upload_id}", responses=_LATER)
def one_upload(request: Request, upload_id: UploadId) -> JSONResponse:
    """One upload with every fault that was kept; 202 while it is being read."""
    with desk_of(request).store.read() as db:
        row = upload(db, upload_id)
    return _found(request, row)


@router.post("/uploads/{upload_id}/answers", responses=_LATER | refused(409))
def answer(
    request: Request, _who: Sender, upload_id: UploadId, body: Answers, prefer: Annotated[str, Header()] = ""
) -> JSONResponse:
    """Answer questions; the file is read again. Without answers it is only compared with the roster anew.

    A large file, or any with `Prefer: respond-async`, is read after the answer: 202, as when it was sent.
    """
    desk = desk_of(request)
    with desk.store.read() as db:
        size = upload(db, upload_id).size
    if size <= desk.read_at_once_bytes and "respond-async" not in prefer:
        return _found(request, take_answers(desk, upload_id, body.answers))
    refuse_odd_answers(body.answers)
    with desk.store.write() as db:
        row = answer_later(db, upload_id, body.answers, now=desk.clock())
    return _found(request, row)


@router.post("/uploads/{upload_id}/publish", responses=_NEW | refused(400, 409, 422))
def publish_upload(
    request: Request, who: Publisher, upload_id: UploadId, asked: MaybeAsked, confirm_drop: bool = False
) -> JSONResponse:
    """Publish: 201 with a new version, 200 where nothing changes. An Idempotency-Key is honoured.

    Where much of the roster would go, 409 big-drop with the figures, unless `confirm_drop` is true.
    """
    desk, now = desk_of(request), desk_of(request).clock()

    def act(db: Session) -> tuple[int, dict[str, Any]]:
        done = publish(db, upload_id, desk.zone, by=who.by, now=now, confirm_drop=confirm_drop)
        return (201 if done.is_new else 200), {"version": done.number, "new": done.is_new}

    if asked is not None:
        return once(desk.store, IdempotencyRecord, asked, act, now=now)
    with desk.store.write() as db:
        status, body = act(db)
    return JSONResponse(body, status)


@router.post("/uploads/{upload_id}/discard", status_code=204, responses=refused(409))
def discard_upload(request: Request, who: Sender, upload_id: UploadId) -> None:
    """Throw an upload away."""
    desk = desk_of(request)
    with desk.store.write() as db:
        discard(db, upload_id, by=who.by, now=desk.clock())


@router.get("/versions")
def versions(request: Request, limit: Limit = 50) -> dict[str, Any]:
    """The newest versions, newest first."""
    with desk_of(request).store.read() as db:
        return {"versions": [plain_version(row) for row in newest_versions(db, limit)]}


@router.get("/versions/{number}")
def one_version(request: Request, number: Annotated[int, Path(ge=1, le=2**31 - 1)]) -> dict[str, Any]:
    """One version."""
    with desk_of(request).store.read() as db:
        return plain_version(version(db, number))


@router.get("/code-tables")
def all_code_tables(request: Request) -> dict[str, Any]:
    """Every code table."""
    with desk_of(request).store.read() as db:
        return {"code_tables": code_tables(db)}


@router.get("/code-tables/{name}")
def one_code_table(request: Request, name: str) -> dict[str, Any]:
    """One code table."""
    with desk_of(request).store.read() as db:
        return {"name": name, "entries": code_table(db, name).entries}


@router.put("/code-tables/{name}")
def put_codes(request: Request, who: Person, name: str, body: CodeTable) -> dict[str, Any]:
    """Keep a code table under this name, replacing the one that has it."""
    desk = desk_of(request)
    with desk.store.write() as db:
        return {"name": name, "entries": teach_codes(db, name, body.entries, by=who.by, now=desk.clock())}
