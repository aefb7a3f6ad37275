"""The database itself forbids double bookings and changes to what is only appended, and gives nothing away."""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus as S
from app.care.store.guards import StoreRefused, settle
from app.care.store.tables.appointments import Appointment
from app.foundation.database import Database
from app.foundation.refusals import Conflict
from tests.support.builders import NOW, SITE, VIDEO, a_counsellor, a_course, a_place, at

GUARDS = ("one_live_of_counsellor", "one_live_of_officer", "one_live_of_room")


def a_row(db: Session, **changes: Any) -> Appointment:
    """A booked video appointment of some course with some counsellor, tomorrow at ten."""
    course = a_course(db)
    row: dict[str, Any] = {
        "course_id": course.id,
        "number": 1,
        "officer_id": course.officer_id,
        "place_id": a_place(db, VIDEO).id,
        "room": None,
        "start_at": at(1, 10),
        "status": S.BOOKED,
        "roster_version": 0,
        "created_at": NOW,
        "changed_at": NOW,
    }
    row |= changes
    row.setdefault("counsellor_id", None)
    row["counsellor_id"] = row["counsellor_id"] or a_counsellor(db, hours=[]).id
    row.setdefault("end_at", row["start_at"] + timedelta(minutes=50))
    return Appointment(**row)


def same_counsellor(db: Session, start_at: datetime) -> list[Appointment]:
    """Two officers with one counsellor; the second starts at `start_at`."""
    first = a_row(db)
    return [first, a_row(db, counsellor_id=first.counsellor_id, start_at=start_at)]


def same_officer(db: Session, start_at: datetime) -> list[Appointment]:
    """One officer with two counsellors."""
    first = a_row(db)
    return [first, a_row(db, officer_id=first.officer_id, start_at=start_at)]


def same_room(db: Session, start_at: datetime) -> list[Appointment]:
    """Two officers and two counsellors in one room."""
    a_place(db, SITE, rooms=2)
    return [a_row(db, place_id=SITE, room=1), a_row(db, place_id=SITE, room=1, start_at=start_at)]


Pair = Callable[[Session, datetime], list[Appointment]]
PAIRS = pytest.mark.parametrize("pair", [same_counsellor, same_officer, same_room])


@PAIRS
@pytest.mark.parametrize("minute", [-49, 0, 49], ids=["ends in it", "the same", "begins in it"])
def test_two_live_ones_never_overlap(care_db: Database, pair: Pair, minute: int) -> None:
    """Whatever a service does, and however it races."""
    with pytest.raises(Conflict) as refusal, care_db.write() as db:
        _put(db, pair(db, at(1, 10) + timedelta(minutes=minute)))
    assert refusal.value.stable_code == "slot-taken"


@PAIRS
@pytest.mark.parametrize("minute", [-50, 50], ids=["ends before it", "begins after it"])
def test_two_that_only_touch_are_allowed(care_db: Database, pair: Pair, minute: int) -> None:
    """An appointment ends before its last instant."""
    with care_db.write() as db:
        _put(db, pair(db, at(1, 10) + timedelta(minutes=minute)))


@PAIRS
def test_one_that_has_ended_stands_in_nobodys_way(care_db: Database, pair: Pair) -> None:
    """Fulfilled, missed and cancelled ones occupy nothing."""
    with care_db.write() as db:
        first, second = pair(db, at(1, 10))
        first.status = S.CANCELLED
        _put(db, [first, second])


@PAIRS
def test_the_control_oversells_once_the_guards_are_gone(own_care_db: Database, pair: Pair) -> None:
    """So it is the guards that hold, not something else."""
    without_guards(own_care_db)
    with own_care_db.write() as db:
        _put(db, pair(db, at(1, 10)))


