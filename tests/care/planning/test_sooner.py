"""What comes free is kept for one officer at a time, the one most behind, and goes on to the next."""

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.care.domain.appointment import AppointmentStatus as S
from app.care.domain.planned import ChosenSlot
from app.care.domain.policy import Policy
from app.care.domain.sieve import ANYTHING, Part, Sieve
from app.care.domain.sooner import SoonerSlot
from app.care.jobs.offer_sooner import lapse_sooner, look_for_sooner, offer_sooner
from app.care.reads.offers import offers_for
from app.care.services.call_off import cancel_by_officer
from app.care.services.hold import hold_slot
from app.care.services.opening import open_hours
from app.care.services.sooner import decline_offer, end_wish, keep_offer, offer_slot, wish_sooner
from app.care.store import sooner
from app.care.store.tables.courses import Course
from app.care.store.tables.messages import OutboxMessage
from app.care.store.tables.sooner import SoonerAnswer, SoonerOffer, SoonerWish
from app.foundation.database import Database
from app.foundation.refusals import Conflict, NotFound
from tests.care.planning.force import agreed, counsellor, live, officer, referred, run_jobs
from tests.support.builders import NOW, VIDEO, at
from tests.support.care_store import jobs_of

MORNINGS = [(at(d, 10), at(d, 12)) for d in range(7, 120)]
"""Two slots a day, from next week on."""


def practice(store: Database, **changes: Any) -> str:
    """A counsellor of a force that plans by the hour: nothing here depends on the minute."""
    store.session_info["policy"] = Policy(grid=60)
    return counsellor(store, **changes)


def wished(store: Database, course: Course, sieve: Sieve = ANYTHING, now: datetime = NOW) -> None:
    with store.write() as db:
        wish_sooner(db, course.officer_id, course.id, sieve, now=now)


def offers(store: Database) -> list[SoonerOffer]:
    with store.read() as db:
        found = list(db.scalars(select(SoonerOffer).order_by(SoonerOffer.offered_at, SoonerOffer.id)))
        db.expunge_all()
        return found


def opened(store: Database, who: str, day: int = 3) -> None:
    """One slot comes free, days before everybody else's."""
    with store.write() as db:
        open_hours(db, who, (at(day, 14), at(day, 15)), [VIDEO], now=NOW)
    run_jobs(store)


def test_a_slot_that_opens_goes_to_one_is_taken_for_all_others_and_moves_the_later_time(care_db: Database) -> None:
    who = practice(care_db, hours=MORNINGS)
    first, second = agreed(care_db), agreed(care_db)
    for course in (first, second):
        wished(care_db, course)
    run_jobs(care_db)
    assert offers(care_db) == [], "nothing is sooner by a day yet"
    opened(care_db, who)
    (offer,) = offers(care_db)
    assert offer.start_at == at(3, 14)
    mine, other = (first, second) if offer.course_id == first.id else (second, first)
    third = referred(care_db)
    slot = ChosenSlot(1, who, VIDEO, at(3, 14))
    assert slot.start_at not in {o.start_at for o in offers_for(care_db, third.officer_id, third.id, now=NOW).offers}
    with pytest.raises(Conflict) as refusal, care_db.write() as db:
        hold_slot(db, third.officer_id, third.id, slot, now=NOW)
    assert refusal.value.stable_code == "slot-taken"
    with care_db.read() as db:
        told = list(db.scalars(select(OutboxMessage).where(OutboxMessage.event == "sooner.offered")))
        assert [(m.channel, m.officer_id) for m in told] == [("mail", mine.officer_id)]
        assert "appointment_id" not in told[0].payload
    before = live(care_db, mine)
    with pytest.raises(NotFound), care_db.write() as db:
        keep_offer(db, other.officer_id, offer.id, now=NOW)
    for _ in range(2):
        with care_db.write() as db:
            booked = keep_offer(db, mine.officer_id, offer.id, now=NOW)
    run_jobs(care_db)
    assert (booked.start_at, booked.status, booked.replaces_id) == (at(3, 14), S.BOOKED, before[0].id)
    assert len(live(care_db, mine)) == 10
    assert [one.answer for one in offers(care_db)] == [SoonerAnswer.KEPT]
    with care_db.read() as db:
        assert sooner.standing_wish(db, mine.id) is None, "it has come true"


