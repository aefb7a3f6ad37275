"""What officers have asked a provider to look at again, under the references it knows them by."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.outcome import Outcome
from app.care.domain.pseudonyms import Kind, officer_reference, outward
from app.care.reads.provider_diary import Seat
from app.care.store import appointments, providers, questions
from app.care.store.tables.rights import OutcomeQuestion


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """One of them. `officer_id` is for the record of who looked; it is never shown or sent."""

    id: str
    officer: str
    appointment: str
    start_at: datetime
    counsellor_name: str
    recorded: Outcome
    claimed: Outcome
    asked_at: datetime
    officer_id: str


def own_questions(db: Session, seat: Seat) -> list[OwnQuestion]:
    """Those that wait for an answer, the oldest first."""
    return [_own(db, seat, one) for one in questions.open_of_provider(db, seat.provider_id, seat.counsellor_id)]


def _own(db: Session, seat: Seat, asked: OutcomeQuestion) -> OwnQuestion:
    appointment = appointments.any_(db, asked.appointment_id)
    return OwnQuestion(
        id=asked.id,
        officer=officer_reference(seat.key, asked.officer_id),
        appointment=outward(seat.key, Kind.APPOINTMENT, asked.appointment_id),
        start_at=appointment.start_at,
        counsellor_name=providers.counsellor(db, appointment.counsellor_id).name,
        recorded=asked.recorded,
        claimed=asked.claimed,
        asked_at=asked.asked_at,
        officer_id=asked.officer_id,
    )
