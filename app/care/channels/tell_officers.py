"""Sends officers their mails: everything that became true at one instant in one mail, and nothing twice."""

from collections.abc import Collection, Sequence
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from app.care.channels.mail_texts import Change, Voice, mail_about
from app.care.channels.retrying import LEASE, next_try_at
from app.care.domain.told import Told
from app.care.store import appointments, officers, outbox, providers
from app.care.store.tables.messages import OutboxMessage
from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.mailer import Mailer

_log = structlog.get_logger("relief.tell")


def tell_officer(
    store: Database, clock: Clock, mailer: Mailer, voice: Voice, mail_round: tuple[str, datetime]
) -> tuple[int, int]:
    """Send one officer one mail about one instant: (1, 0) when it went, (0, 1) when it will be tried again or not."""
    officer_id, created_at = mail_round
    with store.write() as db:
        messages = outbox.claim_mail_round(db, officer_id, created_at, now=clock(), lease=LEASE)
        contact = officers.one(db, officer_id).contact
        video = {place.id for place in providers.places(db) if place.kind == "video"} if messages else set()
        changes = [_change(db, message, video) for message in messages]
    if not changes:
        return 0, 0
    ids = [message.id for message in messages]
    tried_at = clock()
    if contact is None:
        return _gave_up(store, ids, again_at=None, now=tried_at)
    text = mail_about(changes, voice)
    try:
        mailer.send(contact, text.subject, text.body, now=tried_at)
    except Exception as failure:  # noqa: BLE001 - a mailer fails in ways of its own; the mail stays due
        _log.warning("mail failed", kind=type(failure).__name__)
        return _gave_up(store, ids, again_at=next_try_at(_attempts(messages), tried_at=tried_at), now=tried_at)
    with store.write() as db:
        outbox.mark_told(db, ids, now=tried_at)
    return 1, 0


def _gave_up(store: Database, ids: list[str], *, again_at: datetime | None, now: datetime) -> tuple[int, int]:
    with store.write() as db:
        outbox.mark_failed(db, ids, again_at=again_at, now=now)
    return 0, 1


def _attempts(messages: Sequence[OutboxMessage]) -> int:
    return max(message.attempts for message in messages)


def _change(db: Session, message: OutboxMessage, video: Collection[str]) -> Change:
    told, appointment_id = Told(message.event), message.payload.get("appointment_id")
    if appointment_id is None:
        return Change(told)
    appointment = appointments.any_(db, appointment_id)
    replaces_id = message.payload.get("replaces_id")
    was = None if replaces_id is None else appointments.any_(db, replaces_id)
    return Change(
        told,
        appointment.start_at,
        None if was is None else was.start_at,
        video=appointment.place_id in video,
        elsewhere=told is Told.APPOINTMENT_MOVED and was is not None and was.place_id != appointment.place_id,
    )
