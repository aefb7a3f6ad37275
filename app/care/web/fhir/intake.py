"""Bundles of Schedules and Slots from a provider's own system, taken as when its counsellors can be booked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from app.care.services.hold_back import BeyondPace
from app.care.services.program_hours import SentSchedule, Taken, take_schedule
from app.care.services.program_pace import REPLACED, count_undone, hours_asked, keep_for_person
from app.care.web.fhir.addresses import addresses, desk_of
from app.care.web.fhir.asking import Body, Planner, Program, prefers, read_as
from app.care.web.fhir.ending import held_back
from app.care.web.fhir.interactions import does
from app.care.web.fhir.noting import note
from app.care.web.fhir.refusing import NotSupported, outcome_of_refusal, told
from app.care.web.fhir.resources import Bundle, BundleEntry, Issue, OperationOutcome
from app.care.web.fhir.sent_schedules import Part, parts_of, refusal, said_at
from app.foundation.refusals import Refusal

router = APIRouter()
CONFIRM = "confirm-loss"
_BATCH = "Schedules with their Slots, each on its own: those that cannot be taken leave the others."
_TRANSACTION = "Schedules with their Slots: all are taken, or none. Each says all of its planningHorizon."
_HELD_BACK = {"status": "202 Accepted", "outcome": held_back().as_json()}
Answers = Mapping[int, dict[str, Any]]
"""What is answered to each entry, by its place in the bundle."""


@router.post("", openapi_extra=does("", "transaction", f"{_TRANSACTION} As a batch: {_BATCH}"))
def take_bundle(request: Request, who: Planner, body: Body) -> JSONResponse:
    """Replace counsellors' open hours, each in the planningHorizon of their Schedule. Again changes nothing.

    What was said after the Bundle's timestamp (by default: now) stands.

    What would undo unusually much is answered by 202, waits until somebody there has looked, and changes nothing.
    """
    bundle = read_as(Bundle, body)
    if bundle.type not in {"transaction", "batch"}:
        raise NotSupported("Send a Bundle of type transaction or batch.")
    parts = parts_of(bundle, addresses(request).slot_place, desk_of(request).zone)
    when = said_at(bundle, now=desk_of(request).clock())
    take = _all_or_none if bundle.type == "transaction" else _each
    answers = take(request, who, parts, when)
    entries = [BundleEntry(response=answers[at]) for at in range(len(bundle.entry or ()))]
    answer = Bundle.model_validate({"type": f"{bundle.type}-response", "entry": entries or None})
    return told(answer.as_json(), 202 if entries and all(one == _HELD_BACK for one in answers.values()) else 200)


def _all_or_none(request: Request, who: Program, parts: Sequence[Part], when: datetime) -> Answers:
    if faults := [fault for part in parts for fault in part.faults]:
        raise refusal(faults)
    return _together(request, who, parts, when)


def _each(request: Request, who: Program, parts: Sequence[Part], when: datetime) -> Answers:
    answers: dict[int, dict[str, Any]] = {}
    for part in parts:
        try:
            answers |= _together(request, who, [part], when)
        except Refusal as refused:
            status, outcome = outcome_of_refusal(refused, addresses(request))
            said = {"status": f"{status} {HTTPStatus(int(status)).phrase}", "outcome": outcome.as_json()}
            answers |= dict.fromkeys(part.entries, said)
    return answers


def _together(request: Request, who: Program, parts: Sequence[Part], when: datetime) -> Answers:
    """What is answered to schedules that are taken in one transaction, or kept for a person together.

    Raises what taking them raises.
    """
    answers: dict[int, dict[str, Any]] = {}
    undone: list[int] = []
    desk = desk_of(request)
    try:
        with desk.store.write() as db:
            for part in parts:
                done = _take(db, request, who, _sent(part), when)
                undone.append(len(done.change.struck))
                answers |= _answers(part, done)
            count_undone(db, who.seat.provider_id, REPLACED, sum(undone), now=desk.clock())
    except BeyondPace:
        _keep(request, who, parts, undone, when)
        return {at: _HELD_BACK for part in parts for at in part.entries}
    return answers


def _keep(request: Request, who: Program, parts: Sequence[Part], undone: Sequence[int], when: datetime) -> None:
    """In a transaction of its own: the one in which it would have happened is undone."""
    desk = desk_of(request)
    now = desk.clock()
    with desk.store.write() as db:
        for part, undoing in zip(parts, undone, strict=True):
            payload = hours_asked(db, who.side, _sent(part), said_at=when, now=now)
            message = keep_for_person(db, who.seat.provider_id, payload, undoing, now=now)
            note(db, request, who, "held_back.hours", message=message)


def _sent(part: Part) -> SentSchedule:
    if part.sent is None:
        raise refusal(part.faults)
    return part.sent


def _take(db: Session, request: Request, who: Program, sent: SentSchedule, when: datetime) -> Taken:
    confirmed = prefers(request, CONFIRM) is not None
    done = take_schedule(db, who.side, sent, said_at=when, confirmed=confirmed, now=desk_of(request).clock())
    span = {"from": sent.span[0].isoformat(), "to": sent.span[1].isoformat()}
    note(db, request, who, "replaced.hours", counsellor=sent.counsellor, **span)
    return done


def _answers(part: Part, taken: Taken) -> Answers:
    issue = Issue(severity="information", code="informational", diagnostics=_words(taken))
    done: dict[int, dict[str, Any]] = {at: {"status": "200 OK"} for at in part.entries}
    done[part.entries[0]] = {"status": "200 OK", "outcome": OperationOutcome(issue=[issue]).as_json()}
    return done


def _words(taken: Taken) -> str:
    done, since = taken.change, "" if taken.is_whole else " Of a part of that time something was said since; it stands."
    if not done.added and not done.gone:
        return f"Nothing has changed.{since}"
    return (
        f"Opened: {len(done.added)}. Taken back: {len(done.gone)}. "
        f"Of {done.booked} appointments there, {len(done.struck)} are given another time.{since}"
    )
