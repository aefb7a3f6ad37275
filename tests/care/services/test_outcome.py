"""How appointments end, and how a wrong record is put right."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.course import CourseState as C
from app.care.domain.ledger import Balance, EntryKind
from app.care.domain.outcome import Outcome
from app.care.services.call_off import cancel_by_officer
from app.care.services.course_life import pause, rebook_misses, withdraw
from app.care.services.outcome import correct_outcome, record_outcome
from app.care.services.plan_booking import book_plan
from app.care.store import appointments, officers
from app.care.store.ledger import balance_of_course, entries_of_course
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.care.store.tables.messages import OutboxMessage
from app.foundation.database import Database
from app.foundation.refusals import Conflict, NotFound
from tests.support.builders import NOW, a_basis, a_counsellor, a_course, a_planned_course, at, rows
from tests.support.care_store import jobs_of

BY = "provider:p"
MISSES = [Outcome.DID_NOT_ATTEND, Outcome.KEPT_ON_DUTY, Outcome.RECALLED_TO_DUTY, Outcome.COURT, Outcome.UNWELL]


def live(db: Session, course: Course) -> dict[int, Appointment]:
    """The course's live appointments by number."""
    return {a.number: a for a in appointments.live_of_course(db, course.id)}


def attend(db: Session, course: Course, count: int) -> None:
    """The first `count` sessions are attended, each on its day."""
    for number in range(1, count + 1):
        appointment = live(db, course)[number]
        record_outcome(db, appointment.id, Outcome.ATTENDED, by=BY, now=appointment.end_at)


@pytest.mark.parametrize("outcome", MISSES)
def test_a_miss_frees_its_unit_and_asks_for_a_plan(care_db: Database, outcome: Outcome) -> None:
    """Whatever the reason; the later sessions stay as they are."""
    with care_db.write() as db:
        course = a_planned_course(db)
        missed = live(db, course)[1]
    jobs_of(care_db).waiting.clear()
    with care_db.write() as db:
        record_outcome(db, missed.id, outcome, by=BY, now=missed.end_at)
        course = db.get_one(Course, course.id)
        assert balance_of_course(db, course.id) == Balance(10, 0, 9, 1)
        assert (course.automatic_attempts, course.state) == (1, C.OPEN)
        assert sorted(live(db, course)) == list(range(2, 11))
    assert [(j.name, j.payload) for j in jobs_of(care_db).waiting] == [("plan_course", {"course_id": course.id})]


def test_the_same_outcome_again_changes_nothing(care_db: Database) -> None:
    """Webhooks come twice."""
    with care_db.write() as db:
        course = a_planned_course(db)
        first = live(db, course)[1]
        record_outcome(db, first.id, Outcome.COURT, by=BY, now=at(8))
        before = (first.sequence, course.version, course.automatic_attempts, len(entries_of_course(db, course.id)))
        record_outcome(db, first.id, Outcome.COURT, by=BY, now=at(9))
        assert before == (
            first.sequence,
            course.version,
            course.automatic_attempts,
            len(entries_of_course(db, course.id)),
        )


def test_another_outcome_is_refused_until_it_is_called_a_correction(care_db: Database) -> None:
    """What was recorded is not overwritten in passing."""
    with care_db.write() as db:
        first = live(db, a_planned_course(db))[1]
        record_outcome(db, first.id, Outcome.ATTENDED, by=BY, now=at(8))
        with pytest.raises(Conflict) as refusal:
            record_outcome(db, first.id, Outcome.UNWELL, by=BY, now=at(8))
    assert refusal.value.stable_code == "illegal-move"


@pytest.mark.parametrize(
    ("outcome", "early"), [(Outcome.ATTENDED, True), (Outcome.DID_NOT_ATTEND, True), (Outcome.UNWELL, False)]
)
def test_nobody_attends_or_fails_to_attend_before_it_begins(care_db: Database, outcome: Outcome, early: bool) -> None:
    """But being unwell can be known in the morning."""
    with care_db.write() as db:
        first = live(db, a_planned_course(db))[1]
        if early:
            with pytest.raises(Conflict):
                record_outcome(db, first.id, outcome, by=BY, now=at(7, 9))
        else:
            assert record_outcome(db, first.id, outcome, by=BY, now=at(7, 9)).status is S.NOSHOW


