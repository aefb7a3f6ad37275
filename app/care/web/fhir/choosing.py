"""$find, $hold and $book: an officer's own times, through the same services as their pages."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.date_bounds import Bounds, bounds_of
from app.care.domain.offering import OfferView
from app.care.domain.sieve import ANYTHING, Sieve
from app.care.domain.within import Within
from app.care.reads.exchanged import Told, one_told_to_officer
from app.care.services.choosing import is_at
from app.care.services.hold import book_held
from app.care.store import appointments, courses
from app.care.store.tables.courses import Course
from app.care.web.fhir import drawing
from app.care.web.fhir.addresses import addresses, desk_of, known_id
from app.care.web.fhir.asking import Body, Officer, OfficerOnly, read_as
from app.care.web.fhir.elements import Identifier, Reference, said_at
from app.care.web.fhir.interactions import does
from app.care.web.fhir.refusing import told
from app.care.web.fhir.resources import Appointment, Bundle, Issue, OperationOutcome, Parameter, Parameters, Resource
from app.care.web.fhir.searching import entry_of
from app.care.web.officer.choosing import Chooser, offers_now
from app.care.web.officer.offer_seal import opened_offer, sealed_offer
from app.care.web.officer.planning import plan_now
from app.foundation.refusals import Conflict, Fault, Invalid

router = APIRouter()
_ASKS = ("start", "end", "location", "practitioner")
_VALUES = ("valueDateTime", "valueInstant", "valueDate", "valueString", "valueUri", "valueId", "valueCode")
_FIND = "Up to five real times for the next session that is owed, best first, as proposed Appointments."
_HOLD = "Keeps a proposed time for ten minutes; answers with it as pending. The same again changes nothing."
_BOOK = "Books a pending or a proposed time; the rest of the course is planned around it. Again changes nothing."


@router.get("/Appointment/$find", openapi_extra=does("Appointment", "$find", _FIND))
def find(request: Request, who: OfficerOnly) -> JSONResponse:
    """Times on offer; parameters `start`, `end`, `location` and `practitioner` narrow them down."""
    asked = {name: [v for k, v in request.query_params.multi_items() if k == name] for name in _ASKS}
    return _found(request, who, asked)


@router.post("/Appointment/$find", openapi_extra=does("Appointment", "$find", _FIND))
def find_with_parameters(request: Request, who: OfficerOnly, body: Body) -> JSONResponse:
    """The same, asked with a Parameters resource."""
    sent = read_as(Parameters, body).parameter or []
    return _found(request, who, {name: [_value(one) for one in sent if one.name == name] for name in _ASKS})


@router.post("/Appointment/$hold", openapi_extra=does("Appointment", "$hold", _HOLD))
def hold(request: Request, who: OfficerOnly, body: Body) -> JSONResponse:
    """Keep a proposed time, sent back as `appt-resource` as it came from $find."""
    chooser, token = _chooser(request, who), _token(request, _sent(body))
    with desk_of(request).store.write() as db:
        held = one_told_to_officer(db, who.officer_id, chooser.hold(db, token).id)
    until = "" if held.held_until_at is None else f"It is kept for you until {said_at(held.held_until_at)}."
    return _answered(request, held, until)


@router.post("/Appointment/$book", openapi_extra=does("Appointment", "$book", _BOOK))
def book(request: Request, who: OfficerOnly, body: Body) -> JSONResponse:
    """Book what is held (`appt-id`, or the pending `appt-resource`), or a proposed time at once."""
    sent = _sent(body)
    held_id = _id_in(sent)
    return _booked(request, who, held_id) if held_id else _book_offer(request, who, _token(request, sent))


@router.post("/Appointment/{fhir_id}/$book", openapi_extra=does("Appointment", "$book", _BOOK))
def book_this(request: Request, who: OfficerOnly, fhir_id: str) -> JSONResponse:
    """Book what is held under this address."""
    return _booked(request, who, fhir_id)


def _found(request: Request, who: Officer, asked: dict[str, list[str]]) -> JSONResponse:
    desk, at = desk_of(request), addresses(request)
    course = _course_of(request, who)
    number, sieve = _owed(request, course), _sieve(request, asked)
    if number is None:
        return told(_bundle(request, []))
    view = offers_now(desk, who.officer_id, course.id, number=number, sieve=sieve)
    tokens = [sealed_offer(one, who.officer_id, view.course_id, now=view.asked_at) for one in view.offers]
    proposed = [_proposed(one, token, at.offer) for one, token in zip(view.offers, tokens, strict=True)]
    return told(_bundle(request, proposed))


def _proposed(one: OfferView, token: str, system: str) -> Appointment:
    """An offer as an appointment that nobody has agreed to yet. Its name is the token that holds it."""
    return Appointment(
        identifier=[Identifier(system=system, value=token)],
        status="proposed",
        start=said_at(one.start_at),
        end=said_at(one.end_at),
        minutes_duration=int((one.end_at - one.start_at).total_seconds() // 60),
        comment=one.words,
        participant=[
            drawing.person("Practitioner", one.counsellor_id, one.counsellor_name, "needs-action"),
            drawing.person("Location", one.place_id, one.place_name, "needs-action"),
        ],
    )


def _booked(request: Request, who: Officer, appointment_id: str) -> JSONResponse:
    desk = desk_of(request)
    with desk.store.write() as db:
        row = book_held(db, who.officer_id, known_id(appointment_id), now=desk.clock())
        done = one_told_to_officer(db, who.officer_id, row.id)
    plan_now(desk, done.course)
    return _answered(request, done, "It is booked.")


def _book_offer(request: Request, who: Officer, token: str) -> JSONResponse:
    """Hold and book as one step; what is booked there already is the answer to the same again."""
    desk, chooser = desk_of(request), _chooser(request, who)
    chosen = opened_offer(token, who.officer_id, chooser.course_id, now=chooser.now)
    with desk.store.write() as db:
        live = appointments.live_of_course(db, chooser.course_id)
        there = next((one for one in live if is_at(one, chosen) and one.status is AppointmentStatus.BOOKED), None)
        row = there or book_held(db, who.officer_id, chooser.hold(db, token).id, now=chooser.now)
        done = one_told_to_officer(db, who.officer_id, row.id)
    plan_now(desk, done.course)
    return _answered(request, done, "It is booked.")


def _course_of(request: Request, who: Officer) -> Course:
    with desk_of(request).store.read() as db:
        course = courses.going_on_of_officer(db, who.officer_id)
    if course is None:
        raise Conflict("Nothing is going on for which a time could be found.", code="no-course")
    return course


def _owed(request: Request, course: Course) -> int | None:
    """The first session of which nothing is booked or attended: what is only pencilled in may still be chosen."""
    with desk_of(request).store.read() as db:
        standing = appointments.standing_of_course(db, course.id)
    firm = {one.number for one in standing if one.status in {AppointmentStatus.BOOKED, AppointmentStatus.FULFILLED}}
    return next((number for number in range(1, course.sessions + 1) if number not in firm), None)


def _chooser(request: Request, who: Officer) -> Chooser:
    return Chooser(who.officer_id, _course_of(request, who).id, desk_of(request).clock())


def _sieve(request: Request, asked: dict[str, list[str]]) -> Sieve:
    """Raises Invalid for a date that is none."""
    zone = desk_of(request).zone
    try:
        since, until = bounds_of(asked["start"], zone), bounds_of(asked["end"], zone)
    except ValueError as wrong:
        fault = Fault(str(wrong), column="start, end")
        raise Invalid("This period cannot be searched.", code="bad-date", faults=[fault]) from None
    span = Bounds(since.first_at, until.last_at)
    places, people = _references(asked["location"], "Location"), _references(asked["practitioner"], "Practitioner")
    if not (places or people or span.first_at or span.last_at):
        return ANYTHING
    return Within(places, people, first_at=span.first_at, last_at=span.last_at)


def _references(said: Sequence[str], kind: str) -> frozenset[str]:
    return frozenset(Reference(reference=one).id_of(kind) or one for one in said if one)


def _sent(body: Any) -> Appointment | str:
    """The appointment that an operation is about, or the id of one. Raises Invalid if neither was sent."""
    if isinstance(body, dict) and body.get("resourceType") == "Appointment":
        return read_as(Appointment, body)
    for one in read_as(Parameters, body).parameter or ():
        if one.name == "appt-resource" and one.resource is not None:
            return read_as(Appointment, one.resource)
        if one.name == "appt-id":
            return _value(one)
    fault = Fault("must hold the appointment as it came from $find", column="Parameters.parameter:appt-resource")
    raise Invalid("Send the appointment that is meant.", faults=[fault])


def _id_in(sent: Appointment | str) -> str | None:
    if isinstance(sent, Appointment):
        return sent.id
    return Reference(reference=sent).id_of("Appointment") or sent


def _token(request: Request, sent: Appointment | str) -> str:
    found = sent.named(addresses(request).offer) if isinstance(sent, Appointment) else None
    if found is None:
        fault = Fault("must be that of an appointment that $find proposed", column="Appointment.identifier")
        raise Invalid("This is not one of the times that were offered to you.", code="no-such-offer", faults=[fault])
    return found


def _value(one: Parameter) -> str:
    """The value of a parameter, whatever type it was given. Raises Invalid if it has none that is a text."""
    said = one.as_json()
    found = next((said[name] for name in _VALUES if isinstance(said.get(name), str)), None)
    if found is None:
        fault = Fault("needs a value that is a text", column=f"Parameters.parameter:{one.name}")
        raise Invalid("This parameter cannot be read.", faults=[fault])
    return str(found)


def _answered(request: Request, done: Told, words: str) -> JSONResponse:
    drawn = drawing.appointment(done, addresses(request))
    outcome = OperationOutcome(
        issue=[Issue(severity="information", code="informational", diagnostics=words or "Done.")]
    )
    bundle = _bundle(request, [drawn], outcome)
    return told(bundle, headers={"ETag": drawing.etag(drawn)})


def _bundle(request: Request, matches: Sequence[Resource], outcome: OperationOutcome | None = None) -> dict[str, Any]:
    entries = [entry_of(request, one) for one in matches]
    entries += [] if outcome is None else [entry_of(request, outcome, "outcome")]
    return Bundle(type="searchset", total=len(matches), entry=entries or None).as_json()
