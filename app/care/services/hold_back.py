"""Keeps messages that would undo unusually much until somebody at the provider releases or drops them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.care.domain.pace import LOOKED_BACK, Undone, is_beyond
from app.care.services.inbound import Effect, act_on
from app.care.services.inbound_events import again
from app.care.services.providers_own import ProviderSide
from app.care.store import held_back, inbox
from app.care.store.force import policy_of
from app.care.store.guards import settle
from app.care.store.tables.hearing import HeldBackEvent
from app.foundation.jobs import leave_job
from app.foundation.refusals import Conflict

TELL_HELD_BACK = "tell_held_back"
_JUST_BEEN = timedelta(days=7)
"""What was booked so recently still counts when a share is taken."""
_ONE_ALARM = timedelta(hours=6)
"""While messages of a provider wait, those who can decide are told again after so long, not for each."""


class BeyondPace(Exception):
    """Carrying a message out would undo unusually much; the transaction must not commit."""

    def __init__(self, undoing: int) -> None:
        super().__init__(f"would undo {undoing}")
        self.undoing = undoing


def refuse_beyond_pace(db: Session, provider_id: str, undoing: int, *, now: datetime) -> None:
    """Raise BeyondPace if undoing so many more is beyond one of the force's limits."""
    if undoing == 0:
        return
    held_back.in_turn(db, provider_id)
    paces = policy_of(db).paces
    longest = max((pace.window for pace in paces), default=timedelta(0))
    past = [Undone(at, count) for at, count in inbox.undone_since(db, provider_id, now - LOOKED_BACK - longest)]
    booked = held_back.booked_of_provider(db, provider_id, now - _JUST_BEEN)
    if any(is_beyond(pace, past, undoing, booked, now=now) for pace in paces):
        raise BeyondPace(undoing)


def hold_back(
    db: Session, provider_id: str, message_id: str, payload: dict[str, Any], undoing: int, *, now: datetime
) -> None:
    """Keep the message for a human; those who can decide are told, once for many. Known already: nothing changes.

    What is held back is kept longer than the inbox knows it, so the same message may come here again.
    """
    if held_back.is_known(db, provider_id, message_id):
        return
    last_at = held_back.newest_undecided_at(db, provider_id)
    db.add(
        HeldBackEvent(
            provider_id=provider_id,
            message_id=message_id,
            event=payload["type"],
            payload=payload,
            undoing=undoing,
            held_at=now,
            decided_at=None,
            decided_by=None,
            released=None,
        )
    )
    settle(db)
    if last_at is None or now - last_at >= _ONE_ALARM:
        leave_job(db, TELL_HELD_BACK, {"provider_id": provider_id}, key=provider_id)


def release(db: Session, side: ProviderSide, held: HeldBackEvent, *, by: str, now: datetime) -> Effect | None:
    """Let the message happen now, with the word it had when it came; None if it was released before.

    Raises Conflict ("already-decided") when it was dropped, and what act_on raises when it cannot be so any more: it
    then goes on waiting, to be dropped.
    """
    if _is_decided(held, released=True):
        return None
    effect = act_on(db, side, again(held.payload), now=now)
    _decide(db, held, released=True, by=by, now=now)
    return effect


def drop(db: Session, held: HeldBackEvent, *, by: str, now: datetime) -> None:
    """Decide that the message never happens. Again changes nothing. Raises Conflict ("already-decided")."""
    if not _is_decided(held, released=False):
        _decide(db, held, released=False, by=by, now=now)


def _is_decided(held: HeldBackEvent, *, released: bool) -> bool:
    if held.decided_at is not None and held.released is not released:
        raise Conflict("Somebody has decided on this message already.", code="already-decided")
    return held.decided_at is not None


def _decide(db: Session, held: HeldBackEvent, *, released: bool, by: str, now: datetime) -> None:
    held.decided_at, held.decided_by, held.released = now, by, released
    settle(db)
