"""Where a provider's system is reached, how that fares, and the keys that both sides sign with."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from app.care.domain.signing_keys import Scheme
from app.care.reads.provider_deliveries import connection as connection_of
from app.care.web.provider import sending
from app.care.web.provider.seat import ProviderWho, desk_of, look_at_all
from app.foundation.flash import forget_once, put_once, take_once
from app.foundation.pages import render, see_other
from app.foundation.refusals import Invalid, OutOfTurn, TooMany

router = APIRouter(include_in_schema=False)
_SECRET = "secret"
_HERE = "/provider/connection"
Direction = Annotated[Literal["in", "out"], Form()]


@router.get(_HERE)
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
    try:
        address = sending.checked(request, address)
    except Invalid as refusal:
        return _page(request, who, refusal, typed=address.strip())
    sending.save_address(request, look_at_all(request, who, "connection"), address)
    return see_other(_HERE, say="The address is saved." if address else "Nothing is sent any more.")


@router.post("/provider/connection/secrets")
def rotate(
    request: Request, who: ProviderWho, direction: Direction, scheme: Annotated[Scheme, Form()] = Scheme.HMAC
) -> Response:
    """Make a new key: a secret to be shown once, or a pair whose public half stays on the page."""
    seat = look_at_all(request, who, "connection")
    key = sending.make_key(request, seat, direction, scheme)
    if scheme is Scheme.ED25519:
        return see_other(_HERE, say="The new key pair is made. Its public key is below.")
    answer = see_other(_HERE)
    put_once(answer, _SECRET, who.subject_id, direction, key)
    return answer


@router.post("/provider/connection/secrets/end-older")
def end_older(request: Request, who: ProviderWho, direction: Direction) -> Response:
    """End at once what was replaced and still counts."""
    ended = sending.end_older_keys(request, look_at_all(request, who, "connection"), direction)
    return see_other(_HERE, say="The older ones have ended." if ended else "There were no older ones.")


@router.post("/provider/connection/test")
def try_out(request: Request, who: ProviderWho) -> Response:
    """Send a message that says nothing, and say what came back."""
    try:
        answer = sending.try_out(request, look_at_all(request, who, "connection"))
    except (OutOfTurn, TooMany) as refusal:
        return see_other(_HERE, say=refusal.detail, tone="bad")
    if answer.good:
        return see_other(_HERE, say=f"Your system took the test message: it answered {answer.status}.")
    said = f"Your system answered {answer.status}, which is not a 2xx." if answer.status else answer.text
    return see_other(_HERE, say=f"The test message was not taken. {said}", tone="bad")


@router.post("/provider/connection/on")
def switch_on(request: Request, who: ProviderWho) -> Response:
    """Send again after the address was switched off."""
    sending.switch_on(request, look_at_all(request, who, "connection"))
    return see_other(_HERE, say="Messages are sent again. What was not delivered can be sent again under Deliveries.")


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
        inbound=f"{desk.base_url}/webhooks/{seat.provider_id}", now=desk.clock(),
    )  # fmt: skip
