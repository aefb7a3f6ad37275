"""The ticket: a random token in the cookie of a browser that is on its way in, before anybody is signed in."""

from fastapi import Request
from starlette.responses import Response

from app.foundation.ids import new_token
from app.foundation.sealing import digest
from app.foundation.signin.cross_site import refuse_elsewhere, refuse_without_form_token
from app.foundation.signin.door import Door, sign_in_desk

_SUFFIX = "_t"
PROOF = "_n"
"""For the ticket of somebody signed in who proves a new contact: it must not be mistaken for one of a sign-in."""
_SECONDS = 3600


def ticket_of(request: Request, door: Door, suffix: str = _SUFFIX) -> str:
    """The ticket that the browser brought, or a fresh one."""
    return request.cookies.get(sign_in_desk(request).cookie(door, suffix)) or new_token()


def form_token_of(ticket: str) -> str:
    """The form token for pages shown to the holder of this ticket."""
    return digest(f"form:{ticket}")


def keep_ticket(answer: Response, request: Request, door: Door, ticket: str, suffix: str = _SUFFIX) -> None:
    """Give the browser its ticket."""
    desk = sign_in_desk(request)
    name = desk.cookie(door, suffix)
    answer.set_cookie(name, ticket, max_age=_SECONDS, httponly=True, samesite="strict", secure=desk.secure)


def drop_ticket(answer: Response, request: Request, door: Door, suffix: str = _SUFFIX) -> None:
    """Take the ticket back."""
    desk = sign_in_desk(request)
    answer.delete_cookie(desk.cookie(door, suffix), httponly=True, samesite="strict", secure=desk.secure)


async def refuse_forged_ticket(request: Request, door: Door) -> None:
    """Raise Forbidden unless our own page in this browser sent the form: no other site signs anybody in."""
    refuse_elsewhere(request)
    brought = request.cookies.get(sign_in_desk(request).cookie(door, _SUFFIX), "")
    await refuse_without_form_token(request, form_token_of(brought) if brought else "")
