"""Everything that pages do can be done over the API, in one manner: twins, keys, pages of lists, examples."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from app.care.web import officer, provider, welfare
from app.foundation.database import Database
from app.foundation.description import operations
from app.foundation.problem_json import PROBLEM
from tests.care.web.provider.rig import rigged

V1 = "/api/v1"
_COURSE, _APPOINTMENT = f"{V1}/courses/{{course_id}}", f"{V1}/appointments/{{appointment_id}}"
_OWN = f"{V1}/provider/counsellors/{{counsellor}}"
TWINS = {
    "/start": f"post {V1}/courses",
    "/start/save": f"put {V1}/draft",
    "/start/forget": f"delete {V1}/draft",
    "/choose": f"post {_COURSE}/holds",
    "/held/{appointment_id}/book": f"post {_APPOINTMENT}/book",
    "/held/{appointment_id}/let-go": f"post {_APPOINTMENT}/let-go",
    "/plan/{number}/change": f"post {_APPOINTMENT}/cancel",
    "/plan/{number}/missed": f"post {_APPOINTMENT}/missed",
    "/put-right/{appointment_id}": f"post {_APPOINTMENT}/questions",
    "/instead/{ended_id}/keep": f"post {_APPOINTMENT}/keep",
    "/instead/{ended_id}/another-day": f"post {_APPOINTMENT}/instead/another-day",
    "/sooner": f"put {_COURSE}/sooner",
    "/sooner/end": f"delete {_COURSE}/sooner",
    "/sooner/{offer_id}/keep": f"post {V1}/sooner/{{offer_id}}/keep",
    "/sooner/{offer_id}/decline": f"post {V1}/sooner/{{offer_id}}/decline",
    "/pause": f"post {_COURSE}/pause",
    "/resume": f"post {_COURSE}/resume",
    "/stop": f"post {_COURSE}/withdraw",
    "/rebooking": f"post {_COURSE}/rebooking",
    "/change": f"post {_COURSE}/counsellor-change",
    "/preferences/record/erase": f"post {V1}/record/erase",
    "/preferences": f"put {V1}/me/preferences",
    "/preferences/effect": f"post {V1}/me/preferences/effect",
    "/preferences/choice": f"post {V1}/me/choice",
    "/preferences/where": f"put {_COURSE}/wants",
    "/why": f"post {_COURSE}/plan/{{number}}/remedy",
    "/preferences/away": f"post {V1}/me/away",
    "/preferences/away/remove": f"delete {V1}/me/away",
    "/preferences/diary": f"post {V1}/me/diary",
    "/preferences/diary/end": f"delete {V1}/me/diary",
    "/preferences/diary/title": f"put {V1}/me/diary",
    "/preferences/messages": f"put {V1}/me/messages",
    "/preferences/messages/notices": f"post {V1}/me/messages/browsers",
    "/preferences/messages/notices/{browser_id}/end": f"delete {V1}/me/messages/browsers/{{browser_id}}",
    "/welfare/capacity/scarce-hours": f"put {V1}/welfare/scarce-hours",
    "/provider/outcomes": f"post {V1}/provider/outcomes",
    "/provider/hours/open": f"post {V1}/provider/hours",
    "/provider/hours/withdraw": f"post {V1}/provider/hours/withdraw",
    "/provider/hours/week": f"put {_OWN}/week",
    "/provider/hours/leave": f"put {_OWN}/leave",
    "/provider/hours/leave/end": f"delete {_OWN}/leave/{{leave}}",
    "/provider/hours/calendar": f"put {_OWN}/calendar",
    "/provider/hours/calendar/again": f"post {_OWN}/calendar/read",
    "/provider/hours/calendar/end": f"delete {_OWN}/calendar",
    "/provider/hours/file": f"post {V1}/provider/hours/files",
    "/provider/hours/file/{upload_id}": f"post {V1}/provider/hours/files/{{upload_id}}/confirm",
    "/provider/people/new": f"post {V1}/provider/counsellors",
    "/provider/people/{code}": f"put {_OWN}",
    "/provider/accounts": f"put {V1}/provider/accounts",
    "/provider/accounts/{account_id}/end": f"delete {V1}/provider/accounts/{{account_id}}",
    "/provider/deliveries/{message_id}/again": f"post {V1}/provider/deliveries/{{message_id}}/again",
    "/provider/connection/address": f"put {V1}/provider/connection/address",
    "/provider/deliveries/again": f"post {V1}/provider/deliveries/again",
    "/provider/connection/test": f"post {V1}/provider/connection/test",
    "/provider/connection/on": f"post {V1}/provider/connection/on",
    "/provider/connection/secrets/end-older": f"post {V1}/provider/connection/secrets/end-older",
    "/provider/connection/secrets": f"post {V1}/provider/connection/secrets",
    "/provider/programs": f"post {V1}/provider/programs",
    "/provider/programs/{token_id}/revoke": f"post {V1}/provider/programs/{{token_id}}/revoke",
    "/provider/questions/{question_id}": f"post {V1}/provider/questions/{{question_id}}",
    "/provider/held-back/{held_id}": f"post {V1}/provider/held-back/{{held_id}}",
    "/provider/held-back/drop-all": f"post {V1}/provider/held-back/drop-all",
    "/welfare": f"put {V1}/welfare/notice",
    "/welfare/reset": f"post {V1}/welfare/notice/reset",
    "/welfare/terms": f"put {V1}/welfare/terms/{{provider_id}}/{{from_on}}",
    "/welfare/capacity/map": f"post {V1}/welfare/capacity/map",
    "/welfare/capacity/what-if": f"post {V1}/welfare/what-ifs",
    "/welfare/capacity/what-if/{study_id}/call-off": f"post {V1}/welfare/what-ifs/{{study_id}}/call-off",
}
"""What sends something, by its page, and the call that does the same."""
NO_CALL_YET: set[str] = set()
"""Pages whose call is still to come; a line goes as soon as it is there, or this test says so."""
WITHOUT_KEY = {
    f"post {V1}/provider/connection/secrets",
    f"post {V1}/provider/programs",
    f"post {V1}/me/away",
    f"post {V1}/me/diary",
    f"post {V1}/me/messages/browsers",
    *(f"post {V1}{door}/passkeys" for door in ("", "/provider", "/welfare")),
}
"""Create without a key: the answer is a secret, and answers under keys are kept; or the same again changes nothing;
or what is sent works once anyway."""
SHORT = {
    "sessions": "a course has fifty at most",
    "offers": "five are offered",
    "following": "the rest of one course",
    "counsellors": "the people of one practice",
    "hours": "four weeks of one person",
    "lines": "five at most, and fifty of a week",
    "weeks": "of one person",
    "leave": "to come of one person",
    "parts": "the people of one practice in one file",
    "accounts": "the people of one practice",
    "questions": "what waits for an answer of one practice",
    "keys": "of one practice; those replaced end in a day",
    "tries": "of one message, given up after a day",
    "faults": "of one request",
    "alternatives": "five are offered",
    "browsers": "ten at most",
    "contacts": "an address and a number",
    "left_out": "one for each filter",
    "moves": "the rest of one course",
    "shifts": "the rest of one course",
    "stays": "the rest of one course",
    "days": "one week",
    "entries": "of one week; the account of a course comes in pages",
    "avoid": "the parts of one week",
    "away": "fifty at most",
    "reasons": "the smallest set of them",
    "remedies": "the cheapest few",
    "openings": "one for each thing to give up",
    "ways": "by which messages can come: three",
    "programs": "a handful of one practice",
    "scopes": "three at most",
    "passkeys": "the devices of one person",
    "sign_ins": "the devices of one person, of thirty days",
    "sites": "the places of one force",
    "places": "the same",
    "terms": "a contract has a few",
    "months": "those since the first fee",
    "books": "three kinds",
    "running": "three kinds",
    "bills": "a month of each practice",
    "providers": "the practices of one force",
    "what_ifs": "five a week, kept for thirty days",
    "before": "four tables",
    "after": "the same",
    "map": "six tables",
    "coming": "two tables",
    "quarters": "four a year",
    "tables": "those declared",
}
"""Lists that come whole, and why they stay short."""


@pytest.fixture(scope="module")
def document(care_template_file: Any) -> Iterator[dict[str, Any]]:
    store = Database(f"sqlite:///{care_template_file}")
    with rigged(store) as rig:
        yield rig.client.get("/api/openapi.json").json()
    store.close()


def calls_of(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {f"{method} {path}": call for method, path, call in operations(document) if path.startswith(V1)}


def sent_by(routers: list[APIRouter]) -> set[str]:
    """The addresses of pages that take a form."""
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    return {route.path for route in routes if "POST" in (route.methods or ()) and not route.path.startswith("/api")}


def test_everything_that_pages_do_can_be_done_over_the_api(document: dict[str, Any]) -> None:
    pages = sent_by([*officer.routers(), *provider.routers(), *welfare.routers()])
    assert pages - set(TWINS) == set(), "give these pages a call, and name it among the twins"
    assert set(TWINS) - pages == set()
    calls = calls_of(document)
    assert {page for page in pages if TWINS[page] not in calls} == NO_CALL_YET


def test_what_creates_something_takes_a_key(document: dict[str, Any]) -> None:
    creating = {
        name for name, call in calls_of(document).items() if name.startswith("post") and "201" in call["responses"]
    }
    assert creating, "control: something is created here"
    without = {name for name in creating if "Idempotency-Key" not in parameters_of(document, name)}
    assert without == WITHOUT_KEY


def parameters_of(document: dict[str, Any], name: str) -> set[str]:
    return {one["name"] for one in calls_of(document)[name].get("parameters", ())}


def test_every_list_that_can_grow_comes_in_pages(document: dict[str, Any]) -> None:
    whole: list[str] = []
    paged: list[str] = []
    for name, call in calls_of(document).items():
        for response in call["responses"].values():
            for field in lists_in(response, document):
                if field in SHORT and "cursor" not in parameters_of(document, name):
                    continue
                (paged if "cursor" in parameters_of(document, name) else whole).append(f"{name}: {field}")
    assert whole == [], "these grow and come whole"
    assert len(paged) >= 5, "control: lists are found at all"


def lists_in(response: dict[str, Any], document: dict[str, Any]) -> Iterator[str]:
    """The fields of an answer that are lists of objects."""
    for content in response.get("content", {}).values():
        schema = behind(content.get("schema", {}), document)
        for field, inner in schema.get("properties", {}).items():
            if inner.get("type") == "array" and "$ref" in inner.get("items", {}):
                yield field


def behind(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").removeprefix("#/components/schemas/")
    return document["components"]["schemas"][name] if name else schema


def test_every_body_and_every_refusal_has_an_example_that_fits_its_schema(document: dict[str, Any]) -> None:
    components = {"components": document["components"]}
    faults, seen = [], 0
    for name, call in calls_of(document).items():
        bodies = {"request": call.get("requestBody", {}), **call["responses"]}
        for what, body in bodies.items():
            for media, content in body.get("content", {}).items():
                seen += 1
                if "example" not in content and "examples" not in content and content.get("schema"):
                    faults.append(f"{name} {what}: no example")
                    continue
                if "example" in content:
                    faults += unfit(
                        content["example"], {**content.get("schema", {}), **components}, f"{name} {what} {media}"
                    )
    assert faults == []
    assert seen > 100


def unfit(example: Any, schema: dict[str, Any], where: str) -> list[str]:
    try:
        jsonschema_rs.validate(schema, example)
    except jsonschema_rs.ValidationError as wrong:
        return [f"{where}: {wrong.message}"]
    return []


def test_control_an_example_that_does_not_fit_is_found() -> None:
    assert unfit({"status": "x"}, {"type": "object", "properties": {"status": {"type": "integer"}}}, "here")


def test_every_refusal_is_a_problem(document: dict[str, Any]) -> None:
    refusals = [
        set(response["content"])
        for call in calls_of(document).values()
        for status, response in call["responses"].items()
        if status >= "400"
    ]
    assert refusals
    assert all(kinds == {PROBLEM} for kinds in refusals)
