"""Sends providers their webhooks: in order, one after the other, with no transaction held while a request is out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

import structlog

from app.care.channels.outside import Answer, Outside
from app.care.channels.parcels import Parcel, claimed
from app.care.channels.retrying import Failure, failure_of
from app.care.channels.signatures import sign
from app.care.channels.trying import Try, note
from app.care.store import outbox
from app.foundation.clock import Clock
from app.foundation.database import Database

PATIENCE = 5.0
"""Seconds after which what was sent is noted: a crash may tell again, with the same id, only what is not noted yet."""
_log = structlog.get_logger("relief.tell")


@dataclass(slots=True)
class _Round:
    """What was sent of one claim, and what was not because something before it failed."""

    tries: list[Try] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    """Ids of messages that were claimed and not tried."""
    down: bool = False
    """Whether the address itself failed, so that no more is sent there now."""


def tell_provider(store: Database, clock: Clock, outside: Outside, provider_id: str) -> tuple[int, int]:
    """Send what is due to one provider, until nothing is or its address fails; how many were taken, how many not."""
    told = failed = 0
    while True:
        with store.write() as db:
            parcels = claimed(db, provider_id, now=clock())
        if not parcels:
            return told, failed
        one = _sent_in_order(outside, parcels, clock)
        with store.write() as db:
            switched_off = note(db, provider_id, one.tries, now=clock())
            outbox.put_back(db, one.left, now=clock())
        if switched_off is not None:
            # For the operator: whoever runs the service may have to ring the provider up.
            _log.warning("provider_switched_off", provider=provider_id, why=switched_off)
        good = sum(tried.answer.good for tried in one.tries)
        told, failed = told + good, failed + len(one.tries) - good
        if one.down:
            return told, failed


def _sent_in_order(outside: Outside, parcels: Sequence[Parcel], clock: Clock) -> _Round:
    """Send until the address fails. What follows on a message that was refused waits, what is about others goes on.

    What is slow is noted before more is sent, long before the lease ends.
    """
    one, refused, begun = _Round(), set[str](), monotonic()
    for parcel in parcels:
        if one.down or parcel.about in refused or (one.tries and monotonic() - begun > PATIENCE):
            one.left.append(parcel.message_id)
            continue
        tried = send(outside, parcel, now=clock())
        one.tries.append(tried)
        if tried.answer.good or parcel.outlet.shut is not None:
            continue
        if failure_of(tried.answer.status) is Failure.MESSAGE:
            refused.add(parcel.about)
        else:
            one.down = True
    return one


def send(outside: Outside, parcel: Parcel, *, now: datetime) -> Try:
    """Sign and send one parcel once, or say why it is not sent."""
    outlet = parcel.outlet
    if outlet.shut is not None:
        return Try(parcel, outlet.shut, now)
    headers = sign(parcel.webhook_id, parcel.body, outlet.secrets, now=now)
    begun = monotonic()
    answer: Answer = outside.post(outlet.url, parcel.body, headers, now=now)
    return Try(parcel, answer, now, headers, took_ms=round((monotonic() - begun) * 1000))