@pytest.mark.parametrize("outcome", [Outcome.ATTENDED, Outcome.DID_NOT_ATTEND])
def test_a_correction_says_nothing_of_what_has_not_begun_either(care_db: Database, outcome: Outcome) -> None:
    """Kept on duty was known the day before; attended cannot be, and would use up the entitlement."""
    with care_db.write() as db:
        course = a_planned_course(db)
        first = live(db, course)[1]
        record_outcome(db, first.id, Outcome.KEPT_ON_DUTY, by=BY, now=at(6))
        with pytest.raises(Conflict) as refusal:
            correct_outcome(db, first.id, outcome, by=BY, now=at(7, 9))
        assert refusal.value.stable_code == "too-early"
        assert (first.status, first.outcome) == (S.NOSHOW, Outcome.KEPT_ON_DUTY)
        assert balance_of_course(db, course.id).attended == 0
        assert correct_outcome(db, first.id, Outcome.ATTENDED, by=BY, now=at(7, 11)).status is S.FULFILLED


def test_cancellations_are_not_recorded_as_outcomes_of_the_day(care_db: Database) -> None:
    """They have rules of their own."""
    with care_db.write() as db:
        first = live(db, a_planned_course(db))[1]
        for act in (record_outcome, correct_outcome):
            with pytest.raises(Conflict):
                act(db, first.id, Outcome.CANCELLED_BY_OFFICER, by=BY, now=at(8))
        with pytest.raises(NotFound):
            record_outcome(db, "no-such-appointment", Outcome.ATTENDED, by=BY, now=at(8))


def test_a_proposed_one_that_took_place_counts(care_db: Database) -> None:
    """Nobody had promoted it; it happened all the same."""
    with care_db.write() as db:
        course, counsellor = a_course(db), a_counsellor(db)
        book_plan(db, course.id, rows(counsellor, {1: at(7)}), a_basis(course, firm_until_at=NOW), now=NOW)
        first = live(db, course)[1]
        record_outcome(db, first.id, Outcome.ATTENDED, by=BY, now=at(8))
        assert [f.status for f in appointments.facts_of(db, first.id)] == [S.PROPOSED, S.BOOKED, S.FULFILLED]


def test_ten_attended_complete_the_course(care_db: Database) -> None:
    """And it is told once."""
    with care_db.write() as db:
        course = a_planned_course(db)
        attend(db, course, 10)
        assert (course.state, course.ended_at) == (C.COMPLETE, at(70, 10, 50))
        assert balance_of_course(db, course.id) == Balance(10, 10, 0, 0)
        told = [m.channel for m in db.scalars(select(OutboxMessage)) if m.event == "course.completed"]
    assert sorted(told) == ["mail", "webhook"]


def test_after_three_automatic_rebookings_in_a_row_the_course_waits(care_db: Database) -> None:
    """A human route is offered then; attending starts the count anew."""
    with care_db.write() as db:
        course = a_planned_course(db)
        for number in (1, 2, 3):
            record_outcome(db, live(db, course)[number].id, Outcome.KEPT_ON_DUTY, by=BY, now=at(7 * number, 11))
            assert course.state is C.OPEN
        record_outcome(db, live(db, course)[4].id, Outcome.KEPT_ON_DUTY, by=BY, now=at(28, 11))
        assert (course.state, course.automatic_attempts) == (C.WAITING, 3)
        record_outcome(db, live(db, course)[5].id, Outcome.ATTENDED, by=BY, now=at(35, 11))
        assert (course.state, course.automatic_attempts) == (C.OPEN, 0)


def test_an_officer_who_declined_rebooking_is_waited_for(care_db: Database) -> None:
    """One tap declines; one tap takes it back."""
    with care_db.write() as db:
        course = a_planned_course(db)
        rebook_misses(db, course.officer_id, course.id, wanted=False, now=NOW)
    jobs_of(care_db).waiting.clear()
    with care_db.write() as db:
        course = db.get_one(Course, course.id)
        record_outcome(db, live(db, course)[1].id, Outcome.UNWELL, by=BY, now=at(8))
        assert course.state is C.WAITING
        assert [m.channel for m in db.scalars(select(OutboxMessage)) if m.event == "session.waiting"] == [
            "mail",
            "webhook",
        ]
    assert jobs_of(care_db).waiting == []
    with care_db.write() as db:
        assert rebook_misses(db, course.officer_id, course.id, wanted=True, now=NOW).state is C.OPEN
    assert [job.name for job in jobs_of(care_db).waiting] == ["plan_course"]


