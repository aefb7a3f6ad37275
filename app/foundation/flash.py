"""Flash messages: one sealed cookie that carries a sentence over a redirect."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from app.foundation.sealing import SealBroken, open_sealed, seal

_COOKIE = "note"
_LABEL = "flash"
_SECONDS = 60
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Flash:
    """A message shown once. Tones: good, note, bad."""

    tone: str
    text: str


def put_flash(answer: Response, message: tuple[str, str] | None, *, present: Request | None = None) -> None:
    """Set the message, or with None forget the one that `present` brought along.

    Sealed, because what it says ("Your appointment is booked") must not lie readable in a browser's cookie jar.
    """
    if message is None:
        if present is not None and _COOKIE in present.cookies:
            answer.delete_cookie(_COOKIE, httponly=True, samesite="strict")
        return
    sealed = urlsafe_b64encode(seal(json.dumps(message), _LABEL)).decode()
    answer.set_cookie(_COOKIE, sealed, max_age=_SECONDS, httponly=True, samesite="strict")


def take_flashes(request: Request) -> tuple[Flash, ...]:
    """The messages that came along; anything that is not ours counts as none."""
    raw = request.cookies.get(_COOKIE, "")
    if not raw or len(raw) > _LONGEST:
        return ()
    try:
        tone, text = json.loads(open_sealed(urlsafe_b64decode(raw), _LABEL))
    except (SealBroken, NotBase64, ValueError):
        return ()
    return (Flash(str(tone), str(text)),)
