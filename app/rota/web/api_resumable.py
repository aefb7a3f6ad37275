"""Sending a large file in parts that can be resumed: tus 1.0.0 with creation, expiration, checksum, termination."""

from collections.abc import AsyncIterator
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from app.foundation.description import refused
from app.foundation.refusals import NotFound
from app.rota.desk import RotaDesk
from app.rota.files.child_ready import READY
from app.rota.services.resumable import Announced, ChecksumWrong, append, begin, give_up, start_over
from app.rota.store.resumable import resumable
from app.rota.store.tables.machines import ResumableUpload
from app.rota.web import tus
from app.rota.web.answers import answers_in
from app.rota.web.doors import desk_of, known_id
from app.rota.web.machine_door import Sender
from app.rota.web.reading_room import ReadingRoom
from app.rota.web.receiving import refuse_odd_answers

BASE = "/api/v1/rosters/resumable"
router = APIRouter(prefix=BASE, tags=["rosters in parts"], route_class=tus.TusRoute, responses=refused(403, 429))
open_router = APIRouter(prefix=BASE)
_PIECE = 2**20
_BODY = {"requestBody": {"required": True, "content": {tus.PART: {"schema": {"type": "string", "format": "binary"}}}}}
Number = Annotated[int, Header(ge=0, le=2**53)]
Text = Annotated[str, Header()]


def known_resumable(resumable_id: Annotated[str, Path()]) -> str:
    """An id that could exist; anything else is not there."""
    try:
        return known_id(resumable_id)
    except NotFound:
        raise NotFound("There is no such upload in parts.") from None


Id = Annotated[str, Depends(known_resumable)]


@open_router.options("", include_in_schema=False)
@open_router.options("/{_resumable_id}", include_in_schema=False)
def options(request: Request) -> Response:
    """What is spoken here; anybody may ask."""
    headers = {
        "Tus-Resumable": tus.VERSION,
        "Tus-Version": tus.VERSION,
        "Tus-Extension": tus.EXTENSIONS,
        "Tus-Max-Size": str(desk_of(request).most_bytes),
        "Tus-Checksum-Algorithm": ",".join(tus.CHECKSUMS),
    }
    return Response(status_code=204, headers=headers)


@router.post("", status_code=201, response_class=Response, responses=refused(412, 413, 422, 429))
def create(request: Request, who: Sender, upload_length: Number, upload_metadata: Text = "") -> Response:
    """Announce a file. `Upload-Metadata` may hold filename, answers (a JSON object) and sha256 of the whole.

    `Location` is where its parts go, until `Upload-Expires`.
    """
    READY.make_ready()  # while the parts arrive
    desk = desk_of(request)
    metadata = tus.metadata_in(upload_metadata)
    answers = answers_in(metadata.get("answers", "{}"))
    refuse_odd_answers(answers)
    announced = Announced(
        filename=metadata.get("filename", "roster"),
        length=upload_length,
        answers=answers,
        sha256=tus.stated_sha256(metadata),
        by=who.by,
    )
    with desk.store.write() as db:
        row = begin(db, announced, desk.most_bytes, now=desk.clock())
    return Response(status_code=201, headers={"Location": f"{BASE}/{row.id}", **_standing(row)})


@router.head("/{resumable_id}", include_in_schema=False)
def offset(request: Request, who: Sender, resumable_id: Id) -> Response:
    """How much has arrived."""
    return Response(headers=_standing(_found(desk_of(request), resumable_id, who.by)))


@router.get("/{resumable_id}")
def look(request: Request, who: Sender, resumable_id: Id) -> dict[str, Any]:
    """How much has arrived, and which upload it became. HEAD says the same in headers."""
    row = _found(desk_of(request), resumable_id, who.by)
    return {
        "id": row.id,
        "filename": row.filename,
        "length": row.length,
        "offset": row.received,
        "expires": tus.expires(row.expires_at),
        "upload": row.upload_id,
    }


