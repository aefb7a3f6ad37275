"""Of very many counsellors who could take a course, those with most time free soon: nobody chooses among hundreds."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, bindparam, case, extract, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.care.domain.looking_at import MOST, SOON, USUAL_SECONDS, most_free
from app.care.store import providers
from app.care.store.tables.appointments import LIVE_SQL, Appointment
from app.care.store.tables.providers import CounsellorHours


def with_most_time(db: Session, counsellor_ids: Collection[str], now: datetime) -> set[str]:
    """At most MOST of these: whose open hours of the next weeks are least taken. All, if they are no more."""
    if len(counsellor_ids) <= MOST:
        return set(counsellor_ids)
    soon = now + SOON
    free = dict.fromkeys(sorted(counsellor_ids), 0)
    asked = {"ids": list(counsellor_ids), "now": now, "soon": soon}
    edges = {"begin": int(now.timestamp()), "end": int(soon.timestamp())}
    for who, seconds in db.execute(_OPEN_SECONDS, asked | edges):
        free[who] += int(seconds)
    for who, count in db.execute(_TAKEN, asked):
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
    for who, start_at in db.execute(_TAKEN_AT, {"ids": list(counsellor_ids), "now": now, "soon": soon}):
        free[who] -= USUAL_SECONDS if suits(start_at) else 0
    return most_free(free)


def _second(at: InstrumentedAttribute[datetime]) -> ColumnElement[int]:
    return extract("epoch", at)


# Put together once: this takes longer than the store's answer.
_NOW, _SOON = (
    bindparam("now", type_=CounsellorHours.start_at.type),
    bindparam("soon", type_=CounsellorHours.start_at.type),
)
_NAMED: BindParameter[Any] = bindparam("ids", expanding=True)


def _open_seconds() -> Select[str, Any]:
    """Added up by the store: hours of three weeks are thousands of rows, and this is one for each person."""
    starts, ends = _second(CounsellorHours.start_at), _second(CounsellorHours.end_at)
    closes = case((CounsellorHours.end_at > _SOON, bindparam("end", type_=Integer)), else_=ends)
    opens = case((CounsellorHours.start_at < _NOW, bindparam("begin", type_=Integer)), else_=starts)
    return (
        select(CounsellorHours.counsellor_id, func.sum(closes - opens))
        .where(
            CounsellorHours.counsellor_id.in_(_NAMED),
            CounsellorHours.withdrawn_at.is_(None),
            CounsellorHours.start_at < _SOON,
            CounsellorHours.end_at > _NOW,
        )
        .group_by(CounsellorHours.counsellor_id)
    )


_OPEN_SECONDS = _open_seconds()
_TAKEN_AT = select(Appointment.counsellor_id, Appointment.start_at).where(
    Appointment.counsellor_id.in_(_NAMED),
    text(f"appointment.{LIVE_SQL}"),
    Appointment.start_at >= _NOW,
    Appointment.start_at < _SOON,
)
_TAKEN = _TAKEN_AT.with_only_columns(Appointment.counsellor_id, func.count()).group_by(Appointment.counsellor_id)