@PAIRS
def test_an_ended_one_cannot_be_brought_back_over_another(care_db: Database, pair: Pair) -> None:
    """The guards watch changes too, not only new rows."""
    with pytest.raises(Conflict, match="time"), care_db.write() as db:
        first, second = pair(db, at(1, 10))
        first.status = S.CANCELLED
        _put(db, [first, second])
        first.status = S.BOOKED
        settle(db)


def test_two_rooms_of_one_site_are_used_at_once(care_db: Database) -> None:
    """A room, not a place, is what is taken."""
    with care_db.write() as db:
        a_place(db, SITE, rooms=2)
        _put(db, [a_row(db, place_id=SITE, room=1), a_row(db, place_id=SITE, room=2)])


def test_video_has_no_rooms_to_run_out_of(care_db: Database) -> None:
    """Two officers by video at once."""
    with care_db.write() as db:
        _put(db, [a_row(db), a_row(db)])


def test_a_session_stands_once(care_db: Database) -> None:
    """Two live appointments of session 1 of one course."""
    with pytest.raises(Conflict) as refusal, care_db.write() as db:
        first = a_row(db)
        again = a_row(db, course_id=first.course_id, officer_id=first.officer_id, start_at=at(2, 10))
        _put(db, [first, again])
    assert refusal.value.stable_code == "session-taken"


def test_a_refusal_says_nothing_of_the_other_row(care_db: Database, caplog: pytest.LogCaptureFixture) -> None:
    """PostgreSQL prints the row in the way: neither the refusal, its traceback nor a log may repeat it."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(Conflict) as refusal, care_db.write() as db:
        rows = same_counsellor(db, at(1, 10, 30))
        secrets = [value for row in rows for value in (row.counsellor_id, row.officer_id, row.course_id)]
        _put(db, rows)
    told = "".join(traceback.format_exception(refusal.value)) + repr(vars(refusal.value)) + caplog.text
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None
    assert "2026-03-03" not in told
    assert not [secret for secret in secrets if secret in told]


def test_a_refused_transaction_cannot_be_committed(care_db: Database) -> None:
    """Half of what was meant would be worse than nothing; and this error quotes no row either."""
    with pytest.raises(StoreRefused) as fault, care_db.write() as db:
        rows = same_counsellor(db, at(1, 10))
        with pytest.raises(Conflict):
            _put(db, rows)
    assert rows[0].counsellor_id not in "".join(traceback.format_exception(fault.value))
    with care_db.read() as db:
        assert db.scalars(select(Appointment)).all() == []


def test_a_fault_of_ours_names_the_constraint_and_no_row(care_db: Database) -> None:
    """A foreign key to nowhere is a bug: loud, yet silent about the row."""
    with pytest.raises(StoreRefused) as fault, care_db.write() as db:
        row = a_row(db, counsellor_id="nobody-at-all")
        _put(db, [row])
    told = "".join(traceback.format_exception(fault.value))
    assert "nobody-at-all" not in told
    assert row.course_id not in told


@pytest.mark.parametrize("table", ["ledger_entry", "appointment_fact"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_ledger_and_facts_are_only_appended(care_db: Database, table: str, verb: str) -> None:
    """Not even by hand."""
    with care_db.write() as db:
        _put(db, [a_row(db)])
        fact = "INSERT INTO appointment_fact SELECT 'f', id, created_at, status, NULL, 'x', '' FROM appointment"
        db.execute(text(fact))
    with pytest.raises(Exception, match="append_only"), care_db.write() as db:
        db.execute(text(verb.format(table)))


def without_guards(store: Database) -> None:
    """Take the guards against overlaps away: only for controls."""
    with store.write() as db:
        for name in GUARDS:
            if store.is_sqlite:
                db.execute(text(f"DROP TRIGGER {name}_insert"))
                db.execute(text(f"DROP TRIGGER {name}_update"))
            else:
                db.execute(text(f"ALTER TABLE appointment DROP CONSTRAINT {name}"))


def _put(db: Session, rows: list[Appointment]) -> None:
    for row in rows:
        db.add(row)
        settle(db)
