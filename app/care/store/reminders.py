"""Appointments that their officers are still to be reminded of."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.told import Told
from app.care.store.outbox import MAIL
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.messages import OutboxMessage


def unreminded(
    db: Session, told: Told, first_at: datetime, last_at: datetime, *, at_most: int
) -> Sequence[Appointment]:
    """Booked ones that start after `first_at` and up to `last_at`, for which this reminder was not written down yet."""
    written = exists().where(OutboxMessage.key == f"{MAIL}:{told}:" + Appointment.id)
    query = select(Appointment).where(
        Appointment.status == AppointmentStatus.BOOKED,
        Appointment.start_at > first_at,
        Appointment.start_at <= last_at,
        ~written,
    )
    return db.scalars(query.order_by(Appointment.start_at, Appointment.id).limit(at_most)).all()
