"""Queries show what is for the eyes they serve, and nothing else."""

import pytest

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.ledger import Balance
from app.care.domain.outcome import Outcome
from app.care.services.hold import hold_slot
from app.care.services.outcome import record_outcome
from app.care.store import appointments, courses, ledger, officers, providers, rosters
from app.foundation.database import Database
from app.foundation.refusals import NotFound
from tests.support.builders import NOW, a_booked_appointment, a_counsellor, a_course, a_planned_course, a_slot, at


def test_an_officer_sees_all_of_their_own_and_nothing_of_others(care_db: Database) -> None:
    """What is not theirs does not exist."""
    with care_db.write() as db:
        mine, other = a_booked_appointment(db), a_booked_appointment(db)
        assert [a.id for a in appointments.of_officer(db, mine.officer_id)] == [mine.id]
        assert appointments.one_of_officer(db, mine.id, mine.officer_id) is mine
        assert courses.of_officer(db, mine.course_id, mine.officer_id).id == mine.course_id
        assert [c.id for c in courses.all_of_officer(db, mine.officer_id)] == [mine.course_id]
        with pytest.raises(NotFound):
            appointments.one_of_officer(db, other.id, mine.officer_id)
        with pytest.raises(NotFound):
            courses.of_officer(db, other.course_id, mine.officer_id)
        with pytest.raises(NotFound):
            appointments.any_(db, "no-such-appointment")


def test_a_provider_sees_their_counsellors_appointments_but_no_undecided_hold(care_db: Database) -> None:
    """A hold is an officer thinking it over: nobody's business yet."""
    with care_db.write() as db:
        booked = a_booked_appointment(db)
        provider_id = appointments.provider_id_of(db, booked.id)
        course = a_course(db)
        hold_slot(db, course.officer_id, course.id, a_slot(booked.counsellor_id, at(9)), now=NOW)
        other = a_booked_appointment(db)
        assert [a.id for a in appointments.of_provider(db, provider_id, NOW, at(30))] == [booked.id]
        assert appointments.one_of_provider(db, booked.id, provider_id) is booked
        with pytest.raises(NotFound):
            appointments.one_of_provider(db, other.id, provider_id)
        with pytest.raises(NotFound):
            appointments.provider_id_of(db, "no-such-appointment")


def test_the_planner_sees_what_takes_time_from_now_on(care_db: Database) -> None:
    """Live ones that have not ended; attended ones count for a counsellor's day."""
    with care_db.write() as db:
        course = a_planned_course(db, sessions=3)
        first, second, third = appointments.live_of_course(db, course.id)
        record_outcome(db, first.id, Outcome.ATTENDED, by="provider", now=at(8))
        who, officer_id = [first.counsellor_id], [course.officer_id]
        assert list(appointments.live_of_counsellors(db, who, at(8))) == [second, third]
        assert list(appointments.live_of_counsellors(db, who, second.end_at)) == [third]
        assert list(appointments.live_of_officers(db, officer_id, at(8))) == [second, third]
        assert list(appointments.of_counsellors(db, who, at(7, 0), at(14, 0))) == [first]
        assert appointments.courses_of_counsellor(db, who[0]) == {course.id}
        assert [c.id for c in courses.going_on(db)] == [course.id]
        assert [c.id for c in courses.going_on_of_officers(db, officer_id)] == [course.id]
        assert [c.id for c in courses.by_ids(db, [course.id])] == [course.id]


def test_balances_of_many_courses_are_those_of_each(care_db: Database) -> None:
    """One query, the same sums."""
    with care_db.write() as db:
        planned, fresh = a_planned_course(db), a_course(db, sessions=4)
        assert ledger.balances_of_courses(db, [planned.id, fresh.id]) == {
            planned.id: Balance(10, 0, 10, 0),
            fresh.id: Balance(4, 0, 0, 4),
        }


def test_people_and_places_that_are_not_there_are_not_found(care_db: Database) -> None:
    """One refusal for all of them."""
    with care_db.write() as db:
        for missing in (
            lambda: providers.provider(db, "x"),
            lambda: providers.counsellor(db, "x"),
            lambda: providers.locked_counsellor(db, "x"),
            lambda: providers.locked_places(db, ["x"]),
            lambda: officers.one(db, "x"),
        ):
            with pytest.raises(NotFound):
                missing()


def test_a_provider_has_their_people_and_the_store_its_places(care_db: Database) -> None:
    """Those who take no more courses are the provider's still, not the planner's."""
    with care_db.write() as db:
        active = a_counsellor(db)
        resting = a_counsellor(db, providers.provider(db, active.provider_id), active=False)
        mine = providers.counsellors_of_provider(db, active.provider_id)
        assert {c.id for c in mine} == {active.id, resting.id}
        assert [c.id for c in providers.active_counsellors(db)] == [active.id]
        assert [p.id for p in providers.places(db)] == ["video"]
        assert (rosters.latest_number(db), rosters.latest_version(db)) == (0, None)


def test_facts_are_read_in_the_order_they_were_recorded(care_db: Database) -> None:
    """Ids rise with time."""
    with care_db.write() as db:
        booked = a_booked_appointment(db)
        record_outcome(db, booked.id, Outcome.UNWELL, by="provider", now=at(8))
        assert [fact.status for fact in appointments.facts_of(db, booked.id)] == [S.HELD, S.BOOKED, S.NOSHOW]
