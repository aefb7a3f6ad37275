"""Appointments, by whose eyes they serve."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select, text
from sqlalchemy.orm import Session

from app.care.domain.appointment import LIVE, AppointmentStatus
from app.care.domain.course import BREAK
from app.care.domain.outcome import AWAY, OWN_RULES, Outcome
from app.care.store.as_text import Texts, told_whole
from app.care.store.tables.appointments import (
    HELD_SQL,
    LIVE_SQL,
    PROPOSED_SQL,
    STANDING_SQL,
    Appointment,
    AppointmentFact,
)
from app.care.store.tables.providers import Counsellor
from app.foundation.database import seen_once
from app.foundation.refusals import NotFound

S = AppointmentStatus
PLANNER = "planner"
PLAIN = (
    Appointment.id,
    Appointment.course_id,
    Appointment.officer_id,
    Appointment.number,
    Appointment.counsellor_id,
    Appointment.place_id,
    Appointment.start_at,
    Appointment.end_at,
    Appointment.status,
    Appointment.room,
)
"""The facts that planning goes by, in the order of domain.world.KnownAppointment."""
_NONE = "There is no such appointment."


def any_(db: Session, appointment_id: str) -> Appointment:
    """The service's own eyes. Raises NotFound if there is none."""
    row = db.get(Appointment, appointment_id)
    if row is None:
        raise NotFound(_NONE)
    return row


def by_ids(db: Session, appointment_ids: Collection[str]) -> Sequence[Appointment]:
    """The service's own eyes: those of these that there are."""
    return db.scalars(select(Appointment).where(Appointment.id.in_(appointment_ids))).all()


def again(db: Session, appointment_id: str) -> Appointment:
    """The appointment read afresh, after its course was locked."""
    return db.get_one(Appointment, appointment_id, populate_existing=True)


def one_of_officer(db: Session, appointment_id: str, officer_id: str) -> Appointment:
    """One appointment for the officer's eyes. Raises NotFound if it is not theirs."""
    row = db.get(Appointment, appointment_id)
    if row is None or row.officer_id != officer_id:
        raise NotFound(_NONE)
    return row


def one_of_provider(db: Session, appointment_id: str, provider_id: str) -> Appointment:
    """One appointment for a provider's eyes. Raises NotFound if it is not with one of their counsellors."""
    query = (
        select(Appointment)
        .join(Counsellor, Counsellor.id == Appointment.counsellor_id)
        .where(Appointment.id == appointment_id, Counsellor.provider_id == provider_id)
    )
    row = db.scalar(query)
    if row is None:
        raise NotFound(_NONE)
    return row


def provider_id_of(db: Session, appointment_id: str) -> str:
    """Whose counsellor the appointment is with. Raises NotFound if there is none."""
    query = select(Counsellor.provider_id).join(Appointment, Appointment.counsellor_id == Counsellor.id)
    provider_id = db.scalar(query.where(Appointment.id == appointment_id))
    if provider_id is None:
        raise NotFound(_NONE)
    return provider_id


def of_officer(db: Session, officer_id: str) -> Sequence[Appointment]:
    """The officer's eyes: every appointment of theirs, in order of start."""
    return db.scalars(_in_order().where(Appointment.officer_id == officer_id)).all()


def of_course(db: Session, course_id: str) -> Sequence[Appointment]:
    """Every appointment the course ever had, in order of start."""
    return seen_once(db, ("appointments", course_id), lambda: db.scalars(_OF_COURSE, {"course_id": course_id}).all())


def of_courses(db: Session, course_ids: Collection[str]) -> Sequence[Appointment]:
    """The planner's eyes: every appointment of these courses, in order of start."""
    return db.scalars(_OF_COURSES, {"course_ids": list(course_ids)}).all()


def live_of_course(db: Session, course_id: str) -> Sequence[Appointment]:
    """Those of the course that are held, proposed or booked, in order of number."""
    return db.scalars(_LIVE_OF_COURSE, {"course_id": course_id}).all()


def standing_of_course(db: Session, course_id: str) -> Sequence[Appointment]:
    """Those of the course that are live or fulfilled, in order of number; at most one of each number."""
    return db.scalars(_STANDING_OF_COURSE, {"course_id": course_id}).all()


def live_of_counsellors(db: Session, counsellor_ids: Collection[str], since: datetime) -> Sequence[Appointment]:
    """The planner's eyes: live ones of these counsellors that end after `since`."""
    query = _in_order().where(
        Appointment.counsellor_id.in_(counsellor_ids), Appointment.status.in_(LIVE), Appointment.end_at > since
    )
    return db.scalars(query).all()


