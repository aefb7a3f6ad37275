"""What providers were heard to say of appointments and of hours."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.care.domain.hearing import Word, is_final, weight_of
from app.care.store.tables.hearing import AppointmentHearing, PeriodHearing


def heard_of(db: Session, appointment_id: str) -> AppointmentHearing | None:
    """The highest word about an appointment, if a provider has said anything. Its course must be locked."""
    return db.get(AppointmentHearing, appointment_id, populate_existing=True)


def heard_of_all(db: Session, appointment_ids: Sequence[str]) -> dict[str, AppointmentHearing]:
    """The same for several, by id."""
    found = db.scalars(select(AppointmentHearing).where(AppointmentHearing.appointment_id.in_(appointment_ids)))
    return {one.appointment_id: one for one in found}


def word_of(heard: AppointmentHearing, start_at: datetime) -> Word:
    """The rank of what was heard of an appointment that begins then."""
    weight, final = weight_of(heard.outcome), is_final(heard.outcome, heard.heard_at, start_at)
    return Word(final, heard.version, heard.said_at, weight, heard.late_minutes, heard.stand_in_id or "")


def periods_between(
    db: Session, counsellor_id: str, start_at: datetime, end_at: datetime, *, is_open: bool
) -> Sequence[PeriodHearing]:
    """What was said to be open (or withdrawn) of the counsellor's hours in that stretch."""
    query = select(PeriodHearing).where(
        PeriodHearing.counsellor_id == counsellor_id,
        PeriodHearing.is_open.is_(is_open),
        PeriodHearing.start_at < end_at,
        PeriodHearing.end_at > start_at,
    )
    return db.scalars(query.order_by(PeriodHearing.start_at, PeriodHearing.id)).all()


def forget_old_periods(db: Session, *, now: datetime) -> None:
    """Forget what was said of hours that are over. For the nightly job."""
    db.execute(delete(PeriodHearing).where(PeriodHearing.end_at < now))
