"""Ways in that are an officer's own: numbers and addresses they have proved, passkeys, and where they are signed in."""

import json
import re
from datetime import timedelta

import httpx
import pytest
from fastapi.testclient import TestClient

from app.care.domain.discretion import leaks
from app.care.jobs.handlers import all_handlers
from app.care.services import identity
from app.care.store.tables.access import Passkey, SignIn, SignInCode
from app.foundation.database import Database
from tests.care.officer.pages import read_page
from tests.care.officer.rig import Browser, rigged
from tests.care.officer.ways_rig import Desk
from tests.foundation.soft_key import SoftKey

WAYS = "/preferences/signing-in"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"


def ask(desk: Desk, contact: str) -> tuple[TestClient, httpx.Response]:
    """Somebody who asks for a code at the sign-in page."""
    browser = desk.rig.visitor()
    token = read_page(browser.get("/sign-in").text).form("/sign-in").fields["form_token"]
    return browser, browser.post("/sign-in", data={"contact": contact, "form_token": token})


def typed(number: str) -> str:
    """A number as its owner writes it."""
    return f"07{number[4:7]} {number[7:]}"


def enter(browser: TestClient, code: str) -> httpx.Response:
    page = read_page(browser.get("/sign-in/code").text)
    return browser.post("/sign-in/code", data={**page.form("/sign-in/code").fields, "code": code})


def prove(desk: Desk, browser: Browser, typed: str, contact: str) -> None:
    browser.post(f"{WAYS}/contact", contact=typed)
    assert browser.shown.path == f"{WAYS}/code", browser.shown.visible
    browser.send(f"{WAYS}/code", code=desk.code_for(contact))


def test_a_number_is_theirs_once_its_code_is_typed_back_and_then_signs_them_in(desk: Desk) -> None:
    browser = desk.rig.browser(desk.officer_id)
    browser.post(f"{WAYS}/contact", contact=typed(desk.number))
    assert desk.officer().phone is None  # asked for, not proved
    browser.send(f"{WAYS}/code", code=desk.code_for(desk.number))
    assert f"Number ending in {desk.number[-3:]}" in browser.shown.visible
    assert desk.number not in browser.shown.visible and desk.address not in browser.shown.visible
    national = typed(desk.number)[1:]
    for written in (f"0{national}", f"+44 {national}", f"0044{national}", f"+44 (0){national[:-3]}-{national[-3:]}"):
        visitor, sent = ask(desk, written)
        assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in/code"), written
    done = enter(visitor, desk.code_for(desk.number))
    assert (done.status_code, visitor.get("/").status_code) == (303, 200)


def test_a_number_of_another_country_is_taken_with_its_code(desk: Desk) -> None:
    browser = desk.rig.browser(desk.officer_id)
    prove(desk, browser, "+353 85 012 3456", "+353850123456")
    assert desk.officer().phone == "+353850123456"


def test_texts_and_mails_about_signing_in_say_nothing_else(desk: Desk) -> None:
    browser = desk.rig.browser(desk.officer_id)
    prove(desk, browser, typed(desk.number), desk.number)
    prove(desk, browser, typed(desk.other), desk.other)
    prove(desk, browser, desk.home, desk.home)
    said = " ".join([body for _, body in desk.pocket.texts] + [f"{s} {b}" for _, s, b in desk.mails()])
    assert not leaks(said)
    assert not re.search(r"relief|police|officer|appointment", said, re.IGNORECASE)


def test_the_contact_that_is_replaced_is_told_in_neutral_words(desk: Desk) -> None:
    browser = desk.rig.browser(desk.officer_id)
    prove(desk, browser, desk.home, desk.home)
    [told] = [body for to, _, body in desk.mails() if to == desk.address]
    assert "Codes are no longer sent to this address" in told
    assert desk.home not in told
    prove(desk, browser, typed(desk.number), desk.number)
    prove(desk, browser, typed(desk.other), desk.other)
    assert "no longer sent to this number" in next(
        body for to, body in reversed(desk.pocket.texts) if to == desk.number
    )
    _, sent = ask(desk, desk.address)
    assert sent.status_code == 303
    assert len([to for to, _, _ in desk.mails() if to == desk.address]) == 1  # no code: it is nobody's now


