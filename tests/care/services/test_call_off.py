"""Calling appointments off, moving them, and taking breaks: nothing that is owed is lost."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.course import CourseState as C
from app.care.domain.ledger import Balance
from app.care.domain.outcome import Outcome
from app.care.domain.referral import Referral
from app.care.domain.urgency import Urgency
from app.care.services.call_off import cancel_by_officer, cancel_by_provider, clear_for_roster, move_by_officer
from app.care.services.course_life import pause, rebook_misses, resume, wait, withdraw
from app.care.services.hold import hold_slot
from app.care.services.outcome import record_outcome
from app.care.services.referral import refer
from app.care.store import appointments
from app.care.store.ledger import balance_of_course, entries_of_course
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.courses import Course
from app.care.store.tables.messages import OutboxMessage
from app.foundation.database import Database
from app.foundation.refusals import Conflict, NotFound
from tests.support.builders import NOW, a_counsellor, a_course, a_planned_course, a_provider, a_slot, an_officer, at
from tests.support.care_store import jobs_of


def live(db: Session, course: Course) -> dict[int, Appointment]:
    """The course's live appointments by number."""
    return {a.number: a for a in appointments.live_of_course(db, course.id)}


def told(db: Session, appointment_id: str) -> list[tuple[str, str]]:
    """What was told of one appointment."""
    rows = db.scalars(select(OutboxMessage).order_by(OutboxMessage.channel, OutboxMessage.id))
    return [(m.channel, m.event) for m in rows if m.payload.get("appointment_id") == appointment_id]


CANCELLED = [("mail", "appointment.cancelled"), ("webhook", "appointment.cancelled")]
BOOKED = [("mail", "appointment.booked"), ("webhook", "appointment.booked")]


def test_an_officer_calls_off_and_their_session_stays_owed(care_db: Database) -> None:
    """Twice is once; a plan is asked for."""
    with care_db.write() as db:
        course = a_planned_course(db)
        second = live(db, course)[2]
    jobs_of(care_db).waiting.clear()
    with care_db.write() as db:
        course = db.get_one(Course, course.id)
        for _ in range(2):
            cancel_by_officer(db, course.officer_id, second.id, now=at(1))
        second = appointments.any_(db, second.id)
        assert (second.status, second.outcome) == (S.CANCELLED, Outcome.CANCELLED_BY_OFFICER)
        assert balance_of_course(db, course.id) == Balance(10, 0, 9, 1)
        assert told(db, second.id) == BOOKED  # the plan tells of it, as a move
        assert course.automatic_attempts == 0
    assert [job.name for job in jobs_of(care_db).waiting] == ["plan_course"]


def test_an_officer_may_call_off_without_rebooking(care_db: Database) -> None:
    """The course waits for them; choosing a new time goes on with it."""
    with care_db.write() as db:
        course = a_planned_course(db)
        first = live(db, course)[1]
        cancel_by_officer(db, course.officer_id, first.id, now=at(1), rebook=False)
        assert course.state is C.WAITING
        assert sorted(told(db, first.id)) == sorted(BOOKED + CANCELLED)
        slot = a_slot(first.counsellor_id, at(8, 15))
        held = hold_slot(db, course.officer_id, course.id, slot, now=at(1))
        assert held.status is S.HELD


def test_what_has_begun_is_recorded_not_called_off_by_its_officer(care_db: Database) -> None:
    """And what has ended is neither."""
    with care_db.write() as db:
        course = a_planned_course(db)
        first = live(db, course)[1]
        with pytest.raises(Conflict) as refusal:
            cancel_by_officer(db, course.officer_id, first.id, now=at(7, 10))
        assert refusal.value.stable_code == "too-late"
        record_outcome(db, first.id, Outcome.ATTENDED, by="provider", now=at(8))
        with pytest.raises(Conflict) as refusal:
            cancel_by_officer(db, course.officer_id, first.id, now=at(8))
        assert refusal.value.stable_code == "illegal-move"


