"""Sends providers their webhooks: one at a time and in order, with no transaction held while a request is out."""

from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

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


def tell_provider(store: Database, clock: Clock, outside: Outside, provider_id: str) -> tuple[int, int]:
    """Send what is due to one provider, until nothing is or a try fails; how many were taken, how many were not."""
    told = failed = 0
    while True:
        with store.write() as db:
            parcel = _claimed(db, provider_id, now=clock())
        if parcel is None:
            return told, failed
        tried_at = clock()
        answer = _sent(outside, parcel, now=tried_at)
        with store.write() as db:
            _note(db, parcel, answer, tried_at=tried_at, now=clock())
        if not answer.good and answer is not NOWHERE:
            return told, failed + 1
        told, failed = told + answer.good, failed + (not answer.good)


def _claimed(db: Session, provider_id: str, *, now: datetime) -> Parcel | None:
    message = outbox.claim_oldest(db, provider_id, now=now, lease=LEASE)
    if message is None:
        return None
    provider = providers.provider(db, provider_id)
    return Parcel(
        message_id=message.id,
        provider_id=provider_id,
        attempt=message.attempts,
        url=provider.webhook_url,
        body=webhook_body(_event(db, message, provider_id), provider.pseudonym_key),
        secrets=signing_secrets.in_force(db, provider_id, signing_secrets.OUT, now=now),
    )


def _event(db: Session, message: OutboxMessage, provider_id: str) -> Event:
    facts = None
    if "appointment_id" in message.payload:
        appointment = appointments.any_(db, message.payload["appointment_id"])
        replaces_id = message.payload.get("replaces_id")
        known = replaces_id is not None and _is_with(db, appointments.any_(db, replaces_id), provider_id)
        facts = _facts(appointment, replaces_id if known else None)
    return Event(message.event, message.created_at, message.payload["course_id"], facts)


def _is_with(db: Session, appointment: Appointment, provider_id: str) -> bool:
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


def _note(db: Session, parcel: Parcel, answer: Answer, *, tried_at: datetime, now: datetime) -> None:
    """Write the try into the delivery log and decide what follows from it."""
    db.add(
        Delivery(
            message_id=parcel.message_id,
            attempt=parcel.attempt,
            tried_at=tried_at,
            status_code=answer.status,
            answer=answer.text,
        )
    )
    if answer.good:
        outbox.mark_told(db, [parcel.message_id], now=now)
        return
    gone = answer.status == HTTPStatus.GONE
    if gone:
        # The convention: 410 means the address wants no more messages. Its people see so on their pages.
        providers.provider(db, parcel.provider_id).webhook_url = None
    hopeless = gone or answer is NOWHERE
    again_at = None if hopeless else next_try_at(parcel.attempt, tried_at=tried_at, wish=answer.retry_after)
    outbox.mark_failed(db, [parcel.message_id], again_at=again_at, now=now)
