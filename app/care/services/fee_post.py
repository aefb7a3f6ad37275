"""Keeps the fees in step with how appointments ended; touches nothing of anybody's entitlement."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.fees import Ended, Fee, Terms, fee_of
from app.care.store import appointments, fees
from app.care.store.force import zone_of
from app.care.store.guards import settle
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.fees import ContractTerms, FeeEntry
from app.foundation.refusals import Fault, Invalid

S = AppointmentStatus
_ENDS = frozenset({S.FULFILLED, S.NOSHOW, S.CANCELLED})


def settle_fee(db: Session, appointment: Appointment, *, now: datetime) -> None:
    """Post what is due for an appointment that has just ended, or take back what is not due any more and post what is.

    Nothing is posted where no terms are agreed, or nothing has changed. Its course must be locked.
    """
    agreed = fees.terms_for(db, appointment.counsellor_id, appointment.start_at.astimezone(zone_of(db)).date())
    if agreed is None:
        return
    before = fees.entries_of_appointment(db, appointment.id)
    stands = before[-1] if before and before[-1].count > 0 else None
    due = fee_of(_ended(db, appointment), fees.plain(agreed))
    if due == (None if stands is None else Fee(stands.kind, stands.pence)):
        return
    number = len(before)
    if stands is not None:
        number += 1
        back = Fee(stands.kind, stands.pence)
        db.add(_entry(stands.provider_id, appointment, number, back, count=-1, now=now))
    if due is not None:
        db.add(_entry(agreed.provider_id, appointment, number + 1, due, count=1, now=now))
    settle(db)


def agree_terms(db: Session, provider_id: str, from_on: date, terms: Terms, *, now: datetime) -> ContractTerms:
    """Agree on terms for appointments that start on that day or later. The same again changes nothing.

    Raises Invalid for a day that is over once anything was posted (what was billed must not change behind anybody's
    back), and for other terms from a day that has terms.
    """
    known = {one.from_on: one for one in fees.terms_of_provider(db, provider_id)}
    if from_on in known:
        if fees.plain(known[from_on]) == terms:
            return known[from_on]
        raise Invalid("Other terms hold from this day on already.", faults=[_day("Choose another day.")])
    if from_on < now.astimezone(zone_of(db)).date() and fees.is_anything_posted(db, provider_id):
        raise Invalid("Fees were posted already, so terms begin today or later.", faults=[_day("This day is over.")])
    row = ContractTerms(
        provider_id=provider_id,
        from_on=from_on,
        price_50=terms.price_50,
        price_60=terms.price_60,
        price_90=terms.price_90,
        late_hours=terms.late_hours,
        late_percent=terms.late_percent,
        missed_percent=terms.missed_percent,
        written_at=now,
    )
    db.add(row)
    settle(db)
    return row


def agree_terms_ahead(db: Session, provider_id: str, from_on: date, terms: Terms, *, now: datetime) -> ContractTerms:
    """agree_terms for somebody at the force, who reads the bills: from the first of a month on, and never a past one.

    Whether a day that is over is refused otherwise depends on whether anybody was ever seen, which is nobody's business
    there. And who could change prices within a month could tell from its sum what fell on which day.
    """
    if from_on < now.astimezone(zone_of(db)).date():
        raise Invalid("Terms begin today or later. Nothing was changed.", faults=[_day("This day is over.")])
    if from_on.day != 1:
        raise Invalid("Terms begin with a month. Nothing was changed.", faults=[_day("Choose the first of a month.")])
    return agree_terms(db, provider_id, from_on, terms, now=now)


def _ended(db: Session, appointment: Appointment) -> Ended:
    facts = appointments.facts_of(db, appointment.id)
    return Ended(
        start_at=appointment.start_at,
        end_at=appointment.end_at,
        status=appointment.status,
        outcome=appointment.outcome,
        given_up_at=min(fact.at for fact in facts if fact.status in _ENDS),
        was_promised=any(fact.status is S.BOOKED for fact in facts),
    )


def _entry(provider_id: str, appointment: Appointment, number: int, fee: Fee, *, count: int, now: datetime) -> FeeEntry:
    return FeeEntry(
        provider_id=provider_id,
        appointment_id=appointment.id,
        number=number,
        kind=fee.kind,
        count=count,
        pence=fee.pence * count,
        at=now,
    )


def _day(message: str) -> Fault:
    return Fault(message, column="from_on")
