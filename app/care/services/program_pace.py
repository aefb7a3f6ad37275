"""Counts what programs undo as messages are counted, and keeps what is beyond a provider's pace for a person."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.care.domain.hearing import UNVERSIONED
from app.care.domain.open_hours import clipped
from app.care.domain.outcome import Outcome
from app.care.services.hearing import Said
from app.care.services.hold_back import hold_back, refuse_beyond_pace
from app.care.services.hours_said import version_before
from app.care.services.inbound import Effect, hear_outcome
from app.care.services.program_hours import SentSchedule, wanted_by
from app.care.services.providers_own import ProviderSide, own_appointment, own_counsellor
from app.care.store import held_back, inbox
from app.care.store.hearing import heard_of
from app.foundation.ids import new_id
from scheduler.interval import Interval

_MARK = "program_"
_OF_DIGEST = 20
REPLACED = "availability.replaced"
_MISSED = "session.not_attended"
Payload = dict[str, Any]
"""What was asked for, as the webhook that would have asked for the same: it is let through as one."""


def count_undone(db: Session, provider_id: str, event: str, undone: int, *, now: datetime) -> None:
    """Let what a program did in this transaction count with what the provider's messages undo.

    Raises BeyondPace; the transaction must not commit then.
    """
    if undone == 0:
        return
    refuse_beyond_pace(db, provider_id, undone, now=now)
    entry = inbox.enter(db, provider_id, _MARK + new_id(), event, {}, now=now)
    if entry is not None:  # nobody else has that id
        entry.answer_status, entry.undone = 200, undone


def report_by_program(db: Session, side: ProviderSide, name: str, outcome: Outcome, *, now: datetime) -> Effect:
    """Record how an appointment ended, as a program says it of what it has just read. Raises BeyondPace as well."""
    effect = hear_outcome(db, side, name, outcome, said=Said(), now=now)
    count_undone(db, side.provider_id, _event(outcome), effect.undone, now=now)
    return effect


def keep_for_person(db: Session, provider_id: str, payload: Payload, undoing: int, *, now: datetime) -> str:
    """Hold back what a program asked for; its name. The same again, while it waits, changes nothing."""
    said = json.dumps([payload["type"], payload["data"]], sort_keys=True).encode()
    mark = f"{_MARK}{hashlib.sha256(said).hexdigest()[:_OF_DIGEST]}"
    waiting = held_back.undecided_named(db, provider_id, mark)
    if waiting is not None:
        return waiting
    name = f"{mark}_{new_id()}"
    hold_back(db, provider_id, name, payload, undoing, now=now)
    return name


def outcome_asked(db: Session, side: ProviderSide, name: str, outcome: Outcome, *, now: datetime) -> Payload:
    """A report as a webhook of now. It ranks as high as what was heard before, so that it does not lose to it."""
    heard = heard_of(db, own_appointment(db, side, name).id)
    data = {"appointment": name}
    if _event(outcome) == _MISSED:
        data["reason"] = outcome.value
    payload: Payload = {"type": _event(outcome), "timestamp": now.isoformat(), "data": data}
    if heard is not None and heard.version > UNVERSIONED:
        payload["version"] = heard.version
    return payload


def hours_asked(db: Session, side: ProviderSide, sent: SentSchedule, *, said_at: datetime, now: datetime) -> Payload:
    """A schedule as a webhook of then; of the past it says nothing. It ranks as high as what was heard before."""
    start_at, end_at = max(sent.span[0], now), sent.span[1]
    wanted = (clipped(one, start_at, end_at) for one in wanted_by(db, side, sent, now=now))
    hours = [
        {"start": one.start_at.isoformat(), "end": one.end_at.isoformat(), "places": list(one.places)}
        for one in wanted
        if one is not None
    ]
    span = {"start": start_at.isoformat(), "end": end_at.isoformat()}
    payload: Payload = {
        "type": REPLACED,
        "timestamp": said_at.isoformat(),
        "data": {"counsellor": sent.counsellor, **span, "hours": hours},
    }
    counsellor_id = own_counsellor(db, side, sent.counsellor).id
    if (version := version_before(db, counsellor_id, Interval(start_at, end_at), said_at)) > UNVERSIONED:
        payload["version"] = version
    return payload


def _event(outcome: Outcome) -> str:
    match outcome:
        case Outcome.ATTENDED:
            return "session.attended"
        case Outcome.CANCELLED_BY_PROVIDER:
            return "session.cancelled_by_provider"
        case _:
            return _MISSED
