"""Who is asking: the dependency that every page and API endpoint of an audience states.

    from app.foundation.signin.who import Who, require

    Officer = Annotated[Who, Depends(require("officer"))]

    @router.get("/appointments")
    def appointments(request: Request, who: Officer) -> HTMLResponse: ...

Nobody signed in: pages go to the door's sign-in page (303), the API answers 401. Signed in as another audience: 404.
On every unsafe method (POST, PUT, PATCH, DELETE) the dependency also refuses (403) a request from another site, and a
page request whose form lacks the form token (`{{ ui.token(form_token) }}`; htmx may send it as `X-Form-Token`).
The API takes the same cookie (same-origin only) or `Authorization: Bearer <token>`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request

from app.foundation.description import SIGN_IN
from app.foundation.problem_json import is_machine_path
from app.foundation.refusals import NotFound, NotSignedIn
from app.foundation.signin.cross_site import (
    CameFrom,
    came_from,
    is_unsafe,
    refuse_elsewhere,
    refuse_without_form_token,
)
from app.foundation.signin.door import Door, SignInDesk, sign_in_desk
from app.foundation.signin.rows import LiveSignIn
from app.foundation.signin.sign_ins import bearer_token, cookie_token, find_sign_in


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody signed in: on whose behalf (`subject_id`) and as what (`audience`)."""

    audience: str
    subject_id: str
    form_token: str


@cache
def require(audience: str) -> Callable[[Request, Who], Awaitable[Who]]:
    """A dependency that lets in only those signed in as `audience`."""

    def somebody(request: Request, _token: Annotated[object, Depends(SIGN_IN)]) -> Who:
        return signed_in(request, audience)

    async def who(request: Request, found: Annotated[Who, Depends(somebody)]) -> Who:
        await refuse_forged(request, found)
        return found

    return who


def signed_in(request: Request, audience: str) -> Who:
    """Who has signed in at the door of `audience`; raises NotSignedIn, or NotFound for people of another door."""
    desk = sign_in_desk(request)
    door = desk.door(audience)
    bearer = bearer_token(request)
    token = bearer or cookie_token(request, desk, door)
    found = find_sign_in(desk, door, token) if token else None
    if found is None:
        raise _nobody(request, desk, door)
    who = Who(found.audience, found.subject_id, "" if bearer else found.form_token)
    request.state.who, request.state.door = who, door
    return who


async def refuse_forged(request: Request, who: Who) -> None:
    """Raise Forbidden for an unsafe request that the signed-in person may not have meant.

    A bearer token is not sent by itself, so it needs no more. A cookie is: the API then needs a browser that says the
    request is from our own page (or the form token), a page always needs its form token.
    """
    if not is_unsafe(request) or bearer_token(request):
        return
    refuse_elsewhere(request)
    if is_machine_path(request) and came_from(request) is CameFrom.OURS:
        return
    await refuse_without_form_token(request, who.form_token, for_program=is_machine_path(request))


def _nobody(request: Request, desk: SignInDesk, door: Door) -> NotFound | NotSignedIn:
    if _signed_in_elsewhere(request, desk, door):
        return NotFound("The address may be mistyped, or what was here is gone.")
    path = door.sign_in_path
    if request.method == "GET" and not is_machine_path(request) and request.url.path != door.home:
        path = f"{path}?{urlencode({'next': request.url.path})}"
    return NotSignedIn("Please sign in to go on.", extra={"sign_in_path": path})


def _signed_in_elsewhere(request: Request, desk: SignInDesk, door: Door) -> bool:
    others = (other for other in desk.doors if other is not door)
    return any(_at(desk, other, bearer_token(request) or cookie_token(request, desk, other)) for other in others)


def _at(desk: SignInDesk, door: Door, token: str | None) -> LiveSignIn | None:
    return find_sign_in(desk, door, token) if token else None
