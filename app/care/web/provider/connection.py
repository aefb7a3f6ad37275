"""Where a provider's system is reached, and the secrets that both sides sign with."""

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from app.care.channels.outside import Outside
from app.care.channels.signatures import new_secret
from app.care.reads.provider_deliveries import connection as connection_of
from app.care.store import providers, signing_secrets
from app.care.web.provider.seat import ProviderWho, desk_of, look_at_all, note
from app.foundation.flash import forget_once, put_once, take_once
from app.foundation.pages import render, see_other
from app.foundation.refusals import Invalid

router = APIRouter(include_in_schema=False)
_SECRET = "secret"
OVERLAP = timedelta(hours=24)
"""How long an old secret goes on counting after a new one was made."""


@router.get("/provider/connection")
def connection(request: Request, who: ProviderWho) -> HTMLResponse:
    """The connection as it stands, with a secret that was just made, this once."""
    fresh = take_once(request, _SECRET, who.subject_id)
    page = _page(request, who, fresh=fresh)
    if fresh:
        forget_once(page)
    return page


@router.post("/provider/connection/address")
def set_address(request: Request, who: ProviderWho, address: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """Send messages to `address` from now on; to nowhere, if it is empty."""
    desk = desk_of(request)
    address = address.strip()
    try:
        if address:
            with Outside(loopback=desk.demo) as outside:
                outside.check(address)
    except Invalid as refusal:
        return _page(request, who, refusal, typed=address)
    seat = look_at_all(request, who, "connection")
    with desk.store.write() as db:
        providers.provider(db, seat.provider_id).webhook_url = address or None
        note(db, desk, seat, "changed.address", {})
    return see_other("/provider/connection", say="The address is saved." if address else "Nothing is sent any more.")


@router.post("/provider/connection/secrets")
def rotate(request: Request, who: ProviderWho, direction: Annotated[Literal["in", "out"], Form()]) -> Response:
    """Make a new secret, to be shown once."""
    desk = desk_of(request)
    seat = look_at_all(request, who, "connection")
    secret = new_secret()
    with desk.store.write() as db:
        signing_secrets.rotate(db, seat.provider_id, direction, secret, overlap=OVERLAP, now=desk.clock())
        note(db, desk, seat, "rotated.secret", {"direction": direction})
    answer = see_other("/provider/connection")
    put_once(answer, _SECRET, who.subject_id, direction, secret)
    return answer


def _page(
    request: Request,
    who: ProviderWho,
    refusal: Invalid | None = None,
    typed: str | None = None,
    fresh: tuple[str, ...] = (),
) -> HTMLResponse:
    desk = desk_of(request)
    seat = look_at_all(request, who, "connection")
    with desk.store.read() as db:
        found = connection_of(db, seat, now=desk.clock())
    return render(
        request, "provider/connection.html", status=422 if refusal else 200, connection=found, fresh=fresh,
        address=found.url if typed is None else typed, faults=refusal.faults if refusal else (),
        inbound=f"{desk.base_url}/webhooks/{seat.provider_id}",
    )  # fmt: skip
