"""Mails people at providers a word about their own system."""

import structlog

from app.care.channels.mail_texts import Voice
from app.care.channels.people_words import Word, word_about
from app.care.channels.retrying import LEASE, next_try_at
from app.care.store import accounts, outbox
from app.care.store.tables.messages import OutboxMessage
from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.mailer import Mailer

_log = structlog.get_logger("relief.tell")


def tell_people(store: Database, clock: Clock, mailer: Mailer, voice: Voice) -> tuple[int, int]:
    """Send every word that is due; how many went, how many did not."""
    with store.read() as db:
        waiting = outbox.words_due(db, now=clock())
    told = failed = 0
    for message in waiting:
        if (went := _told_one(store, clock, mailer, voice, message)) is not None:
            told, failed = told + went, failed + (not went)
    return told, failed


def _told_one(store: Database, clock: Clock, mailer: Mailer, voice: Voice, message: OutboxMessage) -> bool | None:
    """Whether it went; None where another teller has it, or the account is no more."""
    with store.write() as db:
        account = accounts.one(db, message.payload["account_id"])
        if account is None:
            outbox.mark_failed(db, [message.id], again_at=None, now=clock())
            return None
        if not outbox.claim_word(db, message.id, now=clock(), lease=LEASE):
            return None
    tried_at = clock()
    went = _mailed(mailer, account.contact, word_about(message, voice), clock)
    with store.write() as db:
        if went:
            outbox.mark_told(db, [message.id], now=clock())
        else:
            again_at = next_try_at(message.attempts + 1, tried_at=tried_at)
            outbox.mark_failed(db, [message.id], again_at=again_at, now=clock())
    return went


def _mailed(mailer: Mailer, to: str, word: Word, clock: Clock) -> bool:
    try:
        mailer.send(to, word.subject, word.body, now=clock())
    except Exception as failure:  # noqa: BLE001 - a mailer fails in ways of its own; the mail stays due
        _log.warning("mail failed", kind=type(failure).__name__)
        return False
    return True
