"""The private diary feed: `GET /calendar/{token}.ics`."""

import hashlib
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.care.channels.calendar import feed
from app.care.desk import CareDesk
from app.care.reads.diary import entries_of
from app.care.store import officers
from app.foundation.refusals import NotFound
from app.foundation.sealing import digest

router = APIRouter(include_in_schema=False)
_LONGEST_TOKEN = 100


@router.get("/calendar/{token}.ics")
def calendar(request: Request, token: str) -> Response:
    """The officer's diary. Whoever holds the address may read it, so nothing else about the officer is in it."""
    desk: CareDesk = request.app.state.desk
    now = desk.clock()
    with desk.store.read() as db:
        officer = officers.by_calendar(db, digest(token)) if len(token) <= _LONGEST_TOKEN else None
        if officer is None:
            raise NotFound("The address may be mistyped, or what was here is gone.")
        entries = entries_of(db, officer, host=urlsplit(desk.base_url).hostname or "localhost", now=now)
        title = officer.calendar_title
    content = feed(entries, title, desk.zone)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": "private, no-cache", "x-robots-tag": "noindex"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
