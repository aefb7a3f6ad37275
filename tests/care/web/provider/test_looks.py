"""Every look of a provider at an officer's record is kept: each route is called, and what it shows compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from sqlalchemy import delete, select

from app.care.domain.hours_line import HoursLine
from app.care.domain.outcome import Outcome
from app.care.domain.pseudonyms import Kind, officer_reference, outward
from app.care.reads.provider_diary import own_appointments
from app.care.services.hold_back import hold_back
from app.care.services.hours_upload import propose
from app.care.services.identity import find_provider_account
from app.care.services.outcome import record_outcome
from app.care.services.outcome_question import question_outcome
from app.care.services.providers_own import ProviderSide
from app.care.store import providers, questions
from app.care.store.held_back import undecided
from app.care.store.tables.appointments import Appointment
from app.care.store.tables.rights import Look
from app.care.web import provider
from app.care.web.provider.seat import ProviderWho, desk_of, look
from app.foundation.database import Database
from tests.care.web.provider.rig import Practice, Rig, rigged
from tests.care.web.provider.test_pages import book
from tests.support.builders import at

API = "/api/v1/provider"


@dataclass
class Scene:
    """A provider with two officers: one has been and questions how that was recorded, one is still to come."""

    rig: Rig
    practice: Practice
    been: Appointment
    coming: Appointment
    form_token: str
    token: str
    question_id: str
    held_ids: tuple[str, str]
    upload_id: str

    def names_of(self, one: Appointment) -> set[str]:
        """Everything by which this provider knows the officer."""
        key = self.practice.key
        apt, crs = outward(key, Kind.APPOINTMENT, one.id), outward(key, Kind.COURSE, one.course_id)
        asked = {self.question_id} if one is self.been else set()
        return {officer_reference(key, one.officer_id), apt, crs, *asked}

    def named(self, one: Appointment) -> str:
        return outward(self.practice.key, Kind.APPOINTMENT, one.id)

    @property
    def counsellor(self) -> str:
        return outward(self.practice.key, Kind.COUNSELLOR, self.practice.counsellor_id)

    def call(self, method: str, path: str, what: dict[str, Any]) -> httpx.Response:
        """As a browser for pages, as a program for the API."""
        if path.startswith("/api"):
            headers = {"authorization": f"Bearer {self.token}", "idempotency-key": "a-key-of-this-test"}
            return self.rig.client.request(method, path, json=what or None, headers=headers)
        data = {"form_token": self.form_token, **what} if method == "POST" else None
        headers = {"accept": "text/html", "sec-fetch-site": "same-origin"}
        return self.rig.client.request(method, path, data=data, headers=headers, follow_redirects=False)

    def unrecorded(self, method: str, path: str, what: dict[str, Any]) -> list[str]:
        """The officers whom the answer (or the request) names and of whom no look was kept."""
        with self.rig.store.write() as db:
            db.execute(delete(Look))
        answer = self.call(method, path, what)
        assert answer.status_code < 400, (path, answer.text)
        with self.rig.store.read() as db:
            seen = set(db.scalars(select(Look.officer_id)))
        told = f"{answer.text}{path}{what}"
        shown = {one.officer_id for one in (self.been, self.coming) if any(n in told for n in self.names_of(one))}
        assert not seen - shown, f"{path} records a look at somebody it does not show"
        return sorted(shown - seen)


@pytest.fixture(scope="module")
def scene(care_template_file: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    import shutil

    from app.foundation.jobs import ListJobs
    from app.foundation.sealing import new_key, use_key

    path = tmp_path_factory.mktemp("looks") / "care.sqlite"
    shutil.copy(care_template_file, path)
    use_key(new_key())
    store = Database(f"sqlite:///{path}", jobs=ListJobs())
    with rigged(store) as rig:
        practice = rig.practice()
        been, coming = book(rig, practice.counsellor_id, 10), book(rig, practice.counsellor_id, 15)
        rig.clock.move_to(at(7, 12))
        with rig.store.write() as db:
            record_outcome(db, been.id, Outcome.DID_NOT_ATTEND, by="provider:x", now=rig.clock())
            question_outcome(db, been.officer_id, been.id, now=rig.clock())
            asked = questions.open_about(db, been.id)
            assert asked is not None
        begun = rig.sign_in(practice.contact)
        held = held_back_about(rig, practice, coming)
        file_id = sent_file(rig, practice)
        yield Scene(rig, practice, been, coming, begun.form_token, begun.token, asked.id, held, file_id)
    store.close()


def requests_about_sending() -> dict[tuple[str, str], tuple[str, dict[str, Any]]]:
    """The same for what is about messages and keys, and so about nobody."""
    older = "/connection/secrets/end-older"
    plain = ["/provider/connection/test", *(f"{base}/connection/on" for base in ("/provider", API))]
    plain += [f"{base}/deliveries/again" for base in ("/provider", API)]
    keys = {("POST", f"{base}{older}"): (f"{base}{older}", {"direction": "out"}) for base in ("/provider", API)}
    return keys | {("POST", path): (path, {}) for path in plain}


def held_back_about(rig: Rig, practice: Practice, one: Appointment) -> tuple[str, str]:
    """Two messages that would call it off and wait."""
    name = outward(practice.key, Kind.APPOINTMENT, one.id)
    payload = {"type": "session.cancelled_by_provider", "timestamp": at(7).isoformat(), "data": {"appointment": name}}
    with rig.store.write() as db:
        for number in range(2):
            hold_back(db, practice.provider_id, f"msg_{number}", payload, 1, now=rig.clock())
        first, second = (one.id for one in undecided(db, practice.provider_id, most=2))
    return first, second


Calls = dict[tuple[str, str], tuple[str, dict[str, Any]]]


def sent_file(rig: Rig, practice: Practice) -> str:
    """A file that would close the day of the appointment to come."""
    with rig.store.write() as db:
        who = providers.counsellor(db, practice.counsellor_id)
        account_id = find_provider_account(db, practice.contact)
        assert account_id is not None
        side = ProviderSide(practice.provider_id, practice.key)
        upload_id: str = propose(db, side, account_id, [HoursLine(2, who.name, at(7).date())], now=rig.clock()).id
    return upload_id


def requests_of_the_portal(scene: Scene, period: dict[str, Any]) -> Calls:
    """The same for people, their weeks, files and the caseload."""
    own = f"{API}/counsellors/{scene.counsellor}"
    week = {"counsellor": scene.counsellor, "from_on": "2026-03-02", "rows": "2", "act": "look"}
    later = {"start": "2027-03-01T00:00:00Z", "end": "2027-03-02T00:00:00Z"}
    person = {"name": "Robin Hale", "skills": "general", "languages": "en", "max_per_day": "6", "max_per_week": "25"}
    person |= {"break_minutes": "10", "caseload": "30"}
    return {
        ("GET", "/provider/caseload"): ("/provider/caseload", {}),
        ("GET", "/provider/hours/week"): ("/provider/hours/week", {}),
        ("POST", "/provider/hours/week"): ("/provider/hours/week", week),
        ("POST", "/provider/hours/leave"): ("/provider/hours/leave", period),
        ("GET", "/provider/hours/calendar"): ("/provider/hours/calendar", {}),
        ("GET", "/provider/hours/file"): ("/provider/hours/file", {}),
        ("GET", "/provider/hours/table.csv"): ("/provider/hours/table.csv", {}),
        ("GET", "/provider/hours/file/{upload_id}"): (f"/provider/hours/file/{scene.upload_id}", {}),
        ("POST", "/provider/hours/file/{upload_id}"): (f"/provider/hours/file/{scene.upload_id}", {"sure": "yes"}),
        ("GET", "/provider/people"): ("/provider/people", {}),
        ("GET", "/provider/people/new"): ("/provider/people/new", {}),
        ("POST", "/provider/people/new"): ("/provider/people/new", {**person, "name": "Kim Low"}),
        ("GET", "/provider/people/{code}"): (f"/provider/people/{scene.counsellor}", {}),
        ("POST", "/provider/people/{code}"): (f"/provider/people/{scene.counsellor}", person),
        ("POST", "/provider/accounts"): ("/provider/accounts", {"contact": "kim@alder.example"}),
        ("GET", f"{API}/caseload"): (f"{API}/caseload", {}),
        ("GET", f"{API}/counsellors"): (f"{API}/counsellors", {}),
        ("POST", f"{API}/counsellors"): (f"{API}/counsellors", {"name": "Sam Lee"}),
        ("PUT", f"{API}/counsellors/{{counsellor}}"): (own, {"name": "Robin Hale"}),
        ("PUT", f"{API}/counsellors/{{counsellor}}/hours"): (f"{own}/hours", {**later, "hours": []}),
        ("PUT", f"{API}/counsellors/{{counsellor}}/leave"): (f"{own}/leave", later),
        ("GET", f"{API}/accounts"): (f"{API}/accounts", {}),
        ("PUT", f"{API}/accounts"): (f"{API}/accounts", {"contact": "kim@alder.example"}),
    }


def requests_of(scene: Scene) -> Calls:
    """How each route is called so that it shows what it can; a new route needs a line here."""
    day = scene.coming.start_at
    period = {"counsellor": scene.counsellor, "first_on": f"{day:%Y-%m-%d}", "last_on": f"{day:%Y-%m-%d}"}
    span = {"counsellor": scene.counsellor, "start": day.isoformat(), "end": (day + timedelta(hours=1)).isoformat()}
    free = {"start": (day + timedelta(days=300)).isoformat(), "end": (day + timedelta(days=300, hours=1)).isoformat()}
    opening = {"counsellor": scene.counsellor, "first_on": "2027-03-01", "last_on": "2027-03-01", "places": "video"}
    question = {"agrees": "false"}
    calls = requests_of_the_portal(scene, period)
    calls |= {
        ("GET", "/provider"): (f"/provider?on={day:%Y-%m-%d}", {}),
        ("POST", "/provider/outcomes"): (
            "/provider/outcomes", {"appointment": scene.named(scene.been), "outcome": "unwell"}),
        ("GET", "/provider/hours"): ("/provider/hours", {}),
        ("GET", "/provider/hours/open"): ("/provider/hours/open", {}),
        ("POST", "/provider/hours/open"): ("/provider/hours/open", {**opening, "starts": "10:00", "ends": "11:00"}),
        ("POST", "/provider/hours/withdraw"): ("/provider/hours/withdraw", period),
        ("GET", "/provider/deliveries"): ("/provider/deliveries", {}),
        ("GET", "/provider/connection"): ("/provider/connection", {}),
        ("POST", "/provider/connection/address"): ("/provider/connection/address", {"address": ""}),
        ("POST", "/provider/connection/secrets"): ("/provider/connection/secrets", {"direction": "in"}),
        ("GET", "/provider/questions"): ("/provider/questions", {}),
        ("POST", "/provider/questions/{question_id}"): (f"/provider/questions/{scene.question_id}", question),
        ("GET", f"{API}/appointments"): (f"{API}/appointments?from={day:%Y-%m-%d}T00:00:00Z", {}),
        ("POST", f"{API}/outcomes"): (
            f"{API}/outcomes", {"appointment": scene.named(scene.been), "outcome": "did_not_attend"}),
        ("GET", f"{API}/hours"): (f"{API}/hours", {}),
        ("POST", f"{API}/hours"): (f"{API}/hours", {**span, **free, "places": ["video"]}),
        ("POST", f"{API}/hours/withdraw"): (f"{API}/hours/withdraw", {**span, **free}),
        ("GET", f"{API}/connection"): (f"{API}/connection", {}),
        ("PUT", f"{API}/connection/address"): (f"{API}/connection/address", {"address": ""}),
        ("POST", f"{API}/connection/secrets"): (f"{API}/connection/secrets", {"direction": "out"}),
        ("GET", "/provider/programs"): ("/provider/programs", {}),
        ("POST", "/provider/programs"): ("/provider/programs", {"name": "one", "scopes": "read", "days": "30"}),
        ("GET", f"{API}/programs"): (f"{API}/programs", {}),
        ("POST", f"{API}/programs"): (f"{API}/programs", {"name": "two", "scopes": ["read"], "days": 30}),
        ("GET", f"{API}/deliveries"): (f"{API}/deliveries", {}),
        ("GET", f"{API}/questions"): (f"{API}/questions", {}),
        ("POST", f"{API}/questions/{{question_id}}"): (f"{API}/questions/{scene.question_id}", {"agrees": False}),
    }  # fmt: skip
    return calls | requests_about_sending() | requests_about_messages_and_money(scene)


def requests_about_messages_and_money(scene: Scene) -> Calls:
    return {
        ("GET", "/provider/fees"): ("/provider/fees", {}),
        ("GET", f"{API}/fees"): (f"{API}/fees", {}),
        ("GET", "/provider/held-back"): ("/provider/held-back", {}),
        ("POST", "/provider/held-back/{held_id}"): (f"/provider/held-back/{scene.held_ids[0]}", {"release": "false"}),
        ("POST", "/provider/held-back/drop-all"): ("/provider/held-back/drop-all", {}),
        ("GET", f"{API}/held-back"): (f"{API}/held-back", {}),
        ("POST", f"{API}/held-back/{{held_id}}"): (f"{API}/held-back/{scene.held_ids[1]}", {"release": False}),
        ("POST", f"{API}/held-back/drop-all"): (f"{API}/held-back/drop-all", {}),
    }  # fmt: skip


NOT_CALLED = {
    ("POST", "/provider/deliveries/{message_id}/again"),
    ("POST", f"{API}/deliveries/{{message_id}}/again"),
    ("GET", "/provider/fees/{month}.csv"),
    ("GET", f"{API}/fees/{{month}}/bill.csv"),
    ("POST", f"{API}/connection/test"),
    ("POST", "/provider/programs/{token_id}/revoke"),
    ("POST", f"{API}/programs/{{token_id}}/revoke"),
    ("POST", "/provider/hours/leave/end"),
    ("POST", "/provider/hours/calendar"),
    ("POST", "/provider/hours/calendar/again"),
    ("POST", "/provider/hours/calendar/end"),
    ("POST", "/provider/hours/file"),
    ("POST", "/provider/accounts/{account_id}/end"),
    ("PUT", f"{API}/counsellors/{{counsellor}}/week"),
    ("PUT", f"{API}/counsellors/{{counsellor}}/calendar"),
    ("POST", f"{API}/counsellors/{{counsellor}}/calendar/read"),
    ("DELETE", f"{API}/counsellors/{{counsellor}}/calendar"),
    ("DELETE", f"{API}/counsellors/{{counsellor}}/leave/{{leave}}"),
    ("POST", f"{API}/hours/files"),
    ("POST", f"{API}/hours/files/{{upload_id}}/confirm"),
    ("DELETE", f"{API}/accounts/{{account_id}}"),
}
"""They answer nothing, or names of courses that the provider changes unseen; a message or a token is not an officer, no
bill is there before a month is over, and no address to try out."""
DROPS_ALL = {("POST", "/provider/held-back/drop-all"), ("POST", f"{API}/held-back/drop-all")}
BEFORE_ANSWERING = (
    ("GET", "/provider/questions"),
    ("GET", f"{API}/questions"),
    ("GET", "/provider/held-back"),
    ("GET", f"{API}/held-back"),
)


def routes_of(routers: list[APIRouter]) -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def test_every_route_of_providers_is_looked_at(scene: Scene) -> None:
    assert routes_of(provider.routers()) == set(requests_of(scene)) | NOT_CALLED


def test_no_route_shows_an_officer_without_the_look_being_kept(scene: Scene) -> None:
    calls = requests_of(scene)
    shows = {}
    for route in sorted(calls, key=lambda route: (route in DROPS_ALL, route not in BEFORE_ANSWERING, route)):
        path, what = calls[route]
        assert scene.unrecorded(route[0], path, what) == [], route
        with scene.rig.store.read() as db:
            shows[route] = len(db.scalars(select(Look)).all())
    assert shows["GET", "/provider"] == shows["GET", f"{API}/appointments"] == 2
    assert shows["POST", "/provider/hours/withdraw"] == 1, "only whom it would move"
    assert shows["GET", "/provider/held-back"] == shows["GET", f"{API}/held-back"] == 1
    assert shows["GET", "/provider/questions"] == shows["GET", f"{API}/questions"] == 1


def test_control_a_page_that_forgets_to_record_is_found(scene: Scene) -> None:
    forgetful = APIRouter()

    @forgetful.get("/provider/forgetful")
    def page(request: Request, who: ProviderWho) -> list[str]:
        seat, desk = look(request, who, "forgetful"), desk_of(request)
        with desk.store.read() as db:
            own = own_appointments(db, seat, at(0), at(20), now=desk.clock())
        return [one.officer for one in own]

    scene.rig.app.include_router(forgetful)
    assert ("GET", "/provider/forgetful") not in requests_of(scene), "so the walk above would name it"
    found = scene.unrecorded("GET", "/provider/forgetful", {})
    assert found == sorted([scene.been.officer_id, scene.coming.officer_id])