@router.patch(
    "/{resumable_id}",
    status_code=204,
    response_class=Response,
    openapi_extra=_BODY,
    responses=refused(409, 412, 413, 415, 422, 460),
)
async def more(
    request: Request, who: Sender, resumable_id: Id, upload_offset: Number, upload_checksum: Text = ""
) -> Response:
    """Send the next part, from `Upload-Offset` on. The last one makes the upload: see the header `Relief-Upload`.

    What arrived before the line broke is kept; ask with HEAD where to go on. With `Upload-Checksum` a part is kept
    whole or not at all.
    """
    if request.headers.get("content-type", "") != tus.PART:
        raise tus.NoPart(f"Send parts as {tus.PART}.")
    arriving = _Arriving(desk_of(request), resumable_id, who.by, upload_offset)
    try:
        if upload_checksum:
            row = await _checked(request, arriving, tus.Checksum(upload_checksum))
        else:
            row = await arriving.take(request.stream())
    except ClientDisconnect:
        return Response(status_code=400)  # nobody is there to hear it
    if row.upload_id is not None:
        room: ReadingRoom = request.app.state.reading_room
        room.wanted(row.upload_id)
    return Response(status_code=204, headers=_standing(row))


@router.delete("/{resumable_id}", status_code=204, response_class=Response, responses=refused(412))
def drop(request: Request, who: Sender, resumable_id: Id) -> Response:
    """Give a file in parts up. An upload that it became already stays."""
    desk = desk_of(request)
    with desk.store.write() as db:
        give_up(db, resumable_id, by=who.by, now=desk.clock())
    return Response(status_code=204)


class _Arriving:
    """A body on its way into the store, a piece at a time: never the whole of it in memory."""

    def __init__(self, desk: RotaDesk, resumable_id: str, by: str, at: int) -> None:
        self.desk, self.resumable_id, self.by, self.at = desk, resumable_id, by, at

    async def take(self, chunks: AsyncIterator[bytes]) -> ResumableUpload:
        """Take all of it; what came before the line broke is kept."""
        held = bytearray()
        row: ResumableUpload | None = None
        try:
            async for chunk in chunks:
                held += chunk
                while len(held) >= _PIECE:
                    row = await self._keep(bytes(held[:_PIECE]))
                    del held[:_PIECE]
        except ClientDisconnect:
            if held:
                await self._keep(bytes(held))
            raise
        return await self._keep(bytes(held)) if held or row is None else row

    async def _keep(self, content: bytes) -> ResumableUpload:
        row = await run_in_threadpool(self._append, content)
        self.at += len(content)
        return row

    def _append(self, content: bytes) -> ResumableUpload:
        now = self.desk.clock()
        try:
            with self.desk.store.write() as db:
                return append(db, self.resumable_id, self.at, content, by=self.by, now=now)
        except ChecksumWrong:
            with self.desk.store.write() as db:
                start_over(db, self.resumable_id, by=self.by, now=now)
            raise


async def _checked(request: Request, arriving: _Arriving, checksum: tus.Checksum) -> ResumableUpload:
    """Put the part aside on disk until its checksum is known to fit."""
    with SpooledTemporaryFile(max_size=_PIECE) as aside:
        async for chunk in request.stream():
            checksum.update(chunk)
            await run_in_threadpool(aside.write, chunk)
        if not checksum.fits:
            raise ChecksumWrong("This part is not what was sent. Nothing of it was kept; send it again.")
        aside.seek(0)

        async def pieces() -> AsyncIterator[bytes]:
            while piece := await run_in_threadpool(partial(aside.read, _PIECE)):
                yield piece

        return await arriving.take(pieces())


def _found(desk: RotaDesk, resumable_id: str, by: str) -> ResumableUpload:
    with desk.store.write() as db:
        return resumable(db, resumable_id, by, now=desk.clock())


def _standing(row: ResumableUpload) -> dict[str, str]:
    headers = {
        "Upload-Offset": str(row.received),
        "Upload-Length": str(row.length),
        "Upload-Expires": tus.expires(row.expires_at),
    }
    return headers | ({"Relief-Upload": f"/api/v1/rosters/uploads/{row.upload_id}"} if row.upload_id else {})
