"""A mailer and a texter that keep what they are given in the store, for the demo's mail page; real ones keep none."""

from datetime import datetime

from app.care.store.tables.messages import SentMail
from app.foundation.database import Database

A_TEXT = "Text message"
"""What stands on the mail page in place of a subject."""


class StoreMailer:
    """Keeps every mail in the care store, recipient and body sealed. Implements foundation.mailer.Mailer."""

    def __init__(self, store: Database) -> None:
        self._store = store

    def send(self, to: str, subject: str, body: str, *, now: datetime) -> None:
        """Keep the mail. Opens a transaction of its own, so never call it inside one."""
        with self._store.write() as db:
            db.add(SentMail(recipient=to, subject=subject, body=body, sent_at=now))


class StoreTexter:
    """Keeps every text beside the mails. Implements foundation.texter.Texter."""

    def __init__(self, store: Database) -> None:
        self._mails = StoreMailer(store)

    def send(self, to: str, body: str, *, now: datetime) -> None:
        """Keep the text. Opens a transaction of its own, so never call it inside one."""
        self._mails.send(to, A_TEXT, body, now=now)