def test_what_is_left_or_not_answered_in_time_goes_to_the_next_in_line_and_to_nobody_twice(
    care_sqlite: Database,
) -> None:
    who = practice(care_sqlite, hours=MORNINGS)
    courses = [agreed(care_sqlite) for _ in range(3)]
    for course in courses:
        wished(care_sqlite, course)
    opened(care_sqlite, who)
    (one,) = offers(care_sqlite)
    whose = {course.id: course.officer_id for course in courses}
    with care_sqlite.write() as db:
        decline_offer(db, whose[one.course_id], one.id, now=NOW)
    run_jobs(care_sqlite)
    (_, two) = offers(care_sqlite)
    assert lapse_sooner(care_sqlite, now=two.until_at - timedelta(seconds=1)) == 0
    assert lapse_sooner(care_sqlite, now=two.until_at) == 1
    with pytest.raises(Conflict) as refusal, care_sqlite.write() as db:
        keep_offer(db, whose[two.course_id], two.id, now=two.until_at)
    assert refusal.value.stable_code == "hold-lapsed"
    run_jobs(care_sqlite, two.until_at)
    (_, _, three) = offers(care_sqlite)
    assert len({one.course_id, two.course_id, three.course_id}) == 3
    with care_sqlite.write() as db:
        end_wish(db, whose[three.course_id], three.course_id, now=NOW)
    run_jobs(care_sqlite)
    look_for_sooner(care_sqlite, now=NOW)
    assert [job.name for job in jobs_of(care_sqlite).waiting] == ["offer_sooner"]
    run_jobs(care_sqlite)
    assert [o.answer for o in offers(care_sqlite)] == ["declined", "lapsed", "declined"]
    assert {o.start_at for o in offers(care_sqlite)} == {at(3, 14)}


def test_the_most_behind_is_asked_first_and_a_wish_that_the_slot_does_not_fit_is_passed_over(
    care_sqlite: Database,
) -> None:
    who = practice(care_sqlite, hours=[(at(d, 10), at(d, 11)) for d in range(7, 120)])
    early, late, fussy = agreed(care_sqlite), agreed(care_sqlite), agreed(care_sqlite)
    for course in (early, late):
        wished(care_sqlite, course)
    wished(care_sqlite, fussy, Sieve(parts=frozenset({Part.MORNING})))
    starts = {course.id: live(care_sqlite, course)[0].start_at for course in (early, late)}
    opened(care_sqlite, who)
    (offer,) = offers(care_sqlite)
    assert offer.course_id == max(starts, key=lambda course: starts[course])


def test_a_cancellation_frees_its_slot_for_whoever_waits(care_sqlite: Database) -> None:
    practice(care_sqlite, hours=[(at(7, 10), at(7, 11)), *((at(d, 10), at(d, 11)) for d in range(9, 120))])
    first, second = agreed(care_sqlite), agreed(care_sqlite)
    holder, waits = sorted((first, second), key=lambda course: live(care_sqlite, course)[0].start_at)
    wished(care_sqlite, waits)
    run_jobs(care_sqlite)
    freed = live(care_sqlite, holder)[0]
    with care_sqlite.write() as db:
        cancel_by_officer(db, holder.officer_id, freed.id, now=NOW)
    run_jobs(care_sqlite)
    (offer,) = offers(care_sqlite)
    assert (offer.course_id, offer.start_at) == (waits.id, freed.start_at)


