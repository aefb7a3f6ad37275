"""Signing in by a code: who gets in, who does not, and that neither can be told from outside."""

import re

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import select

from app.foundation.database import Database
from app.foundation.sealing import digest
from app.foundation.signin.codes import CodeAsked, leave_code
from tests.foundation.mini_desk import Member, MiniCode, MiniDesk, MiniSignIn, mini_desk, minutes, officer


def form_token(page: Response) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def ask(browser: TestClient, contact: str = "sam@example.com", path: str = "/sign-in", **headers: str) -> Response:
    token = form_token(browser.get(path))
    return browser.post(path, data={"contact": contact, "form_token": token}, headers=headers)


def enter(browser: TestClient, code: str, path: str = "/sign-in/code") -> Response:
    return browser.post(path, data={"code": code, "form_token": form_token(browser.get(path))})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_known_contact_gets_a_code_and_is_let_in_by_it(mini: MiniDesk) -> None:
    browser = mini.browser()
    sent = ask(browser, "  Sam@Example.com ")
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in/code")
    let_in = enter(browser, mini.postbox.code_for("sam@example.com"))
    assert (let_in.status_code, let_in.headers["location"]) == (303, "/")
    assert browser.get("/").status_code == 200


def test_the_mail_says_nothing_but_the_code(small: MiniDesk) -> None:
    ask(small.browser())
    [(_, subject, body)] = small.postbox.mails
    assert subject == "Your code"
    assert not re.search(r"counsel|session|officer|relief|police|appointment", subject + body, re.IGNORECASE)


def test_a_store_that_is_read_by_a_thief_opens_nothing(small: MiniDesk) -> None:
    browser = small.browser()
    ask(browser)
    code = small.postbox.code_for("sam@example.com")
    enter(browser, code)
    token = browser.cookies["mini_a"]
    with small.store.read() as db:
        sign_in = db.execute(select(MiniSignIn)).scalar_one()
        row = db.execute(select(MiniCode)).scalar_one()
        kept = " ".join(str(value) for thing in (sign_in, row) for value in vars(thing).values())
        assert sign_in.token_digest == digest(token)
    assert token not in kept and code not in kept and "sam@example.com" not in kept


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(small: MiniDesk) -> None:
    browser = small.browser()
    ask(browser)
    cookie = enter(browser, small.postbox.code_for("sam@example.com")).headers["set-cookie"]
    assert "mini_a=" in cookie and "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie


def test_known_and_unknown_contacts_get_the_same_answer_and_the_same_row(mini: MiniDesk) -> None:
    answers = []
    for contact in ("sam@example.com", "nobody@example.com"):
        sent = ask(mini.browser(), contact)
        answers.append((sent.status_code, sent.headers["location"], sent.text, sorted(sent.headers)))
    assert answers[0] == answers[1]
    assert mini.count(MiniCode) == 2
    assert [to for to, _, _ in mini.postbox.mails] == ["sam@example.com"]


def test_a_code_for_nobody_opens_nothing_even_if_guessed(mini: MiniDesk) -> None:
    asked = CodeAsked("officer", "nobody@example.com", "ticket-of-nobody", subject_id=None)
    with mini.store.write() as db:
        code = leave_code(db, mini.desk.tables, asked, now=mini.clock())
    browser = mini.browser()
    browser.cookies.set("mini_a_t", "ticket-of-nobody")
    assert enter(browser, code).status_code == 422
    assert mini.count(MiniSignIn) == 0


def test_five_wrong_tries_close_a_code_for_good(mini: MiniDesk) -> None:
    browser = mini.browser()
    ask(browser)
    code = mini.postbox.code_for("sam@example.com")
    assert [enter(browser, wrong(code)).status_code for _ in range(5)] == [422] * 5
    assert enter(browser, code).status_code == 422


def test_control_tries_without_a_bound_let_the_sixth_in(store: Database) -> None:
    mini = mini_desk(store, most_tries=1_000)
    mini.add(officer())
    browser = mini.browser()
    ask(browser)
    code = mini.postbox.code_for("sam@example.com")
    for _ in range(5):
        enter(browser, wrong(code))
    assert enter(browser, code).status_code == 303


def test_a_code_works_once_and_for_ten_minutes(mini: MiniDesk) -> None:
    browser = mini.browser()
    ask(browser)
    code = mini.postbox.code_for("sam@example.com")
    tickets = dict(browser.cookies)
    assert enter(browser, code).status_code == 303
    browser.cookies.update(tickets)
    assert enter(browser, code).status_code == 422
    ask(browser)
    mini.clock.advance(minutes(10))
    assert enter(browser, mini.postbox.code_for("sam@example.com")).status_code == 422


def test_a_code_works_only_in_the_browser_that_asked_for_it(small: MiniDesk) -> None:
    ask(small.browser())
    assert enter(small.browser(), small.postbox.code_for("sam@example.com")).status_code == 422


def test_a_code_may_be_typed_with_spaces(small: MiniDesk) -> None:
    browser = small.browser()
    ask(browser)
    code = small.postbox.code_for("sam@example.com")
    assert enter(browser, f" {code[:3]} {code[3:]} ").status_code == 303


@pytest.mark.parametrize(
    "typed", ["", "sam", "a@b", "a b@example.com", "a@example.com\nBcc: b@example.com", "a@x.com,b@x.com"]
)
def test_what_cannot_be_an_address_is_said_so_kindly(small: MiniDesk, typed: str) -> None:
    answer = ask(small.browser(), typed)
    assert answer.status_code == 422
    assert "Enter an email address" in answer.text
    assert small.count(MiniCode) == 0


