"""Pages of long lists: an opaque cursor that says where the next page begins, and stays good while rows come and go.

    page = page_of(rows, asked, key=lambda row: (row.at, row.id))      # rows: one more than asked.limit, newest first

A cursor names the last row shown, not a number of rows to skip: rows that arrive meanwhile neither repeat nor hide any.
It is sealed: nobody can read an id in it, or make one up.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from app.foundation.refusals import Fault, Invalid
from app.foundation.sealing import SealBroken, open_sealed, seal

MOST, USUAL = 100, 25
_LABEL = "cursor"
Row = TypeVar("Row")
Key = tuple[datetime, str]
"""By what a list is ordered: an instant, then an id."""


@dataclass(frozen=True, slots=True)
class PageAsked:
    """Which part of a list is wanted: up to `limit` rows that come after `after`."""

    limit: int = USUAL
    after: Key | None = None


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """One page of a list, and the cursor of the next; None at the end."""

    rows: tuple[Row, ...]
    next: str | None


def page_asked(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many at most.")] = USUAL,
    cursor: Annotated[
        str | None, Query(max_length=500, description="`next` of the page before; without it the first page.")
    ] = None,
) -> PageAsked:
    """The dependency of every list. Raises Invalid ("bad-cursor") for a cursor that is not from this very list."""
    return PageAsked(limit, None if cursor is None else opened(cursor, request.url.path))


def page_of(rows: Sequence[Row], asked: PageAsked, key: Callable[[Row], Key], *, of: str) -> Part[Row]:
    """The page out of `rows`, of which one more than asked for was read if there are more. `of`: the list's path."""
    shown = tuple(rows[: asked.limit])
    return Part(shown, sealed(key(shown[-1]), of) if len(rows) > asked.limit else None)


def link_next(request: Request, answer: Response, cursor: str | None) -> None:
    """Say where the next page is in a `Link` header too (RFC 8288)."""
    if cursor is not None:
        query = urlencode({**dict(request.query_params), "cursor": cursor})
        answer.headers["Link"] = f'<{request.url.path}?{query}>; rel="next"'


def sealed(key: Key, of: str) -> str:
    """The cursor after the row of this key."""
    at, row_id = key
    return urlsafe_b64encode(seal(json.dumps([at.isoformat(), row_id]), f"{_LABEL}:{of}")).decode().rstrip("=")


def opened(cursor: str, of: str) -> Key:
    """The key in a cursor. Raises Invalid ("bad-cursor") for what was not made for this list."""
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        at, row_id = json.loads(open_sealed(raw, f"{_LABEL}:{of}"))
    except (SealBroken, NotBase64, ValueError):
        fault = Fault("Leave it out to begin at the first page.", column="cursor")
        raise Invalid("This cursor does not belong to this list.", code="bad-cursor", faults=[fault]) from None
    return datetime.fromisoformat(at), row_id
