"""Every route of the welfare lead, one by one: officers, providers, HR and strangers get nothing of any of them."""

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from app.care.web import welfare
from app.foundation.database import Database
from tests.care.officer.rig import Rig, rigged
from tests.care.web.welfare.test_notice import a_lead
from tests.house.source import ROOT

OPEN_TO_ALL = {"/api/v1/help"}
"""Whom to call at once."""
NOTHING = {303, 401, 403, 404}


@pytest.fixture
def rig(care_sqlite: Database) -> Iterator[Rig]:
    with rigged(care_sqlite) as ready:
        yield ready


def routes() -> list[tuple[str, str]]:
    """Method and path of each, with something in every blank."""
    found = {
        (method, re.sub(r"\{from_on\}", "2026-04-01", route.path))
        for router in welfare.routers()
        for route in router.routes
        if isinstance(route, APIRoute) and route.path not in OPEN_TO_ALL
        for method in (route.methods or set()) - {"HEAD"}
    }
    return sorted((method, re.sub(r"\{\w+\}", "x", path)) for method, path in found)


def statuses(client: TestClient, headers: dict[str, str]) -> dict[tuple[str, str], int]:
    return {
        (method, path): client.request(method, path, headers=headers, json={}, follow_redirects=False).status_code
        for method, path in routes()
    }


def test_nobody_but_a_welfare_lead_gets_anything_of_any_route(rig: Rig) -> None:
    assert len(routes()) > 30
    client = TestClient(rig.app, raise_server_exceptions=False)
    program = rig.program(rig.officer())
    others = {
        "nobody": {"accept": "text/html"},
        "an officer": program._headers(),
        "a token of HR's desk": {"authorization": "Bearer hr-sign-in-of-another-store"},
    }
    for who, headers in others.items():
        let_in = {route: status for route, status in statuses(client, headers).items() if status not in NOTHING}
        assert let_in == {}, who
    lead_id, _ = a_lead(rig)
    lead = {"authorization": f"Bearer {rig.sign_in(lead_id, 'welfare').token}"}
    mine = statuses(client, lead)
    assert all(mine["GET", path] == 200 for path in ("/api/v1/welfare/insight", "/api/v1/welfare/capacity")), "control"


def test_the_desk_of_hr_has_none_of_these_routes() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "app" / "rota").rglob("*.py")]
    assert len(texts) > 50
    assert not [text for text in texts if "/welfare" in text or "insight" in text]
