"""Appointment: searched and read by a provider's programs and by officers themselves, and put to how it ended."""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.care.domain.exchange_words import STATUS_OUT
from app.care.domain.program import Scope
from app.care.reads.exchanged import (
    Told,
    one_told_to_officer,
    one_told_to_provider,
    told_to_officer,
    told_to_provider,
)
from app.care.web.fhir import drawing, ending
from app.care.web.fhir.addresses import addresses, desk_of, id_of, known_id, name_of
from app.care.web.fhir.asking import Anybody, Asker, Body, Officer, Program, prefers, read_as, refuse_unless
from app.care.web.fhir.interactions import does
from app.care.web.fhir.noting import note, note_seen
from app.care.web.fhir.refusing import told
from app.care.web.fhir.resources import Appointment, AppointmentStatusCode
from app.care.web.fhir.searching import Found, Search, period, references, searched, searchset
from app.foundation.cursors import Key
from app.foundation.refusals import Fault, Invalid

router = APIRouter()
_SEARCH = {"_id": "token", "date": "date", "status": "token", "actor": "reference", "practitioner": "reference"}
_STATUSES = frozenset(get_args(AppointmentStatusCode))


@router.get(
    "/Appointment",
    openapi_extra=does("Appointment", "search-type", "A provider's own, or an officer's own.", _SEARCH),
)
def search_appointments(request: Request, who: Anybody) -> JSONResponse:
    """Those that begin in a period of 62 days at most, from now on if it is not said."""
    search = searched(request, _SEARCH)
    _refuse_unknown_statuses(search)
    span = period(request, search, "date")
    rows = [one for one in _told(request, who, span) if _fits(one, search)]
    at, with_slot = addresses(request), not isinstance(who, Officer)
    found = Found(
        rows,
        _order,
        lambda one: drawing.appointment(one, at, with_slot=with_slot),
        {"date": span},
        note=lambda shown: _note(request, who, shown, "appointments"),
    )
    return told(searchset(request, search, found))


@router.get(
    "/Appointment/{fhir_id}",
    openapi_extra=does("Appointment", "read", "One appointment. Its ETag is its version, to be sent back as If-Match."),
)
def read_appointment(request: Request, who: Anybody, fhir_id: str) -> JSONResponse:
    """One appointment, whatever became of it."""
    if isinstance(who, Program):
        refuse_unless(who, Scope.READ)
    found = _one(request, who, fhir_id)
    _note(request, who, [found], "appointment")
    return shown(request, who, found)


@router.put(
    "/Appointment/{fhir_id}",
    openapi_extra=does(
        "Appointment",
        "update",
        "Only its status: a program reports fulfilled, noshow or cancelled, an officer cancels. Nothing else changes.",
    ),
)
def put_appointment(request: Request, who: Anybody, fhir_id: str, body: Body) -> Response:
    """Say how it ended, or call it off. The same again changes nothing.

    202 with an OperationOutcome for what would undo unusually much: it waits until somebody there has looked.
    """
    wanted = read_as(Appointment, body)
    if wanted.id != fhir_id:
        raise Invalid("The id must be that of the address.", faults=[Fault("must be the id", column="Appointment.id")])
    asked = ending.Asked(wanted, request.headers.get("if-match"))
    if isinstance(who, Officer):
        ending.by_officer(request, who, fhir_id, asked)
    elif not ending.by_program(request, refuse_unless(who, Scope.OUTCOMES), fhir_id, asked):
        return told(ending.held_back().as_json(), 202)
    return _answered(request, shown(request, who, _one(request, who, fhir_id)), wanted)


def shown(request: Request, who: Asker, found: Told) -> JSONResponse:
    """An appointment as the answer, with its version."""
    drawn = drawing.appointment(found, addresses(request), with_slot=not isinstance(who, Officer))
    return told(drawn.as_json(), headers={"ETag": drawing.etag(drawn)})


def _answered(request: Request, answer: JSONResponse, wanted: Appointment) -> Response:
    """As the Prefer header has it: the appointment, nothing, or what of it was passed over."""
    version = {"ETag": answer.headers["etag"]}
    match prefers(request, "return"):
        case "minimal":
            return Response(status_code=200, headers=version)
        case "operationoutcome":
            return told(ending.passed_over(wanted).as_json(), headers=version)
        case _:
            return answer


def _refuse_unknown_statuses(search: Search) -> None:
    unknown = sorted((search.tokens("status") or frozenset()) - _STATUSES)
    if unknown:
        fault = Fault(f"must be one of {', '.join(sorted(_STATUSES))}", column="status")
        raise Invalid("This is no status of an appointment in R4.", faults=[fault])


def _told(request: Request, who: Asker, span: tuple[datetime, datetime]) -> list[Told]:
    with desk_of(request).store.read() as db:
        if isinstance(who, Officer):
            return told_to_officer(db, who.officer_id, *span)
        return told_to_provider(db, refuse_unless(who, Scope.READ).seat, *span)


def _one(request: Request, who: Asker, fhir_id: str) -> Told:
    with desk_of(request).store.read() as db:
        if isinstance(who, Officer):
            return one_told_to_officer(db, who.officer_id, known_id(fhir_id))
        return one_told_to_provider(db, who.seat, name_of(fhir_id))


def _note(request: Request, who: Asker, rows: Sequence[Told], what: str) -> None:
    """A program's look is on record before anything is shown; officers look at their own."""
    if isinstance(who, Officer):
        return
    with desk_of(request).store.write() as db:
        note(db, request, who, f"looked.{what}", number=str(len(rows)))
        note_seen(db, request, who, {one.officer_id for one in rows})


def _fits(one: Told, search: Search) -> bool:
    ids, statuses = search.tokens("_id"), search.tokens("status")
    actors = {id_of(one.counsellor), one.place, id_of(one.officer)}
    return (
        (ids is None or id_of(one.name) in ids)
        and (statuses is None or STATUS_OUT[one.status] in statuses)
        and _one_of(actors, references(search, "actor", "Practitioner", "Location"))
        and _one_of(actors, references(search, "practitioner", "Practitioner"))
    )


def _one_of(actors: set[str], wanted: frozenset[str] | None) -> bool:
    return wanted is None or not actors.isdisjoint(wanted)


def _order(one: Told) -> Key:
    return one.start_at, one.name