def of_counsellors(
    db: Session, counsellor_ids: Collection[str], first_at: datetime, last_at: datetime
) -> Sequence[Appointment]:
    """Live and fulfilled ones of these counsellors that start from `first_at` up to, not including, `last_at`."""
    return db.scalars(_WITH, _between(counsellor_ids, first_at, last_at)).all()


def texts_of_counsellors(
    db: Session, counsellor_ids: Collection[str], first_at: datetime, last_at: datetime
) -> Sequence[Texts]:
    """`of_counsellors` as texts of PLAIN columns: hundreds are read for each question, and none of them is changed."""
    return [tuple(texts) for _, *texts in db.execute(_TEXTS_WITH, _between(counsellor_ids, first_at, last_at))]


def times_of_counsellor(
    db: Session, counsellor_id: str, first_at: datetime, last_at: datetime
) -> Sequence[tuple[datetime, datetime]]:
    """Start and end of `of_counsellors`, for one of them."""
    found = db.execute(_TIMES_WITH, _between([counsellor_id], first_at, last_at))
    return [(start_at, end_at) for start_at, end_at in found]


def of_provider(db: Session, provider_id: str, first_at: datetime, last_at: datetime) -> Sequence[Appointment]:
    """A provider's eyes: all but held ones with their counsellors that start from `first_at` until `last_at`."""
    query = (
        _in_order()
        .join(Counsellor, Counsellor.id == Appointment.counsellor_id)
        .where(
            Counsellor.provider_id == provider_id,
            Appointment.status != S.HELD,
            Appointment.start_at >= first_at,
            Appointment.start_at < last_at,
        )
    )
    return db.scalars(query).all()


def live_of_officers(db: Session, officer_ids: Collection[str], since: datetime) -> Sequence[Appointment]:
    """The planner's eyes: live ones of these officers that end after `since`."""
    return db.scalars(_LIVE_OF_OFFICERS, {"officer_ids": list(officer_ids), "since": since}).all()


def live_at_places(
    db: Session, place_ids: Collection[str], start_at: datetime, end_at: datetime
) -> Sequence[Appointment]:
    """Live ones at these places that overlap the stretch from `start_at` to `end_at`."""
    return db.scalars(_AT, _between(place_ids, start_at, end_at)).all() if place_ids else []


def texts_at_places(db: Session, place_ids: Collection[str], start_at: datetime, end_at: datetime) -> Sequence[Texts]:
    """`live_at_places` as texts of PLAIN columns."""
    if not place_ids:
        return []
    return [tuple(texts) for _, *texts in db.execute(_TEXTS_AT, _between(place_ids, start_at, end_at))]


def courses_of_counsellor(db: Session, counsellor_id: str) -> set[str]:
    """Courses that have a live appointment with the counsellor."""
    return set(db.scalars(_COURSES_OF_COUNSELLOR, {"counsellor_id": counsellor_id}))


def lapsed_holds(db: Session, now: datetime) -> Sequence[Appointment]:
    """Held ones whose time to decide is over."""
    return db.scalars(_LAPSED_HOLDS, {"now": now}).all()


def proposed_before(
    db: Session, before_at: datetime, course_ids: Collection[str] | None = None
) -> Sequence[Appointment]:
    """Proposed ones that start before `before_at` (of these courses, None: of all), in order of start."""
    proposed = text(f"appointment.{PROPOSED_SQL}")
    query = _in_order().where(proposed, Appointment.start_at < before_at)
    return db.scalars(query if course_ids is None else query.where(Appointment.course_id.in_(course_ids))).all()


def called_off_by_provider(db: Session, counsellor_id: str, since: datetime) -> Sequence[Appointment]:
    """The planner's eyes: those of the counsellor from `since` on that they called off: they are not there then."""
    query = _in_order().where(
        Appointment.counsellor_id == counsellor_id,
        Appointment.outcome == Outcome.CANCELLED_BY_PROVIDER,
        Appointment.start_at >= since,
    )
    return db.scalars(query).all()


def facts_of(db: Session, appointment_id: str) -> Sequence[AppointmentFact]:
    """What happened to an appointment, in the order in which it was recorded."""
    query = select(AppointmentFact).where(AppointmentFact.appointment_id == appointment_id)
    return db.scalars(query.order_by(AppointmentFact.id)).all()


def statuses_of(db: Session, appointment_id: str) -> set[AppointmentStatus]:
    """Every status the appointment ever had."""
    return {fact.status for fact in facts_of(db, appointment_id)}


def agreed(db: Session, course_id: str) -> bool:
    """Whether anything of the course was ever promised to its officer."""
    return course_id in agreed_courses(db, [course_id])


def ever_booked(db: Session, appointment_ids: Collection[str]) -> set[str]:
    """Those of the appointments that were promised to their officer at some time."""
    return set(db.scalars(_EVER_BOOKED, {"ids": list(appointment_ids)})) if appointment_ids else set()


