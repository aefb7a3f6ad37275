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
from app.care.services.inbound import act_on
from app.care.services.inbound_events import InboundEvent, read_event
from app.care.services.providers_own import ProviderSide
from app.care.store import inbox, providers, signing_secrets
from app.care.store.tables.access import AuditEntry
from app.foundation.audit import Line, record
from app.foundation.database import Database
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


@router.post("/webhooks/{provider_id}")
def receive_webhook(request: Request, provider_id: str, body: Annotated[bytes, Depends(capped_body)]) -> JSONResponse:
    """Take one webhook. 401 whatever does not verify, 404 what is not this provider's, 422 what cannot be read."""
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

    A message that is refused leaves nothing behind, so that sending it again later can still succeed. Raises Invalid
    ("message-id-reused") when the same id comes with another body.
    """
    event = read_event(message.body)
    payload = event.model_dump(mode="json")
    with store.write() as db:
        entry = inbox.enter(db, provider_id, message.message_id, event.type, payload, now=now)
        if entry is None:
            return _repeated(db, provider_id, message, payload)
        entry.answer = _acted(db, provider_id, message, event, now=now)
        entry.answer_status = 200
    return Taken(entry.answer_status, entry.answer, repeated=False)


def _acted(db: Session, provider_id: str, message: Verified, event: InboundEvent, *, now: datetime) -> dict[str, Any]:
    side = ProviderSide.whole(providers.provider(db, provider_id))
    effect = act_on(db, side, event, now=now)
    line = Line(side.by, f"webhook.{event.type}", f"provider:{provider_id}", {"message": message.message_id})
    record(db, AuditEntry, line, now=now)
    return {"received": message.message_id, "type": event.type, **effect}


def _repeated(db: Session, provider_id: str, message: Verified, payload: dict[str, Any]) -> Taken:
    first = inbox.taken(db, provider_id, message.message_id)
    if first.payload != payload:
        raise Invalid("This webhook-id was used before, for another message.", code="message-id-reused")
    return Taken(first.answer_status, first.answer, repeated=True)


def _headers(request: Request) -> dict[str, str]:
    """The three headers; one that comes twice counts as missing, for who knows which of the two was signed."""
    found = {name: request.headers.getlist(name) for name in HEADERS}
    return {name: values[0] for name, values in found.items() if len(values) == 1}