def test_a_miss_of_a_course_on_a_break_asks_for_nothing(care_db: Database) -> None:
    """A late report while the course is paused."""
    with care_db.write() as db:
        course = a_planned_course(db)
        first = live(db, course)[1]
        pause(db, course.officer_id, course.id, now=at(7, 11))
    jobs_of(care_db).waiting.clear()
    with care_db.write() as db:
        record_outcome(db, first.id, Outcome.UNWELL, by=BY, now=at(8))
        assert db.get_one(Course, course.id).state is C.PAUSED
    assert jobs_of(care_db).waiting == []


def test_attended_corrected_to_a_miss_makes_the_session_owed_again(care_db: Database) -> None:
    """Later ones keep their numbers; the correction again is harmless."""
    with care_db.write() as db:
        course = a_planned_course(db)
        attend(db, course, 3)
        second = next(a for a in appointments.of_course(db, course.id) if a.number == 2)
        for _ in range(2):
            correct_outcome(db, second.id, Outcome.UNWELL, by=BY, now=at(30))
        assert balance_of_course(db, course.id) == Balance(10, 2, 7, 1)
        assert [f.status for f in appointments.facts_of(db, second.id)][-3:] == [
            S.FULFILLED,
            S.ENTERED_IN_ERROR,
            S.NOSHOW,
        ]
        assert sorted(live(db, course)) == list(range(4, 11))
        assert [e.kind for e in entries_of_course(db, course.id)].count(EntryKind.CORRECT) == 1
        starts = {2: at(32)} | {a.number: a.start_at for a in live(db, course).values()}
        book_plan(db, course.id, rows(second.counsellor_id, starts), a_basis(course), now=at(30))
        assert live(db, course)[2].replaces_id == second.id


def test_i_was_there_calls_the_replacement_off(care_db: Database) -> None:
    """The rebooked session is not needed any more; both are told, the unit is used once."""
    with care_db.write() as db:
        course = a_planned_course(db)
        first = live(db, course)[1]
        record_outcome(db, first.id, Outcome.DID_NOT_ATTEND, by=BY, now=at(8))
        starts = {1: at(10, 15)} | {a.number: a.start_at for a in live(db, course).values()}
        book_plan(db, course.id, rows(first.counsellor_id, starts), a_basis(course), now=at(8))
        instead = live(db, course)[1]
        for _ in range(2):
            correct_outcome(db, first.id, Outcome.ATTENDED, by=BY, now=at(9))
        assert (first.status, instead.status) == (S.FULFILLED, S.CANCELLED)
        assert balance_of_course(db, course.id) == Balance(10, 1, 9, 0)
        told = [m for m in db.scalars(select(OutboxMessage)) if m.payload.get("appointment_id") == instead.id]
    assert sorted((m.channel, m.event) for m in told if m.event.endswith("cancelled")) == [
        ("mail", "appointment.cancelled"),
        ("webhook", "appointment.cancelled"),
    ]


def test_i_was_there_before_anything_was_rebooked(care_db: Database) -> None:
    """Nothing needs to be called off."""
    with care_db.write() as db:
        course = a_planned_course(db)
        first = live(db, course)[1]
        record_outcome(db, first.id, Outcome.DID_NOT_ATTEND, by=BY, now=at(8))
        correct_outcome(db, first.id, Outcome.ATTENDED, by=BY, now=at(9))
        assert balance_of_course(db, course.id) == Balance(10, 1, 9, 0)
        assert sorted(live(db, course)) == list(range(2, 11))


def test_i_was_there_after_the_replacement_was_attended_too_frees_the_last_session(care_db: Database) -> None:
    """Two attended for one number: the earlier one counts for the course's last, which is no longer needed."""
    with care_db.write() as db:
        course = a_planned_course(db)
        first = _missed_and_made_up(db, course)
        last = live(db, course)[10]
        correct_outcome(db, first.id, Outcome.ATTENDED, by=BY, now=at(12))
        assert (first.number, first.status, last.status) == (10, S.FULFILLED, S.CANCELLED)
        assert balance_of_course(db, course.id) == Balance(10, 2, 8, 0)


