"""What the store tells as texts are the same facts as its rows, on both stores, and never those of yesterday."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.capacity import Stretch
from app.care.domain.world import KnownAppointment
from app.care.reads.facts_from_text import appointments_from, hours_from
from app.care.reads.world_courses import known
from app.care.store import appointments, providers
from app.care.store.as_text import rows_of
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.providers import CounsellorHours
from app.foundation.database import Database
from tests.support.builders import NOW, VIDEO, a_booked_appointment, a_counsellor, a_place, a_planned_course, at

FIRST, LAST = NOW - timedelta(days=8), NOW + timedelta(weeks=30)
"""Winter and summer, so that a store which writes the clock of its own zone is read by its difference."""


def _told(db: Session, ids: list[str]) -> list[KnownAppointment]:
    return appointments_from(appointments.texts_of_counsellors(db, ids, FIRST, LAST))


def _rows(db: Session, ids: list[str]) -> list[KnownAppointment]:
    return [known(row) for row in appointments.of_counsellors(db, ids, FIRST, LAST)]


def _force(db: Session) -> list[str]:
    """Two counsellors with a course each and hours at two places; one appointment sits in a room."""
    site = a_place(db, "site-a", rooms=2)
    hours = [(at(day, 8), at(day, 18)) for day in range(150)]
    people = [a_counsellor(db, hours=hours, places=(VIDEO, site.id)) for _ in range(2)]
    for who in people:
        a_planned_course(db, who)
    db.flush()
    row = db.scalars(select(Appointment).order_by(Appointment.start_at)).first()
    assert row is not None
    row.place_id, row.room = site.id, 2
    db.flush()
    return [who.id for who in people]


def test_appointments_told_as_texts_are_those_of_the_rows_in_their_order(care_db: Database) -> None:
    with care_db.write() as db:
        ids = _force(db)
        told = _told(db, ids)
        assert told == _rows(db, ids)
        assert len(told) == 20
        assert {a.room for a in told} == {None, 2}


def test_those_at_a_place_too(care_db: Database) -> None:
    with care_db.write() as db:
        _force(db)
        there = appointments_from(appointments.texts_at_places(db, ["site-a"], FIRST, LAST))
        assert there == [known(row) for row in appointments.live_at_places(db, ["site-a"], FIRST, LAST)]
        assert len(there) == 1
        assert appointments.texts_at_places(db, [], FIRST, LAST) == []


def test_hours_told_as_texts_are_those_of_the_rows_in_their_order(care_db: Database) -> None:
    with care_db.write() as db:
        ids = _force(db)
        told = {who: hours_from(texts) for who, texts in providers.stretches_as_texts(db, ids, FIRST, LAST)}
        rows = providers.hours_of_counsellors(db, ids, FIRST, LAST)
        by_hand = {
            who: tuple(Stretch(row.start_at, row.end_at, tuple(row.places)) for row in rows if row.counsellor_id == who)
            for who in ids
        }
        assert told == by_hand
        assert all(len(hours) == 150 for hours in told.values())


CHANGES = {
    "called off": {"status": AppointmentStatus.CANCELLED},
    "held again": {"status": AppointmentStatus.HELD},
    "moved": {"start_at": at(61, 15), "end_at": at(61, 16)},
    "in another room": {"room": 1},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_by_somebody_else_is_seen_at_once(care_db: Database, change: dict[str, object]) -> None:
    """Written past everything that this process could have noticed it by."""
    with care_db.write() as db:
        ids = _force(db)
        before = _told(db, ids)
    with care_db.write() as db:
        db.execute(update(Appointment).where(Appointment.room == 2).values(**change))
    with care_db.read() as db:
        assert _told(db, ids) == _rows(db, ids) != before


def test_control_texts_that_leave_a_column_out_do_not_see_it_change(care_db: Database) -> None:
    """Without the rooms the texts of before and after are the same, and what was read would be out of date."""

    def without_rooms(db: Session, ids: list[str]) -> set[tuple[str, ...]]:
        return {texts[:-1] for texts in appointments.texts_of_counsellors(db, ids, FIRST, LAST)}

    with care_db.write() as db:
        ids = _force(db)
        before = without_rooms(db, ids)
        db.execute(update(Appointment).where(Appointment.room == 2).values(room=1))
        assert without_rooms(db, ids) == before


def test_hours_that_are_withdrawn_are_gone_at_once(care_db: Database) -> None:
    with care_db.write() as db:
        ids = _force(db)
        assert [hours_from(texts) for _, texts in providers.stretches_as_texts(db, ids, FIRST, LAST)]
    with care_db.write() as db:
        db.execute(update(CounsellorHours).where(CounsellorHours.counsellor_id == ids[0]).values(withdrawn_at=NOW))
    with care_db.read() as db:
        assert [who for who, _ in providers.stretches_as_texts(db, ids, FIRST, LAST)] == [ids[1]]


def test_columns_that_do_not_have_as_many_lines_are_never_put_together() -> None:
    with pytest.raises(ValueError, match="zip"):
        rows_of(("a\nb", "1"))


def test_somebody_without_appointments_has_none(care_db: Database) -> None:
    with care_db.write() as db:
        who = a_counsellor(db, hours=()).id
        assert _told(db, [who]) == []
        assert list(providers.stretches_as_texts(db, [who], FIRST, LAST)) == []
        a_booked_appointment(db)
        assert _told(db, [who]) == []
