"""What this facade can do and what its own codes mean: /metadata, code systems and extensions, open to everybody."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from app.care.domain.exchange_words import ATTENDANCE, REASONS
from app.care.web.fhir.addresses import UK_CORE, Addresses, addresses, desk_of
from app.care.web.fhir.asking import refuse_other_formats
from app.care.web.fhir.interactions import KEY, Interaction, does
from app.care.web.fhir.refusing import FHIR_JSON, told
from app.foundation.refusals import NotFound

router = APIRouter()
WRITTEN_ON = "2026-11-23"
_PROFILED = frozenset({"Appointment", "Schedule", "Slot"})
_SECURITY = (
    "Bearer tokens. A provider's program: a token of its own, made under Connection on the provider's pages, that may "
    "read, report outcomes or give hours. An officer: the token of their sign-in, for themselves only."
)
_EXTENSIONS = {
    "attendance": ("Appointment", "CodeableConcept", "The attendance code of the NHS Data Dictionary."),
    "missed-reason": ("Appointment", "CodeableConcept", "Why an appointment was missed on the day (status noshow)."),
    "held-until": ("Appointment", "instant", "Until when a pending time is kept."),
    "slot-place": ("Slot", "Reference", "A Location where the counsellor can be met in this stretch."),
}
"""By id: of what, with which type of value, and what it means."""


@router.get("/metadata", openapi_extra=does("", "capabilities", "This statement."))
def metadata(request: Request) -> JSONResponse:
    """The CapabilityStatement, made from the addresses themselves."""
    refuse_other_formats(request)
    done: list[Interaction] = request.app.state.interactions
    return told(capability_statement(done, addresses(request), desk_of(request).product))


@router.get("/CodeSystem/{fhir_id}", openapi_extra=does("CodeSystem", "read", "Our own codes, and what they mean."))
def read_code_system(request: Request, fhir_id: str) -> JSONResponse:
    """One of our code systems."""
    refuse_other_formats(request)
    at = addresses(request)
    found = {"duty-reason": _reasons, "attendance": _attendances, "refusal": _refusals}.get(fhir_id)
    if found is None:
        raise NotFound("There is no such code system.")
    return told(found(at))


@router.get("/StructureDefinition/{fhir_id}", openapi_extra=does("StructureDefinition", "read", "Our own extensions."))
def read_extension(request: Request, fhir_id: str) -> JSONResponse:
    """One of our extensions."""
    refuse_other_formats(request)
    if fhir_id not in _EXTENSIONS:
        raise NotFound("There is no such extension.")
    return told(_extension(fhir_id, addresses(request)))


def declared(routes: Iterable[BaseRoute]) -> list[Interaction]:
    """What the routes say they do, once each, by type."""
    extras = [route.openapi_extra or {} for route in routes if isinstance(route, APIRoute)]
    said = [extra[KEY] for extra in extras if KEY in extra]
    found = {(one.kind, one.code): one for one in said}
    return [found[key] for key in sorted(found)]


def capability_statement(interactions: Iterable[Interaction], at: Addresses, product: str) -> dict[str, Any]:
    """The statement for these interactions."""
    by_kind = {kind: list(those) for kind, those in groupby(interactions, key=lambda one: one.kind)}
    system = [{"code": one.code, "documentation": one.about} for one in by_kind.pop("", []) if _is_of_system(one)]
    system += [{"code": "batch"}]
    return {
        "resourceType": "CapabilityStatement",
        "id": "facade",
        "url": at.of("metadata"),
        "name": "Facade",
        "status": "active",
        "date": WRITTEN_ON,
        "kind": "instance",
        "fhirVersion": "4.0.1",
        "format": ["json", FHIR_JSON],
        "software": {"name": product},
        "implementation": {"description": f"The appointments of {product}", "url": at.base},
        "rest": [
            {
                "mode": "server",
                "security": {"cors": False, "description": _SECURITY},
                "resource": [_resource(kind, those) for kind, those in by_kind.items()],
                "interaction": system,
            }
        ],
    }


def _is_of_system(one: Interaction) -> bool:
    return one.code != "capabilities"  # R4 has no code for it: that this can be read is known


def _resource(kind: str, those: Iterable[Interaction]) -> dict[str, Any]:
    those = list(those)
    plain = [{"code": one.code, "documentation": one.about} for one in those if not one.is_operation]
    search = {name: type_ for one in those for name, type_ in one.search.items()}
    operations = [
        {"name": one.code[1:], "definition": _argonaut(one.code[1:]), "documentation": one.about}
        for one in those
        if one.is_operation
    ]
    found: dict[str, Any] = {"type": kind, "interaction": plain}
    found |= {"supportedProfile": [f"{UK_CORE}{kind}"]} if kind in _PROFILED else {}
    found |= {"versioning": "versioned", "readHistory": False, "updateCreate": False} if kind == "Appointment" else {}
    found |= {"searchInclude": ["Slot:schedule"]} if kind == "Slot" else {}
    found |= {"searchParam": [{"name": name, "type": type_} for name, type_ in search.items()]} if search else {}
    return found | ({"operation": operations} if operations else {})


def _argonaut(name: str) -> str:
    """The operations are Argonaut's; for $find it has a definition of its own name."""
    kind = "prefetch" if name == "prefetch" else name
    return f"http://fhir.org/guides/argonaut-scheduling/OperationDefinition/appointment-{kind}"


def _reasons(at: Addresses) -> dict[str, Any]:
    concepts = [(one.code, one.display) for one in REASONS.values()]
    return _code_system(at.reasons, "DutyReason", "Why an appointment did not take place", concepts)


def _attendances(at: Addresses) -> dict[str, Any]:
    title = "ATTENDED OR DID NOT ATTEND of the NHS Data Dictionary"
    return _code_system(at.attendances, "Attendance", title, ATTENDANCE.items())


def _refusals(at: Addresses) -> dict[str, Any]:
    plain = _code_system(at.refusals, "Refusal", "Stable codes of refusals, as problem+json has them", ())
    return plain | {"content": "not-present"}


def _code_system(url: str, name: str, title: str, concepts: Iterable[tuple[str, str]]) -> dict[str, Any]:
    said = [{"code": code, "display": display} for code, display in concepts]
    head: Mapping[str, Any] = {
        "resourceType": "CodeSystem",
        "id": url.rpartition("/")[2],
        "url": url,
        "name": name,
        "title": title,
        "status": "active",
        "date": WRITTEN_ON,
        "caseSensitive": True,
        "content": "complete",
    }
    return {**head, **({"count": len(said), "concept": said} if said else {})}


def _extension(fhir_id: str, at: Addresses) -> dict[str, Any]:
    of, type_, meaning = _EXTENSIONS[fhir_id]
    url = at.of("StructureDefinition", fhir_id)
    return {
        "resourceType": "StructureDefinition",
        "id": fhir_id,
        "url": url,
        "name": "".join(word.title() for word in fhir_id.split("-")),
        "status": "active",
        "date": WRITTEN_ON,
        "description": meaning,
        "fhirVersion": "4.0.1",
        "kind": "complex-type",
        "abstract": False,
        "context": [{"type": "element", "expression": of}],
        "type": "Extension",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension",
        "derivation": "constraint",
        "differential": {
            "element": [
                {"id": "Extension", "path": "Extension", "short": meaning},
                {"id": "Extension.extension", "path": "Extension.extension", "max": "0"},
                {"id": "Extension.url", "path": "Extension.url", "fixedUri": url},
                {"id": "Extension.value[x]", "path": "Extension.value[x]", "min": 1, "type": [{"code": type_}]},
            ]
        },
    }
