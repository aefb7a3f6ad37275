"""Writes down how tries went, and what follows: another one, none, a rest for the address, a word to its people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy.orm import Session

from app.care.channels.outside import Answer
from app.care.channels.parcels import Parcel
from app.care.channels.people_words import DISABLED, GIVEN_UP, leave_word
from app.care.channels.retrying import Failure, drawn_out_by, failure_of, is_lost, next_try_at
from app.care.store import addresses, outbox
from app.care.store.tables.messages import Delivery

GONE, SILENT = "gone", "silent"
BETWEEN_WARNINGS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Try:
    """One parcel sent, or not, and what came of it."""

    parcel: Parcel
    answer: Answer
    tried_at: datetime
    headers: Mapping[str, str] | None = None
    """What went with the body; None: nothing was sent."""
    took_ms: int | None = None


def note(db: Session, provider_id: str, tries: Sequence[Try], *, now: datetime) -> str | None:
    """Write the tries into the delivery log and decide what follows; why the address was switched off, if it was."""
    outbox.take_turn(db, provider_id)
    db.add_all(logged(one) for one in tries)
    outbox.mark_told(db, [one.parcel.message_id for one in tries if one.answer.good], now=now)
    switched_off: str | None = None
    for one in tries:
        if one.answer.good:
            addresses.note_well(db, provider_id)
        elif one.parcel.outlet.shut is not None:
            outbox.mark_failed(db, [one.parcel.message_id], again_at=None, now=now)
        else:
            switched_off = _after_failure(db, provider_id, one, now=now)
    return switched_off


def logged(one: Try) -> Delivery:
    """The try as the delivery log keeps it."""
    return Delivery(
        message_id=one.parcel.message_id,
        attempt=one.parcel.attempt,
        tried_at=one.tried_at,
        status_code=one.answer.status,
        answer=one.answer.text,
        headers=None if one.headers is None else dict(one.headers),
        took_ms=one.took_ms,
    )


def _after_failure(db: Session, provider_id: str, one: Try, *, now: datetime) -> str | None:
    parcel, failure = one.parcel, failure_of(one.answer.status)
    longer = drawn_out_by(parcel.message_id, parcel.attempt)
    again_at = next_try_at(parcel.attempt, tried_at=one.tried_at, wish=one.answer.retry_after, drawn_out=longer)
    why: str | None = None
    match failure:
        case Failure.MESSAGE:
            pass
        case Failure.ADDRESS:
            why = _let_rest(db, provider_id, one, again_at)
        case Failure.GONE:
            why = GONE
        case _:
            assert_never(failure)
    if why is not None:
        addresses.switch_off(db, provider_id, why, now=now)
        leave_word(db, provider_id, DISABLED, {"why": why}, now=now)
        again_at = None
    elif again_at is None:
        _warn(db, provider_id, now=now)
    outbox.mark_failed(db, [parcel.message_id], again_at=again_at, now=now)
    return why


def _let_rest(db: Session, provider_id: str, one: Try, again_at: datetime | None) -> str | None:
    """Send nothing to the address until the message is tried again; why it is to be switched off, if it is."""
    health = addresses.health_to_change(db, provider_id)
    health.failures += 1
    health.failing_since_at = health.failing_since_at or one.tried_at
    health.rests_until_at = again_at
    lost = is_lost(failing_since_at=health.failing_since_at, attempts=one.parcel.attempt, now=one.tried_at)
    return SILENT if lost else None


def _warn(db: Session, provider_id: str, *, now: datetime) -> None:
    """A word about the first message that was given up, and about no other for a day."""
    health = addresses.health_to_change(db, provider_id)
    if health.warned_at is None or now - health.warned_at >= BETWEEN_WARNINGS:
        health.warned_at = now
        leave_word(db, provider_id, GIVEN_UP, {}, now=now)
