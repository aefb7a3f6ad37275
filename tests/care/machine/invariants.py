"""What must hold in the care store at every moment, read from its rows alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.domain.appointment import LIVE, STANDING, moved
from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.course import GOING_ON, CourseState
from app.care.domain.ledger import Balance, after
from app.care.store import ledger
from app.care.store.tables.appointments import Appointment, AppointmentFact
from app.care.store.tables.courses import Course
from app.care.store.tables.messages import OutboxMessage


def check(db: Session) -> None:
    """Every promise about rows."""
    rows = db.scalars(select(Appointment)).all()
    by_course: dict[str, list[Appointment]] = defaultdict(list)
    for row in rows:
        by_course[row.course_id].append(row)
    for course in db.scalars(select(Course)):
        _ledger_agrees_with_the_rows(db, course, by_course[course.id])
        _a_session_stands_once(course, by_course[course.id])
    _officers_have_one_course(db.scalars(select(Course)))
    _nothing_overlaps([row for row in rows if row.status in LIVE])
    _facts_tell_a_legal_life(db, rows)
    _nothing_is_told_of_what_was_never_promised(db, rows)


def _ledger_agrees_with_the_rows(db: Session, course: Course, rows: Sequence[Appointment]) -> None:
    entries = ledger.entries_of_course(db, course.id)
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    balance = Balance()
    for entry in entries:
        balance = after(balance, entry.kind, entry.units)  # refuses a prefix that does not add up
    assert balance.granted == course.sessions
    assert balance.held == len([row for row in rows if row.status in LIVE])
    assert balance.attended == len([row for row in rows if row.status is S.FULFILLED])
    if course.state is not CourseState.WITHDRAWN and balance.attended == course.sessions:
        assert course.state is CourseState.COMPLETE


def _a_session_stands_once(course: Course, rows: Sequence[Appointment]) -> None:
    numbers = [row.number for row in rows if row.status in STANDING]
    assert len(numbers) == len(set(numbers))
    assert all(1 <= number <= course.sessions for number in numbers)


def _officers_have_one_course(courses: Iterable[Course]) -> None:
    going = [course.officer_id for course in courses if course.state in GOING_ON]
    assert len(going) == len(set(going))


def _nothing_overlaps(live: Sequence[Appointment]) -> None:
    for one, other in combinations(live, 2):
        if one.start_at < other.end_at and other.start_at < one.end_at:
            assert one.counsellor_id != other.counsellor_id
            assert one.officer_id != other.officer_id
            assert one.room is None or (one.place_id, one.room) != (other.place_id, other.room)


def _facts_tell_a_legal_life(db: Session, rows: Sequence[Appointment]) -> None:
    lives: dict[str, list[AppointmentFact]] = defaultdict(list)
    for fact in db.scalars(select(AppointmentFact).order_by(AppointmentFact.id)):
        lives[fact.appointment_id].append(fact)
    for row in rows:
        facts = lives[row.id]
        assert facts[0].status in LIVE
        for before, then in pairwise(facts):
            moved(before.status, then.status)
        assert (facts[-1].status, facts[-1].outcome) == (row.status, row.outcome)
        assert row.status is not S.ENTERED_IN_ERROR


def _nothing_is_told_of_what_was_never_promised(db: Session, rows: Sequence[Appointment]) -> None:
    """Officers hear of booked appointments only, or of what became of one that was, or that a mail had named."""
    query = select(AppointmentFact.appointment_id).where(AppointmentFact.status == S.BOOKED)
    promised = set(db.scalars(query))
    known: set[Any] = set(promised)
    mails = select(OutboxMessage).where(OutboxMessage.channel == "mail")
    for message in db.scalars(mails.order_by(OutboxMessage.created_at, OutboxMessage.id)):
        named = {message.payload.get("appointment_id"), message.payload.get("replaces_id")} - {None}
        assert not named or named & known
        known |= named
    assert {row.id for row in rows} >= promised
