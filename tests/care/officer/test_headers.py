"""Every address an officer can open, one after the other: kept nowhere, told nobody, called nothing that says why."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from pydantic import HttpUrl, ValidationError
from starlette.routing import Mount

from app.care.domain.discretion import leaks
from app.care.services.calendar_link import new_calendar_link
from app.foundation.manifest import MANIFEST_PATH, manifest_of
from app.settings import CareSettings
from tests.care.officer.pages import read_page
from tests.care.officer.rig import Rig
from tests.care.officer.test_discretion import given_away
from tests.care.officer.ways_rig import House

OTHERS = ("/welfare", "/api/v1/welfare", "/provider", "/api/v1/provider", "/webhooks")
FETCHED_AGAIN = {"/calendar/{token}.ics": "private, no-cache"}
"""A calendar program asks every hour, and is told "as before" by an ETag; it keeps its entries in any case."""
OURS = {"sec-fetch-site": "same-origin"}


@pytest.fixture(scope="module")
def places(house: House) -> dict[str, str]:
    """What stands for each part of an address that varies."""
    rig = house.rig
    rig.counsellor()
    officer_id = rig.officer()
    program = rig.program(officer_id)
    course = program.post("/courses", {"mode": "either", "urgency": "soon"}).json()["id"]
    offer = program.get(f"/courses/{course}/offers").json()["offers"][0]["offer"]
    held = program.post(f"/courses/{course}/holds", {"offer": offer}).json()["id"]
    with rig.store.write() as db:
        token = new_calendar_link(db, officer_id, now=rig.clock())
    asked = {"number": "1", "appointment_id": held, "ended_id": held, "course_id": course}
    return {"code": "slot-taken", **asked, "token": token, "officer": officer_id}


def every_route(router: Any) -> Iterator[Any]:
    """The routes of an app, and of the routers that were included in it."""
    for route in router.routes:
        included = getattr(route, "original_router", None)
        yield from every_route(included) if included is not None else [route]


def addresses(rig: Rig) -> list[str]:
    """Every address of the desk that answers GET and is for officers, as its route is written."""
    found = {
        route.path
        for route in every_route(rig.app)
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and not route.path.startswith(OTHERS)
    }
    return sorted(found | {"/api/openapi.json", "/no/such/address"})


def faults_of(answer: Any, path: str) -> Iterator[str]:
    """What an answer lets be kept, sent on or read over a shoulder."""
    headers = answer.headers
    expected = {
        "cache-control": FETCHED_AGAIN.get(path, "no-store"),
        "referrer-policy": "no-referrer",
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
    }
    yield from (f"{name}: {headers.get(name)}" for name, value in expected.items() if headers.get(name) != value)
    if "frame-ancestors 'none'" not in headers.get("content-security-policy", ""):
        yield "may be framed"
    told = [path, headers.get("location", ""), headers.get("content-disposition", ""), headers.get("link", "")]
    told += re.findall(r"(?:^|, )([\w-]+)=", headers.get("set-cookie", ""))
    if "text/html" in headers.get("content-type", ""):
        page = read_page(answer.text)
        told += [page.title, *(link for link in page.links if link.startswith("/"))]
        if "data-quick-exit" not in answer.text:
            yield "no quick way out"
        if not page.title.endswith("Relief"):
            yield f"title: {page.title}"
    yield from (f"says {word}" for text in told for word in leaks(text))


def test_every_address_keeps_silent_for_strangers_and_for_officers(house: House, places: dict[str, str]) -> None:
    rig = house.rig
    signed_in = rig.browser(places["officer"]).client
    routes = addresses(rig)
    statuses = {}
    for path in routes:
        there = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: places[found[1]], path)
        for who, client in (("stranger", rig.visitor()), ("officer", signed_in)):
            answer = client.get(there, headers=OURS)
            assert answer.status_code < 500, path
            assert not list(faults_of(answer, path)), (who, path, list(faults_of(answer, path)))
            statuses[who, path] = answer.status_code
    seen = [path for path in routes if statuses["officer", path] == 200]
    assert len(seen) >= 25, seen
    assert statuses["officer", "/preferences/signing-in"] == 200


def test_control_what_is_kept_framed_or_said_is_noticed(house: House) -> None:
    answer = house.rig.visitor().get("/sign-in", headers=OURS)
    assert not list(faults_of(answer, "/sign-in"))
    for name, value in (
        ("cache-control", "private, max-age=60"),
        ("referrer-policy", "origin"),
        ("content-security-policy", ""),
        ("location", "/sessions/3"),
        ("content-disposition", 'attachment; filename="counselling.ics"'),
        ("set-cookie", "therapy=1; Path=/"),
    ):
        spoilt = house.rig.visitor().get("/sign-in", headers=OURS)
        spoilt.headers[name] = value
        assert list(faults_of(spoilt, "/sign-in")), name
    assert list(faults_of(answer, "/sessions"))


def test_a_browser_that_does_not_say_where_from_gets_the_next_best(house: House) -> None:
    """With `no-referrer` its own forms would come as from nowhere, and it could not sign in."""
    assert house.rig.visitor().get("/sign-in").headers["referrer-policy"] == "same-origin"


def test_every_word_on_the_pages_of_getting_in_is_discreet(house: House, places: dict[str, str]) -> None:
    browser = house.rig.browser(places["officer"])
    for path in ("/sign-in", "/sign-in/code", "/join", "/preferences/signing-in", "/preferences/signing-in/code"):
        page = browser.open(path)
        assert browser.status == 200
        assert not given_away(page, browser.headers), path


def test_nothing_is_mounted_but_static_files_and_fhir(house: House) -> None:
    """A mounted app would escape the walk above; the addresses of /fhir are walked in tests/care/web/fhir."""
    mounted = [route.path for route in every_route(house.rig.app) if isinstance(route, Mount)]
    assert sorted(mounted) == ["/fhir", "/static", "/static/htmx"]


def test_the_home_screen_shows_a_neutral_name_and_icon(house: House) -> None:
    visitor = house.rig.visitor()
    answer = visitor.get(MANIFEST_PATH)
    assert answer.headers["content-type"] == "application/manifest+json"
    told = answer.json()
    assert (told["name"], told["short_name"]) == ("Relief", "Relief")
    assert not leaks(answer.text)
    for icon in told["icons"]:
        assert visitor.get(icon["src"]).headers["content-type"] == icon["type"]
    assert MANIFEST_PATH in visitor.get("/sign-in").text
    assert manifest_of("Daybook")["name"] == "Daybook"


def test_what_a_force_settles_reaches_its_pages(house: House) -> None:
    settings = CareSettings(
        force_domains=" Kent.Police.uk, ,kent.example ", quick_exit=HttpUrl("https://news.example/a")
    )
    assert settings.force_mail == ("kent.police.uk", "kent.example")
    assert str(settings.quick_exit) == "https://news.example/a"
    assert CareSettings().force_mail == ("police.uk", "pnn.police.uk")
    with pytest.raises(ValidationError):
        CareSettings.model_validate({"quick_exit": "javascript:alert(1)"})
    page = house.rig.visitor().get("/sign-in").text
    assert f'href="{house.rig.desk.quick_exit}"' in page
