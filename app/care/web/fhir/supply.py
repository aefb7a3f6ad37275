"""Schedule, Slot, Practitioner and Location, for a provider's programs: who can be booked when and where."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from app.care.domain.program import Scope
from app.care.domain.pseudonyms import Kind, outward
from app.care.reads.program_slots import (
    OwnSchedule,
    OwnSlot,
    own_people,
    own_places,
    own_schedules,
    own_slot,
    own_slots,
)
from app.care.web.fhir import drawing
from app.care.web.fhir.addresses import addresses, desk_of, id_of, name_of
from app.care.web.fhir.asking import Program, Reader, program
from app.care.web.fhir.interactions import does
from app.care.web.fhir.noting import note, note_seen
from app.care.web.fhir.refusing import told
from app.care.web.fhir.resources import Resource
from app.care.web.fhir.searching import Found, Search, period, references, searched, searchset
from app.foundation.cursors import Key
from app.foundation.refusals import NotFound

router = APIRouter()
_SCHEDULE = {"_id": "token", "actor": "reference"}
_SLOT = {"_id": "token", "schedule": "reference", "start": "date", "status": "token"}
_WITH_SCHEDULE = "Slot:schedule"
_ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
"""Schedules begin at no time; they are listed by name."""


@router.get("/Schedule", openapi_extra=does("Schedule", "search-type", "The provider's counsellors.", _SCHEDULE))
def search_schedules(request: Request, who: Reader) -> JSONResponse:
    """One schedule for each counsellor."""
    search = searched(request, _SCHEDULE)
    ids, actors = search.tokens("_id"), references(search, "actor", "Practitioner")
    rows = [one for one in _schedules(request, who) if _fits(one, ids) and _fits(one, actors)]
    rows.sort(key=lambda one: one.name)
    return told(_listed(request, search, rows, drawing.schedule))


@router.get("/Schedule/{fhir_id}", openapi_extra=does("Schedule", "read", "One counsellor's schedule."))
def read_schedule(request: Request, who: Reader, fhir_id: str) -> JSONResponse:
    """One schedule."""
    found = next((one for one in _schedules(request, who) if id_of(one.name) == fhir_id), None)
    if found is None:
        raise NotFound("There is no such schedule.")
    return _one(drawing.schedule(found))


@router.get(
    "/Slot",
    openapi_extra=does(
        "Slot", "search-type", "Stretches of time, free or busy; _include=Slot:schedule brings their schedules.", _SLOT
    ),
)
def search_slots(request: Request, who: Reader) -> JSONResponse:
    """Free and busy stretches that begin in a period of 62 days at most, from now on if it is not said."""
    search = searched(request, {*_SLOT, "_include"})
    wanted = references(search, "schedule", "Schedule")
    ids, statuses, span = search.tokens("_id"), search.tokens("status"), period(request, search, "start")
    with desk_of(request).store.read() as db:
        found = own_slots(db, who.seat, *span, of=None if wanted is None else {name_of(one) for one in wanted})
    rows = [one for one in found if _slot_fits(one, ids, statuses)]
    at = addresses(request)

    def schedules(shown: Sequence[OwnSlot]) -> Iterable[Resource]:
        names = {one.schedule for one in shown}
        return (drawing.schedule(one) for one in _schedules(request, who) if one.name in names)

    asked_for = any(_WITH_SCHEDULE in said.split(",") for said in search.asked.get("_include", ()))
    beside = schedules if asked_for else (lambda _rows: ())
    drawn = Found(
        rows,
        _order,
        lambda one: drawing.slot(one, at),
        {"start": span},
        beside,
        lambda shown: _note(request, who, shown),
    )
    return told(searchset(request, search, drawn))


@router.get("/Slot/{fhir_id}", openapi_extra=does("Slot", "read", "One stretch, while it is as it was."))
def read_slot(request: Request, who: Reader, fhir_id: str) -> JSONResponse:
    """One slot. A free one that was booked or taken back since does not exist any more."""
    with desk_of(request).store.read() as db:
        found = own_slot(db, who.seat, name_of(fhir_id))
    _note(request, who, [found])
    return _one(drawing.slot(found, addresses(request)))


@router.get("/Practitioner/{fhir_id}", openapi_extra=does("Practitioner", "read", "The name of a counsellor."))
def read_practitioner(request: Request, who: Reader, fhir_id: str) -> JSONResponse:
    """One of the provider's people."""
    with desk_of(request).store.read() as db:
        people = {outward(who.seat.key, Kind.COUNSELLOR, one.id): one for one in own_people(db, who.seat)}
    found = people.get(name_of(fhir_id))
    if found is None:
        raise NotFound("There is no such counsellor.")
    return told(drawing.practitioner(fhir_id, found).as_json())


@router.get(
    "/Location/{fhir_id}",
    dependencies=[Depends(program(Scope.READ))],
    openapi_extra=does("Location", "read", "The name of a place."),
)
def read_location(request: Request, fhir_id: str) -> JSONResponse:
    """One place."""
    with desk_of(request).store.read() as db:
        found = next((place for place in own_places(db) if place.id == fhir_id), None)
    if found is None:
        raise NotFound("There is no such place.")
    return told(drawing.location(found).as_json())


def _note(request: Request, who: Program, shown: Sequence[OwnSlot]) -> None:
    """A look is on record before anything is shown; a busy slot has the name of somebody's appointment."""
    with desk_of(request).store.write() as db:
        note(db, request, who, "looked.slots", number=str(len(shown)))
        note_seen(db, request, who, {one.officer_id for one in shown if one.officer_id is not None})


def _order(one: OwnSlot) -> Key:
    return one.start_at, one.name


def _schedules(request: Request, who: Program) -> list[OwnSchedule]:
    with desk_of(request).store.read() as db:
        return own_schedules(db, who.seat, now=desk_of(request).clock())


def _fits(one: OwnSchedule, ids: frozenset[str] | None) -> bool:
    return ids is None or id_of(one.name) in ids


def _slot_fits(one: OwnSlot, ids: frozenset[str] | None, statuses: frozenset[str] | None) -> bool:
    return (ids is None or id_of(one.name) in ids) and (statuses is None or one.standing.value in statuses)


def _listed(request: Request, search: Search, rows: Sequence[OwnSchedule], draw: Any) -> dict[str, Any]:
    return searchset(request, search, Found(rows, lambda one: (_ALWAYS, one.name), draw, {}))


def _one(resource: Resource) -> JSONResponse:
    return told(resource.as_json(), headers={"ETag": drawing.etag(resource)})
