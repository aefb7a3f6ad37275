"""Terms and fees as they stand in the store."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.domain.fees import FeeKind, Terms
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.fees import ContractTerms, FeeEntry
from app.care.store.tables.providers import Counsellor


def terms_for(db: Session, counsellor_id: str, on: date) -> ContractTerms | None:
    """The terms of the counsellor's provider for that day, if any are agreed."""
    query = (
        select(ContractTerms)
        .join(Counsellor, Counsellor.provider_id == ContractTerms.provider_id)
        .where(Counsellor.id == counsellor_id, ContractTerms.from_on <= on)
    )
    return db.scalars(query.order_by(ContractTerms.from_on.desc()).limit(1)).one_or_none()


def terms_of_provider(db: Session, provider_id: str) -> Sequence[ContractTerms]:
    """All terms ever agreed with the provider, the newest first."""
    query = select(ContractTerms).where(ContractTerms.provider_id == provider_id)
    return db.scalars(query.order_by(ContractTerms.from_on.desc())).all()


def plain(row: ContractTerms) -> Terms:
    """The terms of a row."""
    shares = (row.late_hours, row.late_percent, row.missed_percent)
    return Terms(row.price_50, row.price_60, row.price_90, *shares)


def entries_of_appointment(db: Session, appointment_id: str) -> Sequence[FeeEntry]:
    """What was posted for an appointment, in order."""
    query = select(FeeEntry).where(FeeEntry.appointment_id == appointment_id)
    return db.scalars(query.order_by(FeeEntry.number)).all()


def entries_of_provider(db: Session, provider_id: str) -> Sequence[tuple[datetime, FeeKind, int, int, str]]:
    """All that was posted for the provider, in order: when, kind, count, pence, and the officer it was about."""
    query = (
        select(FeeEntry.at, FeeEntry.kind, FeeEntry.count, FeeEntry.pence, Appointment.officer_id)
        .join(Appointment, Appointment.id == FeeEntry.appointment_id)
        .where(FeeEntry.provider_id == provider_id)
    )
    found = db.execute(query.order_by(FeeEntry.at, FeeEntry.id))
    return [(at, kind, count, pence, officer_id) for at, kind, count, pence, officer_id in found]


def is_anything_posted(db: Session, provider_id: str) -> bool:
    """Whether any fee was ever posted for the provider."""
    return db.scalar(select(FeeEntry.id).where(FeeEntry.provider_id == provider_id).limit(1)) is not None
