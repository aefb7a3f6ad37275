"""Single sign-on where the force or a federation runs one: connected by the officer, and by nobody else for them."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.care.services import identity
from app.care.store.oidc_links import of_officer
from app.foundation.signin.oidc_issuer import OidcIssuer, OidcLinks
from tests.care.officer.pages import read_page
from tests.care.officer.rig import Browser
from tests.care.officer.ways_rig import Desk, House, housed
from tests.foundation.small_issuer import CLIENT, ISSUER, SECRET, SmallIssuer

WAYS = "/preferences/signing-in"
ENTRA = {"email": None, "email_verified": None, "preferred_username": "kim.hale@kent.police.uk"}
"""What Microsoft Entra ID says of somebody: no address that it calls verified."""


@pytest.fixture(scope="module")
def issuer() -> SmallIssuer:
    return SmallIssuer()


@pytest.fixture(scope="module")
def house(care_template_file: Path, tmp_path_factory: pytest.TempPathFactory, issuer: SmallIssuer) -> Iterator[House]:
    trusted = OidcIssuer(
        issuer=ISSUER, client_id=CLIENT, client_secret=SECRET, our_url="http://localhost",
        find_person=identity.find_oidc_officer, transport=httpx.MockTransport(issuer),
        links=OidcLinks(identity.connect_oidc, identity.has_oidc, identity.disconnect_oidc),
    )  # fmt: skip
    with housed(care_template_file, tmp_path_factory.mktemp("single"), oidc=trusted) as ready:
        yield ready


@pytest.fixture
def at_work(issuer: SmallIssuer, desk: Desk) -> SmallIssuer:
    """The issuer about an account of this test's own."""
    at = int(desk.rig.clock().timestamp())
    issuer.claims = {**ENTRA, "sub": f"Account-{desk.serial}", "iat": at, "exp": at + 300}
    return issuer


def there_and_back(client: httpx.Client, issuer: SmallIssuer, path: str) -> httpx.Response:
    left = client.get(path)
    assert left.headers["location"].startswith(f"{ISSUER}/authorise"), left.text
    code, state = issuer.authorise(left.headers["location"])
    return client.get("/sign-in/oidc/back", params={"code": code, "state": state})


def connect(browser: Browser, issuer: SmallIssuer) -> httpx.Response:
    page = browser.open(WAYS)
    return there_and_back(browser.client, issuer, next(link for link in page.links if "/oidc?of=" in link))


def test_an_account_signs_in_once_its_officer_has_connected_it(desk: Desk, at_work: SmallIssuer) -> None:
    stranger = desk.rig.visitor()
    refused = there_and_back(stranger, at_work, "/sign-in/oidc")
    assert refused.status_code == 403
    assert "you can connect it under Settings" in refused.text
    browser = desk.rig.browser(desk.officer_id)
    done = connect(browser, at_work)
    assert (done.status_code, done.headers["location"]) == (303, WAYS)
    assert "Disconnect it" in browser.open(WAYS).visible
    assert there_and_back(stranger, at_work, "/sign-in/oidc").headers["location"] == "/"
    assert stranger.get("/api/v1/me").json()["officer"] == desk.officer_id
    program = desk.rig.program(desk.officer_id)
    assert program.get("/single-sign-on").json() == {"connected": True}
    browser.send(f"{WAYS}/oidc/remove")
    assert program.get("/single-sign-on").json() == {"connected": False}
    assert there_and_back(desk.rig.visitor(), at_work, "/sign-in/oidc").status_code == 403


def test_nothing_is_kept_of_the_account_but_a_mark(desk: Desk, at_work: SmallIssuer) -> None:
    connect(desk.rig.browser(desk.officer_id), at_work)
    with desk.rig.store.read() as db:
        link = of_officer(db, desk.officer_id)
        assert link
        assert set(vars(link)) - {"_sa_instance_state"} == {"officer_id", "person_lookup", "created_at"}
        assert "Account" not in link.person_lookup and "kim" not in link.person_lookup


def test_another_site_cannot_connect_an_account_to_anybody(desk: Desk, at_work: SmallIssuer) -> None:
    browser = desk.rig.browser(desk.officer_id)
    for path in (f"{WAYS}/oidc", f"{WAYS}/oidc?of=", f"{WAYS}/oidc?of={'0' * 20}"):
        assert browser.client.get(path).status_code == 403
    other = desk.rig.browser(desk.rig.officer()).open(WAYS)
    foreign = next(link for link in other.links if "/oidc?of=" in link)
    assert browser.client.get(foreign).status_code == 403
    own = next(link for link in browser.open(WAYS).links if "/oidc?of=" in link)
    assert browser.client.get(own).status_code == 303  # control


def test_who_is_not_the_one_who_left_connects_nothing(desk: Desk, at_work: SmallIssuer) -> None:
    browser = desk.rig.browser(desk.officer_id)
    page = browser.open(WAYS)
    left = browser.client.get(next(link for link in page.links if "/oidc?of=" in link))
    code, state = at_work.authorise(left.headers["location"])
    cookie = desk.rig.app.state.sign_in.door("officer").cookie
    other = desk.rig.officer()
    browser.client.cookies.set(cookie, desk.rig.sign_in(other).token)
    answer = browser.client.get("/sign-in/oidc/back", params={"code": code, "state": state})
    assert answer.status_code == 403
    with desk.rig.store.read() as db:
        assert of_officer(db, other) is None
        assert of_officer(db, desk.officer_id) is None


def test_an_account_is_one_officers_only(desk: Desk, at_work: SmallIssuer) -> None:
    connect(desk.rig.browser(desk.officer_id), at_work)
    other = desk.rig.officer()
    answer = connect(desk.rig.browser(other), at_work)
    assert answer.status_code == 409
    assert "signs in somebody else here" in read_page(answer.text).visible
    at_work.claims = {**at_work.claims, "sub": str(at_work.claims["sub"]).lower()}
    assert connect(desk.rig.browser(other), at_work).status_code == 303  # another account, though it reads alike


def test_a_door_without_links_has_no_such_page() -> None:
    from app.foundation.signin.door import Door
    from app.foundation.signin.oidc_web import OidcPages

    issuer = OidcIssuer(
        issuer=ISSUER, client_id=CLIENT, client_secret=SECRET, our_url="http://x", find_person=lambda _db, _p: None
    )
    door = Door(audience="a", cookie="c", find_subject=lambda _db, _c: None)
    paths = [route.path for route in OidcPages(door, issuer).router().routes]  # type: ignore[attr-defined]
    assert paths == ["/sign-in/oidc", "/sign-in/oidc/back"]
