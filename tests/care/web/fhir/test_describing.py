"""The CapabilityStatement says all that can be done and nothing else; our own codes and extensions can be read."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from fhir.resources.R4B.capabilitystatement import CapabilityStatement as TheirStatement
from fhir.resources.R4B.codesystem import CodeSystem as TheirCodes
from fhir.resources.R4B.structuredefinition import StructureDefinition as TheirStructure
from starlette.routing import Mount

from app.care.domain.outcome import Outcome
from app.care.web.fhir.interactions import KEY, does
from tests.care.officer.rig import Rig
from tests.care.officer.test_headers import faults_of
from tests.care.web.fhir.rig import BASE, booked, codes, officer, practice, resources

OF_PROGRAMS = ("/Schedule", "/Slot", "/Practitioner", "/Location")
METHODS = {
    "read": "GET", "search-type": "GET", "update": "PUT", "transaction": "POST", "batch": "POST",
    "capabilities": "GET",
}  # fmt: skip


def facade_of(app: FastAPI) -> FastAPI:
    (found,) = [route.app for route in app.routes if isinstance(route, Mount) and route.path == "/fhir"]
    assert isinstance(found, FastAPI)
    return found


def routes_of(app: FastAPI) -> list[Any]:
    """Every route of the app; newer versions of FastAPI keep those of a router together."""
    return [one for route in app.routes for one in getattr(getattr(route, "original_router", None), "routes", [route])]


def undeclared(routes: Iterable[Any]) -> list[str]:
    """The routes that do not say what they do, or say what their method is not."""
    return [
        route.path
        for route in routes
        if not isinstance(route, APIRoute) or not route.openapi_extra or not _fits(route, route.openapi_extra.get(KEY))
    ]


def _fits(route: APIRoute, said: Any) -> bool:
    return said is not None and (said.is_operation or METHODS.get(said.code) in (route.methods or ()))


@pytest.fixture
def statement(desk: Rig) -> dict[str, Any]:
    answer = TestClient(desk.app).get(f"{BASE}/metadata")
    assert answer.status_code == 200
    return answer.json()


def test_every_address_says_what_it_does_and_the_statement_says_it_too(desk: Rig, statement: dict[str, Any]) -> None:
    routes = routes_of(facade_of(desk.app))
    assert undeclared(routes) == []
    said = set(interactions(statement))
    extras = [route.openapi_extra for route in routes if isinstance(route, APIRoute) and route.openapi_extra]
    done = {(extra[KEY].kind, extra[KEY].code) for extra in extras}
    assert said == done - {("", "capabilities")} | {("", "batch")}
    assert len(said) > 12


def interactions(statement: dict[str, Any]) -> Iterator[tuple[str, str]]:
    (rest,) = statement["rest"]
    yield from (("", one["code"]) for one in rest["interaction"])
    for resource in rest["resource"]:
        yield from ((resource["type"], one["code"]) for one in resource["interaction"])
        yield from ((resource["type"], f"${one['name']}") for one in resource.get("operation", ()))


def test_control_an_address_that_says_nothing_or_something_else_is_found() -> None:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.get("/quiet")(lambda: None)
    app.get("/wrong", openapi_extra=does("Slot", "update", "Not so."))(lambda: None)
    assert undeclared(routes_of(app)) == ["/quiet", "/wrong"]


def test_every_search_parameter_that_is_stated_is_understood_and_no_other(desk: Rig, statement: dict[str, Any]) -> None:
    alder = practice(desk)
    values = {"date": "2026-03-09", "token": "free", "reference": "1"}
    for resource in statement["rest"][0]["resource"]:
        for parameter in resource.get("searchParam", ()):
            is_status = (resource["type"], parameter["name"]) == ("Appointment", "status")
            value = "booked" if is_status else values[parameter["type"]]
            path = f"{resource['type']}?{parameter['name']}={value}"
            assert alder.program.get(path, prefer="handling=strict").status_code == 200, path
        if "searchParam" in resource:
            path = f"{resource['type']}?identifier=1"
            assert codes(alder.program.get(path, prefer="handling=strict").json()) == ["not-supported"]


def test_the_statement_codes_and_extensions_are_valid_for_another_implementation(
    desk: Rig, statement: dict[str, Any]
) -> None:
    assert TheirStatement.model_validate(statement).fhirVersion == "4.0.1"
    client = TestClient(desk.app)
    for name in ("duty-reason", "attendance", "refusal"):
        TheirCodes.model_validate(client.get(f"{BASE}/CodeSystem/{name}").json())
    for name in ("attendance", "missed-reason", "held-until", "slot-place"):
        TheirStructure.model_validate(client.get(f"{BASE}/StructureDefinition/{name}").json())
    assert codes(client.get(f"{BASE}/CodeSystem/none").json()) == ["not-found"]
    concepts = client.get(f"{BASE}/CodeSystem/duty-reason").json()["concept"]
    assert len(concepts) == len(Outcome) - 1


def test_every_code_system_and_extension_of_ours_that_is_said_can_be_read(desk: Rig) -> None:
    alder = practice(desk)
    booked(desk, alder)
    (one,) = resources(alder.program.get("Appointment").json())
    said = alder.program.put(f"Appointment/{one['id']}", one | {"status": "cancelled"}).text
    said += alder.program.get("Slot").text + alder.program.get("Slot/none").text
    found = set(addresses(said))
    assert len(found) >= 4
    for path in found:
        assert TestClient(desk.app).get(path).status_code == 200, path


def addresses(said: str) -> Iterator[str]:
    for part in said.split('"'):
        if ("/CodeSystem/" in part or "/StructureDefinition/" in part) and part.startswith("http://testserver"):
            yield part.removeprefix("http://testserver")


def test_no_address_or_header_that_an_officer_may_be_seen_with_gives_them_away(desk: Rig) -> None:
    row = booked(desk, practice(desk))
    asking, stranger = officer(desk, row.officer_id), TestClient(desk.app)
    theirs = [route.path for route in routes_of(facade_of(desk.app)) if "GET" in route.methods]
    theirs = [path for path in theirs if not path.startswith(OF_PROGRAMS)]
    assert len(theirs) >= 6
    for path in theirs:
        there = BASE + path.format(fhir_id=row.id)
        for headers in ({}, asking.bearer()):
            answer = stranger.get(there, headers={**headers, "sec-fetch-site": "same-origin"})
            assert list(faults_of(answer, path)) == [], path
