"""The care desk as programs and officers meet it over FHIR."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from fastapi.testclient import TestClient

from app.care.domain.outcome import Outcome
from app.care.services.program_tokens import NewProgram, make_token
from app.care.store.tables.officers import Officer
from app.care.store.tables.providers import Counsellor, Provider
from tests.care.officer.rig import Rig
from tests.support.builders import a_booked_appointment, a_course, at

BASE = "/fhir/r4"
ALL = ("read", "outcomes", "hours")


@dataclass
class Asking:
    """Somebody who speaks FHIR, with their token."""

    client: TestClient
    token: str

    def get(self, path: str, **headers: str) -> httpx.Response:
        """GET under the base; a whole address of ours is taken as it is."""
        return self.client.get(_path(path), headers=self._headers(headers))

    def put(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """PUT a resource."""
        return self.client.put(_path(path), json=body, headers=self._headers(headers))

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """POST a resource."""
        return self.client.post(_path(path), json=body, headers=self._headers(headers))

    def bearer(self) -> dict[str, str]:
        """The token alone."""
        return {"authorization": f"Bearer {self.token}"}

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {**self.bearer(), "content-type": "application/fhir+json", **named}


@dataclass
class Practice:
    """A provider with one counsellor, and a program of theirs."""

    provider_id: str
    key: str
    counsellor_id: str
    program: Asking


def practice(
    rig: Rig, scopes: Sequence[str] = ALL, hours: Sequence[tuple[datetime, datetime]] | None = None
) -> Practice:
    """A provider whose counsellor is there from ten to four every day, unless `hours` says otherwise."""
    counsellor_id = rig.counsellor([(at(d, 10), at(d, 16)) for d in range(40)] if hours is None else hours)
    with rig.store.write() as db:
        provider = db.get_one(Provider, db.get_one(Counsellor, counsellor_id).provider_id)
    return Practice(provider.id, provider.pseudonym_key, counsellor_id, program(rig, provider.id, scopes))


def program(rig: Rig, provider_id: str, scopes: Sequence[str] = ALL, name: str = "diary") -> Asking:
    """A program of a provider's, with a fresh token."""
    with rig.store.write() as db:
        token, _ = make_token(db, provider_id, NewProgram(name, scopes, 30), by="account", now=rig.clock())
    return Asking(TestClient(rig.app, raise_server_exceptions=False), token)


def officer(rig: Rig, officer_id: str) -> Asking:
    """An officer's own program."""
    return Asking(TestClient(rig.app, raise_server_exceptions=False), rig.sign_in(officer_id).token)


def asked(rig: Rig) -> tuple[str, Asking]:
    """An officer who has asked for a course and chosen nothing yet, and their program."""
    officer_id = rig.officer()
    with rig.store.write() as db:
        a_course(db, db.get_one(Officer, officer_id), now=rig.clock())
    return officer_id, officer(rig, officer_id)


def booked(rig: Rig, of: Practice, start_at: datetime | None = None) -> Any:
    """An appointment of the practice's."""
    with rig.store.write() as db:
        return a_booked_appointment(db, db.get_one(Counsellor, of.counsellor_id), start_at, now=rig.clock())


def resources(bundle: dict[str, Any], mode: str = "match") -> list[dict[str, Any]]:
    """The resources of a searchset."""
    return [one["resource"] for one in bundle.get("entry", []) if one["search"]["mode"] == mode]


def codes(outcome: dict[str, Any]) -> list[str]:
    """Our stable codes in an OperationOutcome."""
    return [coding["code"] for issue in outcome["issue"] for coding in issue.get("details", {}).get("coding", [])]


def reported(outcome: Outcome) -> str:
    """The outcome, as our code has it."""
    return outcome.value.replace("_", "-")


def _path(path: str) -> str:
    if path.startswith("http"):
        return path.removeprefix("http://testserver")
    return f"{BASE}/{path}" if path else BASE