def test_i_was_there_counts_for_a_session_without_a_place_if_there_is_one(care_db: Database) -> None:
    """Then nothing is called off."""
    with care_db.write() as db:
        course = a_planned_course(db)
        first = _missed_and_made_up(db, course)
        cancel_by_officer(db, course.officer_id, live(db, course)[5].id, now=at(11))
        correct_outcome(db, first.id, Outcome.ATTENDED, by=BY, now=at(12))
        assert first.number == 5
        assert balance_of_course(db, course.id) == Balance(10, 2, 8, 0)


def test_i_was_there_beyond_what_was_agreed_is_refused(care_db: Database) -> None:
    """All ten attended besides: nothing is left to use."""
    with care_db.write() as db:
        course = a_planned_course(db, sessions=1)
        first = _missed_and_made_up(db, course)
        assert course.state is C.COMPLETE
        with pytest.raises(Conflict) as refusal:
            correct_outcome(db, first.id, Outcome.ATTENDED, by=BY, now=at(12))
        assert refusal.value.stable_code == "nothing-left"
        assert first.status is S.NOSHOW


def test_one_miss_corrected_to_another_moves_no_unit(care_db: Database) -> None:
    """Court, not illness: the reason matters to the figures, not to the entitlement."""
    with care_db.write() as db:
        course = a_planned_course(db)
        first = live(db, course)[1]
        record_outcome(db, first.id, Outcome.UNWELL, by=BY, now=at(8))
        entries = len(entries_of_course(db, course.id))
        correct_outcome(db, first.id, Outcome.COURT, by=BY, now=at(9))
        assert (first.outcome, course.automatic_attempts) == (Outcome.COURT, 1)
        assert len(entries_of_course(db, course.id)) == entries


def test_a_correction_that_comes_before_its_outcome_is_the_outcome(care_db: Database) -> None:
    """Messages overtake each other."""
    with care_db.write() as db:
        first = live(db, a_planned_course(db))[1]
        assert correct_outcome(db, first.id, Outcome.ATTENDED, by=BY, now=at(8)).status is S.FULFILLED


def test_what_was_called_off_cannot_be_corrected(care_db: Database) -> None:
    """It never took place as an appointment."""
    with care_db.write() as db:
        course = a_planned_course(db)
        off = cancel_by_officer(db, course.officer_id, live(db, course)[1].id, now=NOW)
        with pytest.raises(Conflict):
            correct_outcome(db, off.id, Outcome.ATTENDED, by=BY, now=at(8))


@pytest.mark.parametrize("referred_again", [False, True])
def test_a_complete_course_opens_again_when_an_attendance_is_struck_out(
    care_db: Database, referred_again: bool
) -> None:
    """Unless the officer has another course by then: the unit stays free in the ledger."""
    with care_db.write() as db:
        course = a_planned_course(db, sessions=2)
        attend(db, course, 2)
        if referred_again:
            a_course(db, officers.one(db, course.officer_id))
        second = next(a for a in appointments.of_course(db, course.id) if a.number == 2)
        correct_outcome(db, second.id, Outcome.DID_NOT_ATTEND, by=BY, now=at(20))
        assert course.state is (C.COMPLETE if referred_again else C.OPEN)
        assert balance_of_course(db, course.id) == Balance(2, 1, 0, 1)


def test_a_late_attendance_of_a_withdrawn_course_counts_and_leaves_it_withdrawn(care_db: Database) -> None:
    """The report comes after the officer ended the course."""
    with care_db.write() as db:
        course = a_planned_course(db, sessions=1)
        first = live(db, course)[1]
        withdraw(db, course.officer_id, course.id, now=at(7, 11))
        record_outcome(db, first.id, Outcome.ATTENDED, by=BY, now=at(8))
        assert (course.state, balance_of_course(db, course.id).attended) == (C.WITHDRAWN, 1)


def _missed_and_made_up(db: Session, course: Course) -> Appointment:
    """Session 1 was missed, and attended on another day; returns the missed appointment."""
    first = live(db, course)[1]
    record_outcome(db, first.id, Outcome.DID_NOT_ATTEND, by=BY, now=at(8))
    starts = {1: at(10, 15)} | {a.number: a.start_at for a in live(db, course).values()}
    book_plan(db, course.id, rows(first.counsellor_id, starts), a_basis(course), now=at(8))
    record_outcome(db, live(db, course)[1].id, Outcome.ATTENDED, by=BY, now=at(11))
    return first
