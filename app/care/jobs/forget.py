"""What is forgotten at night: answers under old keys, drafts, looks and messages of long ago."""

from datetime import datetime

from app.care.store.delivery_log import forget_old_tries
from app.care.store.drafts import forget_old_drafts
from app.care.store.hearing import forget_old_periods
from app.care.store.held_back import forget_decided
from app.care.store.inbox import forget_old_messages
from app.care.store.looks import forget_old_looks
from app.care.store.studies import forget_old_studies
from app.care.store.tables.access import IdempotencyRecord
from app.foundation.database import Database
from app.foundation.idempotency import forget_old_answers


def forget_old(store: Database, *, now: datetime) -> None:
    """Forget it all in one transaction, and let go of what was overwritten."""
    with store.write() as db:
        forget_old_answers(db, IdempotencyRecord, now=now)
        forget_old_drafts(db, now=now)
        forget_old_looks(db, now=now)
        forget_old_messages(db, now=now)
        forget_old_periods(db, now=now)
        forget_decided(db, now=now)
        forget_old_tries(db, now=now)
        forget_old_studies(db, now=now)
    store.let_go_of_the_past()
