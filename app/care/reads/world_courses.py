"""Courses as planning knows them: with their appointments, and their officer's duties and needs."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.care.domain.appointment import STANDING, AppointmentStatus
from app.care.domain.capacity import Stretch
from app.care.domain.needs import OfficerNeeds
from app.care.domain.outcome import Outcome
from app.care.domain.wants import Wants
from app.care.domain.world import KnownAppointment, KnownCourse
from app.care.reads.called_off import called_off_days
from app.care.store import appointments, courses, officers, rosters, sooner
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import CounsellorChange, Course
from scheduler.duty import Duty
from scheduler.duty_pack import unpacked

_LONDON = ZoneInfo("Europe/London")
_REFUSED = select(CounsellorChange.course_id, CounsellorChange.to_counsellor_id).where(
    CounsellorChange.course_id.in_(bindparam("course_ids", expanding=True)), CounsellorChange.consented.is_(False)
)
_LONGEST_DUTY = timedelta(days=92)
"""A duty is kept under the month it starts in; leave that began before the horizon may still go on in it."""


def known_courses(db: Session, course_ids: Collection[str], first_at: datetime, last_at: datetime) -> list[KnownCourse]:
    """The planner's eyes: these courses, in order of id; duties from before `first_at` until `last_at`."""
    found = courses.by_ids(db, course_ids)
    officer_ids = [course.officer_id for course in found]
    needs = {officer.id: OfficerNeeds.from_json(officer.needs) for officer in officers.by_ids(db, officer_ids)}
    duties = duties_of(db, officer_ids, first_at, last_at)
    ever: dict[str, list[Appointment]] = defaultdict(list)
    for one in appointments.of_courses(db, course_ids):
        ever[one.course_id].append(one)
    elsewhere, zone = _elsewhere(db, found, first_at), db.info.get("zone", _LONDON)
    breaks = appointments.ended_apart(
        db, [a.id for rows in ever.values() for a in rows if a.outcome is Outcome.CANCELLED_BY_OFFICER]
    )
    refused, agreed = refused_by_officers(db, course_ids), appointments.agreed_courses(db, course_ids)
    return [
        _known_course(
            course,
            duties=tuple(duties[course.officer_id]),
            needs=needs[course.officer_id],
            appointments=tuple(known(one) for one in ever[course.id] if one.status in STANDING),
            elsewhere=(*elsewhere[course.id], *called_off_days(ever[course.id], zone, breaks)),
            refused=frozenset(refused[course.id]),
            agreed=course.id in agreed,
        )
        for course in found
    ]


def known(one: Appointment) -> KnownAppointment:
    """A row as a fact."""
    return KnownAppointment(
        one.id,
        one.course_id,
        one.officer_id,
        one.number,
        one.counsellor_id,
        one.place_id,
        one.start_at,
        one.end_at,
        one.status,
        one.room,
    )


def kept_sooner(db: Session, counsellor_ids: Collection[str], place_ids: Collection[str]) -> list[KnownAppointment]:
    """Slots that are kept for whoever waits for something sooner, as facts: taken until they are answered."""
    return [
        KnownAppointment(
            f"kept:{one.id}",
            one.course_id,
            "",
            one.number,
            one.counsellor_id,
            one.place_id,
            one.start_at,
            one.end_at,
            AppointmentStatus.HELD,
            one.room,
        )
        for one in sooner.kept_of(db, counsellor_ids, place_ids)
    ]


def duties_of(
    db: Session, officer_ids: Collection[str], first_at: datetime, last_at: datetime
) -> Mapping[str, list[Duty]]:
    """Duties by officer that reach into the time between the two instants."""
    months = months_between((first_at - _LONGEST_DUTY).date(), (last_at + timedelta(days=1)).date())
    found: dict[str, list[Duty]] = defaultdict(list)
    for month in rosters.months_of_officers(db, officer_ids, months):
        duties = _unpacked(month.duties)
        found[month.officer_id] += (duty for duty in duties if duty.end_at > first_at and duty.start_at < last_at)
    return found


@lru_cache(maxsize=1 << 11)
def _unpacked(pack: bytes) -> tuple[Duty, ...]:
    """A month is read for every question and every page of its officer, and changes with a new roster only."""
    return tuple(unpacked(pack))


def months_between(first_on: date, last_on: date) -> list[str]:
    """Every month from that of the first date to that of the last, as "2026-12"."""
    first, last = first_on.year * 12 + first_on.month - 1, last_on.year * 12 + last_on.month - 1
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)]


def _elsewhere(db: Session, asked: Collection[Course], since: datetime) -> Mapping[str, list[Stretch]]:
    of_officer = {course.officer_id: course.id for course in asked}
    found: dict[str, list[Stretch]] = defaultdict(list)
    for one in appointments.live_of_officers(db, list(of_officer), since):
        if one.course_id != of_officer[one.officer_id]:
            found[of_officer[one.officer_id]].append(Stretch(one.start_at, one.end_at))
    return found


def refused_by_officers(db: Session, course_ids: Collection[str]) -> Mapping[str, set[str]]:
    """The planner's eyes: by course, the counsellors that its officer did not want to change to."""
    found: dict[str, set[str]] = defaultdict(set)
    for course_id, counsellor_id in db.execute(_REFUSED, {"course_ids": list(course_ids)}):
        found[course_id].add(counsellor_id)
    return found


def _known_course(course: Course, **told: Any) -> KnownCourse:
    return KnownCourse(
        id=course.id,
        officer_id=course.officer_id,
        counsellor_id=course.counsellor_id,
        state=course.state,
        version=course.version,
        sessions=course.sessions,
        minutes=course.minutes,
        urgency=course.urgency,
        wants=Wants.from_json(course.wants),
        earliest_at=course.earliest_at,
        start_by_at=course.start_by_at,
        **told,
    )
