"""Sends one message that only tries whether messages arrive: at once, past whatever waits, with its answer."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.channels.outside import Answer, Outside
from app.care.channels.parcels import Outlet, Parcel, outlet_of, parcel_of
from app.care.channels.payloads import body_of_test
from app.care.channels.retrying import LEASE
from app.care.channels.tell_providers import send
from app.care.channels.trying import Try, logged
from app.care.store import addresses, outbox, providers
from app.care.store.outbox import TEST, WEBHOOK
from app.care.store.tables.messages import OutboxMessage
from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.ids import new_id


def send_sample(store: Database, clock: Clock, outside: Outside, provider_id: str) -> Answer:
    """Try the provider's address out; what came back. It is in the delivery log like any other, and tried once.

    An address that takes it is no longer down: what waited for the next try is due at once. One that was switched off
    stays so, until its people say otherwise.
    """
    with store.write() as db:
        outlet = outlet_of(db, providers.provider(db, provider_id), now=clock(), even_if_off=True)
        if outlet.shut is not None:
            return outlet.shut
        parcel = _left(db, outlet, now=clock())
    tried = send(outside, parcel, now=clock())
    with store.write() as db:
        _note(db, tried, now=clock())
    return tried.answer


def _left(db: Session, outlet: Outlet, *, now: datetime) -> Parcel:
    """The message, claimed for this teller."""
    message = OutboxMessage(
        id=(name := new_id()),
        key=f"{WEBHOOK}:{TEST}:{name}",
        channel=WEBHOOK,
        provider_id=outlet.provider_id,
        event=TEST,
        payload={},
        body=body_of_test(now),
        created_at=now,
        attempts=1,
        next_try_at=now + LEASE,
    )
    db.add(message)
    db.flush()
    return parcel_of(message, outlet)


def _note(db: Session, tried: Try, *, now: datetime) -> None:
    db.add(logged(tried))
    provider_id, message_ids = tried.parcel.outlet.provider_id, [tried.parcel.message_id]
    if not tried.answer.good:
        outbox.mark_failed(db, message_ids, again_at=None, now=now)
        return
    outbox.mark_told(db, message_ids, now=now)
    health = addresses.health(db, provider_id)
    if health is not None and health.failures:
        addresses.note_well(db, provider_id)
        outbox.make_due(db, provider_id, now=now)
