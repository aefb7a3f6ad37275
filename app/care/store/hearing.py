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
    db: Session, counsellor_id: str, start_at: datetime, end_at: datetime, *, is_open: bool | None = None
) -> Sequence[PeriodHearing]:
    """What was said to be open (or withdrawn; None: either) of the counsellor's hours in that stretch."""
    query = select(PeriodHearing).where(
        PeriodHearing.counsellor_id == counsellor_id,
        PeriodHearing.start_at < end_at,
        PeriodHearing.end_at > start_at,
    )
    if is_open is not None:
        query = query.where(PeriodHearing.is_open.is_(is_open))
    return db.scalars(query.order_by(PeriodHearing.start_at, PeriodHearing.id)).all()


def forget_periods(db: Session, counsellor_id: str, start_at: datetime, end_at: datetime) -> None:
    """Forget what was said of that stretch; what reaches beyond it stays known there."""
    for row in periods_between(db, counsellor_id, start_at, end_at):
        for first_at, last_at in ((row.start_at, start_at), (end_at, row.end_at)):
            if first_at < last_at:
                left = {"is_open": row.is_open, "version": row.version, "said_at": row.said_at}
                db.add(
                    PeriodHearing(
                        counsellor_id=counsellor_id, start_at=first_at, end_at=last_at, by_clock=row.by_clock, **left
                    )
                )
        db.delete(row)
    db.flush()


def forget_old_periods(db: Session, *, now: datetime) -> None:
    """Forget what was said of hours that are over. For the nightly job."""
    db.execute(delete(PeriodHearing).where(PeriodHearing.end_at < now))
