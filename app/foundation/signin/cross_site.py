"""Requests from other sites: told apart by what browsers say, and by the form token that only our pages know."""

import hmac
from enum import StrEnum
from urllib.parse import urlsplit

from fastapi import Request

from app.foundation.refusals import Forbidden

_GROWN_OLD = "This page had grown old. Open it again and send it once more."
_NEEDS_BEARER = (
    "A cookie alone is not enough here. Send `Authorization: Bearer <token>` instead; a token comes of POST "
    "/api/v1/sign-in (providers: /api/v1/provider/sign-in) with a contact, then .../code with the ticket and the code."
)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class CameFrom(StrEnum):
    """Whose page made the browser send a request."""

    OURS = "ours"
    ELSEWHERE = "elsewhere"
    UNSAID = "unsaid"


def is_unsafe(request: Request) -> bool:
    """Whether the method may change something."""
    return request.method not in _SAFE


def came_from(request: Request) -> CameFrom:
    """What the browser says. Another port of the same host is another site's: cookies do not see the difference."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return CameFrom.OURS if site in {"same-origin", "none"} else CameFrom.ELSEWHERE
    origin = request.headers.get("origin")
    if origin is None:
        return CameFrom.UNSAID
    return CameFrom.OURS if urlsplit(origin).netloc == request.headers.get("host") else CameFrom.ELSEWHERE


def refuse_elsewhere(request: Request) -> None:
    """Raise Forbidden when the browser says that the request came from another site."""
    if came_from(request) is CameFrom.ELSEWHERE:
        raise Forbidden("This request came from another site and was not carried out.", code="cross-site")


async def refuse_without_form_token(request: Request, form_token: str, *, for_program: bool = False) -> None:
    """Raise Forbidden unless the form field `form_token`, or the header X-Form-Token, is the one our page was given."""
    sent = request.headers.get("x-form-token") or await _form_field(request)
    if not form_token or not hmac.compare_digest(sent.encode(), form_token.encode()):
        raise Forbidden(_NEEDS_BEARER if for_program else _GROWN_OLD, code="form-token")


async def _form_field(request: Request) -> str:
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return ""
    return str((await request.form()).get("form_token", ""))
