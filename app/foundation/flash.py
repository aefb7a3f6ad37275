"""What is shown once: a sealed cookie that carries a sentence, or a secret, over a redirect."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from app.foundation.sealing import SealBroken, open_sealed, seal

_COOKIE, _ONCE = "note", "once"
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
    _put(answer, _COOKIE, _LABEL, message)


def take_flashes(request: Request) -> tuple[Flash, ...]:
    """The messages that came along; anything that is not ours counts as none."""
    found = _opened(request, _COOKIE, _LABEL)
    return (Flash(found[0], found[1]),) if len(found) == 2 else ()


def put_once(answer: Response, what: str, whose: str, *shown: str) -> None:
    """Let the next page that asks for `what` on behalf of `whose` show this; nobody else, and no address or log."""
    _put(answer, _ONCE, f"once.{what}", [whose, *shown])


def take_once(request: Request, what: str, whose: str) -> tuple[str, ...]:
    """What was put there; nothing for anybody else, and nothing the second time. Call `forget_once` with it."""
    found = _opened(request, _ONCE, f"once.{what}")
    return tuple(found[1:]) if found[:1] == [whose] else ()


def forget_once(answer: Response) -> None:
    """It has been shown."""
    answer.delete_cookie(_ONCE, httponly=True, samesite="strict")


def _put(answer: Response, cookie: str, label: str, shown: Sequence[str]) -> None:
    sealed = urlsafe_b64encode(seal(json.dumps(shown), label)).decode()
    answer.set_cookie(cookie, sealed, max_age=_SECONDS, httponly=True, samesite="strict")


def _opened(request: Request, cookie: str, label: str) -> list[str]:
    raw = request.cookies.get(cookie, "")
    if not raw or len(raw) > _LONGEST:
        return []
    try:
        return [str(part) for part in json.loads(open_sealed(urlsafe_b64decode(raw), label))]
    except (SealBroken, NotBase64, ValueError):
        return []
