"""What was recorded in a quarter, officer by officer: read to be counted and put through the gate, shown to nobody."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.outcome import Outcome
from app.care.domain.quarter_figures import Ended, Ending, First, Happened, Staff
from app.care.domain.quarters import Quarter
from app.care.domain.recorded import Fact, recorded
from app.care.domain.shift_class import shift_class
from app.care.store.force import zone_of
from app.care.store.tables.appointments import Appointment, AppointmentFact
from app.care.store.tables.courses import Course, CourseEnding
from app.care.store.tables.officers import Officer
from app.care.store.tables.providers import CounsellorHours
from app.care.store.tables.rosters import OfficerMonth
from scheduler.duty import DutyKind
from scheduler.duty_pack import KINDS, words_in

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Span:
    begins_at: datetime
    ends_at: datetime


def first_of_all(db: Session) -> datetime | None:
    """When the desk came to know anybody; None while it knows nobody."""
    return db.scalar(select(func.min(Officer.created_at)))


def happened_in(db: Session, quarter: Quarter) -> Happened:
    """What was recorded in the quarter. Read again later it is the same, but for courses that went on since."""
    zone = zone_of(db)
    span = _Span(quarter.begins_at(zone), quarter.ends_at(zone))
    endings, used = _endings(db, span)
    ended = select(Course.officer_id, CourseEnding.is_whole, CourseEnding.count).join(CourseEnding)
    return Happened(
        referrals=db.scalars(select(Course.officer_id).where(*_within(Course.opened_at.expression, span))).all(),
        firsts=list(_firsts(db, span)),
        ended=[Ended(*row) for row in db.execute(ended.where(*_within(CourseEnding.at.expression, span)))],
        endings=endings,
        hours_used=max(used, timedelta()) // _HOUR,
        hours_open=_open(db, span) // _HOUR,
    )


def staff_in(db: Session, quarter: Quarter) -> Staff:
    """Everybody who was on the roster by the end of the quarter, with the class of their duties in it."""
    before = quarter.ends_at(zone_of(db))
    known = select(Officer.id).where(Officer.stands_in.is_(False), Officer.created_at < before)
    duties: dict[str, Counter[DutyKind]] = defaultdict(Counter)
    months = select(OfficerMonth.officer_id, OfficerMonth.duties).where(OfficerMonth.month.in_(quarter.months))
    for officer_id, pack in db.execute(months):
        duties[officer_id].update(KINDS[word & 0xFF] for word in words_in(pack))
    class_of = {officer_id: shift_class(duties.get(officer_id, {})) for officer_id in db.scalars(known)}
    return Staff(Counter(class_of.values()), class_of)


def _within(column: ColumnElement[Any], span: _Span) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return column >= span.begins_at, column < span.ends_at


def _endings(db: Session, span: _Span) -> tuple[list[Ending], timedelta]:
    """How appointments ended, and the time that counsellors spent in those attended."""
    touched = select(AppointmentFact.appointment_id).where(*_within(AppointmentFact.at.expression, span))
    rows = db.execute(
        select(AppointmentFact.at, AppointmentFact.status, AppointmentFact.outcome, Appointment.id)
        .add_columns(Appointment.officer_id, Appointment.risk, Appointment.start_at, Appointment.end_at)
        .join(Appointment, Appointment.id == AppointmentFact.appointment_id)
        .where(Appointment.id.in_(touched))
        .order_by(Appointment.id, AppointmentFact.at, AppointmentFact.id)
    )
    endings: list[Ending] = []
    used = timedelta()
    for _, group in groupby(rows, key=lambda row: row.id):
        facts = list(group)
        one = facts[0]
        for outcome, count in recorded([Fact(*row[:3]) for row in facts], span.begins_at, span.ends_at):
            endings.append(Ending(one.officer_id, outcome, one.risk, count))
            if outcome is Outcome.ATTENDED:
                used += count * (one.end_at - one.start_at)
    return endings, used


def _firsts(db: Session, span: _Span) -> Iterator[First]:
    """Each course whose first attendance was recorded in the quarter, by its earliest attended appointment."""
    attended = (AppointmentFact.status == AppointmentStatus.FULFILLED,)
    first = (
        select(
            Appointment.course_id,
            func.min(AppointmentFact.at).label("at"),
            func.min(Appointment.start_at).label("start_at"),
        )
        .join(Appointment, Appointment.id == AppointmentFact.appointment_id)
        .where(*attended)
        .group_by(Appointment.course_id)
        .subquery()
    )
    query = select(Course.officer_id, Course.opened_at, Course.start_by_at, first.c.start_at)
    for officer_id, opened_at, start_by_at, start_at in db.execute(
        query.join(first, first.c.course_id == Course.id).where(*_within(first.c.at, span))
    ):
        yield First(officer_id, max(0, (start_at - opened_at).days), start_at <= start_by_at)


def _open(db: Session, span: _Span) -> timedelta:
    """Hours that could be booked."""
    stood = CounsellorHours.withdrawn_at.is_(None)
    rows = db.execute(
        select(CounsellorHours.start_at, CounsellorHours.end_at).where(
            stood, *_within(CounsellorHours.start_at.expression, span)
        )
    )
    return sum((end_at - start_at for start_at, end_at in rows), timedelta())
