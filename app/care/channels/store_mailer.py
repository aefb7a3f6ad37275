"""A mailer that keeps mails in the store, for the demo's mail page; a real one keeps none."""

from datetime import datetime

from app.care.store.tables.messages import SentMail
from app.foundation.database import Database


class StoreMailer:
    """Keeps every mail in the care store, recipient and body sealed. Implements foundation.mailer.Mailer."""

    def __init__(self, store: Database) -> None:
        self._store = store

    def send(self, to: str, subject: str, body: str, *, now: datetime) -> None:
        """Keep the mail. Opens a transaction of its own, so never call it inside one."""
        with self._store.write() as db:
            db.add(SentMail(recipient=to, subject=subject, body=body, sent_at=now))
