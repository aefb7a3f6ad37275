"""A course from referral to completion, through the services."""

from datetime import datetime, timedelta

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.course import CourseState
from app.care.domain.ledger import Balance
from app.care.domain.outcome import Outcome
from app.care.services.hold import book_held, hold_slot
from app.care.services.outcome import record_outcome
from app.care.services.plan_booking import book_plan
from app.care.services.promotion import promote
from app.care.store import appointments
from app.care.store.ledger import balance_of_course
from app.care.store.tables.courses import Course
from app.foundation.database import Database
from tests.support.builders import NOW, a_basis, a_counsellor, a_course, a_slot, at, rows, weekly
from tests.support.care_store import jobs_of


def test_a_missed_session_is_planned_again_and_ten_are_attended_in_the_end(care_db: Database) -> None:
    """The promise: a session is never lost."""
    with care_db.write() as db:
        counsellor = a_counsellor(db)
        course = a_course(db)
        held = hold_slot(db, course.officer_id, course.id, a_slot(counsellor), now=NOW)
        book_held(db, course.officer_id, held.id, now=NOW)
        course_id = course.id
    assert [job.name for job in jobs_of(care_db).waiting] == ["plan_course"]

    with care_db.write() as db:
        course = db.get_one(Course, course_id)
        live = book_plan(db, course_id, rows(counsellor, weekly(at(7))), a_basis(course), now=NOW)
        assert [a.status for a in live] == [S.BOOKED] * 3 + [S.PROPOSED] * 7
        assert live[0].id == held.id
        assert balance_of_course(db, course_id) == Balance(10, 0, 10, 0)

        followers = [a.id for a in live[3:]]

    now: datetime | None = NOW
    while now is not None:
        now = _live_through_the_next(care_db, course_id, now)
    with care_db.read() as db:
        assert db.get_one(Course, course_id).state is CourseState.COMPLETE
        assert balance_of_course(db, course_id) == Balance(10, 10, 0, 0)
        every = appointments.of_course(db, course_id)
        assert len([a for a in every if a.status is S.FULFILLED]) == 10
        (missed,) = (a for a in every if a.status is S.NOSHOW)
        # Whoever followed counted one lower and kept their time; what came in place of the missed one came last.
        (instead,) = (a for a in every if a.replaces_id == missed.id)
        assert (missed.number, instead.number, len(every)) == (3, 10, 11)
        assert [a.id for a in sorted(every, key=lambda a: a.number) if a is not missed][2:9] == followers


def _live_through_the_next(store: Database, course_id: str, now: datetime) -> datetime | None:
    """The end of the next appointment, attended but for session 3 the first time; None when none is left."""
    with store.write() as db:
        course = db.get_one(Course, course_id)
        promote(db, now=now, firm_until_at=now + timedelta(days=28))
        ahead = appointments.live_of_course(db, course_id)
        if not ahead:
            return None
        after = ahead[0].end_at
        missed = any(a.status is S.NOSHOW for a in appointments.of_course(db, course_id))
        if ahead[0].number != 3 or missed:
            record_outcome(db, ahead[0].id, Outcome.ATTENDED, by="provider", now=after)
            return after
        record_outcome(db, ahead[0].id, Outcome.KEPT_ON_DUTY, by="provider", now=after)
        basis = a_basis(course, firm_until_at=after + timedelta(days=28))
        plan = rows(ahead[0].counsellor_id, weekly(ahead[1].start_at, range(3, 11)))
        book_plan(db, course_id, plan, basis, now=after)
        return after
