"""Questions whether an appointment was recorded rightly, by whose eyes they serve."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from app.care.store.tables.appointments import Appointment
from app.care.store.tables.rights import OutcomeQuestion
from app.foundation.refusals import NotFound

Q = OutcomeQuestion


def open_about(db: Session, appointment_id: str) -> OutcomeQuestion | None:
    """The question about this appointment that waits for an answer, if there is one."""
    return db.scalar(select(Q).where(Q.appointment_id == appointment_id, Q.answered_at.is_(None)))


def newest_about(db: Session, appointment_id: str) -> OutcomeQuestion | None:
    """The last question about this appointment, answered or not."""
    query = select(Q).where(Q.appointment_id == appointment_id).order_by(Q.asked_at.desc(), Q.id.desc())
    return db.scalars(query.limit(1)).one_or_none()


def questions_of_officer(
    db: Session, officer_id: str, before: tuple[datetime, str] | None, *, most: int
) -> Sequence[OutcomeQuestion]:
    """The officer's eyes: the newest first."""
    query = select(Q).where(Q.officer_id == officer_id)
    if before is not None:
        query = query.where(tuple_(Q.asked_at, Q.id) < before)
    return db.scalars(query.order_by(Q.asked_at.desc(), Q.id.desc()).limit(most)).all()


def open_of_provider(db: Session, provider_id: str, counsellor_id: str | None) -> Sequence[OutcomeQuestion]:
    """A provider's eyes: what waits for an answer, oldest first; of one caseload only, if a counsellor is named."""
    query = select(Q).where(Q.provider_id == provider_id, Q.answered_at.is_(None))
    if counsellor_id is not None:
        query = query.join(Appointment, Appointment.id == Q.appointment_id).where(
            Appointment.counsellor_id == counsellor_id
        )
    return db.scalars(query.order_by(Q.asked_at, Q.id)).all()


def one_of_provider(db: Session, question_id: str, provider_id: str, counsellor_id: str | None) -> OutcomeQuestion:
    """One of them, answered or not. Raises NotFound if it is not theirs."""
    found = db.get(Q, question_id)
    if found is not None and found.provider_id == provider_id:
        appointment = db.get_one(Appointment, found.appointment_id)
        if counsellor_id in {None, appointment.counsellor_id}:
            return found
    raise NotFound("There is no such question.")
