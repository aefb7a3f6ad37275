"""Of very many counsellors who could take a course, those with most time free soon: nobody chooses among hundreds."""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import ColumnElement, case, extract, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.care.domain.appointment import LIVE
from app.care.domain.looking_at import MOST, SOON, USUAL_SECONDS, most_free
from app.care.store import providers
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.providers import CounsellorHours


def with_most_time(db: Session, counsellor_ids: Collection[str], now: datetime) -> set[str]:
    """At most MOST of these: whose open hours of the next weeks are least taken. All, if they are no more."""
    if len(counsellor_ids) <= MOST:
        return set(counsellor_ids)
    soon = now + SOON
    # Added up by the store: everybody's hours of three weeks are thousands of rows, and this is one for each person.
    starts, ends = _second(CounsellorHours.start_at), _second(CounsellorHours.end_at)
    begin, end = int(now.timestamp()), int(soon.timestamp())
    closes = case((CounsellorHours.end_at > soon, end), else_=ends)
    opens = case((CounsellorHours.start_at < now, begin), else_=starts)
    hours = select(CounsellorHours.counsellor_id, func.sum(closes - opens)).where(
        CounsellorHours.counsellor_id.in_(counsellor_ids),
        CounsellorHours.withdrawn_at.is_(None),
        CounsellorHours.start_at < soon,
        CounsellorHours.end_at > now,
    )
    free = dict.fromkeys(sorted(counsellor_ids), 0)
    for who, seconds in db.execute(hours.group_by(CounsellorHours.counsellor_id)):
        free[who] += int(seconds)
    taken = select(Appointment.counsellor_id, func.count()).where(
        Appointment.counsellor_id.in_(counsellor_ids),
        Appointment.status.in_(LIVE),
        Appointment.start_at >= now,
        Appointment.start_at < soon,
    )
    for who, count in db.execute(taken.group_by(Appointment.counsellor_id)):
        free[who] -= count * USUAL_SECONDS
    return most_free(free)


def with_most_time_at(
    db: Session, counsellor_ids: Collection[str], now: datetime, suits: Callable[[datetime], bool]
) -> set[str]:
    """The same by what of their time begins at instants that suit: for whoever can come at few.

    Looked at one by one, because the clock on the wall decides and no store knows it.
    """
    if len(counsellor_ids) <= MOST:
        return set(counsellor_ids)
    soon, free = now + SOON, dict.fromkeys(sorted(counsellor_ids), 0)
    for who, start_at, end_at, _ in providers.stretches_of_counsellors(db, counsellor_ids, now, soon):
        if now <= start_at < soon and suits(start_at):
            free[who] += int((end_at - start_at).total_seconds())
    taken = select(Appointment.counsellor_id, Appointment.start_at).where(
        Appointment.counsellor_id.in_(counsellor_ids),
        Appointment.status.in_(LIVE),
        Appointment.start_at >= now,
        Appointment.start_at < soon,
    )
    for who, start_at in db.execute(taken):
        free[who] -= USUAL_SECONDS if suits(start_at) else 0
    return most_free(free)


def _second(at: InstrumentedAttribute[datetime]) -> ColumnElement[int]:
    return extract("epoch", at)