def test_too_many_codes_for_one_contact_are_refused_alike_for_known_and_unknown(small: MiniDesk) -> None:
    for contact in ("sam@example.com", "nobody@example.com"):
        assert [ask(small.browser(), contact).status_code for _ in range(6)] == [303] * 5 + [429]
    assert ask(small.browser(), "sam@example.com").headers["retry-after"]


def test_too_many_codes_from_one_address_are_refused(small: MiniDesk) -> None:
    statuses = [ask(small.browser(), f"n{number}@example.com").status_code for number in range(31)]
    assert statuses == [303] * 30 + [429]


def test_after_signing_in_one_is_where_one_wanted_to_go(small: MiniDesk) -> None:
    browser = small.browser()
    sent_away = browser.get("/appointments")
    assert sent_away.status_code == 404  # no such page on the small desk
    assert browser.get("/sign-in?next=/chairs/7").text.count("/sign-in?next=%2Fchairs%2F7") == 1
    ask(browser, path="/sign-in?next=/chairs/7")
    done = enter(browser, small.postbox.code_for("sam@example.com"), "/sign-in/code?next=/chairs/7")
    assert done.headers["location"] == "/chairs/7"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example", "//evil.example", "/\\evil.example", "/sign-in", "evil", "/a\tb"]
)
def test_the_way_back_never_leads_elsewhere(small: MiniDesk, wanted: str) -> None:
    browser = small.browser()
    ask(browser)
    page = browser.get("/sign-in/code", params={"next": wanted})
    data = {"code": small.postbox.code_for("sam@example.com"), "form_token": form_token(page)}
    done = browser.post("/sign-in/code", params={"next": wanted}, data=data)
    assert done.headers["location"] == "/"


def test_a_sign_in_ends_by_idling_and_in_any_case_after_its_time(mini: MiniDesk) -> None:
    browser, _ = mini.signed_in()
    for _ in range(14):
        mini.clock.advance(minutes(50))
        assert browser.get("/").status_code == 200
    mini.clock.advance(minutes(50))
    assert browser.get("/").status_code == 303  # 12 h 30 after signing in
    browser, _ = mini.signed_in()
    mini.clock.advance(minutes(60))
    assert browser.get("/").status_code == 303


def test_signing_out_ends_the_sign_in_not_just_the_cookie(mini: MiniDesk) -> None:
    browser, begun = mini.signed_in()
    out = browser.post("/sign-out", data={"form_token": begun.form_token})
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in")
    assert "You are signed out." in browser.get("/sign-in").text
    browser.cookies.set("mini_a", begun.token)
    assert browser.get("/").status_code == 303


def test_signing_out_everywhere_ends_it_on_all_devices_of_that_person_only(mini: MiniDesk) -> None:
    phone, begun = mini.signed_in()
    desk, _ = mini.signed_in()
    other, _ = mini.signed_in("o2")
    assert phone.post("/sign-out/everywhere", data={"form_token": begun.form_token}).status_code == 303
    assert [browser.get("/").status_code for browser in (phone, desk, other)] == [303, 303, 200]


def test_signing_in_again_ends_the_sign_in_that_the_browser_had(small: MiniDesk) -> None:
    browser, begun = small.signed_in()
    ask(browser)
    enter(browser, small.postbox.code_for("sam@example.com"))
    old = small.browser()
    old.cookies.set("mini_a", begun.token)
    assert old.get("/").status_code == 303


def test_by_https_cookies_are_secure_and_bound_to_the_host(sqlite_https: MiniDesk) -> None:
    browser = sqlite_https.browser("https://desk.test")
    ask(browser)
    answer = enter(browser, sqlite_https.postbox.code_for("sam@example.com"))
    assert "__Host-mini_a=" in answer.headers["set-cookie"] and "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"]


@pytest.fixture
def sqlite_https(small: MiniDesk) -> MiniDesk:
    return mini_desk(small.store, secure=True)


def test_a_program_signs_in_with_ticket_and_code(mini: MiniDesk) -> None:
    program = TestClient(mini.app)
    ticket = program.post("/api/v1/sign-in", json={"contact": "sam@example.com"}).json()["ticket"]
    sent = {"ticket": ticket, "code": mini.postbox.code_for("sam@example.com")}
    token = program.post("/api/v1/sign-in/code", json=sent).json()["token"]
    bearer = {"authorization": f"Bearer {token}"}
    assert program.get("/api/v1/me", headers=bearer).json() == {"subject_id": "o1"}
    assert program.delete("/api/v1/sign-in", headers=bearer).status_code == 204
    assert program.get("/api/v1/me", headers=bearer).status_code == 401


def test_a_program_with_a_wrong_code_gets_a_problem(small: MiniDesk) -> None:
    program = TestClient(small.app)
    ticket = program.post("/api/v1/sign-in", json={"contact": "nobody@example.com"}).json()["ticket"]
    answer = program.post("/api/v1/sign-in/code", json={"ticket": ticket, "code": "000000"})
    assert (answer.status_code, answer.json()["code"]) == (422, "code-does-not-fit")


def test_the_store_keeps_who_signed_in_no_longer_than_needed(small: MiniDesk) -> None:
    from app.foundation.signin.rows import forget_old_rows

    ask(small.browser())
    small.signed_in()
    small.clock.advance(minutes(60 * 24 * 31))
    with small.store.write() as db:
        forget_old_rows(db, small.desk.tables, now=small.clock())
    assert small.count(MiniCode) == small.count(MiniSignIn) == 0
    assert small.count(Member) == 1 and officer().id == "o1"
