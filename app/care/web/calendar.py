"""The private diary feed: `GET /calendar/{token}.ics`."""

import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.care.channels.calendar import FILE_NAME, MEDIA_TYPE, feed
from app.care.desk import CareDesk
from app.care.reads.diary import diary_of
from app.care.store import officers
from app.care.web.officer.diary import host_of
from app.foundation.refusals import NotFound
from app.foundation.sealing import digest

router = APIRouter(include_in_schema=False)
_LONGEST_TOKEN = 100
_SETTLED = timedelta(seconds=2)
"""Dates in headers are of whole seconds: of what changed just now none is told, or the next change in the same second
would never be fetched."""


@router.api_route("/calendar/{token}.ics", methods=["GET", "HEAD"])
def calendar(request: Request, token: str) -> Response:
    """The officer's diary. Whoever holds the address may read it, so nothing else about the officer is in it."""
    desk: CareDesk = request.app.state.desk
    now = desk.clock()
    with desk.store.read() as db:
        officer = officers.by_calendar(db, digest(token)) if len(token) <= _LONGEST_TOKEN else None
        if officer is None:
            raise NotFound("The address may be mistyped, or what was here is gone.")
        diary = diary_of(db, officer, host=host_of(desk), now=now)
        title = officer.calendar_title
    content = feed(diary.entries, title, desk.zone)
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {
        "etag": etag,
        "cache-control": "private, no-cache",
        "content-disposition": f'inline; filename="{FILE_NAME}"',
        "x-robots-tag": "noindex",
    }
    if diary.changed_at <= now - _SETTLED:
        headers["last-modified"] = format_datetime(diary.changed_at.astimezone(UTC), usegmt=True)
    if _is_known(request, etag, diary.changed_at):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


def _is_known(request: Request, etag: str, changed_at: datetime) -> bool:
    """Whether the asker has this very file (RFC 9110, 13.2.2: by tag if they give any, else by date)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and changed_at.replace(microsecond=0) <= since
