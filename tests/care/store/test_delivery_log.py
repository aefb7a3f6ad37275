"""How long the log of deliveries is kept, on both sides of the edge, and what stays of it."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.care.jobs.forget import forget_old
from app.care.store.delivery_log import KEPT_FOR, delivered_to, log_of_provider
from app.care.store.outbox import TEST, given_up_of
from app.care.store.tables.messages import Delivery, OutboxMessage
from app.foundation.database import Database
from tests.support.builders import NOW, a_provider

AFTER = NOW + KEPT_FOR + timedelta(seconds=1)


def tried(
    db: Session, provider_id: str, event: str, *, told_at: datetime | None = None, dead_at: datetime | None = None
) -> None:
    """A message to the provider's system that was tried twice."""
    message = OutboxMessage(
        key=f"webhook:{event}:{told_at}:{dead_at}",
        channel="webhook",
        officer_id=None,
        provider_id=provider_id,
        event=event,
        payload={},
        created_at=NOW - timedelta(days=1),
        told_at=told_at,
        dead_at=dead_at,
        attempts=2,
        next_try_at=None,
        not_before=None,
        body="{}",
    )
    db.add(message)
    db.flush()
    for attempt in (1, 2):
        one = Delivery(message_id=message.id, attempt=attempt, tried_at=NOW, status_code=204, headers={}, took_ms=9)
        db.add(one)


def seen(store: Database, provider_id: str) -> list[tuple[str, int]]:
    """What the log shows: each message and how many tries."""
    with store.read() as db:
        return sorted((one.event, len(tries)) for one, tries in log_of_provider(db, provider_id, most=10))


def test_what_was_taken_is_in_the_log_up_to_the_edge_and_counted_behind_it(care_db: Database) -> None:
    with care_db.write() as db:
        provider_id = a_provider(db).id
        tried(db, provider_id, "course.paused", told_at=NOW)
        tried(db, provider_id, TEST, dead_at=NOW)
    forget_old(care_db, now=NOW + KEPT_FOR)
    assert seen(care_db, provider_id) == [("course.paused", 2), (TEST, 2)]
    forget_old(care_db, now=AFTER)
    assert seen(care_db, provider_id) == []
    with care_db.read() as db:
        assert delivered_to(db, provider_id) == 1
        assert db.scalar(select(func.count()).select_from(Delivery)) == 0
        assert db.scalars(select(OutboxMessage.body)).all() == [None, None], "nothing that was sent is kept"


def test_what_was_given_up_or_still_waits_is_kept_whole(care_sqlite: Database) -> None:
    with care_sqlite.write() as db:
        provider_id = a_provider(db).id
        tried(db, provider_id, "course.paused", dead_at=NOW)
        tried(db, provider_id, "course.opened")
    forget_old(care_sqlite, now=AFTER)
    assert seen(care_sqlite, provider_id) == [("course.opened", 2), ("course.paused", 2)]
    with care_sqlite.read() as db:
        assert (given_up_of(db, provider_id), delivered_to(db, provider_id)) == (1, 0)


def test_control_a_log_that_is_not_forgotten_keeps_all(care_sqlite: Database) -> None:
    with care_sqlite.write() as db:
        provider_id = a_provider(db).id
        tried(db, provider_id, "course.paused", told_at=NOW)
    assert seen(care_sqlite, provider_id) == [("course.paused", 2)]
