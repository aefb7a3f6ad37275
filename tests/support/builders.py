"""Rows of the care store with everything defaulted, so that a test names only what it is about."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.care.domain.planned import ChosenSlot, PlanBasis, PlannedRow
from app.care.domain.referral import Referral
from app.care.services.hold import book_held, hold_slot
from app.care.services.plan_booking import book_plan
from app.care.services.referral import refer
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.care.store.tables.officers import Officer
from app.care.store.tables.providers import Counsellor, CounsellorHours, Place, Provider

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""A Monday morning, four weeks before the clocks change."""
VIDEO, SITE = "video", "riverside"
_serial = count(1)


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """The instant `day` days after NOW's date."""
    return (NOW + timedelta(days=day)).replace(hour=hour, minute=minute)


def an_officer(db: Session, **changes: Any) -> Officer:
    """One member of staff."""
    return _added(db, Officer(**{"staff_number": f"S{next(_serial):05}", "created_at": NOW} | changes))


def a_place(db: Session, place_id: str = VIDEO, rooms: int | None = None) -> Place:
    """Video, or a site with rooms; made once."""
    kind = "video" if rooms is None else "site"
    return db.get(Place, place_id) or _added(db, Place(id=place_id, name=place_id.title(), kind=kind, rooms=rooms))


def a_provider(db: Session, **changes: Any) -> Provider:
    """A provider without a webhook address."""
    n = next(_serial)
    row = {"name": f"Practice {n}", "webhook_url": None, "pseudonym_key": f"key{n}", "created_at": NOW}
    return _added(db, Provider(**row | changes))


def a_counsellor(
    db: Session,
    provider: Provider | None = None,
    hours: Sequence[tuple[datetime, datetime]] | None = None,
    places: Sequence[str] = (VIDEO,),
    **changes: Any,
) -> Counsellor:
    """A counsellor who is there on all days from eight to eight for twenty weeks, unless `hours` says otherwise."""
    provider_id = (provider or a_provider(db)).id
    row = {"name": f"Counsellor {next(_serial)}", "gender": None, "skills": ["general"], "languages": ["en"]}
    counsellor = _added(db, Counsellor(**row | {"provider_id": provider_id} | changes))
    for place_id in places:
        a_place(db, place_id)
    for start_at, end_at in [(at(d, 8), at(d, 20)) for d in range(140)] if hours is None else hours:
        db.add(
            CounsellorHours(
                counsellor_id=counsellor.id, start_at=start_at, end_at=end_at, places=list(places), withdrawn_at=None
            )
        )
    db.flush()
    return counsellor


def a_course(db: Session, officer: Officer | None = None, *, now: datetime = NOW, **asked: Any) -> Course:
    """An open course of ten sessions, referred by the officer."""
    return refer(db, (officer or an_officer(db)).id, Referral(**asked), now=now)


def a_slot(counsellor: Counsellor | str, start_at: datetime | None = None, **changes: Any) -> ChosenSlot:
    """The first session, by video, this time next week."""
    row: dict[str, Any] = {
        "number": 1,
        "counsellor_id": _id(counsellor),
        "place_id": VIDEO,
        "start_at": start_at or at(7),
    }
    return ChosenSlot(**row | changes)


def rows(counsellor: Counsellor | str, starts: dict[int, datetime], place_id: str = VIDEO) -> list[PlannedRow]:
    """Fifty-minute sessions by number."""
    length = timedelta(minutes=50)
    return [PlannedRow(n, _id(counsellor), place_id, start, start + length) for n, start in starts.items()]


def weekly(first_at: datetime, numbers: Sequence[int] = range(1, 11)) -> dict[int, datetime]:
    """A start for each of the numbers, a week apart."""
    return {number: first_at + timedelta(weeks=k) for k, number in enumerate(numbers)}


def a_basis(course: Course, **changes: Any) -> PlanBasis:
    """What a plan was made from: the course as it stands, firm for four weeks."""
    row: dict[str, Any] = {
        "course_version": course.version,
        "roster_version": 0,
        "firm_until_at": NOW + timedelta(days=28),
    }
    return PlanBasis(**row | changes)


def a_planned_course(db: Session, counsellor: Counsellor | None = None, *, now: datetime = NOW, **asked: Any) -> Course:
    """A course with all sessions planned weekly from day 7 at ten, the first three booked."""
    course = a_course(db, now=now, **asked)
    counsellor = counsellor or a_counsellor(db)
    starts = weekly(at(7), range(1, course.sessions + 1))
    book_plan(db, course.id, rows(counsellor, starts), a_basis(course), now=now)
    return course


def a_booked_appointment(
    db: Session, counsellor: Counsellor | None = None, start_at: datetime | None = None, *, now: datetime = NOW
) -> Appointment:
    """The first session of a new course, held and booked by its officer."""
    course = a_course(db, now=now)
    held = hold_slot(db, course.officer_id, course.id, a_slot(counsellor or a_counsellor(db), start_at), now=now)
    return book_held(db, course.officer_id, held.id, now=now)


def _id(counsellor: Counsellor | str) -> str:
    return counsellor if isinstance(counsellor, str) else counsellor.id


def _added(db: Session, row: Any) -> Any:
    db.add(row)
    db.flush()
    return row
