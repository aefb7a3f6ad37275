"""What officers are told of a plan: each mail takes back what the one before it said."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.course import CourseState
from app.care.services.counsellor_change import answer_change, propose_change
from app.care.services.course_life import pause, resume
from app.care.services.hold import book_held, hold_slot
from app.care.services.plan_booking import book_plan
from app.care.store import appointments
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.care.store.tables.messages import OutboxMessage
from app.foundation.database import Database
from tests.support.builders import a_basis, a_counsellor, a_planned_course, a_slot, at, rows, weekly


def mails(db: Session, *, since: datetime) -> list[OutboxMessage]:
    """What officers were told at and after an instant, in order."""
    query = select(OutboxMessage).where(OutboxMessage.channel == "mail", OutboxMessage.created_at >= since)
    return list(db.scalars(query.order_by(OutboxMessage.created_at, OutboxMessage.id)))


def live(db: Session, course: Course) -> dict[int, Appointment]:
    """The course's live appointments by number."""
    return {a.number: a for a in appointments.live_of_course(db, course.id)}


def planned(db: Session, course: Course, starts: dict[int, datetime], day: int) -> dict[int, Appointment]:
    """Book a plan with the course's counsellor on a day; what lives afterwards."""
    book_plan(db, course.id, rows(course.counsellor_id or "", starts), a_basis(course), now=at(day, 8))
    return live(db, course)


def test_a_change_that_needs_an_answer_is_asked_by_mail_and_no_date_is_said_to_be_open(care_db: Database) -> None:
    """Everything stands, so nothing is open; the provider is asked nothing."""
    with care_db.write() as db:
        course = a_planned_course(db)
        webhooks = len(db.scalars(select(OutboxMessage).where(OutboxMessage.channel == "webhook")).all())
        propose_change(db, course.id, a_counsellor(db).id, now=at(1))
        assert [m.event for m in mails(db, since=at(1))] == ["course.question"]
        assert len(db.scalars(select(OutboxMessage).where(OutboxMessage.channel == "webhook")).all()) == webhooks


def test_where_nothing_stands_the_question_and_the_open_date_are_told_together(care_db: Database) -> None:
    """Now something is open."""
    with care_db.write() as db:
        course = a_planned_course(db)
        book_plan(db, course.id, [], a_basis(course), now=at(1))
        propose_change(db, course.id, a_counsellor(db).id, now=at(2))
        assert [m.event for m in mails(db, since=at(2))] == ["course.question", "session.waiting"]
        assert course.state is CourseState.WAITING


def test_after_a_yes_what_was_told_last_is_taken_back(care_db: Database) -> None:
    """Booked for March, moved to June, pencilled in: with the new counsellor it is June that moves."""
    with care_db.write() as db:
        course = a_planned_course(db, sessions=2)
        far = planned(db, course, weekly(at(90), (1, 2)), 1)
        assert [a.status for a in far.values()] == [S.PROPOSED] * 2
        change = propose_change(db, course.id, a_counsellor(db).id, now=at(2))
        assert change is not None
        answer_change(db, course.officer_id, change.id, consents=True, now=at(3))
        near = planned(db, course, weekly(at(8), (1, 2)), 3)
        told = [(m.event, m.payload["appointment_id"], m.payload["replaces_id"]) for m in mails(db, since=at(3, 8))]
        assert told == [("appointment.moved", near[n].id, far[n].id) for n in (1, 2)]


def test_a_pencilled_time_that_was_named_is_named_again_when_it_moves_or_ends(care_db: Database) -> None:
    """One that was never named moves in silence."""
    with care_db.write() as db:
        course = a_planned_course(db, sessions=2)
        far = planned(db, course, {1: at(60), 2: at(67)}, 1)
        further = planned(db, course, {1: at(61), 2: at(68)}, 2)
        assert [m.payload["replaces_id"] for m in mails(db, since=at(2, 8))] == [far[1].id, far[2].id]
        planned(db, course, {1: at(61)}, 3)
        (gone,) = mails(db, since=at(3, 8))
        assert (gone.event, gone.payload["appointment_id"]) == ("appointment.cancelled", further[2].id)


def test_a_time_chosen_in_place_of_a_named_one_is_a_move(care_db: Database) -> None:
    """Keeping it is no news yet: the officer may let it go again."""
    with care_db.write() as db:
        course = a_planned_course(db, sessions=1)
        far = planned(db, course, {1: at(60)}, 1)
        slot = a_slot(far[1].counsellor_id, at(9))
        held = hold_slot(db, course.officer_id, course.id, slot, now=at(2))
        assert mails(db, since=at(2)) == []
        book_held(db, course.officer_id, held.id, now=at(2, 10, 5))
        (told,) = mails(db, since=at(2))
        assert (told.event, told.payload.get("replaces_id")) == ("appointment.moved", far[1].id)


def test_what_a_pause_called_off_is_named_and_booked_anew_afterwards(care_db: Database) -> None:
    """Only what the officer knew of: three were booked, seven pencilled in."""
    with care_db.write() as db:
        course = a_planned_course(db)
        pause(db, course.officer_id, course.id, now=at(1))
        events = [m.event for m in mails(db, since=at(1))]
        assert sorted(events) == ["appointment.cancelled"] * 3 + ["course.paused"]
        resume(db, course.officer_id, course.id, now=at(2, 7))
        planned(db, course, weekly(at(7)), 2)
        assert {m.event for m in mails(db, since=at(2, 8))} == {"appointment.booked"}
