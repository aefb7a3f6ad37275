"""Turns what was read into resources of FHIR R4."""

from collections.abc import Sequence
from typing import Any

from app.care.domain.appointment import LIVE, STANDING, AppointmentStatus
from app.care.domain.exchange_words import ATTENDANCE, REASONS, STATUS_OUT, attendance_of
from app.care.domain.outcome import Outcome
from app.care.reads.exchanged import Told
from app.care.reads.program_slots import OwnSchedule, OwnSlot
from app.care.store.tables.providers import Counsellor, Place
from app.care.web.fhir.addresses import HL7_REASONS, UK_CORE, Addresses, id_of
from app.care.web.fhir.elements import Coding, Concept, Extension, Identifier, Meta, Period, Reference, said_at
from app.care.web.fhir.resources import Appointment, Participant, Resource, Schedule, Slot
from app.foundation.versions import etag_of

S = AppointmentStatus


class Practitioner(Resource):
    """Somebody who counsels, by name."""

    resource_type: str = "Practitioner"
    active: bool
    name: list[dict[str, str]]


class Location(Resource):
    """Somewhere to meet, by name."""

    resource_type: str = "Location"
    status: str
    name: str
    mode: str = "instance"


def schedule(one: OwnSchedule) -> Schedule:
    """A counsellor's schedule."""
    covers = None if one.covers is None else Period(start=said_at(one.covers[0]), end=said_at(one.covers[1]))
    people = [Reference(reference=f"Practitioner/{id_of(one.name)}", display=one.counsellor_name)]
    drawn = Schedule(
        id=id_of(one.name),
        active=one.active,
        actor=[*people, *_places(one.places)],
        planning_horizon=covers,
    )
    return drawn.model_copy(update={"meta": _meta("Schedule", _hashed(drawn))})


def slot(one: OwnSlot, at: Addresses) -> Slot:
    """A stretch of a schedule, with where its counsellor can be met then."""
    drawn = Slot(
        id=id_of(one.name),
        extension=[Extension(url=at.slot_place, value_reference=place) for place in _places(one.places)],
        schedule=Reference(reference=f"Schedule/{id_of(one.schedule)}"),
        status=one.standing.value,
        start=said_at(one.start_at),
        end=said_at(one.end_at),
    )
    return drawn.model_copy(update={"meta": _meta("Slot", _hashed(drawn))})


def practitioner(counsellor_id: str, one: Counsellor) -> Practitioner:
    """A counsellor, for their own provider."""
    return Practitioner(id=id_of(counsellor_id), active=one.active, name=[{"text": one.name}])


def location(one: Place) -> Location:
    """A place."""
    return Location(id=one.id, status="active", name=one.name)


def appointment(one: Told, at: Addresses, *, with_slot: bool = False) -> Appointment:
    """An appointment, for its officer, or (`with_slot`) for its provider's programs."""
    missed = one.status is S.NOSHOW
    return Appointment(
        id=id_of(one.name),
        meta=_meta("Appointment", str(one.version), said_at(one.changed_at.replace(microsecond=0))),
        extension=_extensions(one, at) or None,
        status=STATUS_OUT[one.status],
        cancelation_reason=None if missed or one.outcome is None else reason(one.outcome, at),
        start=said_at(one.start_at),
        end=said_at(one.end_at),
        minutes_duration=int((one.end_at - one.start_at).total_seconds() // 60),
        slot=[Reference(reference=f"Slot/{id_of(one.name)}")] if with_slot and one.status in STANDING else None,
        created=said_at(one.created_at.replace(microsecond=0)),
        based_on=[_named("ServiceRequest", at.course, one.course)],
        participant=_participants(one, at),
    )


def etag(resource: Resource) -> str:
    """The version of a resource as an ETag: weak, as FHIR has it."""
    return f'W/"{resource.meta.version_id}"' if resource.meta else 'W/""'


def reason(outcome: Outcome, at: Addresses) -> Concept | None:
    """Why it did not take place, in our code and in HL7's; None for what was attended."""
    if outcome is Outcome.ATTENDED:
        return None
    why = REASONS[outcome]
    ours = Coding(system=at.reasons, code=why.code, display=why.display)
    return Concept(coding=[ours, Coding(system=HL7_REASONS, code=why.hl7)])


def held_until(said: str, at: Addresses) -> Extension:
    """Until when a time is kept."""
    return Extension(url=at.held_until, value_instant=said)


def person(kind: str, reference: str, display: str, status: str) -> Participant:
    """A participant that is known by its address."""
    actor = Reference.model_validate({"reference": f"{kind}/{id_of(reference)}", "display": display})
    return Participant.model_validate({"actor": actor, "status": status})


def _extensions(one: Told, at: Addresses) -> list[Extension]:
    found = []
    if one.outcome is not None:
        code = attendance_of(one.outcome)
        coding = Coding(system=at.attendances, code=code, display=ATTENDANCE[code])
        found.append(Extension(url=at.attendance, value_codeable_concept=Concept(coding=[coding])))
    if one.status is S.NOSHOW and one.outcome is not None:
        found.append(Extension(url=at.missed_reason, value_codeable_concept=reason(one.outcome, at)))
    if one.status is S.HELD and one.held_until_at is not None:
        found.append(held_until(said_at(one.held_until_at), at))
    return found


def _participants(one: Told, at: Addresses) -> list[Participant]:
    """Who takes part, with what each has said; the officer under a reference that names nobody."""
    theirs, own = _answers(one)
    officer = Participant(actor=_named("Patient", at.officer, one.officer), status=own)
    place = person("Location", one.place, one.place_name, theirs)
    return [person("Practitioner", one.counsellor, one.counsellor_name, theirs), place, officer]


def _answers(one: Told) -> tuple[Any, Any]:
    """What the counsellor's side and the officer have said."""
    if one.status is S.CANCELLED:
        by_provider = one.outcome is Outcome.CANCELLED_BY_PROVIDER
        return ("declined", "accepted") if by_provider else ("accepted", "declined")
    if one.status is S.BOOKED or one.status not in LIVE:
        return "accepted", "accepted"
    return "accepted", "needs-action" if one.status is S.HELD else "tentative"


def _named(kind: str, system: str, value: str) -> Reference:
    return Reference(type=kind, identifier=Identifier(system=system, value=value))


def _places(places: Sequence[str]) -> list[Reference]:
    return [Reference(reference=f"Location/{place}") for place in places]


def _meta(kind: str, version: str, updated: str | None = None) -> Meta:
    return Meta(version_id=version, last_updated=updated, profile=[f"{UK_CORE}{kind}"])


def _hashed(resource: Resource) -> str:
    return etag_of(resource.as_json()).strip('"')
