"""Passkeys: whoever's device answers rightly gets in, and every other answer is the same."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import Request
from fastapi.testclient import TestClient
from httpx import Response
from hypothesis import given, settings
from hypothesis import strategies as st

from app.foundation.database import Database
from app.foundation.signin.device import device_of
from app.foundation.signin.passkey_rows import forget_ways_in
from app.foundation.signin.passkeys import MOST, Answered, clean_name, who_signs_in
from app.foundation.signin.relying_party import RelyingParty
from tests.foundation.mini_desk import (
    Member,
    MiniDesk,
    MiniPasskey,
    MiniSignIn,
    filled,
    mini_desk,
    minutes,
    officer,
)
from tests.foundation.soft_key import SoftKey, raw
from tests.foundation.test_sign_in import form_token

API = "/api/v1/passkeys"
INTO = "/api/v1/sign-in/passkey"


def bearer(desk: MiniDesk, subject_id: str = "o1", audience: str = "officer") -> dict[str, str]:
    return {"authorization": f"Bearer {desk.signed_in(subject_id, audience)[1].token}"}


def with_passkey(desk: MiniDesk, subject_id: str = "o1") -> SoftKey:
    """A device with a passkey that the desk has taken in."""
    key, program, headers = SoftKey(), TestClient(desk.app), bearer(desk, subject_id)
    asked = program.post(f"{API}/options", headers=headers).json()
    made = {"ticket": asked["ticket"], "credential": key.make(asked["options"]), "name": "My phone"}
    assert program.post(API, json=made, headers=headers).status_code == 201
    return key


def try_in(desk: MiniDesk, key: SoftKey, **lies: Any) -> Response:
    """Ask, let the device answer, send it."""
    program = TestClient(desk.app)
    asked = program.post(f"{INTO}/options").json()
    return program.post(INTO, json={"ticket": asked["ticket"], "credential": key.answer(asked["options"], **lies)})


def test_a_passkey_lets_its_holder_in_without_a_name(mini: MiniDesk) -> None:
    key = with_passkey(mini)
    answer = try_in(mini, key)
    assert answer.status_code == 200
    who = TestClient(mini.app).get("/api/v1/me", headers={"authorization": f"Bearer {answer.json()['token']}"})
    assert who.json() == {"subject_id": "o1"}
    [shown] = TestClient(mini.app).get(API, headers=bearer(mini)).json()["passkeys"]
    assert (shown["name"], shown["used_at"] is not None) == ("My phone", True)


def test_the_page_lets_in_as_the_api_does_and_leads_where_one_wanted_to_go(small: MiniDesk) -> None:
    key, browser = with_passkey(small), small.browser("http://localhost")
    page = browser.get("/sign-in?next=/deep/page")
    assert 'action="/sign-in/passkey?next=%2Fdeep%2Fpage"' in page.text
    asked = browser.post(f"{INTO}/options").json()
    sent = {"ticket": asked["ticket"], "credential": json.dumps(key.answer(asked["options"]))}
    data = {**sent, "form_token": form_token(page)}
    done = browser.post("/sign-in/passkey?next=/deep/page", data=data)
    assert (done.status_code, done.headers["location"]) == (303, "/deep/page")
    assert browser.get("/").status_code == 200


def test_a_form_of_another_site_signs_nobody_in(small: MiniDesk) -> None:
    key, browser = with_passkey(small), small.browser("http://localhost")
    token = form_token(browser.get("/sign-in"))
    asked = browser.post(f"{INTO}/options").json()
    data = {"ticket": asked["ticket"], "credential": json.dumps(key.answer(asked["options"]))}
    assert browser.post("/sign-in/passkey", data=data).status_code == 403
    cross = {"sec-fetch-site": "cross-site"}
    assert browser.post("/sign-in/passkey", data={**data, "form_token": token}, headers=cross).status_code == 403


LIES: dict[str, dict[str, Any]] = {
    "another challenge": {"challenge": "AAAA"},
    "another site": {"origin": "http://localhost.evil.example"},
    "another host": {"host": "evil.example"},
    "a holder who was not checked": {"verified": False},
    "another key": {"signer": ec.generate_private_key(ec.SECP256R1())},
    "another person's handle": {"handle": b"x" * 32},
    "an answer to something else": {"kind": "webauthn.create"},
    "a counter that went back": {"count": 0},
}


@pytest.fixture
def counted(small: MiniDesk) -> tuple[MiniDesk, SoftKey]:
    """A desk and a device that has signed in once, so that its counter stands at one."""
    key = with_passkey(small)
    assert try_in(small, key).status_code == 200
    return small, key


def test_every_answer_that_does_not_hold_gets_the_same_refusal(counted: tuple[MiniDesk, SoftKey]) -> None:
    desk, key = counted
    before = desk.count(MiniSignIn)
    unknown = SoftKey(handle=key.handle)
    answers = {lie: try_in(desk, key, **lies) for lie, lies in LIES.items()} | {"unknown": try_in(desk, unknown)}
    assert {answer.status_code for answer in answers.values()} == {422}
    assert len({answer.content for answer in answers.values()}) == 1
    assert answers["unknown"].json()["code"] == "passkey-does-not-fit"
    assert desk.count(MiniSignIn) == before
    assert try_in(desk, key).status_code == 200  # control: the same device, honestly


def test_a_challenge_is_good_once_for_five_minutes_and_for_its_own_door(small: MiniDesk) -> None:
    key, program = with_passkey(small), TestClient(small.app)
    asked = program.post(f"{INTO}/options").json()
    sent = {"ticket": asked["ticket"], "credential": key.answer(asked["options"])}
    assert program.post("/api/v1/provider/sign-in/passkey", json=sent).status_code == 422
    assert [program.post(INTO, json=sent).status_code for _ in range(2)] == [200, 422]
    late = program.post(f"{INTO}/options").json()
    sent = {"ticket": late["ticket"], "credential": key.answer(late["options"])}
    small.clock.advance(minutes(5))
    assert program.post(INTO, json=sent).status_code == 422


def test_a_used_challenge_stays_used_for_a_key_without_a_counter(small: MiniDesk) -> None:
    """Many devices always say nought: then only the used-up challenge stands against a copied answer."""
    key, program = with_passkey(small), TestClient(small.app)
    asked = program.post(f"{INTO}/options").json()
    sent = {"ticket": asked["ticket"], "credential": key.answer(asked["options"], count=0)}
    assert [program.post(INTO, json=sent).status_code for _ in range(2)] == [200, 422]


def test_of_four_who_send_one_answer_at_once_one_gets_in(mini: MiniDesk) -> None:
    """Somebody who has copied an answer is no quicker than its owner; the key has no counter to tell them apart."""
    key, program = with_passkey(mini), TestClient(mini.app)
    asked = program.post(f"{INTO}/options").json()
    sent = {"ticket": asked["ticket"], "credential": key.answer(asked["options"], count=0)}
    with ThreadPoolExecutor(4) as together:
        statuses = [answer.status_code for answer in together.map(lambda _: program.post(INTO, json=sent), range(4))]
    assert sorted(statuses) == [200, 422, 422, 422]
    assert [try_in(mini, key, count=0).status_code for _ in range(2)] == [200, 200]  # control: each with its own


def test_a_person_at_a_provider_has_passkeys_too(small: MiniDesk) -> None:
    key, program, headers = SoftKey(), TestClient(small.app), bearer(small, "p1", "provider")
    asked = program.post("/api/v1/provider/passkeys/options", headers=headers).json()
    made = {"ticket": asked["ticket"], "credential": key.make(asked["options"])}
    assert program.post("/api/v1/provider/passkeys", json=made, headers=headers).status_code == 201
    browser, _ = small.signed_in("p1", "provider")
    page = browser.get("/provider/signing-in").text
    assert 'data-options="/api/v1/provider/passkeys/options"' in page and "Where your codes go" not in page
    asked = program.post("/api/v1/provider/sign-in/passkey/options").json()
    sent = {"ticket": asked["ticket"], "credential": key.answer(asked["options"])}
    assert program.post(INTO, json=sent).status_code == 422  # it opens its own door only
    assert program.post("/api/v1/provider/sign-in/passkey", json=sent).status_code == 200


def test_who_may_no_longer_come_in_is_not_let_in_by_a_passkey(sqlite: Database) -> None:
    desk = mini_desk(sqlite, stands=lambda db, subject_id: db.get(Member, subject_id) is not None)
    desk.add(officer())
    key = with_passkey(desk)
    assert try_in(desk, key).status_code == 200
    with desk.store.write() as db:
        db.delete(db.get_one(Member, "o1"))
    assert try_in(desk, key).status_code == 422


def test_whoever_wants_to_be_forgotten_leaves_no_way_in(small: MiniDesk) -> None:
    key, other = with_passkey(small), with_passkey(small, "o2")
    with small.store.write() as db:
        forget_ways_in(db, small.desk.tables, "officer", "o1")
    assert (try_in(small, key).status_code, try_in(small, other).status_code) == (422, 200)
    with small.store.read() as db:
        assert {row.subject_id for row in db.query(MiniSignIn)} == {"o2"}


@pytest.mark.parametrize(
    ("agent", "word"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari/604.1", "Phone"),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0 Mobile Safari/537.36", "Phone"),
        ("Mozilla/5.0 (Linux; Android 15; SM-X710) Chrome/140.0 Safari/537.36", "Tablet"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Mobile/15E148 Safari/604.1", "Tablet"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36", "Computer"),
        ("curl/8.5.0", "Program"),
        ("", "Program"),
    ],
)
def test_of_a_device_one_word_is_kept(agent: str, word: str) -> None:
    assert device_of(Request({"type": "http", "headers": [(b"user-agent", agent.encode())]})) == word


def test_asking_says_nothing_of_anybody_and_writes_nothing(small: MiniDesk) -> None:
    program = TestClient(small.app)
    before = program.post(f"{INTO}/options").json()
    with_passkey(small)
    after = program.post(f"{INTO}/options").json()
    for asked in (before, after):
        assert len(raw(asked["options"].pop("challenge"))) == 32
    assert before["options"] == after["options"]
    assert after["options"]["userVerification"] == "required"
    assert not after["options"].get("allowCredentials")
    assert len(before["ticket"]) == len(after["ticket"])


def test_a_device_learns_the_product_and_a_handle_that_says_nothing(small: MiniDesk) -> None:
    asked = TestClient(small.app).post(f"{API}/options", headers=bearer(small)).json()["options"]
    assert (asked["rp"], asked["user"]["name"]) == ({"name": "Relief", "id": "localhost"}, "Relief")
    assert asked["user"]["displayName"] == "Relief"
    assert len(raw(asked["user"]["id"])) == 32
    assert "o1" not in json.dumps(asked["user"])
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    again = TestClient(small.app).post(f"{API}/options", headers=bearer(small)).json()["options"]
    assert again["user"] == asked["user"]  # so that a device replaces its passkey rather than keep two


def test_a_passkey_of_somebody_elses_ticket_is_not_taken_in(small: MiniDesk) -> None:
    program = TestClient(small.app)
    asked = program.post(f"{API}/options", headers=bearer(small)).json()
    made = {"ticket": asked["ticket"], "credential": SoftKey().make(asked["options"])}
    refused = program.post(API, json=made, headers=bearer(small, "o2"))
    assert (refused.status_code, refused.json()["code"]) == (422, "passkey-does-not-fit")
    assert small.count(MiniPasskey) == 0


@pytest.mark.parametrize("lie", ["another challenge", "another site", "another host", "a holder who was not checked"])
def test_a_passkey_that_was_not_made_for_us_is_not_taken_in(small: MiniDesk, lie: str) -> None:
    program, headers = TestClient(small.app), bearer(small)
    asked = program.post(f"{API}/options", headers=headers).json()
    made = {"ticket": asked["ticket"], "credential": SoftKey().make(asked["options"], **LIES[lie])}
    assert program.post(API, json=made, headers=headers).status_code == 422
    made["credential"] = SoftKey().make(asked["options"])
    assert program.post(API, json=made, headers=headers).status_code == 201  # control: honestly, with the same ticket


def test_a_known_passkey_is_not_taken_in_twice_and_not_by_another(small: MiniDesk) -> None:
    key, program = with_passkey(small), TestClient(small.app)
    for subject in ("o1", "o2"):
        headers = bearer(small, subject)
        asked = program.post(f"{API}/options", headers=headers).json()
        answer = program.post(
            API, json={"ticket": asked["ticket"], "credential": key.make(asked["options"])}, headers=headers
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "passkey-known")


def test_a_device_is_told_which_passkeys_there_are_already(small: MiniDesk) -> None:
    key = with_passkey(small)
    asked = TestClient(small.app).post(f"{API}/options", headers=bearer(small)).json()["options"]
    assert [raw(one["id"]) for one in asked["excludeCredentials"]] == [key.credential]


def test_a_removed_passkey_lets_nobody_in_and_only_its_owner_removes_it(small: MiniDesk) -> None:
    key, program = with_passkey(small), TestClient(small.app)
    [shown] = program.get(API, headers=bearer(small)).json()["passkeys"]
    assert program.delete(f"{API}/{shown['id']}", headers=bearer(small, "o2")).status_code == 404
    assert try_in(small, key).status_code == 200
    assert program.delete(f"{API}/{shown['id']}", headers=bearer(small)).status_code == 204
    assert try_in(small, key).status_code == 422
    assert program.delete(f"{API}/{shown['id']}", headers=bearer(small)).status_code == 404


def test_nobody_keeps_more_than_ten(small: MiniDesk) -> None:
    key = {"audience": "officer", "subject_id": "o1", "public_key": b"x", "sign_count": 0, "name": "Mine"}
    small.add(
        *(
            MiniPasskey(credential_lookup=str(n), credential=b"x", created_at=small.clock(), used_at=None, **key)
            for n in range(MOST)
        )
    )
    answer = TestClient(small.app).post(f"{API}/options", headers=bearer(small))
    assert (answer.status_code, answer.json()["code"]) == (409, "too-many-passkeys")


def test_passkeys_cannot_be_tried_without_end_from_one_address(small: MiniDesk) -> None:
    program = TestClient(small.app)
    sent = {"ticket": "x", "credential": {}}
    assert [program.post(INTO, json=sent).status_code for _ in range(61)] == [422] * 60 + [429]


def test_what_a_thief_reads_in_the_store_opens_nothing(small: MiniDesk) -> None:
    with_passkey(small)
    with small.store.read() as db:
        row = db.get_one(MiniPasskey, db.query(MiniPasskey.id).scalar())
        kept = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    assert set(kept) == {
        "id", "audience", "subject_id", "credential_lookup", "credential", "public_key", "sign_count", "name",
        "created_at", "used_at",
    }  # fmt: skip
    with small.store.read() as db:
        raw_name = db.connection().exec_driver_sql("SELECT name FROM mini_passkey").scalar()
    assert raw_name and b"My phone" not in bytes(raw_name)


@settings(max_examples=30)
@given(credential=st.one_of(st.text(max_size=80), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "userHandle"]), inner, max_size=5,
    ),
).map(json.dumps)))  # fmt: skip
def test_whatever_is_sent_as_an_answer_is_refused_and_never_breaks(fuzzed: MiniDesk, credential: str) -> None:
    door = fuzzed.desk.door("officer")
    from app.foundation.signin.passkeys import ask_to_sign_in

    ticket = ask_to_sign_in(fuzzed.desk, door)["ticket"]
    with fuzzed.store.read() as db:
        assert who_signs_in(db, fuzzed.desk, door, Answered(ticket, credential)) is None


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from app.foundation.sealing import new_key, use_key

    use_key(new_key())
    with filled(Database(f"sqlite:///{tmp_path_factory.mktemp('keys') / 'mini.sqlite'}")) as store:
        yield mini_desk(store)


def test_a_name_is_short_and_can_be_shown() -> None:
    assert clean_name("  My \n phone\u202e ") == "My phone"
    assert clean_name(" \n") == "Passkey"
    assert len(clean_name("x" * 500)) == 40


@pytest.mark.parametrize(
    ("address", "party"),
    [
        ("https://desk.example", ("desk.example", "https://desk.example")),
        ("https://desk.example:8443", ("desk.example", "https://desk.example:8443")),
        ("http://127.0.0.1:8702", ("localhost", "http://localhost:8702")),
        ("http://localhost:8702", ("localhost", "http://localhost:8702")),
        ("http://[::1]:8702", ("localhost", "http://localhost:8702")),
        ("http://desk.example", None),
        ("https://192.0.2.7", None),
        ("", None),
    ],
)
def test_passkeys_are_bound_to_the_address_of_the_desk(address: str, party: tuple[str, str] | None) -> None:
    found = RelyingParty.at(address, "Relief")
    assert (found and (found.id, found.origin)) == party


def test_what_to_ask_comes_with_the_page_so_that_a_tap_is_enough(small: MiniDesk) -> None:
    """Some browsers let a device be asked only straight after a tap, not after waiting for a server."""
    key, browser = SoftKey(), small.signed_in()[0]

    def asked(path: str) -> dict[str, Any]:
        found = re.search(r'data-asked="([^"]+)"', browser.get(path).text)
        assert found
        told: dict[str, Any] = json.loads(unescape(found[1]))
        return told

    told = asked("/signing-in")
    sent = {"ticket": told["ticket"], "credential": json.dumps(key.make(told["options"]))}
    token = form_token(browser.get("/signing-in"))
    assert browser.post("/signing-in/passkeys", data={**sent, "form_token": token}).status_code == 303
    told = asked("/sign-in")
    sent = {"ticket": told["ticket"], "credential": key.answer(told["options"])}
    assert TestClient(small.app).post(INTO, json=sent).status_code == 200
