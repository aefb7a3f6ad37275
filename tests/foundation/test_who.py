"""The dependency that says who asks: whom it lets in, and what it refuses though somebody is signed in."""

import pytest
from fastapi.testclient import TestClient

from tests.foundation.mini_desk import Chair, MiniDesk

CROSS_SITE = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
OTHER_PORT = {"sec-fetch-site": "same-site", "origin": "http://desk.test:8001"}


def take_chair(browser: TestClient, token: str | None, **headers: str) -> int:
    data = {} if token is None else {"form_token": token}
    return browser.post("/chairs", data=data, headers={k.replace("_", "-"): v for k, v in headers.items()}).status_code


def test_a_browser_that_is_not_signed_in_is_sent_to_its_door_and_back(small: MiniDesk) -> None:
    assert small.browser().get("/").headers["location"] == "/sign-in"
    assert small.browser().get("/provider").headers["location"] == "/provider/sign-in"
    assert small.browser().get("/deep/page").headers["location"] == "/sign-in?next=%2Fdeep%2Fpage"


def test_a_program_that_is_not_signed_in_hears_401(small: MiniDesk) -> None:
    answer = small.browser().get("/api/v1/me")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert (answer.json()["code"], answer.json()["sign_in_path"]) == ("not-signed-in", "/sign-in")


def test_what_belongs_to_another_audience_does_not_exist(mini: MiniDesk) -> None:
    officer, _ = mini.signed_in("o1", "officer")
    provider, _ = mini.signed_in("p1", "provider")
    assert [officer.get(path).status_code for path in ("/", "/provider", "/api/v1/me")] == [200, 404, 200]
    assert [provider.get(path).status_code for path in ("/", "/provider", "/api/v1/me")] == [404, 200, 404]
    nothing = officer.get("/nothing-here").text.replace("/nothing-here", "")
    assert "There is no such thing here" in nothing and "There is no such thing here" in officer.get("/provider").text


def test_a_cookie_of_one_door_opens_no_other(small: MiniDesk) -> None:
    _, begun = small.signed_in("p1", "provider")
    swapped = small.browser()
    swapped.cookies.set("mini_a", begun.token)
    assert swapped.get("/").status_code == 303
    assert swapped.get("/api/v1/me", headers={"authorization": f"Bearer {begun.token}"}).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "é", "../..", "a" * 5000])
def test_a_made_up_token_is_nobody(small: MiniDesk, token: str) -> None:
    browser = small.browser()
    assert browser.get("/", headers={"cookie": f"mini_a={token}".encode()}).status_code == 303


def test_a_form_of_our_page_is_carried_out_and_says_so_once(mini: MiniDesk) -> None:
    browser, begun = mini.signed_in()
    assert take_chair(browser, begun.form_token, sec_fetch_site="same-origin") == 303
    assert "The chair is yours." in browser.get("/").text
    assert "The chair is yours." not in browser.get("/").text
    assert mini.count(Chair) == 1


@pytest.mark.parametrize("headers", [CROSS_SITE, OTHER_PORT, {"origin": "https://evil.example"}, {"origin": "null"}])
def test_a_form_of_another_site_is_refused_even_with_a_stolen_form_token(
    small: MiniDesk, headers: dict[str, str]
) -> None:
    browser, begun = small.signed_in()
    assert take_chair(browser, begun.form_token, **headers) == 403
    assert small.count(Chair) == 0


@pytest.mark.parametrize("token", [None, "", "wrong", "é"])
def test_a_form_without_its_form_token_is_refused(small: MiniDesk, token: str | None) -> None:
    browser, _ = small.signed_in()
    assert take_chair(browser, token, sec_fetch_site="same-origin") == 403
    assert small.count(Chair) == 0


def test_control_without_the_checks_another_sites_form_is_carried_out(small: MiniDesk) -> None:
    browser, _ = small.signed_in()
    assert browser.post("/unguarded/chairs", headers=CROSS_SITE).status_code == 303
    assert small.count(Chair) == 1


def test_a_script_of_our_page_may_send_the_form_token_as_a_header(small: MiniDesk) -> None:
    browser, begun = small.signed_in()
    assert take_chair(browser, None, x_form_token=begun.form_token) == 303


def test_the_api_takes_a_cookie_from_our_own_page_only(mini: MiniDesk) -> None:
    browser, begun = mini.signed_in()

    def post(**headers: str) -> int:
        key = {"idempotency-key": f"key-{len(headers)}-{sorted(headers.values())}"[:60].replace(" ", "")}
        return browser.post("/api/v1/chairs", headers={**key, **headers}).status_code

    assert post() == 403
    assert "Bearer" in browser.post("/api/v1/chairs").json()["detail"]
    assert post(**CROSS_SITE) == 403
    assert post(origin="http://desk.test") == 201
    assert post(**{"sec-fetch-site": "same-origin"}) == 201
    assert post(**{"x-form-token": begun.form_token}) == 201


def test_a_bearer_needs_nothing_else_because_no_browser_sends_it_unasked(small: MiniDesk) -> None:
    _, begun = small.signed_in()
    headers = {"authorization": f"Bearer {begun.token}", "idempotency-key": "12345678"}
    assert small.browser().post("/api/v1/chairs", headers=headers).status_code == 201


def test_nobody_is_signed_in_by_another_sites_form(small: MiniDesk) -> None:
    assert small.browser().post("/sign-in", data={"contact": "sam@example.com"}).status_code == 403
    browser = small.browser()
    browser.get("/sign-in")
    refused = browser.post("/sign-in", data={"contact": "sam@example.com"}, headers=CROSS_SITE)
    assert refused.status_code == 403
    assert small.postbox.mails == []


def test_using_a_sign_in_is_noted_at_most_once_a_minute(mini: MiniDesk) -> None:
    from sqlalchemy import select

    from tests.foundation.mini_desk import MiniSignIn, minutes

    def seen_at() -> object:
        with mini.store.read() as db:
            return db.scalar(select(MiniSignIn.seen_at))

    browser, _ = mini.signed_in()
    began = seen_at()
    mini.clock.advance(minutes(0.5))
    browser.get("/")
    assert seen_at() == began
    mini.clock.advance(minutes(0.5))
    browser.get("/")
    assert seen_at() == mini.clock()


def test_two_doors_with_one_cookie_are_a_mistake(small: MiniDesk) -> None:
    from dataclasses import replace

    first, second = small.desk.doors
    with pytest.raises(ValueError, match="cookie of its own"):
        replace(small.desk, doors=(first, replace(second, cookie=first.cookie)))
    with pytest.raises(LookupError):
        small.desk.door("hr")
