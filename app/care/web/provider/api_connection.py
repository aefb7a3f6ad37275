"""The providers' API: where their system is reached, its secrets, and the log of what was sent."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.care.channels.outside import Outside
from app.care.channels.signatures import new_secret
from app.care.reads.provider_deliveries import OwnMessage, connection, own_messages_after
from app.care.store import outbox, providers, signing_secrets
from app.care.web.provider.api_shapes import (
    ConnectionOut,
    DeliveryRow,
    DeliveryRows,
    NewAddress,
    NewSecret,
    SecretOut,
    TryRow,
)
from app.care.web.provider.connection import OVERLAP
from app.care.web.provider.seat import ProviderWho, desk_of, look_at_all, note
from app.foundation.cursors import PageAsked, link_next, page_asked, page_of
from app.foundation.description import refused
from app.foundation.refusals import NotFound

router = APIRouter(prefix="/api/v1/provider", tags=["provider"])
Asked = Annotated[PageAsked, Depends(page_asked)]


@router.get("/connection")
def connection_now(request: Request, who: ProviderWho) -> ConnectionOut:
    """Where messages go and come from. 404 for those who see one caseload only."""
    desk = desk_of(request)
    seat = look_at_all(request, who, "connection")
    with desk.store.read() as db:
        found = connection(db, seat, now=desk.clock())
    return ConnectionOut(
        address=found.url,
        receives_at=f"{desk.base_url}/webhooks/{seat.provider_id}",
        signed_by_us_since=list(found.out_since),
        signed_by_them_since=list(found.in_since),
    )


@router.put("/connection/address")
def set_address(request: Request, who: ProviderWho, wanted: NewAddress) -> ConnectionOut:
    """Send messages there from now on; to nowhere, if it is empty. The same again changes nothing."""
    desk, address = desk_of(request), wanted.address.strip()
    if address:
        with Outside(loopback=desk.demo) as outside:
            outside.check(address)
    seat = look_at_all(request, who, "connection")
    with desk.store.write() as db:
        providers.provider(db, seat.provider_id).webhook_url = address or None
        note(db, desk, seat, "changed.address", {})
    return connection_now(request, who)


@router.post("/connection/secrets", status_code=201)
def rotate(request: Request, who: ProviderWho, wanted: NewSecret) -> SecretOut:
    """Make a new secret. It is answered this once and kept where nobody can read it, so it takes no Idempotency-Key."""
    desk, secret = desk_of(request), new_secret()
    seat = look_at_all(request, who, "connection")
    with desk.store.write() as db:
        signing_secrets.rotate(db, seat.provider_id, wanted.direction, secret, overlap=OVERLAP, now=desk.clock())
        note(db, desk, seat, "rotated.secret", {"direction": wanted.direction})
    return SecretOut(direction=wanted.direction, secret=secret)


@router.get("/deliveries")
def deliveries(request: Request, answer: Response, who: ProviderWho, asked: Asked) -> DeliveryRows:
    """The messages to the provider's system, the newest first, each with every try and its answer."""
    seat = look_at_all(request, who, "deliveries")
    with desk_of(request).store.read() as db:
        rows = own_messages_after(db, seat, asked.after, most=asked.limit + 1)
    part = page_of(rows, asked, lambda one: (one.created_at, one.message_id), of=request.url.path)
    link_next(request, answer, part.next)
    return DeliveryRows(deliveries=[_row(one) for one in part.rows], next=part.next)


@router.post("/deliveries/{message_id}/again", status_code=202, responses=refused(404))
def again(request: Request, who: ProviderWho, message_id: str) -> None:
    """Send a message that was given up once more. 404 while it is still being sent."""
    desk = desk_of(request)
    seat = look_at_all(request, who, "deliveries")
    with desk.store.write() as db:
        if not outbox.revive(db, message_id, seat.provider_id, now=desk.clock()):
            raise NotFound("There is no such message, or it is still being sent.")
        note(db, desk, seat, "resent.message", {"message": message_id})


def _row(one: OwnMessage) -> DeliveryRow:
    return DeliveryRow.model_validate(
        {
            "message": one.message_id,
            "event": one.event,
            "created_at": one.created_at,
            "state": one.state,
            "next_try_at": one.next_try_at,
            "tries": [
                TryRow(attempt=t.attempt, tried_at=t.tried_at, status=t.status_code, answer=t.answer) for t in one.tries
            ],
        }
    )
