"""Single sign-on with Microsoft Entra ID, as a stand-in of its v2.0 endpoint behaves."""

from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from app.foundation.database import Database
from app.foundation.signin.oidc_issuer import OidcIssuer, OidcPerson
from tests.foundation.entra import CLIENT, HOST, MSA, OTHER_TENANT, SECRET, TENANT, Entra, issuer_of, new_key
from tests.foundation.mini_desk import MiniDesk, mini_desk, officer

KEY = new_key("kid-2026-03")
KNOWN: dict[str, str] = {}
"""Who connected which account: subject ids by what the issuer calls them."""


def known_again(db: Session, person: OidcPerson) -> str | None:
    """By issuer and subject, as the care desk does, and by an address that the issuer says is verified."""
    by_address = {"Sam@Example.com".lower(): "o1"}
    return KNOWN.get(f"{person.issuer} {person.subject}") or by_address.get(person.email or "")


@pytest.fixture
def entra() -> Entra:
    KNOWN.clear()
    return Entra(keys=[KEY])


@pytest.fixture
def desk(sqlite: Database, entra: Entra) -> MiniDesk:
    made = mini_desk(sqlite, oidc=trusting(entra))
    made.add(officer())
    return made


def trusting(entra: Entra, issuer: str = issuer_of(TENANT)) -> OidcIssuer:
    return OidcIssuer(
        issuer=issuer, client_id=CLIENT, client_secret=SECRET, our_url="http://desk.test", find_person=known_again,
        transport=httpx.MockTransport(entra),
    )  # fmt: skip


def signs_in(desk: MiniDesk, entra: Entra, browser: TestClient | None = None) -> int:
    browser = browser or desk.browser()
    back = entra.authorise(browser.get("/sign-in/oidc").headers["location"])
    return browser.get("/sign-in/oidc/back", params=back).status_code


def connected(entra: Entra) -> None:
    """As if o1 had connected this account: known by its pairwise subject."""
    entra.asked = {"client_id": CLIENT}
    KNOWN[f"{issuer_of(TENANT)} {entra.sub()}"] = "o1"


def test_a_connected_account_is_let_in_though_no_address_comes(desk: MiniDesk, entra: Entra) -> None:
    connected(entra)
    browser = desk.browser()
    assert signs_in(desk, entra, browser) == 303
    assert browser.get("/api/v1/me").json() == {"subject_id": "o1"}
    assert entra.asked["scope"] == "openid email", "no groups, no profile, nothing of Graph is asked for"
    assert (entra.asked["response_type"], entra.asked["code_challenge_method"]) == ("code", "S256")


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "sam@example.com"},
        {"email": "sam@example.com", "xms_edov": True},
        {"preferred_username": "sam@example.com", "upn": "sam@example.com"},
        {"email": "sam@example.com", "email_verified": "true"},
    ],
)
def test_an_address_that_a_directory_wrote_opens_nothing(desk: MiniDesk, entra: Entra, claims: dict[str, Any]) -> None:
    """Whoever runs a tenant writes any address they like into it, so none of these may stand for its holder."""
    entra.extra = claims
    assert signs_in(desk, entra) == 403
    entra.extra = {**claims, "email": "sam@example.com", "email_verified": True}
    assert signs_in(desk, entra) == 303, "control: what an issuer vouches for in so many words does"


@pytest.mark.parametrize("tenant", [OTHER_TENANT, MSA, "{tenantid}", "common", ""])
def test_somebody_of_another_tenant_is_not_let_in(desk: MiniDesk, entra: Entra, tenant: str) -> None:
    connected(entra)
    entra.tenant = tenant
    with capture_logs() as logged:
        assert signs_in(desk, entra) == 403
    assert logged[-1]["reason"] == "a claim does not hold: iss"


@pytest.mark.parametrize(
    "claims",
    [{"aud": "00000003-0000-0000-c000-000000000000"}, {"nonce": "another"}, {"nonce": None}, {"sub": None}],
    ids=["a token for Graph", "another nonce", "no nonce", "no subject"],
)
def test_a_token_for_anybody_or_anything_else_is_not_taken(
    desk: MiniDesk, entra: Entra, claims: dict[str, Any]
) -> None:
    connected(entra)
    entra.extra = claims
    assert signs_in(desk, entra) == 403


