"""The tokens of a provider's programs: made once, shown once, ended at once; for whoever keeps the whole diary."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.care.store import program_tokens
from app.care.store.tables.access import AuditEntry
from app.foundation.database import Database
from app.foundation.jobs import ListJobs
from app.foundation.program_tokens import TOKEN_STARTS
from app.foundation.sealing import new_key, use_key
from tests.care.web.provider.rig import Practice, Rig, rigged

PATH = "/provider/programs"


@pytest.fixture(scope="module")
def rig(care_template_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """One desk for all; every test brings a practice of its own."""
    path = tmp_path_factory.mktemp("programs") / "care.sqlite"
    shutil.copy(care_template_file, path)
    use_key(new_key())
    store = Database(f"sqlite:///{path}", jobs=ListJobs())
    with rigged(store) as ready:
        yield ready
    store.close()


def made(answer: str) -> str:
    found = re.search(rf'value="({TOKEN_STARTS}[\w-]+)"', answer)
    assert found
    return found[1]


def opens(rig: Rig, token: str) -> int:
    caller = TestClient(rig.app, raise_server_exceptions=False)
    return caller.get("/fhir/r4/Schedule", headers={"authorization": f"Bearer {token}"}).status_code


def kept(rig: Rig, practice: Practice) -> list[str]:
    """The names of the practice's tokens, and all else that is kept of them."""
    with rig.store.read() as db:
        return [repr(vars(row)) for row in program_tokens.of_provider(db, practice.provider_id)]


def test_a_token_is_shown_once_opens_the_door_and_is_kept_nowhere(rig: Rig) -> None:
    practice = rig.practice("one@alder.example")
    begun = rig.sign_in(practice.contact)
    page = rig.post(PATH, begun, name="practice-diary", scopes="read", days="30")
    token = made(page.text)
    assert opens(rig, token) == 200
    assert token not in rig.client.get(PATH).text
    (row,) = kept(rig, practice)
    assert token not in row
    with rig.store.read() as db:
        acts = {line.act: line.detail for line in db.scalars(select(AuditEntry))}
        row_id = program_tokens.of_provider(db, practice.provider_id)[0].id
    assert acts["made.token"] == {"program": "practice-diary", "scopes": "read"}
    rig.post(f"{PATH}/{row_id}/revoke", begun)
    assert opens(rig, token) == 401
    assert "ended" in rig.client.get(PATH).text


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "", "scopes": "read", "days": "30"},
        {"name": "Big Name!", "scopes": "read", "days": "30"},
        {"name": "a", "scopes": "everything", "days": "30"},
        {"name": "a", "days": "30"},
        {"name": "a", "scopes": "read", "days": "0"},
        {"name": "a", "scopes": "read", "days": "²"},
        {"name": "taken", "scopes": "read", "days": "30"},
    ],
)
def test_what_makes_no_token_is_said_and_the_form_keeps_what_was_typed(rig: Rig, typed: dict[str, str]) -> None:
    practice = rig.practice(
        f"{len(typed)}-{typed['name'][:3].strip()}-{typed['days'].encode().hex()}@ash.example".lower()
    )
    begun = rig.sign_in(practice.contact)
    rig.post(PATH, begun, name="taken", scopes="read", days="30")
    page = rig.post(PATH, begun, **typed)
    assert page.status_code == 422
    assert f'value="{typed["name"]}"' in page.text
    assert len(kept(rig, practice)) == 1


def test_the_api_makes_lists_and_ends_tokens_too_and_another_provider_sees_none(rig: Rig) -> None:
    alder, elm = rig.practice("two@alder.example"), rig.practice("desk@elm.example")
    heads = {"authorization": f"Bearer {rig.sign_in(alder.contact).token}"}
    others = {"authorization": f"Bearer {rig.sign_in(elm.contact).token}"}
    rig.client.cookies.clear()
    wanted = {"name": "diary", "scopes": ["read", "hours"], "days": 90}
    done = rig.client.post("/api/v1/provider/programs", json=wanted, headers=heads)
    assert done.status_code == 201
    token, row_id = done.json()["token"], done.json()["id"]
    assert opens(rig, token) == 200
    (row,) = rig.client.get("/api/v1/provider/programs", headers=heads).json()["programs"]
    assert (row["name"], row["scopes"], row["last_used_at"] is None) == ("diary", ["hours", "read"], False)
    assert "token" not in row
    assert rig.client.get("/api/v1/provider/programs", headers=others).json()["programs"] == []
    assert rig.client.post(f"/api/v1/provider/programs/{row_id}/revoke", headers=others).status_code == 404
    assert rig.client.post(f"/api/v1/provider/programs/{row_id}/revoke", headers=heads).status_code == 200
    assert opens(rig, token) == 401


def test_who_sees_one_caseload_makes_no_token(rig: Rig) -> None:
    practice = rig.practice("three@alder.example")
    rig.another_counsellor(practice, "some@alder.example")
    begun = rig.sign_in("some@alder.example")
    assert rig.client.get(PATH).status_code == 404
    assert rig.post(PATH, begun, name="a", scopes="read", days="30").status_code == 404


def test_a_token_ends_by_itself(rig: Rig) -> None:
    begun = rig.sign_in(rig.practice("four@alder.example").contact)
    token = made(rig.post(PATH, begun, name="a", scopes="read", days="30").text)
    rig.clock.advance(timedelta(days=30) - timedelta(seconds=1))
    assert opens(rig, token) == 200
    rig.clock.advance(timedelta(seconds=1))
    assert opens(rig, token) == 401
