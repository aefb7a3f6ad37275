"""Acts on what a provider reports, be it by webhook or on the provider pages."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy.orm import Session

from app.care.domain.appointment import LIVE, AppointmentStatus
from app.care.domain.hearing import refuse_from_the_future
from app.care.domain.outcome import Outcome
from app.care.domain.pseudonyms import Kind, outward
from app.care.services.call_off import cancel_by_provider
from app.care.services.hearing import Said, is_outdated, remember
from app.care.services.inbound_availability import Heeded, hear_availability, hear_counsellor
from app.care.services.inbound_events import (
    AttendedData,
    InboundEvent,
    OpeningData,
    PeriodData,
    SessionAttended,
    SessionCancelled,
    SessionNotAttended,
    SlotOpened,
    SlotWithdrawn,
)
from app.care.services.inbound_hours_events import AvailabilityReplaced, CounsellorUpdated
from app.care.services.inbound_periods import open_period, withdraw_period
from app.care.services.outcome import correct_outcome
from app.care.services.outcome_question import settle_question
from app.care.services.providers_own import ProviderSide, own_appointment, own_counsellor
from app.care.store import appointments, courses
from app.care.store.tables.appointments import Appointment

_STOOD = LIVE | {AppointmentStatus.FULFILLED}
_BY_A_PERSON = Said()


@dataclass(frozen=True, slots=True)
class Effect:
    """What to answer, and how many appointments that stood ended or became unsettled by it."""

    answer: dict[str, Any]
    undone: int = 0


def act_on(db: Session, side: ProviderSide, event: InboundEvent, *, now: datetime) -> Effect:
    """Make the event true here, in the caller's one transaction, unless something later was heard before.

    Raises Invalid for what is said to lie ahead, NotFound for what is not this provider's, Conflict when it cannot be
    so any more.
    """
    refuse_from_the_future(event.timestamp, now=now)
    said = Said(event.timestamp, event.version)
    match event:
        case SessionAttended():
            name, said = event.data.appointment, _differently(db, side, event.data, said)
            return hear_outcome(db, side, name, Outcome.ATTENDED, said=said, now=now)
        case SessionNotAttended():
            return hear_outcome(db, side, event.data.appointment, event.data.outcome, said=said, now=now)
        case SessionCancelled():
            name = event.data.appointment
            return hear_outcome(db, side, name, Outcome.CANCELLED_BY_PROVIDER, said=said, now=now)
        case SlotWithdrawn():
            return _withdraw(db, side, event.data, said, now=now)
        case SlotOpened():
            return _open(db, side, event.data, said, now=now)
        case AvailabilityReplaced():
            return _effect(hear_availability(db, side, event.data, said, now=now))
        case CounsellorUpdated():
            return _effect(hear_counsellor(db, side, event.data, said, now=now))
    assert_never(event)


def report_outcome(
    db: Session,
    side: ProviderSide,
    name: str,
    outcome: Outcome,
    *,
    now: datetime,
    differently: AttendedData | None = None,
) -> dict[str, Any]:
    """Record, or put right, how the appointment known as `name` ended, as a person at the provider says it now.

    The same again changes nothing. `differently`: who stood in, how late they began. Raises as act_on does.
    """
    said = _BY_A_PERSON if differently is None else _differently(db, side, differently, _BY_A_PERSON)
    return hear_outcome(db, side, name, outcome, said=said, now=now).answer


def hear_outcome(db: Session, side: ProviderSide, name: str, outcome: Outcome, *, said: Said, now: datetime) -> Effect:
    """Record how the appointment known as `name` ended, unless a later word about it was heard. Raises as act_on."""
    found = own_appointment(db, side, name)
    if said.stand_in_id == found.counsellor_id:
        said = replace(said, stand_in_id=None)
    courses.locked(db, found.course_id)
    before = appointments.again(db, found.id)
    stood, had = before.status in _STOOD, before.outcome
    if is_outdated(db, before, outcome, said, now=now):
        return Effect({**_answer(name, before), "superseded": True})
    if outcome is Outcome.CANCELLED_BY_PROVIDER:
        ended = cancel_by_provider(db, side.provider_id, found.id, now=now)
    else:
        ended = correct_outcome(db, found.id, outcome, by=side.by, now=now)
        settle_question(db, ended, now=now)
    remember(db, found.id, outcome, said, now=now)
    undone = stood and outcome is not Outcome.ATTENDED and outcome is not had
    return Effect(_answer(name, ended), int(undone))


def withdraw(db: Session, side: ProviderSide, period: PeriodData, *, now: datetime) -> dict[str, Any]:
    """Take a counsellor's hours in the period away, as a person says now; names the courses that are planned anew."""
    return _withdraw(db, side, period, _BY_A_PERSON, now=now).answer


def _withdraw(db: Session, side: ProviderSide, period: PeriodData, said: Said, *, now: datetime) -> Effect:
    counsellor = own_counsellor(db, side, period.counsellor)
    mended, undone, is_new = withdraw_period(db, counsellor.id, period, said, now=now)
    names = sorted(outward(side.key, Kind.COURSE, course_id) for course_id in mended)
    return Effect({"counsellor": period.counsellor, "courses": names, **_superseded(is_new)}, undone)


def _open(db: Session, side: ProviderSide, opening: OpeningData, said: Said, *, now: datetime) -> Effect:
    counsellor = own_counsellor(db, side, opening.counsellor)
    undone, is_new = open_period(db, counsellor.id, opening, said, now=now)
    answer = {"counsellor": opening.counsellor, "places": sorted(set(opening.places)), **_superseded(is_new)}
    return Effect(answer, undone)


def _effect(heeded: Heeded) -> Effect:
    return Effect({**heeded.answer, **_superseded(heeded.is_new)}, heeded.struck)


def _differently(db: Session, side: ProviderSide, data: AttendedData, said: Said) -> Said:
    """Who stood in, if anybody did, and how late it began. Raises NotFound for somebody of another provider."""
    whole = replace(side, counsellor_id=None)
    stand_in_id = own_counsellor(db, whole, data.counsellor).id if data.counsellor else None
    return replace(said, late_minutes=data.arrived_late_minutes or 0, stand_in_id=stand_in_id)


def _answer(name: str, row: Appointment) -> dict[str, Any]:
    outcome = row.outcome.value if row.outcome else None
    return {"appointment": name, "status": row.status.value, "outcome": outcome, "sequence": row.sequence}


def _superseded(is_new: bool) -> dict[str, bool]:
    return {} if is_new else {"superseded": True}