def test_the_same_person_at_another_application_is_another_subject(desk: MiniDesk, entra: Entra) -> None:
    connected(entra)
    ours = entra.sub()
    entra.asked = {"client_id": "another"}
    assert entra.sub() != ours
    entra.oid = "bbbbbbbb-0000-4000-8000-00000000000b"
    assert signs_in(desk, entra) == 403, "a colleague is not let in as them"


def test_groups_that_are_too_many_for_a_token_change_nothing(desk: MiniDesk, entra: Entra) -> None:
    connected(entra)
    graph = "https://graph.windows.net/x/getMemberObjects"
    entra.extra = {
        "_claim_names": {"groups": "src1"},
        "_claim_sources": {"src1": {"endpoint": graph}},
        "hasgroups": True,
    }
    assert signs_in(desk, entra) == 303
    assert not any("graph" in path or "getMemberObjects" in path for path in entra.fetched)


@pytest.mark.parametrize(("skew", "status"), [(45, 303), (-45, 303), (600, 403), (-4000, 403)])
def test_its_clock_may_be_a_minute_off_and_no_more(desk: MiniDesk, entra: Entra, skew: int, status: int) -> None:
    connected(entra)
    entra.skew = skew
    assert signs_in(desk, entra) == status


def test_keys_change_without_anybody_doing_anything(desk: MiniDesk, entra: Entra) -> None:
    connected(entra)
    assert signs_in(desk, entra) == 303
    entra.keys = [KEY, new_key("kid-2026-04")]
    assert signs_in(desk, entra) == 303, "a new key, published beside the old one"
    entra.keys = [entra.keys[1]]
    assert signs_in(desk, entra) == 303, "the old one withdrawn"
    asked = entra.fetched.count(f"/{TENANT}/discovery/v2.0/keys")
    assert signs_in(desk, entra) == 303
    assert entra.fetched.count(f"/{TENANT}/discovery/v2.0/keys") == asked == 2, "and not asked for at every sign-in"


def test_a_key_that_it_does_not_publish_signs_nobody_in(desk: MiniDesk, entra: Entra) -> None:
    connected(entra)
    assert signs_in(desk, entra) == 303
    mine = Entra(keys=[new_key("kid-2026-03")])
    mine.asked = entra.asked
    published = entra.keys
    entra.keys = mine.keys
    browser = desk.browser()
    back = entra.authorise(browser.get("/sign-in/oidc").headers["location"])
    entra._keys = lambda _: httpx.Response(200, json={"keys": [key.as_dict(private=False) for key in published]})  # type: ignore[method-assign]
    assert browser.get("/sign-in/oidc/back", params=back).status_code == 403


def test_a_code_is_redeemed_once_and_a_wrong_secret_is_told_to_the_log_alone(desk: MiniDesk, entra: Entra) -> None:
    connected(entra)
    entra.spent.add("0.0")
    entra.spent.add("0.1")
    browser = desk.browser()
    back = entra.authorise(browser.get("/sign-in/oidc").headers["location"])
    answer = browser.get("/sign-in/oidc/back", params={**back, "code": "0.1"})
    assert answer.status_code == 403
    assert "AADSTS" not in answer.text


def test_who_says_no_at_the_issuer_comes_back_to_one_plain_sentence(desk: MiniDesk, entra: Entra) -> None:
    browser = desk.browser()
    back = entra.authorise(browser.get("/sign-in/oidc").headers["location"])
    refused = {"error": "access_denied", "error_description": "AADSTS65004: User declined", "state": back["state"]}
    answer = browser.get("/sign-in/oidc/back", params=refused)
    assert answer.status_code == 403
    assert "AADSTS" not in answer.text and "declined" not in answer.text


def test_the_address_of_all_tenants_is_no_issuer(sqlite: Database, entra: Entra) -> None:
    """Its discovery document names "{tenantid}": whoever has any tenant could come in by it."""
    with pytest.raises(ValueError, match="one tenant"):
        trusting(entra, f"{HOST}/common/v2.0")
    for name in ("organizations", "consumers", "{tenantid}"):
        with pytest.raises(ValueError, match="one tenant"):
            trusting(entra, f"{HOST}/{name}/v2.0")
