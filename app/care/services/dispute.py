"""Puts right that an officer was there, where it had been put down as missed, and tells the provider so."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.outcome import Outcome
from app.care.domain.told import Told
from app.care.services.outcome import correct_outcome
from app.care.services.tell import tell_provider
from app.care.store import appointments
from app.care.store.tables.appointments import Appointment
from app.foundation.refusals import OutOfTurn

S = AppointmentStatus
OFFICER = "officer"


def was_there(db: Session, officer_id: str, appointment_id: str, *, now: datetime) -> Appointment:
    """The session counts as attended by the officer's word, which costs nobody but themselves a session.

    The provider is told and may put it right again; what was planned instead is called off. Again changes nothing.
    Raises NotFound; Conflict: "illegal-move" unless it was put down as missed, and what correct_outcome raises.
    """
    mine = appointments.one_of_officer(db, appointment_id, officer_id)
    if mine.outcome is not Outcome.ATTENDED and mine.status is not S.NOSHOW:
        raise OutOfTurn("Only what was put down as missed can be put right so.", code="illegal-move")
    was = mine.status
    put_right = correct_outcome(db, appointment_id, Outcome.ATTENDED, by=OFFICER, now=now)
    if was is S.NOSHOW:
        tell_provider(db, Told.OUTCOME_DISPUTED, put_right, now=now)
    return put_right