def test_a_contact_of_somebody_else_is_refused_once_it_is_proved(desk: Desk) -> None:
    other = desk.rig.officer()
    with desk.rig.store.write() as db:
        identity.claim(db, other, desk.number, desk.rig.clock())
    browser = desk.rig.browser(desk.officer_id)
    page = browser.post(f"{WAYS}/contact", contact=typed(desk.number))
    assert page.path == f"{WAYS}/code"  # up to here nothing says that somebody has it
    page = browser.send(f"{WAYS}/code", code=desk.code_for(desk.number))
    assert browser.status == 409
    assert "already signs in here" in page.visible
    assert desk.officer().phone is None


def test_the_code_of_a_proof_signs_nobody_in_and_the_code_of_a_sign_in_proves_nothing(desk: Desk) -> None:
    browser = desk.rig.browser(desk.officer_id)
    browser.post(f"{WAYS}/contact", contact=typed(desk.number))
    ticket = browser.client.cookies["relief_o_n"]
    sent = {"ticket": ticket, "code": desk.code_for(desk.number)}
    program = desk.rig.program(desk.officer_id)
    assert program.client.post("/api/v1/sign-in/code", json=sent).status_code == 422
    asked = program.client.post("/api/v1/sign-in", json={"contact": desk.address}).json()
    assert (
        program.post("/contacts/code", {"ticket": asked["ticket"], "code": desk.code_for(desk.address)}).status_code
        == 422
    )
    assert program.post("/contacts/code", sent).status_code == 200  # control: each where it belongs


def test_the_code_of_one_officer_proves_nothing_for_another(desk: Desk) -> None:
    asked = desk.rig.program(desk.officer_id).post("/contacts", {"contact": typed(desk.number)})
    sent = {"ticket": asked.json()["ticket"], "code": desk.code_for(desk.number)}
    assert desk.rig.program(desk.rig.officer()).post("/contacts/code", sent).status_code == 422


def test_a_number_is_forgotten_unless_it_is_the_only_way(desk: Desk) -> None:
    browser = desk.rig.browser(desk.officer_id)
    prove(desk, browser, typed(desk.number), desk.number)
    browser.send(f"{WAYS}/number/remove")
    assert (desk.officer().phone, desk.officer().phone_lookup) == (None, None)
    only = desk.rig.officer()
    with desk.rig.store.write() as db:
        identity.claim(db, only, desk.other, desk.rig.clock())
    answer = desk.rig.program(only).client.delete(
        "/api/v1/contacts/number", headers={"authorization": f"Bearer {desk.rig.sign_in(only).token}"}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "only-contact")


def test_an_address_of_the_force_is_refused(desk: Desk) -> None:
    program = desk.rig.program(desk.officer_id)
    for is_sure in (False, True):
        refused = program.post("/contacts", {"contact": "a@kent.police.uk", "is_sure": is_sure})
        assert (refused.status_code, refused.json()["code"]) == (422, "force-address")
    assert not desk.mails()


def test_an_address_that_looks_like_work_is_asked_about_once(desk: Desk) -> None:
    browser = desk.rig.browser(desk.officer_id)
    page = browser.post(f"{WAYS}/contact", contact="kim@homeoffice.gov.uk")
    assert browser.status == 422
    assert "looks like an address at work" in page.visible
    assert "It is mine alone" in page.visible
    browser.send(f"{WAYS}/contact", is_sure="yes")
    assert browser.shown.path == f"{WAYS}/code"
    browser.post(f"{WAYS}/contact", contact="kim@example.org")
    assert browser.shown.path == f"{WAYS}/code"  # control: any other is not asked about


def test_proofs_cannot_be_asked_for_without_end(desk: Desk) -> None:
    program = desk.rig.program(desk.officer_id)
    contacts = [f"kim{number}@example.org" for number in range(6)]
    statuses = [program.post("/contacts", {"contact": contact}).status_code for contact in contacts]
    assert statuses == [202] * 5 + [429]
    other = desk.rig.program(desk.rig.officer())
    assert other.post("/contacts", {"contact": contacts[5]}).status_code == 202


SENT = ("contact", "code", "number/remove", "passkeys", "passkeys/remove", "end", "end-others")


