"""Sends providers their webhooks: in order, one after the other, with no transaction held while a request is out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from time import monotonic

from sqlalchemy.orm import Session

from app.care.channels.outside import Answer, Outside
from app.care.channels.payloads import AppointmentFacts, Event, webhook_body
from app.care.channels.retrying import LEASE, next_try_at
from app.care.channels.signatures import sign
from app.care.store import appointments, outbox, providers, signing_secrets
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.messages import Delivery, OutboxMessage
from app.foundation.clock import Clock
from app.foundation.database import Database

NOWHERE = Answer(None, "Not sent: no address is set.")
AT_ONCE = 20
"""Messages claimed, sent in order and noted together: a commit for each would cost more than the sending."""
_NAMES = ("appointment_id", "replaces_id")
PATIENCE = 5.0
"""Seconds after which what was sent is noted: a crash may tell again, with the same id, only what is not noted yet."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message with all that is needed to send it, so that the store can be let go meanwhile."""

    message_id: str
    provider_id: str
    attempt: int
    url: str | None
    body: str
    secrets: list[str] = field(repr=False)

    @property
    def webhook_id(self) -> str:
        """The same for every try: by it the receiver knows a message again."""
        return f"msg_{self.message_id}"


@dataclass(frozen=True, slots=True)
class Try:
    """One parcel sent, and what came of it."""

    parcel: Parcel
    answer: Answer
    tried_at: datetime


def tell_provider(store: Database, clock: Clock, outside: Outside, provider_id: str) -> tuple[int, int]:
    """Send what is due to one provider, until nothing is or a try fails; how many were taken, how many were not."""
    told = failed = 0
    while True:
        with store.write() as db:
            parcels = _claimed(db, provider_id, now=clock())
        tries = _tried(outside, parcels, clock)
        if not tries:
            return told, failed
        with store.write() as db:
            outbox.mark_told(db, [one.parcel.message_id for one in tries if one.answer.good], now=clock())
            for one in tries:
                _note(db, one, now=clock())
            outbox.put_back(db, [parcel.message_id for parcel in parcels[len(tries) :]], now=clock())
        good = sum(one.answer.good for one in tries)
        told, failed = told + good, failed + len(tries) - good
        if _stops(tries[-1].answer):
            return told, failed


def _tried(outside: Outside, parcels: Sequence[Parcel], clock: Clock) -> list[Try]:
    """Send in order until one fails; what is slow is noted before more is sent, long before the lease ends."""
    tries: list[Try] = []
    begun = monotonic()
    for parcel in parcels:
        tried_at = clock()
        tries.append(Try(parcel, _sent(outside, parcel, now=tried_at), tried_at))
        if _stops(tries[-1].answer) or monotonic() - begun > PATIENCE:
            break
    return tries


def _stops(answer: Answer) -> bool:
    return not answer.good and answer is not NOWHERE


def _claimed(db: Session, provider_id: str, *, now: datetime) -> list[Parcel]:
    messages = outbox.claim_oldest(db, provider_id, now=now, lease=LEASE, at_most=AT_ONCE)
    if not messages:
        return []
    provider = providers.provider(db, provider_id)
    secrets = signing_secrets.in_force(db, provider_id, signing_secrets.OUT, now=now)
    named = {message.payload[key] for message in messages for key in _NAMES if message.payload.get(key)}
    known = {one.id: one for one in appointments.by_ids(db, named)}
    return [
        Parcel(
            message_id=message.id,
            provider_id=provider_id,
            attempt=message.attempts,
            url=provider.webhook_url,
            body=webhook_body(_event(db, message, known), provider.pseudonym_key),
            secrets=secrets,
        )
        for message in messages
    ]


def _event(db: Session, message: OutboxMessage, known: Mapping[str, Appointment]) -> Event:
    facts = None
    if "appointment_id" in message.payload:
        replaced = known.get(message.payload.get("replaces_id", ""))
        theirs = replaced is not None and _is_with(db, replaced, message.provider_id)
        facts = _facts(known[message.payload["appointment_id"]], replaced.id if replaced and theirs else None)
    return Event(message.event, message.created_at, message.payload["course_id"], facts)


def _is_with(db: Session, appointment: Appointment, provider_id: str | None) -> bool:
    """A provider is not told which appointment of another provider's theirs has replaced."""
    return providers.counsellor(db, appointment.counsellor_id).provider_id == provider_id


def _facts(appointment: Appointment, replaces_id: str | None) -> AppointmentFacts:
    return AppointmentFacts(
        appointment_id=appointment.id,
        counsellor_id=appointment.counsellor_id,
        number=appointment.number,
        start_at=appointment.start_at,
        end_at=appointment.end_at,
        place_id=appointment.place_id,
        status=appointment.status.value,
        sequence=appointment.sequence,
        replaces_id=replaces_id,
    )


def _sent(outside: Outside, parcel: Parcel, *, now: datetime) -> Answer:
    if parcel.url is None or not parcel.secrets:
        return NOWHERE
    return outside.post(parcel.url, parcel.body, sign(parcel.webhook_id, parcel.body, parcel.secrets, now=now), now=now)


def _note(db: Session, one: Try, *, now: datetime) -> None:
    """Write the try into the delivery log and decide what follows where it failed."""
    parcel, answer = one.parcel, one.answer
    db.add(
        Delivery(
            message_id=parcel.message_id,
            attempt=parcel.attempt,
            tried_at=one.tried_at,
            status_code=answer.status,
            answer=answer.text,
        )
    )
    if answer.good:
        return
    gone = answer.status == HTTPStatus.GONE
    if gone:
        # The convention: 410 means the address wants no more messages. Its people see so on their pages.
        providers.provider(db, parcel.provider_id).webhook_url = None
    hopeless = gone or answer is NOWHERE
    again_at = None if hopeless else next_try_at(parcel.attempt, tried_at=one.tried_at, wish=answer.retry_after)
    outbox.mark_failed(db, [parcel.message_id], again_at=again_at, now=now)
