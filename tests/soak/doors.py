"""Care's door for what providers send: as it is, and with one guard taken out, which the fault run must notice."""

import json
from collections.abc import Callable, Mapping

from app.care.channels.signatures import ID_HEADER, Verified, verify
from app.care.services.inbound import act_on
from app.care.services.inbound_events import read_event
from app.care.services.providers_own import ProviderSide
from app.care.store import providers, signing_secrets
from app.care.web.webhooks import take
from app.foundation.refusals import Refusal
from tests.care.web.provider.rig import Rig
from tests.soak.network import Reply

Door = Callable[[Rig, str, bytes, Mapping[str, str]], Reply]


def as_it_is(rig: Rig, provider_id: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Over HTTP, into the desk's own application."""
    answer = rig.client.post(f"/webhooks/{provider_id}", content=body, headers=dict(headers))
    return answer.status_code, answer.content


def without_inbox(rig: Rig, provider_id: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Verified, and acted on as often as it comes."""
    try:
        with rig.store.write() as db:
            secrets = signing_secrets.in_force(db, provider_id, signing_secrets.IN, now=rig.clock())
            message = verify(body, headers, secrets, now=rig.clock())
            side = ProviderSide.whole(providers.provider(db, provider_id))
            return 200, json.dumps(act_on(db, side, read_event(message.body), now=rig.clock())).encode()
    except Refusal as refused:
        return refused.status, b"{}"


def without_verifier(rig: Rig, provider_id: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Taken once, whoever signed it."""
    try:
        message = Verified(headers[ID_HEADER], rig.clock(), body.decode(errors="replace"))
        return 200, json.dumps(take(rig.store, provider_id, message, now=rig.clock()).answer).encode()
    except Refusal as refused:
        return refused.status, b"{}"
