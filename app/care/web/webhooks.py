"""Where providers' systems send their webhooks: verified, taken once, acted on in one transaction."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from fastapi.security import APIKeyHeader
from sqlalchemy.orm import Session

from app.care.channels.signatures import HEADERS, LARGEST_BODY, Verified, bad_signature, verify
from app.care.desk import CareDesk
from app.care.services.hold_back import BeyondPace, hold_back, refuse_beyond_pace
from app.care.services.inbound import act_on
from app.care.services.inbound_events import InboundEvent, read_event
from app.care.services.providers_own import ProviderSide
from app.care.store import inbox, providers, signing_secrets
from app.care.store.tables.access import AuditEntry
from app.care.store.tables.messages import InboxMessage
from app.foundation.audit import Line, record
from app.foundation.database import Database
from app.foundation.description import refused
from app.foundation.refusals import Invalid

_SIGNATURE = APIKeyHeader(
    name="webhook-signature",
    scheme_name="webhookSignature",
    description="Standard Webhooks: with webhook-id and webhook-timestamp, signed with the secret agreed upon.",
    auto_error=False,  # judged below, over the whole message
)
router = APIRouter(tags=["webhooks"], dependencies=[Depends(_SIGNATURE)])
_PROVIDER_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Taken:
    """What was answered, and whether that was an earlier delivery of the same message."""

    status: int
    answer: dict[str, Any]
    repeated: bool


async def capped_body(request: Request) -> bytes:
    """The body, read no further than any message may be long: whoever sends more has not been verified yet."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            raise bad_signature()
    return body


@router.post(
    "/webhooks/{provider_id}",
    responses={
        202: {"description": "It would undo unusually much, so it waits for a person"},
        **refused(401, 409, 422),
    },
)
def receive_webhook(request: Request, provider_id: str, body: Annotated[bytes, Depends(capped_body)]) -> JSONResponse:
    """Take one webhook. 401 whatever does not verify, 404 what is not this provider's, 422 what cannot be read.

    202 for what would undo unusually much: it waits until somebody at the provider has looked.
    """
    desk: CareDesk = request.app.state.desk
    now = desk.clock()
    with desk.store.read() as db:
        known = _PROVIDER_ID.fullmatch(provider_id) is not None
        secrets = signing_secrets.in_force(db, provider_id if known else "", signing_secrets.IN, now=now)
    message = verify(body, _headers(request), secrets, now=now)
    taken = take(desk.store, provider_id, message, now=now)
    return JSONResponse(taken.answer, taken.status, headers={"webhook-repeated": "true"} if taken.repeated else None)


def take(store: Database, provider_id: str, message: Verified, *, now: datetime) -> Taken:
    """Act on a verified message once; answer a second delivery as the first, without doing anything.

    A message that is refused leaves nothing behind, so that sending it again later can still succeed. One that would
    undo unusually much is kept and does nothing. Raises Invalid ("message-id-reused") when the same id comes with
    another body.
    """
    event = read_event(message.body)
    payload = event.model_dump(mode="json", exclude_none=True)
    try:
        with store.write() as db:
            entry = inbox.enter(db, provider_id, message.message_id, event.type, payload, now=now)
            if entry is None:
                return _repeated(db, provider_id, message, payload)
            entry.answer = _acted(db, entry, message, event, now=now)
            entry.answer_status = 200
    except BeyondPace as alarm:
        return _held_back(store, provider_id, message, event, alarm.undoing, now=now)
    return Taken(entry.answer_status, entry.answer, repeated=False)


def _acted(
    db: Session, entry: InboxMessage, message: Verified, event: InboundEvent, *, now: datetime
) -> dict[str, Any]:
    side = ProviderSide.whole(providers.provider(db, entry.provider_id))
    effect = act_on(db, side, event, now=now)
    refuse_beyond_pace(db, entry.provider_id, effect.undone, now=now)
    entry.undone = effect.undone
    _note(db, side, message, f"webhook.{event.type}", now=now)
    return {"received": message.message_id, "type": event.type, **effect.answer}


def _held_back(
    store: Database, provider_id: str, message: Verified, event: InboundEvent, undoing: int, *, now: datetime
) -> Taken:
    """In a transaction of its own: the one in which it would have happened is undone."""
    payload = event.model_dump(mode="json", exclude_none=True)
    with store.write() as db:
        entry = inbox.enter(db, provider_id, message.message_id, event.type, payload, now=now)
        if entry is None:
            return _repeated(db, provider_id, message, payload)
        hold_back(db, provider_id, message.message_id, payload, undoing, now=now)
        _note(db, ProviderSide.whole(providers.provider(db, provider_id)), message, "webhook.held_back", now=now)
        entry.answer = {"received": message.message_id, "type": event.type, "held_back": True}
        entry.answer_status = 202
    return Taken(entry.answer_status, entry.answer, repeated=False)


def _note(db: Session, side: ProviderSide, message: Verified, act: str, *, now: datetime) -> None:
    line = Line(side.by, act, f"provider:{side.provider_id}", {"message": message.message_id})
    record(db, AuditEntry, line, now=now)


def _repeated(db: Session, provider_id: str, message: Verified, payload: dict[str, Any]) -> Taken:
    first = inbox.taken(db, provider_id, message.message_id)
    if first.payload != payload:
        raise Invalid("This webhook-id was used before, for another message.", code="message-id-reused")
    return Taken(first.answer_status, first.answer, repeated=True)


def _headers(request: Request) -> dict[str, str]:
    """The three headers; one that comes twice counts as missing, for who knows which of the two was signed."""
    found = {name: request.headers.getlist(name) for name in HEADERS}
    return {name: values[0] for name, values in found.items() if len(values) == 1}
