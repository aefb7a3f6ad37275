"""Tells officers by mail, text or push: everything there is to say in one message, and nothing twice."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.care.channels.addressee import TRIES
from app.care.channels.letters import Letter, letters_of
from app.care.channels.mail_texts import Voice
from app.care.channels.retrying import next_try_at
from app.care.channels.ways import Senders, Sending
from app.care.store import outbox, push_subscriptions
from app.foundation.clock import Clock
from app.foundation.database import Database


def tell_officer(store: Database, clock: Clock, senders: Senders, voice: Voice, officer_id: str) -> tuple[int, int]:
    """Send one officer what may be told now: how many messages went, how many will be tried again or not."""
    with store.write() as db:
        letters = letters_of(db, officer_id, voice, now=clock())
    told = failed = 0
    for letter in letters:
        tried_at = clock()
        sending = senders.send(letter, voice, now=tried_at)
        with store.write() as db:
            _note(db, letter, sending, tried_at=tried_at)
        told, failed = told + sending.sent, failed + (not sending.sent)
    return told, failed


def _note(db: Session, letter: Letter, sending: Sending, *, tried_at: datetime) -> None:
    """Write down what became of it, and what follows where it did not go."""
    for one in sending.gone:
        push_subscriptions.remove(db, letter.to.officer_id, one)
    ids = list(letter.tries)
    if sending.sent:
        outbox.mark_told(db, ids, now=tried_at)
        return
    spent = sending.hopeless or max(letter.tries.values()) >= TRIES
    if spent and letter.to.way_left(letter.way) is not None:
        outbox.take_other_way(db, ids, after=TRIES, now=tried_at)
        return
    for message_id, tries in letter.tries.items():
        again_at = None if sending.hopeless else next_try_at(tries, tried_at=tried_at, wish=sending.wish)
        outbox.mark_failed(db, [message_id], again_at=again_at, now=tried_at)