@pytest.mark.parametrize("before", [None, Outcome.ATTENDED, Outcome.DID_NOT_ATTEND])
def test_what_the_provider_calls_off_late_is_no_miss_of_the_officers_and_the_session_is_owed(
    care_db: Database, before: Outcome | None
) -> None:
    with care_db.write() as db:
        course = a_planned_course(db)
        first = live(db, course)[1]
        if before is not None:
            record_outcome(db, first.id, before, by="provider", now=at(8))
        attempts, provider_id = course.automatic_attempts, _provider(db, first)
        jobs_of(care_db).waiting.clear()
        for _ in range(2):
            cancel_by_provider(db, provider_id, first.id, now=at(8))
        balance = balance_of_course(db, course.id)
        assert (first.status, first.outcome) == (S.CANCELLED, Outcome.CANCELLED_BY_PROVIDER)
        assert (balance.attended, balance.held, balance.free) == (0, 9, 1)
        assert course.automatic_attempts == attempts, "nothing counts against the officer"
    planned = [job.name for job in jobs_of(care_db).waiting]
    assert planned == ["plan_course"], "one plan, be it by the miss or by this"


def test_a_complete_course_goes_on_when_its_last_session_was_called_off_after_all(care_db: Database) -> None:
    with care_db.write() as db:
        course = a_planned_course(db)
        rows = live(db, course)
        for number in sorted(rows):
            record_outcome(db, rows[number].id, Outcome.ATTENDED, by="provider", now=at(100))
        assert course.state is C.COMPLETE
        cancel_by_provider(db, _provider(db, rows[10]), rows[10].id, now=at(100))
        assert (course.state, balance_of_course(db, course.id).free) == (C.OPEN, 1)


def test_somebody_elses_appointment_does_not_exist(care_db: Database) -> None:
    """For officers and for providers alike."""
    with care_db.write() as db:
        first = live(db, a_planned_course(db))[1]
        with pytest.raises(NotFound):
            cancel_by_officer(db, an_officer(db).id, first.id, now=NOW)
        with pytest.raises(NotFound):
            move_by_officer(db, an_officer(db).id, first.id, a_slot("c"), now=NOW)
        with pytest.raises(NotFound):
            cancel_by_provider(db, a_provider(db).id, first.id, now=NOW)


def test_a_provider_calls_off_and_the_plan_will_tell_of_the_move(care_db: Database) -> None:
    """The officer is not told of a loss that is about to be made good."""
    with care_db.write() as db:
        course = a_planned_course(db)
        first = live(db, course)[1]
    jobs_of(care_db).waiting.clear()
    with care_db.write() as db:
        for _ in range(2):
            cancel_by_provider(db, _provider(db, first), first.id, now=at(1))
        first = appointments.any_(db, first.id)
        assert first.outcome is Outcome.CANCELLED_BY_PROVIDER
        assert told(db, first.id) == BOOKED
    assert [job.name for job in jobs_of(care_db).waiting] == ["plan_course"]


def test_where_nobody_plans_a_clearing_is_told_at_once(care_db: Database) -> None:
    """A course that waits has no plan coming that would tell it."""
    with care_db.write() as db:
        course = a_planned_course(db)
        first = live(db, course)[1]
        wait(db, course, mark="test", now=NOW)
    jobs_of(care_db).waiting.clear()
    with care_db.write() as db:
        clear_for_roster(db, first.id, now=at(1))
        assert sorted(told(db, first.id)) == sorted(BOOKED + CANCELLED)
    assert jobs_of(care_db).waiting == []


def test_an_officer_moves_an_appointment_in_one_step(care_db: Database) -> None:
    """Old and new in one message; the new row names the old one."""
    with care_db.write() as db:
        course = a_planned_course(db)
        first = live(db, course)[1]
        slot = a_slot(first.counsellor_id, at(7, 15))
        new = move_by_officer(db, course.officer_id, first.id, slot, now=at(1))
        assert (first.status, new.status, new.replaces_id) == (S.CANCELLED, S.BOOKED, first.id)
        assert told(db, new.id) == [("mail", "appointment.moved"), ("webhook", "appointment.moved")]
        assert told(db, first.id) == BOOKED
        assert balance_of_course(db, course.id) == Balance(10, 0, 10, 0)