def test_strangers_and_forged_forms_change_nothing(desk: Desk) -> None:
    browser = desk.rig.browser(desk.officer_id)
    for path in SENT:
        answer = desk.rig.visitor().post(f"{WAYS}/{path}")
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/sign-in"), path
        for headers in ({}, {"sec-fetch-site": "cross-site"}):
            assert browser.client.post(f"{WAYS}/{path}", headers=headers).status_code == 403, path
    assert desk.rig.visitor().get(WAYS).headers["location"] == "/sign-in?next=%2Fpreferences%2Fsigning-in"


ODD = ["", "\x00", "\ud800", "a\x00@example.com", "+" * 250, "é" * 80, "0" * 250, "\u0660" * 11, "x" * 5000]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_input_is_refused_and_breaks_nothing(desk: Desk, odd: str) -> None:
    program = desk.rig.program(desk.officer_id)
    bodies = {
        "/contacts": {"contact": odd},
        "/contacts/code": {"ticket": odd, "code": odd},
        "/join": {"staff_number": odd, "access_code": odd, "contact": odd},
        "/sign-in": {"contact": odd},
        "/sign-in/passkey": {"ticket": odd, "credential": {"id": odd, odd: odd}},
        "/passkeys": {"ticket": odd, "credential": {}, "name": odd},
    }
    for path, body in bodies.items():
        answer = program.client.post(
            f"/api/v1{path}", content=json.dumps(body), headers={"authorization": f"Bearer {program.token}"}
        )
        assert answer.status_code == 422, (path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
    browser = desk.rig.browser(desk.officer_id)
    safe = odd.encode("utf-8", "replace").decode()
    for path in ("passkeys/remove", "end"):
        browser.post(f"{WAYS}/{path}", passkey=safe, sign_in=safe)
        assert browser.status == 404, path
    for path in ("contact", "code", "passkeys"):
        browser.post(f"{WAYS}/{path}", contact=safe, code=safe, ticket=safe, credential=safe, name=safe)
        assert browser.status == 422, path


def test_where_one_is_signed_in_is_listed_with_one_coarse_word(desk: Desk) -> None:
    visitor = desk.rig.visitor()
    visitor.headers["user-agent"] = PHONE
    token = read_page(visitor.get("/sign-in").text).form("/sign-in").fields["form_token"]
    visitor.post("/sign-in", data={"contact": desk.address, "form_token": token})
    enter(visitor, desk.code_for(desk.address))
    page = read_page(visitor.get(WAYS).text)
    assert "Phone This one" in page.visible
    program = desk.rig.program(desk.officer_id)
    listed = program.get("/sign-ins").json()["sign_ins"]
    assert [(one["is_this"], one["device"]) for one in listed] == [(True, None), (False, "Phone")]
    assert set(listed[0]) == {"id", "device", "created_at", "seen_at", "is_this"}


def test_one_sign_in_is_ended_without_the_others(desk: Desk) -> None:
    here, there = desk.rig.browser(desk.officer_id), desk.rig.browser(desk.officer_id)
    program = desk.rig.program(desk.officer_id)
    desk.rig.clock.advance(timedelta(minutes=2))
    there.open("/")
    listed = desk.rig.program(desk.officer_id).get("/sign-ins").json()["sign_ins"]
    newest = next(one for one in listed if one["seen_at"] != one["created_at"])
    here.open(WAYS)
    here.post(f"{WAYS}/end", sign_in=newest["id"])
    assert "Signed out there." in here.shown.visible
    assert there.client.get("/").status_code == 303
    assert program.get("/me").status_code == 200
    here.post(f"{WAYS}/end", sign_in=newest["id"])
    assert here.status == 404


def test_nobody_ends_somebody_elses_sign_in(desk: Desk) -> None:
    theirs = desk.rig.program(desk.rig.officer())
    [one] = theirs.get("/sign-ins").json()["sign_ins"]
    mine = desk.rig.sign_in(desk.officer_id).token
    headers = {"authorization": f"Bearer {mine}"}
    assert theirs.client.delete(f"/api/v1/sign-ins/{one['id']}", headers=headers).status_code == 404
    assert theirs.get("/me").status_code == 200


def test_everywhere_else_and_everywhere(desk: Desk) -> None:
    here, there = desk.rig.browser(desk.officer_id), desk.rig.browser(desk.officer_id)
    other = desk.rig.browser(desk.rig.officer())
    here.post(f"{WAYS}/end-others")
    assert [browser.client.get("/").status_code for browser in (here, there, other)] == [200, 303, 200]
    program = desk.rig.program(desk.officer_id)
    headers = {"authorization": f"Bearer {program.token}"}
    assert program.client.delete("/api/v1/sign-ins?others_only=true", headers=headers).status_code == 204
    assert (here.client.get("/").status_code, program.get("/me").status_code) == (303, 200)
    assert program.client.delete("/api/v1/sign-ins", headers=headers).status_code == 204
    assert program.get("/me").status_code == 401


def test_signing_out_on_the_page_of_ways_ends_this_one_too(desk: Desk) -> None:
    browser = desk.rig.browser(desk.officer_id)
    page = browser.open(WAYS)
    browser.post(f"{WAYS}/end", sign_in=page.form(f"{WAYS}/end").fields["sign_in"])
    assert "You are signed out." in browser.shown.visible


def test_a_passkey_is_kept_seen_and_removed_on_the_page(desk: Desk) -> None:
    browser, key = desk.rig.browser(desk.officer_id), SoftKey()
    assert WAYS in browser.open("/preferences").links
    browser.open(WAYS)
    headers = {"x-form-token": browser.form_token}
    asked = browser.client.post("/api/v1/passkeys/options", headers=headers).json()
    sent = {"ticket": asked["ticket"], "credential": json.dumps(key.make(asked["options"]))}
    browser.send(f"{WAYS}/passkeys", name="Kitchen table", **sent)
    assert "Kitchen table" in browser.shown.visible
    assert [to for to, _, _ in desk.mails()] == [desk.address]  # told, by the way there was before
    browser.send(f"{WAYS}/passkeys", name="Again", **sent)
    assert browser.status == 422
    assert "Nothing was added" in browser.shown.visible
    browser.send(f"{WAYS}/passkeys/remove")
    assert "Kitchen table" not in browser.shown.visible


def test_signing_out_clears_what_the_browser_has_kept(desk: Desk) -> None:
    browser = desk.rig.browser(desk.officer_id)
    answer = browser.client.post("/sign-out", data={"form_token": browser.form_token})
    assert answer.headers["clear-site-data"] == '"cache"'


def test_ended_sign_ins_are_forgotten_after_thirty_days_and_passkeys_stay(desk: Desk) -> None:
    rig, browser = desk.rig, desk.rig.browser(desk.officer_id)
    browser.open(WAYS)
    asked = browser.client.post("/api/v1/passkeys/options", headers={"x-form-token": browser.form_token}).json()
    sent = {"ticket": asked["ticket"], "credential": json.dumps(SoftKey().make(asked["options"]))}
    browser.send(f"{WAYS}/passkeys", name="Stays", **sent)
    ask(desk, desk.address)

    def rows() -> list[int]:
        with rig.store.read() as db:
            return [db.query(table).count() for table in (SignIn, SignInCode, Passkey)]

    before = rows()
    assert before[0] >= 1 and before[1] >= 2
    forget = all_handlers(rig.desk)["forget_sign_ins"]
    forget({}, rig.clock() + timedelta(days=29))
    assert rows() == before
    forget({}, rig.clock() + timedelta(days=31))
    assert rows() == [0, 0, before[2]]


def test_a_desk_that_sends_no_texts_offers_no_numbers(care_sqlite: Database) -> None:
    """Somebody who joined with a number alone would never get a code."""
    with rigged(care_sqlite, demo=False) as rig:
        visitor = rig.visitor()
        for path in ("/sign-in", "/join"):
            assert "mobile" not in visitor.get(path).text
        refused = visitor.post("/api/v1/sign-in", json={"contact": "07700 900123"})
        assert refused.status_code == 422


def test_control_a_desk_that_sends_texts_does(desk: Desk) -> None:
    for path in ("/sign-in", "/join"):
        assert "mobile" in desk.rig.visitor().get(path).text
