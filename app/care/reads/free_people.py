"""Of very many counsellors who could take a course, those with most time free soon: nobody chooses among hundreds."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.care.domain.appointment import LIVE
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.providers import CounsellorHours

MOST = 8
"""Enough for five offers with several days, people and places among them."""
SOON = timedelta(days=21)
_USUAL = timedelta(minutes=60)
"""What an appointment takes of somebody's hours, with its break."""


def with_most_time(db: Session, counsellor_ids: Collection[str], now: datetime) -> set[str]:
    """At most MOST of these: whose open hours of the next weeks are least taken. All, if they are no more."""
    if len(counsellor_ids) <= MOST:
        return set(counsellor_ids)
    soon = now + SOON
    hours = select(CounsellorHours.counsellor_id, CounsellorHours.start_at, CounsellorHours.end_at).where(
        CounsellorHours.counsellor_id.in_(counsellor_ids),
        CounsellorHours.withdrawn_at.is_(None),
        CounsellorHours.start_at < soon,
        CounsellorHours.end_at > now,
    )
    free = dict.fromkeys(sorted(counsellor_ids), timedelta(0))
    for who, start_at, end_at in db.execute(hours):
        free[who] += min(end_at, soon) - max(start_at, now)
    taken = select(Appointment.counsellor_id, func.count()).where(
        Appointment.counsellor_id.in_(counsellor_ids),
        Appointment.status.in_(LIVE),
        Appointment.start_at >= now,
        Appointment.start_at < soon,
    )
    for who, count in db.execute(taken.group_by(Appointment.counsellor_id)):
        free[who] -= count * _USUAL
    return set(sorted(free, key=lambda who: -free[who])[:MOST])
