"""A small force to plan for, and the jobs that plan it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from app.care.domain.appointment import LIVE, AppointmentStatus
from app.care.domain.planned import ChosenSlot
from app.care.domain.roster_feed import StaffLine, VersionHeader
from app.care.jobs.handlers import planning_handlers
from app.care.services.hold import book_held, hold_slot
from app.care.services.roster_pull import Taken, take_version
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.care.store.tables.officers import Officer
from app.foundation.clock import HandClock
from app.foundation.database import Database
from app.foundation.jobs import Job
from tests.support.builders import NOW, a_counsellor, a_course, an_officer
from tests.support.care_store import jobs_of
from tests.support.duties import pack_by_month

Duties = Iterable[tuple[str, datetime, datetime]]
_serial = count(1)


def run_jobs(store: Database, now: datetime = NOW) -> list[Job]:
    """Run what waits, and what that leaves, at `now`."""
    return jobs_of(store).run_all(planning_handlers(store), HandClock(now))


def line(staff_number: str, duties: Duties = ()) -> StaffLine:
    """A member of staff with these duties."""
    return StaffLine(staff_number, pack_by_month(duties))


def header(number: int = 1, staff: int = 1, days: int = 84, **changes: Any) -> VersionHeader:
    """A version that covers twelve weeks."""
    row: dict[str, Any] = {
        "number": number,
        "published_at": NOW,
        "covers_from_on": NOW.date(),
        "covers_to_on": NOW.date() + timedelta(days=days - 1),
        "digest": f"{number:064x}",
        "staff": staff,
    }
    return VersionHeader(**row | changes)


def publish(store: Database, lines: Sequence[StaffLine], number: int = 1, now: datetime = NOW) -> Taken:
    """Take in a version of these lines."""
    with store.write() as db:
        return take_version(db, header(number, len(lines)), lines, now=now)


def referred(store: Database, officer: Officer | None = None, **asked: Any) -> Course:
    """A course that was just referred; its planning job waits."""
    with store.write() as db:
        return a_course(db, db.merge(officer) if officer else None, **asked)


def agreed(store: Database, officer: Officer | None = None, now: datetime = NOW, **asked: Any) -> Course:
    """A course whose first session was proposed, held and booked by the officer, planned to its end."""
    course = referred(store, officer, **asked)
    run_jobs(store, now)
    first = live(store, course)[0]
    chosen = ChosenSlot(1, first.counsellor_id, first.place_id, first.start_at)
    with store.write() as db:
        held = hold_slot(db, course.officer_id, course.id, chosen, now=now)
        book_held(db, course.officer_id, held.id, now=now)
    run_jobs(store, now)
    return course


def counsellor(store: Database, **changes: Any) -> str:
    """A counsellor; returns the id."""
    with store.write() as db:
        return a_counsellor(db, **changes).id


def officer(store: Database, **changes: Any) -> Officer:
    """A member of staff."""
    with store.write() as db:
        return an_officer(db, **changes)


def live(store: Database, course: Course) -> list[Appointment]:
    """The live appointments of a course, in order of number."""
    with store.read() as db:
        query = select(Appointment).where(Appointment.course_id == course.id, Appointment.status.in_(LIVE))
        rows = list(db.scalars(query.order_by(Appointment.number)))
        db.expunge_all()
        return rows


def starts(store: Database, course: Course) -> dict[int, datetime]:
    """When each planned session of a course starts."""
    return {a.number: a.start_at for a in live(store, course)}


def statuses(store: Database, course: Course) -> dict[int, AppointmentStatus]:
    """How firm each planned session of a course is."""
    return {a.number: a.status for a in live(store, course)}


def fresh(store: Database, course: Course) -> Course:
    """The course as it is now."""
    with store.read() as db:
        row = db.get_one(Course, course.id)
        db.expunge_all()
        return row


def everything(store: Database) -> dict[str, tuple[Any, ...]]:
    """Every appointment row, column by column."""
    columns = Appointment.__table__.columns
    with store.read() as db:
        return {row.id: tuple(row) for row in db.execute(select(*columns))}


def late_turn(start_at: datetime) -> tuple[str, datetime, datetime]:
    """A late turn from two hours before an appointment."""
    return ("late", start_at - timedelta(hours=2), start_at + timedelta(hours=8))
