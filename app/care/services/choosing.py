"""Puts a slot that an officer chose into their course, and lets go of what cannot stand beside it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.course import CourseState
from app.care.domain.making_room import gives_way
from app.care.domain.planned import ChosenSlot
from app.care.domain.told import Told
from app.care.services.appointment_life import Turn, begin, go
from app.care.services.slot_fit import Slot, fit
from app.care.services.tell import tell_provider
from app.care.store import appointments
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.foundation.refusals import Conflict, Invalid

S = AppointmentStatus
OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the officer chose, and what becomes of it: held until an instant, or booked in place of another."""

    chosen: ChosenSlot
    held_until_at: datetime | None = None
    instead_of: Appointment | None = None


def put(db: Session, course: Course, wish: Wish, *, now: datetime) -> Appointment:
    """Put the chosen slot into the locked course, held or booked, and make room for it.

    Raises Conflict: "slot-taken", "slot-gone", "session-taken", "other-counsellor", "nothing-left",
    "course-not-open"; Invalid ("no-such-session").
    """
    chosen = wish.chosen
    _refuse_unless_open(course, chosen, now)
    _make_room(db, course, chosen, now=now)
    slot = Slot(chosen.place_id, chosen.start_at, chosen.start_at + timedelta(minutes=course.minutes))
    (room,) = fit(db, course.id, chosen.counsellor_id, [slot], now=now)
    fresh = _new(course, wish, slot, room, now=now)
    begin(db, course, fresh, by=OFFICER, now=now)
    return fresh


def is_at(appointment: Appointment, chosen: ChosenSlot) -> bool:
    """Whether the appointment is at the chosen slot already, for the same session."""
    has = (appointment.number, appointment.counsellor_id, appointment.place_id, appointment.start_at)
    return has == (chosen.number, chosen.counsellor_id, chosen.place_id, chosen.start_at)


def _refuse_unless_open(course: Course, chosen: ChosenSlot, now: datetime) -> None:
    if course.state not in {CourseState.OPEN, CourseState.WAITING}:
        raise Conflict("Sessions can be chosen while the course is open.", code="course-not-open")
    if chosen.number > course.sessions:
        raise Invalid(f"This course has {course.sessions} sessions.", code="no-such-session")
    if chosen.start_at <= now or chosen.start_at < course.earliest_at:
        raise Conflict("This time has passed, or is too soon.", code="slot-gone")


def _make_room(db: Session, course: Course, chosen: ChosenSlot, *, now: datetime) -> None:
    """Let go of what the choice replaces; refuse a choice against what is booked."""
    standing = appointments.standing_of_course(db, course.id)
    firm = [a for a in standing if a.status in {S.BOOKED, S.FULFILLED}]
    if any(a.number == chosen.number for a in firm):
        raise Conflict("This session is booked or attended already.", code="session-taken")
    if course.counsellor_id not in {None, chosen.counsellor_id} and appointments.agreed(db, course.id):
        raise Conflict("Your sessions are with one counsellor; a change is asked for first.", code="other-counsellor")
    for other in standing:
        if other not in firm and gives_way(other, chosen, gap=timedelta(days=course.wants["gap_min"])):
            was = other.status
            go(db, course, other, Turn(S.CANCELLED, OFFICER), now=now)
            if was is S.PROPOSED:  # the officer hears of it with the time that takes its place
                tell_provider(db, Told.APPOINTMENT_CANCELLED, other, now=now)


def _new(course: Course, wish: Wish, slot: Slot, room: int | None, *, now: datetime) -> Appointment:
    chosen, old = wish.chosen, wish.instead_of
    return Appointment(
        course_id=course.id,
        number=chosen.number,
        officer_id=course.officer_id,
        counsellor_id=chosen.counsellor_id,
        place_id=chosen.place_id,
        room=room,
        start_at=slot.start_at,
        end_at=slot.end_at,
        status=S.BOOKED if wish.held_until_at is None else S.HELD,
        outcome=None,
        held_until_at=wish.held_until_at,
        replaces_id=old.id if old is not None else None,
        roster_version=chosen.roster_version,
        risk=chosen.risk,
        reason=chosen.reason,
        sequence=old.sequence + 1 if old is not None else 0,
        created_at=now,
        changed_at=now,
    )
