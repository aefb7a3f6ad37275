"""The tokens of a provider's programs: made (and shown once) and ended by whoever keeps the whole diary."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from app.care.domain.program import SCOPES, Scope
from app.care.services.program_tokens import NewProgram, make_token, revoke_token
from app.care.store import program_tokens
from app.care.web.provider.seat import ProviderWho, desk_of, look_at_all, note
from app.foundation.pages import render, see_other
from app.foundation.refusals import Fault, Invalid

router = APIRouter(prefix="/provider/programs", include_in_schema=False)
_DAYS = [("30", "a month"), ("90", "three months"), ("365", "a year"), ("730", "two years")]


@dataclass(frozen=True, slots=True)
class _Shown:
    """The form as it was typed, what is wrong with it, or the token that came of it."""

    name: str = ""
    scopes: Sequence[str] = (Scope.READ,)
    days: str = "365"
    faults: Sequence[Fault] = field(default=())
    made: tuple[str, str] | None = None


@router.get("")
def programs(request: Request, who: ProviderWho) -> HTMLResponse:
    """Every token there ever was, and the form for another."""
    return _page(request, who, _Shown())


@router.post("")
def make(
    request: Request,
    who: ProviderWho,
    name: Annotated[str, Form()] = "",
    scopes: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies defaults
    days: Annotated[str, Form()] = "",
) -> Response:
    """Make a token and show it: on this page and never again, so there is nothing to go back to."""
    desk, name = desk_of(request), name.strip()
    lasts = int(days) if days.isascii() and days.isdecimal() and len(days) < 6 else None
    seat = look_at_all(request, who, "programs")
    try:
        with desk.store.write() as db:
            wanted = NewProgram(name, scopes, lasts)
            token, row = make_token(db, seat.provider_id, wanted, by=seat.account_id, now=desk.clock())
            note(db, desk, seat, "made.token", {"program": row.name, "scopes": " ".join(row.scopes)})
    except Invalid as refused:
        return _page(request, who, _Shown(name, scopes, days, refused.faults))
    return _page(request, who, _Shown(made=(name, token)))


@router.post("/{token_id}/revoke")
def revoke(request: Request, who: ProviderWho, token_id: str) -> Response:
    """End a token at once."""
    desk = desk_of(request)
    seat = look_at_all(request, who, "programs")
    with desk.store.write() as db:
        row = revoke_token(db, seat.provider_id, token_id, now=desk.clock())
        note(db, desk, seat, "ended.token", {"program": row.name})
    return see_other(
        "/provider/programs", say=f"The token {row.name} has ended. Nothing that uses it gets in any more."
    )


def _page(request: Request, who: ProviderWho, shown: _Shown) -> HTMLResponse:
    desk = desk_of(request)
    seat = look_at_all(request, who, "programs")
    with desk.store.read() as db:
        tokens = program_tokens.of_provider(db, seat.provider_id)
    return render(
        request, "provider/programs.html", status=422 if shown.faults else 200, tokens=tokens, now=desk.clock(),
        faults=shown.faults, scopes=[(str(one), words) for one, words in SCOPES.items()], day_choices=_DAYS, form=shown,
        base=f"{desk.base_url}/fhir/r4",
    )  # fmt: skip
