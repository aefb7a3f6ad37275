"""Acts on what a provider reports, be it by webhook or on the provider pages."""

from datetime import datetime
from typing import Any, assert_never

from sqlalchemy.orm import Session

from app.care.domain.outcome import Outcome
from app.care.domain.pseudonyms import Kind, outward
from app.care.services.call_off import cancel_by_provider
from app.care.services.inbound_events import (
    AppointmentCancelled,
    InboundEvent,
    OpeningData,
    PeriodData,
    SessionAttended,
    SessionNotAttended,
    SlotOpened,
    SlotWithdrawn,
)
from app.care.services.opening import open_hours
from app.care.services.outcome import correct_outcome
from app.care.services.outcome_question import settle_question
from app.care.services.providers_own import ProviderSide, own_appointment, own_counsellor
from app.care.services.withdrawal import withdraw_hours


def act_on(db: Session, side: ProviderSide, event: InboundEvent, *, now: datetime) -> dict[str, Any]:
    """Make the event true here, in the caller's one transaction; returns what to answer.

    Raises NotFound for what is not this provider's, Conflict when it cannot be so any more.
    """
    match event:
        case SessionAttended():
            return report_outcome(db, side, event.data.appointment, Outcome.ATTENDED, now=now)
        case SessionNotAttended():
            return report_outcome(db, side, event.data.appointment, event.data.outcome, now=now)
        case AppointmentCancelled():
            return report_outcome(db, side, event.data.appointment, Outcome.CANCELLED_BY_PROVIDER, now=now)
        case SlotWithdrawn():
            return withdraw(db, side, event.data, now=now)
        case SlotOpened():
            return _open(db, side, event.data, now=now)
    assert_never(event)


def report_outcome(db: Session, side: ProviderSide, name: str, outcome: Outcome, *, now: datetime) -> dict[str, Any]:
    """Record, or put right, how the appointment known as `name` ended. The same again changes nothing."""
    appointment = own_appointment(db, side, name)
    if outcome is Outcome.CANCELLED_BY_PROVIDER:
        ended = cancel_by_provider(db, side.provider_id, appointment.id, now=now)
    else:
        ended = correct_outcome(db, appointment.id, outcome, by=side.by, now=now)
        settle_question(db, ended, now=now)
    return {"appointment": name, "status": ended.status.value, "outcome": outcome.value, "sequence": ended.sequence}


def withdraw(db: Session, side: ProviderSide, period: PeriodData, *, now: datetime) -> dict[str, Any]:
    """Take a counsellor's hours in the period away; names the courses that are planned anew."""
    counsellor = own_counsellor(db, side, period.counsellor)
    mended = withdraw_hours(db, counsellor.id, period.start, period.end, now=now)
    names = sorted(outward(side.key, Kind.COURSE, course_id) for course_id in mended)
    return {"counsellor": period.counsellor, "courses": names}


def _open(db: Session, side: ProviderSide, opening: OpeningData, *, now: datetime) -> dict[str, Any]:
    counsellor = own_counsellor(db, side, opening.counsellor)
    opened = open_hours(db, counsellor.id, (opening.start, opening.end), opening.places, now=now)
    return {"counsellor": opening.counsellor, "places": opened.places}
