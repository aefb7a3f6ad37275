"""Fees follow how appointments end, through every correction, and never touch what is the officer's."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.care.domain.fees import FeeKind, Terms
from app.care.domain.ledger import Balance
from app.care.domain.outcome import Outcome
from app.care.services.call_off import cancel_by_officer, cancel_by_provider, clear_for_roster
from app.care.services.fee_post import agree_terms
from app.care.services.outcome import correct_outcome
from app.care.store import appointments, fees, ledger
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.fees import FeeEntry
from app.foundation.database import Database
from app.foundation.refusals import Invalid
from tests.support.builders import NOW, a_booked_appointment, a_counsellor, at

TERMS = Terms(60_00, 70_00, 100_00, late_hours=24, late_percent=50, missed_percent=90)
FIRST = NOW.date()
BY = "provider:x"
DUE = {
    Outcome.ATTENDED: (FeeKind.ATTENDED, 60_00),
    Outcome.UNWELL: (FeeKind.MISSED, 54_00),
    Outcome.COURT: (FeeKind.MISSED, 54_00),
}


def an_appointment(db: Session, *, agreed: bool = True) -> Appointment:
    counsellor = a_counsellor(db)
    if agreed:
        agree_terms(db, counsellor.provider_id, FIRST, TERMS, now=NOW)
    return a_booked_appointment(db, counsellor)


def standing(db: Session, one: Appointment) -> list[tuple[FeeKind, int]]:
    """What is owed once everything taken back is taken off."""
    left: list[tuple[FeeKind, int]] = []
    for entry in fees.entries_of_appointment(db, one.id):
        if entry.count > 0:
            left.append((entry.kind, entry.pence))
        else:
            left.remove((entry.kind, -entry.pence))
    return left


def go_through(db: Session, history: Sequence[Outcome], *, agreed: bool) -> tuple[Appointment, list[Balance]]:
    one = an_appointment(db, agreed=agreed)
    balances = []
    for step, outcome in enumerate(history):
        correct_outcome(db, one.id, outcome, by=BY, now=one.end_at + timedelta(hours=step))
        balances.append(ledger.balance_of_course(db, one.course_id))
        if agreed:
            assert standing(db, one) == [DUE[outcome]]
    return one, balances


def test_fees_follow_every_history_of_corrections_and_leave_the_entitlement_alone(care_sqlite: Database) -> None:
    """All histories of three reports; the balance after each step is the same with terms and without."""
    with care_sqlite.write() as db:
        for history in product((Outcome.ATTENDED, Outcome.UNWELL), repeat=3):
            savepoint = db.begin_nested()
            with_terms = go_through(db, history, agreed=True)[1]
            without = go_through(db, history, agreed=False)[1]
            assert with_terms == without
            savepoint.rollback()


def test_a_correction_takes_back_what_was_posted_and_changes_no_entry(care_db: Database) -> None:
    with care_db.write() as db:
        one, _ = go_through(db, [Outcome.ATTENDED, Outcome.UNWELL, Outcome.COURT], agreed=True)
        found = [(e.number, e.kind, e.count, e.pence) for e in fees.entries_of_appointment(db, one.id)]
    attended, missed = FeeKind.ATTENDED, FeeKind.MISSED
    assert found == [(1, attended, 1, 60_00), (2, attended, -1, -60_00), (3, missed, 1, 54_00)], "court costs the same"
    for change in (update(FeeEntry).values(pence=1), delete(FeeEntry)):
        with pytest.raises(DBAPIError, match="append_only"), care_db.write() as db:
            db.execute(change)


@pytest.mark.parametrize(("hours", "due"), [(25, []), (24, []), (23, [(FeeKind.LATE_CANCELLED, 30_00)])])
@pytest.mark.parametrize("who", ["officer", "roster", "provider"])
def test_calling_off_late_costs_the_force_but_not_if_the_provider_does(
    care_sqlite: Database, who: str, hours: int, due: list[tuple[FeeKind, int]]
) -> None:
    with care_sqlite.write() as db:
        one = an_appointment(db)
        now = one.start_at - timedelta(hours=hours)
        free = ledger.balance_of_course(db, one.course_id).free
        if who == "officer":
            cancel_by_officer(db, one.officer_id, one.id, now=now)
        elif who == "roster":
            clear_for_roster(db, one.id, now=now)
        else:
            cancel_by_provider(db, appointments.provider_id_of(db, one.id), one.id, now=now)
        assert standing(db, one) == ([] if who == "provider" else due)
        assert ledger.balance_of_course(db, one.course_id).free == free + 1, "nothing is lost to the officer"


def test_a_miss_announced_ahead_costs_what_calling_off_then_would(care_sqlite: Database) -> None:
    with care_sqlite.write() as db:
        one = an_appointment(db)
        correct_outcome(db, one.id, Outcome.KEPT_ON_DUTY, by=BY, now=one.start_at - timedelta(hours=2))
        assert standing(db, one) == [(FeeKind.LATE_CANCELLED, 30_00)]
        correct_outcome(db, one.id, Outcome.COURT, by=BY, now=one.end_at)
        assert standing(db, one) == [(FeeKind.LATE_CANCELLED, 30_00)], "when it was known does not change"


def test_terms_hold_from_their_day_on_and_without_any_nothing_is_posted(care_sqlite: Database) -> None:
    with care_sqlite.write() as db:
        one = an_appointment(db, agreed=False)
        provider_id = appointments.provider_id_of(db, one.id)
        agree_terms(db, provider_id, one.start_at.date() + timedelta(days=1), TERMS, now=NOW)
        correct_outcome(db, one.id, Outcome.ATTENDED, by=BY, now=one.end_at)
        assert standing(db, one) == []
        assert db.scalar(select(func.count()).select_from(FeeEntry)) == 0


def test_terms_do_not_change_behind_what_was_posted(care_sqlite: Database) -> None:
    with care_sqlite.write() as db:
        one, _ = go_through(db, [Outcome.ATTENDED], agreed=True)
        provider_id = appointments.provider_id_of(db, one.id)
        dearer = Terms(61_00, 70_00, 100_00)
        assert agree_terms(db, provider_id, FIRST, TERMS, now=at(8)).price_50 == 60_00, "the same again is fine"
        for day in (FIRST, FIRST + timedelta(days=1)):
            with pytest.raises(Invalid):
                agree_terms(db, provider_id, day, dearer, now=at(8))
        agree_terms(db, provider_id, date(2026, 4, 1), dearer, now=at(8))
        assert [row.price_50 for row in fees.terms_of_provider(db, provider_id)] == [61_00, 60_00]
