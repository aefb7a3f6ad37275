"""Joining: claiming the identity that waits, by staff number, access code and a personal address."""

import re

import pytest
from httpx import Response

from tests.foundation.mini_desk import Member, MiniCode, MiniDesk, MiniSignIn
from tests.foundation.test_sign_in import ask, enter, form_token

SENT = {"staff_number": "00123", "access_code": "GATE-77", "contact": "kim@example.com"}


@pytest.fixture
def waiting(mini: MiniDesk) -> MiniDesk:
    """The desk with o2, whom nobody has claimed yet."""
    mini.add(Member(id="o2", audience="officer", contact=None, staff_number="00123", access_code="GATE-77"))
    return mini


def join(desk: MiniDesk, **changes: str) -> tuple[Response, object]:
    browser = desk.browser()
    token = form_token(browser.get("/join"))
    return browser.post("/join", data={**SENT, **changes, "form_token": token}), browser


def test_with_number_access_code_and_the_mailed_code_the_identity_is_ones_own(waiting: MiniDesk) -> None:
    sent, browser = join(waiting)
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in/code")
    done = enter(browser, waiting.postbox.code_for("kim@example.com"))  # type: ignore[arg-type]
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert browser.get("/api/v1/me").json() == {"subject_id": "o2"}  # type: ignore[attr-defined]
    again = waiting.browser()
    ask(again, "kim@example.com")
    assert enter(again, waiting.postbox.code_for("kim@example.com")).status_code == 303


@pytest.mark.parametrize("wrong", [{"access_code": "GATE-78"}, {"staff_number": "00124"}, {"staff_number": "zz"}])
def test_what_does_not_match_gets_the_same_answer_and_no_mail(waiting: MiniDesk, wrong: dict[str, str]) -> None:
    right, _ = join(waiting)
    refused, _ = join(waiting, **wrong, contact="thief@example.com")
    assert (right.status_code, right.headers["location"], right.text) == (
        refused.status_code, refused.headers["location"], refused.text,
    )  # fmt: skip
    assert sorted(right.headers) == sorted(refused.headers)
    assert waiting.count(MiniCode) == 2
    assert [to for to, _, _ in waiting.postbox.mails] == ["kim@example.com"]


def test_the_page_after_joining_says_what_may_be_wrong_and_leads_back(waiting: MiniDesk) -> None:
    """The same for everybody: the words cannot tell whether number and code fitted."""
    _, browser = join(waiting, access_code="GATE-78")
    page = browser.get("/sign-in/code").text  # type: ignore[attr-defined]
    assert "the staff number and the access code may not belong together" in page
    assert 'href="/join"' in page


def test_every_field_that_is_missing_is_named(small: MiniDesk) -> None:
    answer, _ = join(small, staff_number=" ", access_code="", contact="kim")
    assert answer.status_code == 422
    assert len(re.findall(r'href="#f-(?:staff_number|access_code|contact)"', answer.text)) == 3


def test_an_address_that_somebody_else_has_is_refused_and_nobody_is_signed_in(waiting: MiniDesk) -> None:
    _, browser = join(waiting, contact="sam@example.com")
    answer = enter(browser, waiting.postbox.code_for("sam@example.com"))  # type: ignore[arg-type]
    assert answer.status_code == 409
    assert waiting.count(MiniSignIn) == 0


def test_access_codes_cannot_be_guessed_by_the_dozen(waiting: MiniDesk) -> None:
    statuses = [join(waiting, access_code=f"G-{n}", contact=f"t{n}@example.com")[0].status_code for n in range(6)]
    assert statuses == [303] * 5 + [429]
    answer, _ = join(waiting, access_code="G-7", contact="t7@example.com")
    assert "It works again in 15 minutes at the latest" in answer.text


def test_a_door_without_enrolment_has_no_such_page(small: MiniDesk) -> None:
    assert small.browser().get("/provider/join").status_code == 404
    assert "/join" not in small.browser().get("/provider/sign-in").text
