"""Who comes in by which door of the HR desk, and with what."""

import hmac
import re
from typing import Annotated

from fastapi import Depends, Path, Request
from fastapi.security import HTTPBearer

from app.foundation.idempotency import Asked, asked_once
from app.foundation.refusals import NotFound, NotSignedIn
from app.foundation.signin.who import Who, require
from app.rota.desk import RotaDesk

Hr = Annotated[Who, Depends(require("hr"))]
_ID = re.compile(r"[0-9a-f]{32}")


def desk_of(request: Request) -> RotaDesk:
    """The desk of the app that answers this request."""
    desk: RotaDesk = request.app.state.desk
    return desk


def known_id(upload_id: Annotated[str, Path()]) -> str:
    """An id that could exist; anything else is not there."""
    if not _ID.fullmatch(upload_id):
        raise NotFound("There is no such upload.")
    return upload_id


UploadId = Annotated[str, Depends(known_id)]


async def asked_with_key(request: Request, _who: Hr) -> Asked | None:
    """The Idempotency-Key where one was sent: publishing is safe to repeat without."""
    return await asked_once(request) if "idempotency-key" in request.headers else None


MaybeOnce = Annotated[Asked | None, Depends(asked_with_key)]


FEED_TOKEN = HTTPBearer(
    scheme_name="feedToken", description="The feed's own token, from the settings of both desks.", auto_error=False
)


def feed_reader(request: Request, _token: Annotated[object, Depends(FEED_TOKEN)]) -> None:
    """Raise NotSignedIn, always the same, unless the feed's own token is shown. Compared in constant time."""
    expected = desk_of(request).feed_token
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    fits = hmac.compare_digest(token.strip().encode(), expected.encode())
    if not (expected and fits and scheme.lower() == "bearer"):
        raise NotSignedIn("The feed is read with its token.")
