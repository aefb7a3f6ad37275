"""What is forgotten at night: answers under old keys, drafts that nobody went on with, looks of long ago."""

from datetime import datetime

from app.care.store.drafts import forget_old_drafts
from app.care.store.looks import forget_old_looks
from app.care.store.tables.access import IdempotencyRecord
from app.foundation.database import Database
from app.foundation.idempotency import forget_old_answers


def forget_old(store: Database, *, now: datetime) -> None:
    """Forget it all in one transaction, and let go of what was overwritten."""
    with store.write() as db:
        forget_old_answers(db, IdempotencyRecord, now=now)
        forget_old_drafts(db, now=now)
        forget_old_looks(db, now=now)
    store.let_go_of_the_past()