def test_whoever_has_nothing_is_planned_at_once_and_an_offer_for_what_has_gone_is_no_offer_any_more(
    care_sqlite: Database,
) -> None:
    who = practice(care_sqlite, hours=MORNINGS)
    course, other = agreed(care_sqlite), agreed(care_sqlite)
    for one in (course, other):
        wished(care_sqlite, one)
    run_jobs(care_sqlite)
    with care_sqlite.write() as db:
        cancel_by_officer(db, course.officer_id, live(care_sqlite, course)[0].id, now=NOW)
        open_hours(db, who, (at(3, 14), at(3, 15)), [VIDEO], now=NOW)
    assert offer_sooner(care_sqlite, who, now=NOW) == 0
    assert live(care_sqlite, course)[0].start_at == at(3, 14), "the plan had it first, without asking"
    opened(care_sqlite, who, day=4)
    (offer,) = offers(care_sqlite)
    assert offer.course_id == other.id
    with care_sqlite.write() as db:
        cancel_by_officer(db, other.officer_id, offer.appointment_id, now=NOW)
    with pytest.raises(Conflict) as refusal, care_sqlite.write() as db:
        keep_offer(db, other.officer_id, offer.id, now=NOW)
    assert refusal.value.stable_code == "hold-lapsed"
    assert lapse_sooner(care_sqlite, now=NOW) == 1


def test_a_wish_needs_a_booked_plan_that_goes_on(care_sqlite: Database) -> None:
    practice(care_sqlite)
    course = referred(care_sqlite)
    for whose, refusal in ((course.officer_id, Conflict), (officer(care_sqlite).id, NotFound)):
        with pytest.raises(refusal), care_sqlite.write() as db:
            wish_sooner(db, whose, course.id, ANYTHING, now=NOW)


def at_once(store: Database, *, guarded: bool) -> int:
    """Two workers have found the same slot for two officers, and both go to keep it; how many offers there are then."""
    who = practice(store, hours=MORNINGS)
    courses = [agreed(store), agreed(store)]
    for course in courses:
        wished(store, course)
    with store.write() as db:
        open_hours(db, who, (at(3, 14), at(3, 15)), [VIDEO], now=NOW)
        wishes = {wish.course_id: wish.id for wish in db.scalars(select(SoonerWish))}
    together = Barrier(2)

    def keep(course: Course) -> None:
        slot = SoonerSlot(ChosenSlot(1, who, VIDEO, at(3, 14)), live(store, course)[0].id)
        together.wait()
        try:
            with store.write() as db:
                if guarded:
                    offer_slot(db, wishes[course.id], slot, now=NOW)
                else:
                    db.add(bare(wishes[course.id], course, slot))
        except Conflict:
            return

    threads = [Thread(target=keep, args=(course,)) for course in courses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(offers(store))


def bare(wish_id: str, course: Course, slot: SoonerSlot) -> SoonerOffer:
    """An offer that nobody compares with what is there."""
    chosen = slot.chosen
    end_at = chosen.start_at + timedelta(minutes=50)
    return SoonerOffer(
        wish_id=wish_id, course_id=course.id, number=1, appointment_id=slot.appointment_id,
        counsellor_id=chosen.counsellor_id, place_id=VIDEO, room=None, start_at=chosen.start_at, end_at=end_at,
        risk=0, reason="", roster_version=0,
        offered_at=NOW, until_at=end_at, answer=None, answered_at=None,
    )  # fmt: skip


def test_two_who_find_the_same_slot_at_once_keep_it_for_one(care_db: Database) -> None:
    assert at_once(care_db, guarded=True) == 1
    (one,) = offers(care_db)
    with care_db.read() as db:
        other = next(wish for wish in db.scalars(select(SoonerWish)) if wish.id != one.wish_id)
        course = db.get_one(Course, other.course_id)
        second = bare(
            other.id, course, SoonerSlot(ChosenSlot(1, one.counsellor_id, VIDEO, one.start_at), one.appointment_id)
        )
    with pytest.raises(IntegrityError, match=r"uq_sooner_offer_one_of_slot|UNIQUE"), care_db.write() as db:
        db.add(second)


def test_the_control_without_the_lock_and_the_index_keeps_it_for_two(own_care_db: Database) -> None:
    with own_care_db.write() as db:
        db.execute(text("DROP INDEX uq_sooner_offer_one_of_slot"))
    assert at_once(own_care_db, guarded=False) == 2
