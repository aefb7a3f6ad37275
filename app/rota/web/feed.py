"""The feed: published versions, whole, for whoever holds the token."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from app.foundation.refusals import NotFound
from app.rota.desk import RotaDesk
from app.rota.domain.feed import feed_lines
from app.rota.domain.months import Months
from app.rota.reads.plain import feed_version
from app.rota.store.months import roster_page
from app.rota.store.versions import head_of, version, versions_after
from app.rota.web.doors import desk_of, feed_reader

router = APIRouter(prefix="/feed", dependencies=[Depends(feed_reader)], tags=["feed"])
_HIGHEST = 2**31 - 1


@router.get("/versions")
def versions(request: Request, after: Annotated[int, Query(ge=0, le=_HIGHEST)] = 0) -> dict[str, Any]:
    """The versions published after number `after`, ascending; at most 1,000 at a time."""
    with desk_of(request).store.read() as db:
        return {"versions": [feed_version(row) for row in versions_after(db, after)]}


@router.get("/versions/{number}", response_class=StreamingResponse)
def whole_version(request: Request, number: int) -> StreamingResponse:
    """One version, everybody in it, as lines of JSON. There is no way to ask for less."""
    desk = desk_of(request)
    if not 0 < number <= _HIGHEST:
        raise NotFound("There is no such roster version.")
    with desk.store.read() as db:
        head = head_of(version(db, number))
    return StreamingResponse(_joined(feed_lines(head, _everybody(desk, number))), media_type="application/x-ndjson")


def _everybody(desk: RotaDesk, number: int) -> Iterator[tuple[str, Months]]:
    """Page by page, each in a transaction of its own: a version never changes, so none need stay open meanwhile."""
    after = ""
    while True:
        with desk.store.read() as db:
            page = roster_page(db, number, after)
        if not page:
            return
        yield from page
        after = page[-1][0]


def _joined(lines: Iterator[bytes], size: int = 64 * 1024) -> Iterator[bytes]:
    """Lines in pieces of some size: each piece costs a hop between threads."""
    piece = bytearray()
    for line in lines:
        piece += line
        if len(piece) >= size:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)