def test_a_move_to_the_very_same_slot_changes_nothing(care_db: Database) -> None:
    """No entry, no fact, no mail: there is nothing to tell."""
    with care_db.write() as db:
        course = a_planned_course(db)
        first = live(db, course)[1]
        entries, messages = len(entries_of_course(db, course.id)), len(db.scalars(select(OutboxMessage)).all())
        before = (first.sequence, course.version, len(appointments.facts_of(db, first.id)))
        chosen = a_slot(first.counsellor_id, first.start_at, place_id=first.place_id)
        assert move_by_officer(db, course.officer_id, first.id, chosen, now=at(1)) is first
        assert before == (first.sequence, course.version, len(appointments.facts_of(db, first.id)))
        assert (first.status, len(entries_of_course(db, course.id))) == (S.BOOKED, entries)
        assert len(db.scalars(select(OutboxMessage)).all()) == messages


def test_a_move_that_cannot_be_leaves_everything_as_it_was(care_db: Database) -> None:
    """To another session, from one that was called off, or to a time that is taken."""
    with care_db.write() as db:
        course = a_planned_course(db)
        officer_id, first_id, counsellor_id = (
            course.officer_id,
            live(db, course)[1].id,
            live(db, course)[1].counsellor_id,
        )
        off = cancel_by_officer(db, officer_id, live(db, course)[2].id, now=NOW)
        with pytest.raises(Conflict):
            move_by_officer(db, officer_id, first_id, a_slot(counsellor_id, number=2), now=at(1))
        with pytest.raises(Conflict):
            move_by_officer(db, officer_id, off.id, a_slot(counsellor_id, number=2), now=at(1))
        rival = a_course(db)
        hold_slot(db, rival.officer_id, rival.id, a_slot(counsellor_id, at(8)), now=NOW)
    with pytest.raises(Conflict) as refusal, care_db.write() as db:
        move_by_officer(db, officer_id, first_id, a_slot(counsellor_id, at(8)), now=at(1))
    assert refusal.value.stable_code == "slot-taken"
    with care_db.read() as db:
        assert appointments.any_(db, first_id).status is S.BOOKED


def test_a_break_calls_off_what_lies_ahead_and_tells_the_officer_in_one_mail(care_db: Database) -> None:
    """The provider hears of each time that is free again, the officer of those that were promised."""
    with care_db.write() as db:
        course = a_planned_course(db)
        ahead = list(live(db, course).values())
        version = course.version
        for _ in range(2):
            pause(db, course.officer_id, course.id, now=at(1))
        assert (course.state, live(db, course)) == (C.PAUSED, {})
        assert course.version > version
        assert balance_of_course(db, course.id) == Balance(10, 0, 0, 10)
        assert all(("webhook", "appointment.cancelled") in told(db, a.id) for a in ahead)
        assert [a.number for a in ahead if ("mail", "appointment.cancelled") in told(db, a.id)] == [1, 2, 3]
        mails = [m for m in db.scalars(select(OutboxMessage)) if m.channel == "mail" and m.created_at == at(1)]
        assert sorted(m.event for m in mails) == ["appointment.cancelled"] * 3 + ["course.paused"]
        with pytest.raises(Conflict):
            hold_slot(db, course.officer_id, course.id, a_slot(a_counsellor(db)), now=at(1))


@pytest.mark.parametrize("stop", [pause, withdraw])
def test_what_was_called_off_just_before_a_break_is_told_all_the_same(
    care_db: Database, stop: Callable[..., object]
) -> None:
    """The plan that was to tell of it as a move is never made."""
    with care_db.write() as db:
        course = a_planned_course(db)
        second = live(db, course)[2]
        cancel_by_officer(db, course.officer_id, second.id, now=at(1))
        stop(db, course.officer_id, course.id, now=at(1))
        assert sorted(told(db, second.id)) == sorted(BOOKED + CANCELLED)


