"""Writes to the outbox what officers and providers must be told, in the transaction that made it true."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.told import NAMES_A_TIME, Told
from app.care.store import appointments, messages, providers
from app.care.store.guards import settle
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.care.store.tables.messages import OutboxMessage

MAIL, WEBHOOK = "mail", "webhook"


def tell_officer(
    db: Session, told: Told, appointment: Appointment, *, now: datetime, replaces_id: str | None = None
) -> None:
    """A mail about one appointment. The same thing about the same appointment is never told twice."""
    write(db, mail_about(told, appointment, now=now, replaces_id=replaces_id))


def tell_provider(
    db: Session, told: Told, appointment: Appointment, *, now: datetime, replaces_id: str | None = None
) -> None:
    """A webhook to the provider whose counsellor the appointment is with."""
    write(db, webhook_about(db, told, appointment, now=now, replaces_id=replaces_id))


def tell_both(
    db: Session, told: Told, appointment: Appointment, *, now: datetime, replaces_id: str | None = None
) -> None:
    """A mail and a webhook about one appointment."""
    tell_officer(db, told, appointment, now=now, replaces_id=replaces_id)
    tell_provider(db, told, appointment, now=now, replaces_id=replaces_id)


def tell_cancelled(db: Session, appointment: Appointment, *, now: datetime) -> None:
    """Tell of an appointment that was called off and stands for itself: whoever had heard of it hears of it again.

    An officer has heard of what was booked, and of what was only pencilled in where something had moved there.
    """
    seen = appointments.statuses_of(db, appointment.id)
    if AppointmentStatus.BOOKED in seen or was_mailed(db, appointment):
        tell_officer(db, Told.APPOINTMENT_CANCELLED, appointment, now=now)
    if {AppointmentStatus.BOOKED, AppointmentStatus.PROPOSED} & seen:
        tell_provider(db, Told.APPOINTMENT_CANCELLED, appointment, now=now)


def was_mailed(db: Session, appointment: Appointment) -> bool:
    """Whether the officer was told of the appointment as one to come."""
    return bool(messages.keys_among(db, [key_of(MAIL, told, appointment) for told in NAMES_A_TIME]))


def tell_of_course(
    db: Session, told: Told, course: Course, *, now: datetime, mark: str = "", officer: bool = True
) -> None:
    """A mail (if `officer`), and a webhook if somebody counsels the course yet; `mark` tells occasions apart."""
    payload = {"course_id": course.id}
    rows: list[tuple[str, str | None]] = [(MAIL, None)] if officer else []
    if course.counsellor_id is not None:
        rows.append((WEBHOOK, providers.counsellor(db, course.counsellor_id).provider_id))
    for channel, provider_id in rows:
        write(
            db,
            OutboxMessage(
                key=":".join(part for part in (channel, told, course.id, mark or provider_id) if part),
                channel=channel,
                officer_id=course.officer_id,
                provider_id=provider_id,
                event=told,
                payload=payload,
                created_at=now,
            ),
        )


def tell_open_again(db: Session, course: Course, *, now: datetime) -> None:
    """A webhook that a course which was paused, or waited, or was complete, goes on; its officer knows."""
    tell_of_course(db, Told.COURSE_OPENED, course, now=now, mark=str(course.version), officer=False)


def ask_officer(db: Session, course: Course, *, now: datetime, mark: str) -> None:
    """A mail that a question waits; `mark` tells questions apart. Providers hear of the answer, not of the question."""
    mail_of_course(db, Told.COURSE_QUESTION, course, mark, now=now)


def tell_ways(db: Session, course: Course, ways: Collection[str], *, now: datetime) -> None:
    """A mail that something the officer could let go of would help; of the very same things only once."""
    digest = hashlib.sha256(" ".join(sorted(ways)).encode()).hexdigest()[:16]
    mail_of_course(db, Told.WAYS_OPEN, course, digest, now=now)


def mail_of_course(db: Session, told: Told, course: Course, mark: str, *, now: datetime) -> None:
    """A mail about a course that names no appointment; of the same `mark` only once."""
    message = OutboxMessage(
        key=f"{MAIL}:{told}:{course.id}:{mark}",
        channel=MAIL,
        officer_id=course.officer_id,
        event=told,
        payload={"course_id": course.id},
        created_at=now,
    )
    write(db, message)


def provider_of(db: Session, appointment: Appointment) -> str:
    """Whose counsellor the appointment is with."""
    return providers.counsellor(db, appointment.counsellor_id).provider_id


def mail_about(told: Told, appointment: Appointment, *, now: datetime, replaces_id: str | None = None) -> OutboxMessage:
    """What `tell_officer` writes."""
    return _about(MAIL, told, appointment, replaces_id, now=now)


def webhook_about(
    db: Session, told: Told, appointment: Appointment, *, now: datetime, replaces_id: str | None = None
) -> OutboxMessage:
    """What `tell_provider` writes."""
    provider_id = provider_of(db, appointment)
    return _about(WEBHOOK, told, appointment, replaces_id, now=now, provider_id=provider_id)


def key_of(channel: str, told: Told, appointment: Appointment) -> str:
    """The key under which an appointment's message stands in the outbox."""
    return f"{channel}:{told}:{appointment.id}"


def _about(
    channel: str,
    told: Told,
    appointment: Appointment,
    replaces_id: str | None,
    *,
    now: datetime,
    provider_id: str | None = None,
) -> OutboxMessage:
    payload = {"course_id": appointment.course_id, "appointment_id": appointment.id}
    if replaces_id is not None:
        payload["replaces_id"] = replaces_id
    return OutboxMessage(
        key=key_of(channel, told, appointment),
        channel=channel,
        officer_id=appointment.officer_id,
        provider_id=provider_id,
        event=told,
        payload=payload,
        created_at=now,
    )


def write(db: Session, *fresh: OutboxMessage) -> None:
    """Put messages into the outbox, each only if nothing stands under its key."""
    known = messages.keys_among(db, [message.key for message in fresh])
    db.add_all(message for message in fresh if message.key not in known)
    settle(db)
