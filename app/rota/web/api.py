"""The HR desk's JSON API: uploads, versions, code tables."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Path, Query, Request, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from app.foundation.description import refused
from app.foundation.idempotency import once
from app.foundation.refusals import Fault, Invalid
from app.foundation.signin.who import require
from app.rota.reads.plain import plain_upload, plain_version
from app.rota.services.discard import discard
from app.rota.services.publish import publish
from app.rota.services.receive import Arrived
from app.rota.services.teach_codes import teach_codes
from app.rota.store.codes import code_table, code_table_names, code_tables
from app.rota.store.tables.access import IdempotencyRecord
from app.rota.store.tables.uploads import Upload
from app.rota.store.uploads import newest_uploads, upload
from app.rota.store.versions import newest_versions, version
from app.rota.web.doors import Hr, MaybeOnce, UploadId, desk_of
from app.rota.web.receiving import take_answers, take_upload

router = APIRouter(prefix="/api/v1/rosters", dependencies=[Depends(require("hr"))], tags=["rosters"])
Limit = Annotated[int, Query(ge=1, le=500)]


class Answers(BaseModel):
    """Answers to an upload's questions, by their codes."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, str] = {}


class CodeTable(BaseModel):
    """The entries of a code table: each code with kind, starts and ends (HH:MM)."""

    model_config = ConfigDict(extra="forbid")

    entries: dict[str, dict[str, str]]


@router.post("/uploads", status_code=201)
def send(
    request: Request, who: Hr, file: Annotated[UploadFile, File()], answers: Annotated[str, Form()] = "{}"
) -> dict[str, Any]:
    """Send a roster file. `answers` is a JSON object of what is known beforehand (code_table, staff_number ...).

    Answers 201 whatever is in the file: `state` is ready, asking (see `questions`) or faulty (see `faults`).
    """
    arrived = Arrived(file.filename or "roster", file.file, _answers(answers), who.subject_id)
    return _shown(request, take_upload(desk_of(request), arrived))


def _shown(request: Request, row: Upload) -> dict[str, Any]:
    with desk_of(request).store.read() as db:
        return plain_upload(row, code_table_names(db))


def _answers(text: str) -> dict[str, str]:
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        plain = None
    if not isinstance(plain, dict) or not all(isinstance(value, str) for value in plain.values()):
        raise Invalid(
            "The answers cannot be read.", faults=[Fault("A JSON object of texts is needed.", column="answers")]
        )
    return plain


@router.get("/uploads")
def uploads(request: Request, limit: Limit = 50) -> dict[str, Any]:
    """The newest uploads, newest first, without their faults."""
    with desk_of(request).store.read() as db:
        tables = code_table_names(db)
        return {"uploads": [plain_upload(row, tables, faults=False) for row in newest_uploads(db, limit)]}


@router.get("/uploads/{upload_id}")
def one_upload(request: Request, upload_id: UploadId) -> dict[str, Any]:
    """One upload with every fault that was kept."""
    with desk_of(request).store.read() as db:
        return plain_upload(upload(db, upload_id), code_table_names(db))


@router.post("/uploads/{upload_id}/answers", responses=refused(409))
def answer(request: Request, upload_id: UploadId, body: Answers) -> dict[str, Any]:
    """Answer questions; the file is read again. Without answers it is only compared with the roster anew."""
    return _shown(request, take_answers(desk_of(request), upload_id, body.answers))


@router.post("/uploads/{upload_id}/publish", responses=refused(400, 409, 422))
def publish_upload(request: Request, who: Hr, upload_id: UploadId, asked: MaybeOnce) -> JSONResponse:
    """Publish: 201 with a new version, 200 where nothing changes. An Idempotency-Key is honoured."""
    desk, now = desk_of(request), desk_of(request).clock()

    def act(db: Session) -> tuple[int, dict[str, Any]]:
        done = publish(db, upload_id, desk.zone, by=who.subject_id, now=now)
        return (201 if done.is_new else 200), {"version": done.number, "new": done.is_new}

    if asked is not None:
        return once(desk.store, IdempotencyRecord, asked, act, now=now)
    with desk.store.write() as db:
        status, body = act(db)
    return JSONResponse(body, status)


@router.post("/uploads/{upload_id}/discard", status_code=204, responses=refused(409))
def discard_upload(request: Request, who: Hr, upload_id: UploadId) -> None:
    """Throw an upload away."""
    desk = desk_of(request)
    with desk.store.write() as db:
        discard(db, upload_id, by=who.subject_id, now=desk.clock())


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
def put_codes(request: Request, who: Hr, name: str, body: CodeTable) -> dict[str, Any]:
    """Keep a code table under this name, replacing the one that has it."""
    desk = desk_of(request)
    with desk.store.write() as db:
        return {"name": name, "entries": teach_codes(db, name, body.entries, by=who.subject_id, now=desk.clock())}
