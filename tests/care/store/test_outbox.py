"""What is claimed to be told to an officer: by one teller at a time, all of it together, reminders when due."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.care.domain.told import Told
from app.care.store import outbox
from app.care.store.tables.messages import OutboxMessage
from app.foundation.database import Database
from tests.support.builders import NOW, an_officer

LEASE = timedelta(minutes=2)
SECOND = timedelta(seconds=1)


def leave(db: Session, officer_id: str, told: Told = Told.COURSE_PAUSED, **changes: object) -> str:
    """One line of the outbox."""
    count = db.query(OutboxMessage).count()
    row = OutboxMessage(
        key=f"mail:{told}:{count}",
        channel="mail",
        officer_id=officer_id,
        event=told,
        payload={"course_id": "c"},
        created_at=NOW + timedelta(seconds=count),
        **changes,
    )
    db.add(row)
    db.flush()
    return row.id


def claimed(store: Database, officer_id: str, after: timedelta = timedelta(0)) -> list[str]:
    with store.write() as db:
        found = outbox.claim_of_officer(db, officer_id, now=NOW + after, lease=LEASE)
        return [message.id for message in found]


def due(store: Database, after: timedelta = timedelta(0)) -> list[str]:
    with store.read() as db:
        return outbox.officers_due(db, now=NOW + after)


def test_one_teller_has_it_until_the_lease_ends_and_what_comes_meanwhile_waits_for_it(care_db: Database) -> None:
    with care_db.write() as db:
        officer_id = an_officer(db).id
        first = leave(db, officer_id)
    assert claimed(care_db, officer_id) == [first]
    assert due(care_db) == []
    with care_db.write() as db:
        second = leave(db, officer_id)
    assert due(care_db) == [officer_id]
    assert claimed(care_db, officer_id, LEASE - SECOND) == [], "later news would overtake the earlier"
    assert claimed(care_db, officer_id, LEASE) == [first, second]


def test_control_a_claim_that_is_not_committed_keeps_nobody_from_telling_it_as_well(care_db: Database) -> None:
    with care_db.write() as db:
        officer_id = an_officer(db).id
        first = leave(db, officer_id)
    with care_db.write() as db:
        assert len(outbox.claim_of_officer(db, officer_id, now=NOW, lease=LEASE)) == 1
        db.rollback()
    assert claimed(care_db, officer_id) == [first]


def test_what_waits_for_the_morning_or_for_another_try_comes_along_but_is_no_reason_to_go(care_db: Database) -> None:
    later = NOW + timedelta(hours=9)
    with care_db.write() as db:
        officer_id = an_officer(db).id
        quiet = leave(db, officer_id, not_before=later)
        again = leave(db, officer_id, next_try_at=later, attempts=4)
    assert due(care_db) == []
    with care_db.write() as db:
        fresh = leave(db, officer_id)
    assert due(care_db) == [officer_id]
    assert claimed(care_db, officer_id) == [quiet, again, fresh]
    with care_db.write() as db:
        outbox.put_off(db, [quiet, again, fresh], until_at=later)
    assert due(care_db) == []
    assert due(care_db, timedelta(hours=9)) == [officer_id]
    with care_db.read() as db:
        assert [db.get_one(OutboxMessage, one).attempts for one in (quiet, again, fresh)] == [0, 4, 0]


def test_a_reminder_is_claimed_when_it_is_due_and_not_before(care_db: Database) -> None:
    with care_db.write() as db:
        officer_id = an_officer(db).id
        reminder = leave(db, officer_id, Told.APPOINTMENT_SOON, not_before=NOW + LEASE * 2)
        news = leave(db, officer_id)
    assert claimed(care_db, officer_id) == [news]
    with care_db.write() as db:
        outbox.mark_told(db, [news], now=NOW)
    assert claimed(care_db, officer_id, LEASE * 2 - SECOND) == []
    assert claimed(care_db, officer_id, LEASE * 2) == [reminder]


def test_what_was_told_given_up_or_is_anothers_is_not_claimed(care_db: Database) -> None:
    with care_db.write() as db:
        officer_id, other = an_officer(db).id, an_officer(db).id
        leave(db, officer_id, told_at=NOW)
        leave(db, officer_id, dead_at=NOW)
        leave(db, other)
    assert claimed(care_db, officer_id) == []
    assert due(care_db) == [other]
