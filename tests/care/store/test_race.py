"""Two hundred officers want one slot at the same moment."""

from collections import Counter
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import func, select

from app.care.domain.appointment import LIVE
from app.care.domain.planned import ChosenSlot
from app.care.services.hold import hold_slot
from app.care.store.tables.appointments import Appointment
from app.foundation.database import Database
from app.foundation.refusals import Conflict
from tests.care.store.test_guards import without_guards
from tests.support.builders import NOW, a_counsellor, a_course, a_slot

BOOKERS = 200
THREADS = 20
LIMITS: dict[str, Any] = {"max_per_day": BOOKERS, "max_per_week": BOOKERS, "caseload": BOOKERS, "break_minutes": 0}


def test_one_of_two_hundred_gets_the_slot_and_the_others_a_polite_refusal(care_db: Database) -> None:
    """Exactly one winner; every other hears that the time was taken, and nothing of theirs has changed."""
    answers = _race(care_db, bookers=BOOKERS)
    assert answers == {"held": 1, "slot-taken": BOOKERS - 1}
    assert _live(care_db) == 1


def test_the_control_without_the_guards_sells_the_slot_more_than_once(own_care_db: Database) -> None:
    """So nothing but the database's own guard makes the winner the only one."""
    without_guards(own_care_db)
    assert _race(own_care_db, bookers=40)["held"] > 1
    assert _live(own_care_db) > 1


def _race(store: Database, *, bookers: int) -> Counter[str]:
    with store.write() as db:
        slot = a_slot(a_counsellor(db, **LIMITS))
        courses = [(course.officer_id, course.id) for course in (a_course(db) for _ in range(bookers))]
    answers: Counter[str] = Counter()
    together = Barrier(THREADS)

    def book(mine: list[tuple[str, str]]) -> None:
        together.wait()
        for officer_id, course_id in mine:
            answers[_try(store, officer_id, course_id, slot)] += 1

    threads = [Thread(target=book, args=(courses[n::THREADS],)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _try(store: Database, officer_id: str, course_id: str, slot: ChosenSlot) -> str:
    try:
        with store.write() as db:
            hold_slot(db, officer_id, course_id, slot, now=NOW)
    except Conflict as refusal:
        return refusal.stable_code
    return "held"


def _live(store: Database) -> int:
    with store.read() as db:
        return db.scalar(select(func.count()).where(Appointment.status.in_(LIVE))) or 0
