"""An officer says "I was there": a question to the provider. Nothing moves before the answer."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.putting_right import claim_against
from app.care.domain.told import Told
from app.care.services.hearing import Said, remember
from app.care.services.outcome import correct_outcome
from app.care.services.tell import MAIL, WEBHOOK, write
from app.care.store import appointments, courses, questions
from app.care.store.guards import settle
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.messages import OutboxMessage
from app.care.store.tables.rights import OutcomeQuestion
from app.foundation.refusals import Conflict


def question_outcome(db: Session, officer_id: str, appointment_id: str, *, now: datetime) -> OutcomeQuestion:
    """Ask the provider to look again. Asked already: that question. The ledger stays as it is meanwhile.

    Raises NotFound for somebody else's, Conflict: "illegal-move", "too-late", "already-answered" when the provider
    has looked at this very record before.
    """
    appointment = appointments.one_of_officer(db, appointment_id, officer_id)
    courses.locked(db, appointment.course_id)
    appointment = appointments.again(db, appointment_id)
    claimed = claim_against(appointment.status, appointment.outcome, appointment.end_at, now=now)
    before = questions.newest_about(db, appointment_id)
    if before is not None and before.answered_at is None:
        return before
    if before is not None and before.claimed is claimed:
        raise Conflict("They have looked at this and left it as it is.", code="already-answered")
    asked = OutcomeQuestion(
        appointment_id=appointment.id,
        officer_id=officer_id,
        provider_id=appointments.provider_id_of(db, appointment.id),
        recorded=appointment.outcome,
        claimed=claimed,
        asked_at=now,
        answered_at=None,
        agreed=None,
    )
    db.add(asked)
    settle(db)
    _tell(db, asked, appointment, WEBHOOK, now=now)
    return asked


def answer_question(db: Session, asked: OutcomeQuestion, *, agrees: bool, by: str, now: datetime) -> OutcomeQuestion:
    """Carry out the provider's answer: what they agree to is put right as any other correction is.

    The same answer again changes nothing. Raises Conflict ("already-answered") for another, and what correct_outcome
    raises.
    """
    courses.locked(db, appointments.any_(db, asked.appointment_id).course_id)
    if asked.answered_at is not None:
        if asked.agreed is agrees:
            return asked
        raise Conflict("This question was answered already.", code="already-answered")
    if agrees:
        correct_outcome(db, asked.appointment_id, asked.claimed, by=by, now=now)
        remember(db, asked.appointment_id, asked.claimed, Said(), now=now)
    _answered(db, asked, agreed=agrees, now=now)
    return asked


def settle_question(db: Session, appointment: Appointment, *, now: datetime) -> None:
    """A provider that records what the officer said has answered: no question stays open that is none any more."""
    asked = questions.open_about(db, appointment.id)
    if asked is not None and appointment.outcome is not asked.recorded:
        _answered(db, asked, agreed=appointment.outcome is asked.claimed, now=now)


def _answered(db: Session, asked: OutcomeQuestion, *, agreed: bool, now: datetime) -> None:
    asked.answered_at, asked.agreed = now, agreed
    settle(db)
    _tell(db, asked, appointments.any_(db, asked.appointment_id), MAIL, now=now)


def _tell(db: Session, asked: OutcomeQuestion, appointment: Appointment, channel: str, *, now: datetime) -> None:
    told = Told.OUTCOME_QUESTIONED if channel == WEBHOOK else Told.OUTCOME_ANSWERED
    write(
        db,
        OutboxMessage(
            key=f"{channel}:{told}:{asked.id}",
            channel=channel,
            officer_id=asked.officer_id,
            provider_id=asked.provider_id if channel == WEBHOOK else None,
            event=told,
            payload={"course_id": appointment.course_id, "appointment_id": appointment.id},
            created_at=now,
        ),
    )
