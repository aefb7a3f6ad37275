"""Signing in with an OpenID Connect issuer: the round trip, and every way in which it must fail."""

import base64
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from joserfc.jwk import RSAKey
from structlog.testing import capture_logs

from app.foundation.database import Database
from app.foundation.signin.oidc import IssuerClient, OidcFailed
from app.foundation.signin.oidc_trip import Trip
from tests.foundation.mini_desk import NOON, MiniDesk, MiniSignIn, mini_desk, minutes, officer
from tests.foundation.small_issuer import CLIENT, ISSUER, SECRET, SmallIssuer, trusted

ISSUED_AT = int(NOON.timestamp())
SHARED_KEY = RSAKey.generate_key(2048, parameters={"kid": "k1"})
OTHER_KEY = RSAKey.generate_key(2048, parameters={"kid": "k1"})


@pytest.fixture
def issuer() -> SmallIssuer:
    return SmallIssuer(key=SHARED_KEY)


@pytest.fixture
def desk(sqlite: Database, issuer: SmallIssuer) -> MiniDesk:
    """A small desk that trusts the small issuer; o1 has the address that the issuer vouches for."""
    made = mini_desk(sqlite, oidc=trusted(issuer))
    made.add(officer())
    return made


def round_trip(desk: MiniDesk, issuer: SmallIssuer, browser: TestClient | None = None, **changes: Any) -> Response:
    browser = browser or desk.browser()
    code, state = issuer.authorise(browser.get("/sign-in/oidc").headers["location"])
    return browser.get("/sign-in/oidc/back", params={"code": code, "state": state, **changes})


def test_whom_the_issuer_vouches_for_is_let_in(desk: MiniDesk, issuer: SmallIssuer) -> None:
    browser = desk.browser()
    done = round_trip(desk, issuer, browser)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert browser.get("/api/v1/me").json() == {"subject_id": "o1"}
    assert "mini_a_o" not in browser.cookies


def test_the_way_out_asks_for_a_code_with_state_nonce_and_pkce(desk: MiniDesk, issuer: SmallIssuer) -> None:
    round_trip(desk, issuer)
    asked, [sent] = issuer.asked, issuer.sent
    assert (asked["response_type"], asked["client_id"], asked["scope"]) == ("code", CLIENT, "openid email")
    assert (asked["code_challenge_method"], len(asked["state"]), len(asked["nonce"])) == ("S256", 43, 43)
    assert asked["redirect_uri"] == sent["redirect_uri"] == "http://desk.test/sign-in/oidc/back"
    assert base64.b64decode(sent["authorization"].split()[1]) == b"relief+desk:a+secret%2Fwith+signs"


def test_one_arrives_where_one_wanted_to_go(desk: MiniDesk, issuer: SmallIssuer) -> None:
    browser = desk.browser()
    code, state = issuer.authorise(browser.get("/sign-in/oidc?next=/deep/page").headers["location"])
    done = browser.get("/sign-in/oidc/back", params={"code": code, "state": state})
    assert done.headers["location"] == "/deep/page"


WRONG_CLAIMS = {
    "another nonce": {"nonce": "x" * 43},
    "no nonce": {"nonce": None},
    "for another desk": {"aud": "another"},
    "for nobody": {"aud": None},
    "for several, authorised for another": {"aud": [CLIENT, "another"], "azp": "another"},
    "for several, not saying for whom": {"aud": [CLIENT, "another"]},
    "by another issuer": {"iss": "https://evil.test"},
    "expired": {"exp": ISSUED_AT - 61},
    "never expiring": {"exp": None},
    "of tomorrow": {"iat": ISSUED_AT + 86_400},
    "about nobody": {"sub": None},
    "an address that is not verified": {"email_verified": False},
    "an address verified in words": {"email_verified": "true"},
    "somebody unknown here": {"email": "stranger@example.com"},
}


@pytest.mark.parametrize("claims", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS)
def test_a_token_that_does_not_hold_lets_nobody_in(desk: MiniDesk, issuer: SmallIssuer, claims: dict[str, Any]) -> None:
    issuer.claims = claims
    answer = round_trip(desk, issuer)
    assert answer.status_code == 403
    assert "Signing in this way did not work" in answer.text
    assert desk.count(MiniSignIn) == 0


@pytest.mark.parametrize(
    "header", [{"alg": "none"}, {"alg": "HS256", "kid": "k1"}, {"alg": "RS512", "kid": "k1"}], ids=str
)
def test_a_token_signed_in_another_way_lets_nobody_in(
    desk: MiniDesk, issuer: SmallIssuer, header: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer.header = header
    if header["alg"] == "HS256":  # the public key taken as a shared secret: the classic confusion
        monkeypatch.setattr(issuer, "id_token", lambda: _hmac_token(issuer))
    assert round_trip(desk, issuer).status_code == 403
    assert desk.count(MiniSignIn) == 0


def _hmac_token(issuer: SmallIssuer) -> str:
    import hashlib
    import hmac
    import json

    claims = {"iss": ISSUER, "aud": CLIENT, "sub": "s", "exp": ISSUED_AT + 300, "nonce": issuer.asked["nonce"]}
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (issuer.header, claims)]
    signed = hmac.new(issuer.key.as_pem(private=False), b".".join(parts), hashlib.sha256).digest()
    return b".".join([*parts, base64.urlsafe_b64encode(signed).rstrip(b"=")]).decode()


