"""Packs what is due to a provider: claimed in order, with the same words at every try."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.channels.outside import Answer
from app.care.channels.payloads import AppointmentFacts, CourseFacts, Event, webhook_body
from app.care.channels.retrying import LEASE
from app.care.domain.pseudonyms import Kind, outward
from app.care.store import addresses, appointments, courses, outbox, providers, signing_secrets
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.messages import OutboxMessage
from app.care.store.tables.providers import Provider

NO_ADDRESS = Answer(None, "Not sent: no address is set.")
NO_KEY = Answer(None, "Not sent: there is no key to sign with.")
SWITCHED_OFF = Answer(None, "Not sent: sending is switched off.")
UNSENT = (NO_ADDRESS, NO_KEY, SWITCHED_OFF)
"""What was never sent has not failed."""
AT_ONCE = 20
"""Messages claimed, sent in order and noted together: a commit for each would cost more than the sending."""
_NAMES = ("appointment_id", "replaces_id")


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where a provider's messages go and what they are signed with, or why they do not."""

    provider_id: str
    key: str = field(repr=False)
    """The provider's own for pseudonyms."""
    url: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    shut: Answer | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message with all that is needed to send it, so that the store can be let go meanwhile."""

    message_id: str
    attempt: int
    about: str
    """The course it is about: what follows on it must not overtake it."""
    body: str
    outlet: Outlet

    @property
    def webhook_id(self) -> str:
        """The same for every try: by it the receiver knows a message again. A name of this provider's own, like all."""
        return outward(self.outlet.key, Kind.MESSAGE, self.message_id)


def outlet_of(db: Session, provider: Provider, *, now: datetime, even_if_off: bool = False) -> Outlet:
    """The outlet as it stands. `even_if_off`: for somebody who tries whether it may be switched on again."""
    secrets = tuple(signing_secrets.in_force(db, provider.id, signing_secrets.OUT, now=now))
    health = addresses.health(db, provider.id)
    shut: Answer | None = None
    if not provider.webhook_url:
        shut = NO_ADDRESS
    elif not secrets:
        shut = NO_KEY
    elif health is not None and health.disabled_at is not None and not even_if_off:
        shut = SWITCHED_OFF
    return Outlet(provider.id, provider.pseudonym_key, provider.webhook_url or "", secrets, shut)


def claimed(db: Session, provider_id: str, *, now: datetime) -> list[Parcel]:
    """What is to be sent now; nothing while the address rests, and one message to see whether it is over."""
    provider = providers.provider(db, provider_id)
    outlet = outlet_of(db, provider, now=now)
    health = addresses.health(db, provider_id) if outlet.shut is None else None
    if health is not None and health.rests_until_at is not None and health.rests_until_at > now:
        return []
    probes = health is not None and health.failures > 0
    messages = outbox.claim_in_order(db, provider_id, now=now, lease=LEASE, at_most=1 if probes else AT_ONCE)
    if probes and messages:
        addresses.health_to_change(db, provider_id).rests_until_at = now + LEASE  # one teller alone tries it out
    named = {message.payload[key] for message in messages for key in _NAMES if message.payload.get(key)}
    known = {one.id: one for one in appointments.by_ids(db, named)}
    for message in messages:
        if message.body is None:
            message.body = webhook_body(_event(db, message, known), provider.pseudonym_key)
    return [parcel_of(message, outlet) for message in messages]


def parcel_of(message: OutboxMessage, outlet: Outlet) -> Parcel:
    """One message, packed; it must have its body."""
    about = message.payload.get("course_id", message.id)
    return Parcel(message.id, message.attempts, about, message.body or "", outlet)


def _event(db: Session, message: OutboxMessage, known: Mapping[str, Appointment]) -> Event:
    course_id = message.payload["course_id"]
    if "appointment_id" not in message.payload:
        course = courses.one(db, course_id)
        return Event(message.event, message.created_at, course_id, CourseFacts(course.state.value, course.version))
    replaced = known.get(message.payload.get("replaces_id", ""))
    theirs = replaced is not None and _is_with(db, replaced, message.provider_id)
    facts = _facts(known[message.payload["appointment_id"]], replaced.id if replaced and theirs else None)
    return Event(message.event, message.created_at, course_id, facts)


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