def test_going_on_after_a_break_asks_for_a_plan(care_db: Database) -> None:
    """With all automatic attempts anew; again changes nothing."""
    with care_db.write() as db:
        course = a_planned_course(db)
        course.automatic_attempts = 2
        pause(db, course.officer_id, course.id, now=at(1))
    jobs_of(care_db).waiting.clear()
    with care_db.write() as db:
        course = db.get_one(Course, course.id)
        for _ in range(2):
            resume(db, course.officer_id, course.id, now=at(30))
        assert (course.state, course.automatic_attempts, course.earliest_at) == (C.OPEN, 0, at(30))
    assert [job.name for job in jobs_of(care_db).waiting] == ["plan_course"]


def test_a_withdrawn_course_is_over_and_the_officer_may_refer_themselves_again(care_db: Database) -> None:
    """What had begun keeps its row until its outcome is known; a hold ends quietly."""
    with care_db.write() as db:
        course, counsellor = a_course(db), a_counsellor(db)
        held = hold_slot(db, course.officer_id, course.id, a_slot(counsellor), now=NOW)
        for _ in range(2):
            withdraw(db, course.officer_id, course.id, now=at(1))
        assert (course.state, course.ended_at, held.status) == (C.WITHDRAWN, at(1), S.CANCELLED)
        assert told(db, held.id) == []
        for act in (resume, pause):
            with pytest.raises(Conflict):
                act(db, course.officer_id, course.id, now=at(2))
        assert refer(db, course.officer_id, Referral(), now=at(2)).state is C.OPEN


def test_a_complete_course_is_not_resumed(care_db: Database) -> None:
    """Only a correction opens it again."""
    with care_db.write() as db:
        course = a_planned_course(db, sessions=1)
        record_outcome(db, live(db, course)[1].id, Outcome.ATTENDED, by="provider", now=at(8))
        with pytest.raises(Conflict):
            resume(db, course.officer_id, course.id, now=at(9))


def test_a_course_already_waiting_is_not_made_to_wait_again(care_db: Database) -> None:
    """One occasion, one message."""
    with care_db.write() as db:
        course = a_planned_course(db)
        wait(db, course, mark="a", now=NOW)
        wait(db, course, mark="b", now=NOW)
        events = [m.event for m in db.scalars(select(OutboxMessage))]
        assert events.count("session.waiting") == 2  # a mail and a webhook
        assert rebook_misses(db, course.officer_id, course.id, wanted=True, now=at(9)).state is C.WAITING


@pytest.mark.parametrize(("urgency", "days"), [(Urgency.SOONEST, 5), (Urgency.SOON, 14), (Urgency.ROUTINE, 28)])
def test_a_referral_grants_its_sessions_and_asks_for_a_plan(care_db: Database, urgency: Urgency, days: int) -> None:
    """From the officer's own words to an open course in one transaction."""
    with care_db.write() as db:
        course = refer(db, an_officer(db).id, Referral(urgency=urgency, earliest_at=at(-3)), now=NOW)
        assert balance_of_course(db, course.id) == Balance(10, 0, 0, 10)
        assert course.earliest_at == NOW
        assert (course.start_by_at - NOW).days == days
    assert [(j.name, j.payload) for j in jobs_of(care_db).waiting] == [("plan_course", {"course_id": course.id})]


def test_a_second_referral_while_one_goes_on_is_refused_politely(care_db: Database) -> None:
    """By the database, so that two taps at once cannot both succeed."""
    with care_db.write() as db:
        officer = an_officer(db)
        a_course(db, officer)
    with pytest.raises(Conflict) as refusal, care_db.write() as db:
        refer(db, officer.id, Referral(), now=NOW)
    assert refusal.value.stable_code == "course-open"
    with pytest.raises(NotFound), care_db.write() as db:
        refer(db, "nobody", Referral(), now=NOW)


def _provider(db: Session, appointment: Appointment) -> str:
    return appointments.provider_id_of(db, appointment.id)
