"""Care's door for what providers send: as it is, and with one guard taken out, which the fault run must notice."""

import json
from collections.abc import Callable, Mapping

from app.care.channels.signatures import ID_HEADER, Verified, verify
from app.care.domain.outcome import Outcome
from app.care.services.inbound import act_on, report_outcome
from app.care.services.inbound_events import SessionAttended, SessionNotAttended, read_event
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


def without_memory(rig: Rig, provider_id: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Verified, and acted on as often as it comes and in that order: neither the inbox nor the rank of reports."""
    try:
        with rig.store.write() as db:
            secrets = signing_secrets.in_force(db, provider_id, signing_secrets.IN, now=rig.clock())
            message = verify(body, headers, secrets, now=rig.clock())
            side = ProviderSide.whole(providers.provider(db, provider_id))
            match read_event(message.body):
                case SessionAttended() as event:
                    answer = report_outcome(db, side, event.data.appointment, Outcome.ATTENDED, now=rig.clock())
                case SessionNotAttended() as event:
                    answer = report_outcome(db, side, event.data.appointment, event.data.outcome, now=rig.clock())
                case event:
                    answer = act_on(db, side, event, now=rig.clock()).answer
            return 200, json.dumps(answer).encode()
    except Refusal as refused:
        return refused.status, b"{}"


def without_verifier(rig: Rig, provider_id: str, body: bytes, headers: Mapping[str, str]) -> Reply:
    """Taken once, whoever signed it."""
    try:
        message = Verified(headers[ID_HEADER], rig.clock(), body.decode(errors="replace"))
        return 200, json.dumps(take(rig.store, provider_id, message, now=rig.clock()).answer).encode()
    except Refusal as refused:
        return refused.status, b"{}"
