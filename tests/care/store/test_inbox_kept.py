"""How long a provider's message is known again, on both sides of the edge."""

from datetime import timedelta

from app.care.channels.retrying import DELAYS
from app.care.channels.signatures import TOLERANCE
from app.care.domain.pace import LOOKED_BACK, PACES
from app.care.jobs.forget import forget_old
from app.care.store import inbox
from app.foundation.database import Database
from tests.support.builders import NOW, a_provider

HORIZON = sum(DELAYS, timedelta(0)) + TOLERANCE
"""A sender that keeps to the schedule of Standard Webhooks gives up then; the last try is good for the tolerance."""


def taken(store: Database) -> str:
    with store.write() as db:
        provider_id: str = a_provider(db).id
        assert inbox.enter(db, provider_id, "msg_1", "session.attended", {}, now=NOW) is not None
    return provider_id


def is_known_again(store: Database, provider_id: str) -> bool:
    with store.write() as db:
        return inbox.enter(db, provider_id, "msg_1", "session.attended", {}, now=NOW) is None


def test_a_message_is_known_longer_than_anybody_sends_it_again() -> None:
    assert timedelta(hours=75, minutes=35) < HORIZON < timedelta(hours=76)
    assert inbox.KEPT_FOR > HORIZON
    assert LOOKED_BACK + max(pace.window for pace in PACES) <= inbox.KEPT_FOR, "what is usual is told by it too"


def test_it_is_known_up_to_the_edge_and_forgotten_behind_it(care_db: Database) -> None:
    provider_id = taken(care_db)
    forget_old(care_db, now=NOW + inbox.KEPT_FOR)
    assert is_known_again(care_db, provider_id)
    forget_old(care_db, now=NOW + inbox.KEPT_FOR + timedelta(seconds=1))
    assert not is_known_again(care_db, provider_id)


def test_control_an_inbox_kept_shorter_takes_the_last_try_for_a_new_message(care_sqlite: Database) -> None:
    provider_id = taken(care_sqlite)
    forget_old(care_sqlite, now=NOW + HORIZON)
    assert is_known_again(care_sqlite, provider_id)
    with care_sqlite.write() as db:
        inbox.forget_old_messages(db, now=NOW + inbox.KEPT_FOR + HORIZON + timedelta(seconds=1))
    assert not is_known_again(care_sqlite, provider_id), "the control no longer shows what keeping it long prevents"