def ever_more_than_held(db: Session, appointment_ids: Collection[str]) -> set[str]:
    """Those of the appointments that their provider was ever told of: more than kept for somebody who was deciding."""
    query = select(AppointmentFact.appointment_id).where(
        AppointmentFact.appointment_id.in_(appointment_ids), AppointmentFact.status.in_({S.PROPOSED, S.BOOKED})
    )
    return set(db.scalars(query.distinct()))


def said_of_ends(db: Session, appointment_ids: Collection[str]) -> dict[str, str]:
    """By id, what was said where one ended by its officer's wish: what came up, AWAY, BREAK, or OWN_RULES."""
    if not appointment_ids:
        return {}
    query = select(AppointmentFact.appointment_id, AppointmentFact.note, AppointmentFact.by).where(
        AppointmentFact.appointment_id.in_(appointment_ids), AppointmentFact.outcome == Outcome.CANCELLED_BY_OFFICER
    )
    return {one: note or (OWN_RULES if by == PLANNER else "") for one, note, by in db.execute(query)}


def ended_apart(db: Session, appointment_ids: Collection[str]) -> set[str]:
    """Those of the appointments whose end by their officer's wish was no word about that one day alone."""
    said = said_of_ends(db, appointment_ids)
    return {one for one, note in said.items() if note in {AWAY, BREAK, OWN_RULES}}


def agreed_courses(db: Session, course_ids: Collection[str]) -> set[str]:
    """Those of the courses of which anything was ever promised to the officer; the others are only suggestions yet."""
    if not course_ids:
        return set()
    asked = {"course_ids": list(course_ids)}
    return seen_once(db, ("agreed", *sorted(course_ids)), lambda: set(db.scalars(_AGREED, asked)))


def _in_order() -> Select[Appointment]:
    return select(Appointment).order_by(Appointment.start_at, Appointment.id)


def _between(ids: Collection[str], first_at: datetime, last_at: datetime) -> dict[str, Any]:
    return {"ids": list(ids), "first_at": first_at, "last_at": last_at}


# Put together once: on every page and with every booking this takes longer than the store's answer. Statuses are told
# in the words of the indexes, which serve nobody who hands them over as values.

_LIVE, _STANDING, _HELD = (text(f"appointment.{said}") for said in (LIVE_SQL, STANDING_SQL, HELD_SQL))
_NAMED: BindParameter[Any] = bindparam("ids", expanding=True)
_OF_COURSE = _in_order().where(Appointment.course_id == bindparam("course_id"))
_OF_COURSES = _in_order().where(Appointment.course_id.in_(bindparam("course_ids", expanding=True)))
_LIVE_OF_COURSE, _STANDING_OF_COURSE = (
    select(Appointment).where(Appointment.course_id == bindparam("course_id"), which).order_by(Appointment.number)
    for which in (_LIVE, _STANDING)
)
_WITH = _in_order().where(
    Appointment.counsellor_id.in_(_NAMED),
    _STANDING,
    Appointment.start_at >= bindparam("first_at"),
    Appointment.start_at < bindparam("last_at"),
)
_AT = _in_order().where(
    Appointment.place_id.in_(_NAMED),
    _LIVE,
    Appointment.start_at < bindparam("last_at"),
    Appointment.end_at > bindparam("first_at"),
)
_TIMES_WITH = _WITH.with_only_columns(Appointment.start_at, Appointment.end_at)
_TEXTS_WITH, _TEXTS_AT = (told_whole(which, Appointment.counsellor_id, *PLAIN) for which in (_WITH, _AT))
_LIVE_OF_OFFICERS = _in_order().where(
    Appointment.officer_id.in_(bindparam("officer_ids", expanding=True)),
    _LIVE,
    Appointment.end_at > bindparam("since"),
)
_COURSES_OF_COUNSELLOR = (
    select(Appointment.course_id).where(Appointment.counsellor_id == bindparam("counsellor_id"), _LIVE).distinct()
)
_LAPSED_HOLDS = _in_order().where(_HELD, Appointment.held_until_at <= bindparam("now"))
_BOOKED_ONCE = AppointmentFact.status == S.BOOKED
_EVER_BOOKED = (
    select(AppointmentFact.appointment_id).where(AppointmentFact.appointment_id.in_(_NAMED), _BOOKED_ONCE).distinct()
)
_AGREED = (
    select(Appointment.course_id)
    .join(AppointmentFact, AppointmentFact.appointment_id == Appointment.id)
    .where(Appointment.course_id.in_(bindparam("course_ids", expanding=True)), _BOOKED_ONCE)
    .distinct()
)
