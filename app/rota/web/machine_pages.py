"""Connections: the tokens of other programs, made (and shown once) and ended by people of HR."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.foundation.pages import render, see_other
from app.foundation.refusals import Fault, Invalid, NotFound
from app.foundation.signin.who import require
from app.rota.domain.machine import SCOPES
from app.rota.services.machine_tokens import make_token, revoke_token
from app.rota.store.machine_tokens import machine_tokens
from app.rota.web.doors import Hr, desk_of, known_id

router = APIRouter(prefix="/connections", dependencies=[Depends(require("hr"))], include_in_schema=False)
_DAYS = [("30", "a month"), ("90", "three months"), ("365", "a year"), ("730", "two years")]


@router.get("")
def connections(request: Request) -> HTMLResponse:
    """Every token there ever was, and the form for another."""
    return _page(request)


def _page(
    request: Request,
    *,
    faults: Sequence[Fault] = (),
    name: str = "",
    scopes: Sequence[str] = ("upload",),
    days: str = "365",
    made: tuple[str, str] | None = None,
) -> HTMLResponse:
    desk = desk_of(request)
    with desk.store.read() as db:
        tokens = machine_tokens(db)
    return render(
        request, "rota/connections.html", status=422 if faults else 200, tokens=tokens, now=desk.clock(), faults=faults,
        scopes=list(SCOPES.items()), token_name=name, picked=scopes, days=days, day_choices=_DAYS, made=made,
    )  # fmt: skip


@router.post("")
def make(
    request: Request,
    who: Hr,
    name: Annotated[str, Form()] = "",
    scopes: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies defaults
    days: Annotated[str, Form()] = "",
) -> Response:
    """Make a token and show it: on this page and never again, so there is nothing to go back to."""
    desk, name = desk_of(request), name.strip()
    lasts = int(days) if days.isdecimal() and len(days) < 6 else None
    try:
        with desk.store.write() as db:
            token = make_token(db, name, scopes, lasts, by=who.subject_id, now=desk.clock())
    except Invalid as refused:
        return _page(request, faults=refused.faults, name=name, scopes=scopes, days=days)
    return _page(request, made=(name, token))


@router.post("/{token_id}/revoke")
def revoke(request: Request, who: Hr, token_id: Annotated[str, Path()]) -> RedirectResponse:
    """End a token at once."""
    try:
        known = known_id(token_id)
    except NotFound:
        raise NotFound("There is no such token.") from None
    desk = desk_of(request)
    with desk.store.write() as db:
        name = revoke_token(db, known, by=who.subject_id, now=desk.clock())
    return see_other("/connections", say=f"The token {name} has ended. Nothing that uses it gets in any more.")


@router.get("/{token_id}/revoke")
def back_to_connections() -> RedirectResponse:
    """What can only be done with a form on the page, opened as a page: that page."""
    return RedirectResponse("/connections", status_code=303)
