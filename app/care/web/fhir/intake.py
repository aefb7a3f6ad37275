"""Bundles of Schedules and Slots from a provider's own system, taken as when its counsellors can be booked."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from app.care.services.program_hours import SentSchedule, take_schedule
from app.care.web.fhir.addresses import addresses, desk_of
from app.care.web.fhir.asking import Body, Planner, Program, prefers, read_as
from app.care.web.fhir.interactions import does
from app.care.web.fhir.noting import note
from app.care.web.fhir.refusing import NotSupported, outcome_of_refusal, told
from app.care.web.fhir.resources import Bundle, BundleEntry, Issue, OperationOutcome
from app.care.web.fhir.sent_schedules import Part, parts_of, refusal
from app.foundation.refusals import Refusal

router = APIRouter()
CONFIRM = "confirm-loss"
_BATCH = "Schedules with their Slots, each on its own: those that cannot be taken leave the others."
_TRANSACTION = "Schedules with their Slots: all are taken, or none. Each says all of its planningHorizon."
Answers = Mapping[int, dict[str, Any]]
"""What is answered to each entry, by its place in the bundle."""


@router.post("", openapi_extra=does("", "transaction", f"{_TRANSACTION} As a batch: {_BATCH}"))
def take_bundle(request: Request, who: Planner, body: Body) -> JSONResponse:
    """Replace counsellors' open hours, each in the planningHorizon of their Schedule. Again changes nothing."""
    bundle = read_as(Bundle, body)
    if bundle.type not in {"transaction", "batch"}:
        raise NotSupported("Send a Bundle of type transaction or batch.")
    parts = parts_of(bundle, addresses(request).slot_place, desk_of(request).zone)
    take = _all_or_none if bundle.type == "transaction" else _each
    answers = take(request, who, parts)
    entries = [BundleEntry(response=answers[at]) for at in range(len(bundle.entry or ()))]
    answer = Bundle.model_validate({"type": f"{bundle.type}-response", "entry": entries or None})
    return told(answer.as_json())


def _all_or_none(request: Request, who: Program, parts: Sequence[Part]) -> Answers:
    if faults := [fault for part in parts for fault in part.faults]:
        raise refusal(faults)
    answers: dict[int, dict[str, Any]] = {}
    with desk_of(request).store.write() as db:
        for part in parts:
            answers |= _taken(db, request, who, part)
    return answers


def _each(request: Request, who: Program, parts: Sequence[Part]) -> Answers:
    answers: dict[int, dict[str, Any]] = {}
    for part in parts:
        try:
            with desk_of(request).store.write() as db:
                answers |= _taken(db, request, who, part)
        except Refusal as refused:
            status, outcome = outcome_of_refusal(refused, addresses(request))
            said = {"status": f"{status} {HTTPStatus(int(status)).phrase}", "outcome": outcome.as_json()}
            answers |= dict.fromkeys(part.entries, said)
    return answers


def _taken(db: Session, request: Request, who: Program, part: Part) -> Answers:
    """What is answered to a schedule and its slots. Raises what taking it raises."""
    if part.sent is None:
        raise refusal(part.faults)
    words = _take(db, request, who, part.sent)
    issue = Issue(severity="information", code="informational", diagnostics=words)
    done: dict[int, dict[str, Any]] = {at: {"status": "200 OK"} for at in part.entries}
    done[part.entries[0]] = {"status": "200 OK", "outcome": OperationOutcome(issue=[issue]).as_json()}
    return done


def _take(db: Session, request: Request, who: Program, sent: SentSchedule) -> str:
    confirmed = prefers(request, CONFIRM) is not None
    done = take_schedule(db, who.side, sent, confirmed=confirmed, now=desk_of(request).clock())
    span = {"from": sent.span[0].isoformat(), "to": sent.span[1].isoformat()}
    note(db, request, who, "replaced.hours", counsellor=sent.counsellor, **span)
    if not done.added and not done.gone:
        return "Nothing has changed."
    return (
        f"Opened: {len(done.added)}. Taken back: {len(done.gone)}. "
        f"Of {done.booked} appointments there, {len(done.struck)} are given another time."
    )
