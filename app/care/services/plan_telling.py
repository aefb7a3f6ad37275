"""Decides what a booked plan makes worth telling: one change, one message."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.told import Told
from app.care.services.tell import (
    MAIL,
    WEBHOOK,
    key_of,
    mail_about,
    provider_of,
    tell_cancelled,
    tell_of_course,
    webhook_about,
    write,
)
from app.care.store import appointments, messages
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.care.store.tables.messages import OutboxMessage

S = AppointmentStatus


def tell_placed(db: Session, placed: Sequence[tuple[Appointment, Appointment | None]], *, now: datetime) -> None:
    """Tell of new appointments, each given with the one it replaces.

    Officers hear of what is booked, or was; proposed ones are the provider's to see and nobody's promise. Where the
    old one's end was not told by itself, the two are one message: moved.
    """
    olds = [old for _, old in placed if old is not None]
    promised = appointments.ever_booked(db, [old.id for old in olds])
    ended = _told_ended(db, olds)
    fresh: list[OutboxMessage] = []
    for new, old in placed:
        told = Told.APPOINTMENT_BOOKED if new.status is S.BOOKED else Told.APPOINTMENT_PROPOSED
        replaces_id = old.id if old is not None else None
        moves = old is not None and old.id not in ended and old.status is S.CANCELLED
        if moves and replaces_id in promised:
            fresh.append(mail_about(Told.APPOINTMENT_MOVED, new, now=now, replaces_id=replaces_id))
        elif new.status is S.BOOKED:
            fresh.append(mail_about(told, new, now=now, replaces_id=replaces_id))
        if moves and old is not None and provider_of(db, old) == provider_of(db, new):
            told = Told.APPOINTMENT_MOVED
        elif moves and old is not None:
            fresh.append(webhook_about(db, Told.APPOINTMENT_CANCELLED, old, now=now))
        fresh.append(webhook_about(db, told, new, now=now, replaces_id=replaces_id))
    write(db, *fresh)


def tell_left_open(db: Session, course: Course, *, now: datetime) -> None:
    """Tell of appointments that ended for a reason, have no replacement in the plan, and were not told of yet."""
    rows = appointments.of_course(db, course.id)
    replaced = {a.replaces_id for a in rows} | {None}
    open_ = [a for a in rows if a.status is S.CANCELLED and a.outcome is not None and a.id not in replaced]
    told, promised = _told_ended(db, open_), appointments.ever_booked(db, [a.id for a in open_])
    for old in (a for a in open_ if a.id not in told):
        tell_cancelled(db, old, now=now)
        if old.id in promised:
            tell_of_course(db, Told.SESSION_WAITING, course, now=now, mark=old.id, officer=False)


def _told_ended(db: Session, rows: Sequence[Appointment]) -> set[str]:
    """Those of the rows whose cancellation was told by itself already."""
    keys = {key_of(c, Told.APPOINTMENT_CANCELLED, a): a.id for a in rows for c in (MAIL, WEBHOOK)}
    return {keys[key] for key in messages.keys_among(db, keys)}
