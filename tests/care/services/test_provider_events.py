"""What providers hear of: each event of the list at each legal move that makes it true."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.domain.course import CourseState
from app.care.domain.outcome import Outcome
from app.care.services.course_life import pause, rebook_misses, resume, withdraw
from app.care.services.outcome import correct_outcome, record_outcome
from app.care.services.promotion import promote
from app.care.store import appointments
from app.care.store.tables.courses import Course
from app.care.store.tables.messages import OutboxMessage
from app.foundation.database import Database
from tests.support.builders import a_planned_course, at

PLAN = ["course.opened", *["appointment.booked"] * 3, *["appointment.proposed"] * 7]


def told(db: Session) -> list[str]:
    """The webhooks so far."""
    query = select(OutboxMessage).where(OutboxMessage.channel == "webhook")
    return [one.event for one in db.scalars(query.order_by(OutboxMessage.created_at, OutboxMessage.id))]


def paused(db: Session, course: Course) -> None:
    pause(db, course.officer_id, course.id, now=at(1))


def resumed(db: Session, course: Course) -> None:
    paused(db, course)
    resume(db, course.officer_id, course.id, now=at(2))


def withdrawn(db: Session, course: Course) -> None:
    withdraw(db, course.officer_id, course.id, now=at(1))


def waiting(db: Session, course: Course) -> None:
    rebook_misses(db, course.officer_id, course.id, wanted=False, now=at(1))
    first = appointments.live_of_course(db, course.id)[0]
    record_outcome(db, first.id, Outcome.UNWELL, by="provider", now=at(8))


def gone_on(db: Session, course: Course) -> None:
    waiting(db, course)
    rebook_misses(db, course.officer_id, course.id, wanted=True, now=at(9))


def completed(db: Session, course: Course) -> None:
    for ahead in appointments.live_of_course(db, course.id):
        record_outcome(db, ahead.id, Outcome.ATTENDED, by="provider", now=ahead.end_at)


def reopened(db: Session, course: Course) -> None:
    completed(db, course)
    last = appointments.of_course(db, course.id)[-1]
    correct_outcome(db, last.id, Outcome.COURT, by="provider", now=at(100))


CANCELLED = ["appointment.cancelled"] * 10


@pytest.mark.parametrize(
    ("move", "state", "after"),
    [
        (paused, CourseState.PAUSED, [*CANCELLED, "course.paused"]),
        (resumed, CourseState.OPEN, [*CANCELLED, "course.paused", "course.opened"]),
        (withdrawn, CourseState.WITHDRAWN, [*CANCELLED, "course.withdrawn"]),
        (waiting, CourseState.WAITING, ["session.waiting"]),
        (gone_on, CourseState.OPEN, ["session.waiting", "course.opened"]),
        (completed, CourseState.COMPLETE, ["course.completed"]),
        (reopened, CourseState.OPEN, ["course.completed", "course.opened"]),
    ],
)
def test_a_provider_hears_of_every_move_of_a_course(
    care_sqlite: Database, move: Callable[[Session, Course], None], state: CourseState, after: list[str]
) -> None:
    with care_sqlite.write() as db:
        course = a_planned_course(db)
        assert sorted(told(db)) == sorted(PLAN), "control: proposed, booked and opened"
        before = len(told(db))
        move(db, course)
        assert course.state is state
        assert sorted(told(db)[before:]) == sorted(after)


def test_what_is_pencilled_in_and_then_booked_is_told_of_twice(care_sqlite: Database) -> None:
    with care_sqlite.write() as db:
        course = a_planned_course(db)
        before = len(told(db))
        fourth = appointments.live_of_course(db, course.id)[3]
        promote(db, now=at(10), firm_until_at=fourth.end_at)
        assert told(db)[before:] == ["appointment.booked"]