def test_a_token_of_another_key_lets_nobody_in(desk: MiniDesk, issuer: SmallIssuer) -> None:
    issuer.signing_key = OTHER_KEY
    assert round_trip(desk, issuer).status_code == 403


class Unchecking(IssuerClient):
    """A client that believes whatever is signed."""

    def _check(self, claims: dict[str, Any], trip: Trip, *, now: datetime) -> None: ...


def test_control_claims_that_are_not_checked_let_a_replayed_token_in(issuer: SmallIssuer) -> None:
    issuer.claims = {"nonce": "x" * 43}
    trip = Trip.fresh("/", now=NOON)

    def person(kind: type[IssuerClient]) -> str:
        client = kind(trusted(issuer), "http://desk.test/back")
        code, _ = issuer.authorise(client.way_out(trip))
        return client.person(code, trip, now=NOON).subject

    assert person(Unchecking) == "sub-7"
    with pytest.raises(OidcFailed):
        person(IssuerClient)


def test_an_issuer_may_change_its_keys(desk: MiniDesk, issuer: SmallIssuer) -> None:
    assert round_trip(desk, issuer).status_code == 303
    issuer.key = OTHER_KEY
    assert round_trip(desk, issuer).status_code == 303


@pytest.mark.parametrize("changes", [{"state": "x"}, {"state": ""}, {"code": ""}, {"code": "another"}, {"state": "é"}])
def test_a_forged_return_lets_nobody_in(desk: MiniDesk, issuer: SmallIssuer, changes: dict[str, Any]) -> None:
    assert round_trip(desk, issuer, **changes).status_code == 403
    assert desk.count(MiniSignIn) == 0


def test_a_return_works_in_the_browser_that_left_and_within_ten_minutes(desk: MiniDesk, issuer: SmallIssuer) -> None:
    code, state = issuer.authorise(desk.browser().get("/sign-in/oidc").headers["location"])
    back = {"code": code, "state": state}
    assert desk.browser().get("/sign-in/oidc/back", params=back).status_code == 403
    browser = desk.browser()
    code, state = issuer.authorise(browser.get("/sign-in/oidc").headers["location"])
    desk.clock.advance(minutes(11))
    assert browser.get("/sign-in/oidc/back", params={"code": code, "state": state}).status_code == 403


def test_a_return_works_once(desk: MiniDesk, issuer: SmallIssuer) -> None:
    browser = desk.browser()
    assert round_trip(desk, issuer, browser).status_code == 303
    back = {"code": "the-code", "state": issuer.asked["state"]}
    assert browser.get("/sign-in/oidc/back", params=back).status_code == 403


@pytest.mark.parametrize(
    "said",
    [{"issuer": "https://evil.test"}, {"token_endpoint": "http://issuer.test/token"}, {"jwks_uri": None}],
    ids=str,
)
def test_an_issuer_that_contradicts_itself_is_not_asked(
    desk: MiniDesk, issuer: SmallIssuer, said: dict[str, Any]
) -> None:
    issuer.discovery = said
    answer = desk.browser().get("/sign-in/oidc")
    assert (answer.status_code, issuer.sent) == (503, [])


def test_an_answer_without_a_token_lets_nobody_in_and_the_log_names_no_person(
    desk: MiniDesk, issuer: SmallIssuer
) -> None:
    issuer.token_answer = {"access_token": "x", "email": "sam@example.com"}
    with capture_logs() as logs:
        assert round_trip(desk, issuer).status_code == 403
    assert [line["reason"] for line in logs] == ["no ID token in the answer"]
    assert "sam@" not in str(logs)


@pytest.mark.parametrize(
    "changes",
    [{"issuer": "http://issuer.test"}, {"issuer": f"{ISSUER}/"}, {"our_url": "https://d/"}, {"algorithms": ("none",)}],
    ids=str,
)
def test_a_configuration_that_opens_holes_is_refused(issuer: SmallIssuer, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        replace(trusted(issuer), **changes)
    assert SECRET not in repr(trusted(issuer))


def test_the_sign_in_page_leads_there(desk: MiniDesk) -> None:
    assert 'href="/sign-in/oidc"' in desk.browser().get("/sign-in").text
    assert "/oidc" not in desk.browser().get("/provider/sign-in").text


def test_an_issuer_may_sign_in_any_way_that_is_allowed(desk: MiniDesk, issuer: SmallIssuer) -> None:
    issuer.header = {"alg": "PS256", "kid": "k1"}
    assert round_trip(desk, issuer).status_code == 303
