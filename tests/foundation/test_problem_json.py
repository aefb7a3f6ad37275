"""What the outside hears when something is refused or breaks."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import APIRouter, FastAPI, HTTPException, Query, Request
from fastapi.testclient import TestClient
from pydantic import BaseModel
from starlette.responses import StreamingResponse
from structlog.testing import capture_logs

from app.foundation.pages import Pages, install_pages
from app.foundation.problem_json import install_refusals
from app.foundation.refusals import (
    BadSignature,
    Conflict,
    Fault,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    Refusal,
    TooLarge,
    TooMany,
    Unavailable,
)
from app.foundation.sealing import new_key, use_key
from tests.foundation.mini_desk import PAGES

router = APIRouter()
SECRET = "Sam Carter, staff number 00123, is booked on Thursday"
EVERY_REFUSAL = [
    (Refusal, 400), (NotSignedIn, 401), (BadSignature, 401), (Forbidden, 403), (NotFound, 404), (Conflict, 409),
    (TooLarge, 413), (Invalid, 422), (TooMany, 429), (Unavailable, 503),
]  # fmt: skip
RAISED: dict[str, Exception] = {
    "faults": Invalid("Two things.", faults=[Fault("no such code", row=7, column="code", value="LX")]),
    "extra": Conflict("Taken.", code="slot-taken", extra={"offers": ["15:00"], "status": 999}),
    "later": TooMany("Wait.", extra={"retry_after_seconds": 90}),
    "back": TooLarge("Too much.", extra={"back": "/send"}),
    "broken": RuntimeError(SECRET),
    "gone": HTTPException(410),
    **{refusal.__name__: refusal("Because.") for refusal, _ in EVERY_REFUSAL},
}


class Thing(BaseModel):
    """Two fields to get wrong."""

    name: str
    count: int


@router.get("/api/raise/{what}")
@router.get("/raise/{what}")
@router.get("/feed/raise/{what}")
@router.get("/webhooks/raise/{what}")
def raise_it(what: str) -> None:
    raise RAISED[what]


@router.post("/api/things")
def make_thing(thing: Thing) -> Thing:
    return thing


@router.get("/papers")
def papers() -> str:
    return "all of them"


@router.post("/alone")
@router.post("/papers/away")
@router.post("/papers/away/remove")
@router.post("/papers/{number}/again")
def take_form() -> str:
    return "taken"


@router.get("/api/read")
def read_it(n: Annotated[int, Query(le=50)] = 1, on: date | None = None) -> int:
    return n


@router.get("/api/number/{number}")
def number_it(number: int) -> int:
    return number


@router.get("/api/half")
def half(request: Request) -> StreamingResponse:
    def lines() -> Iterator[bytes]:
        yield b"one\n"
        raise RuntimeError(SECRET)

    return StreamingResponse(lines())


@pytest.fixture(scope="module")
def client() -> TestClient:
    return client_of(PAGES)


def client_of(pages: Pages) -> TestClient:
    use_key(new_key())
    app = FastAPI()
    install_pages(app, pages)
    install_refusals(app)
    app.include_router(router)
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(("refusal", "status"), EVERY_REFUSAL)
def test_each_refusal_has_its_status_and_a_stable_code(client: TestClient, refusal: type[Refusal], status: int) -> None:
    answer = client.get(f"/api/raise/{refusal.__name__}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    body = answer.json()
    assert {**body, "title": "", "faults": []} == {
        "type": f"/problems/{refusal.code}", "title": "", "status": status, "detail": "Because.", "faults": [],
        "instance": f"/api/raise/{refusal.__name__}", "code": refusal.code,
    }  # fmt: skip


def test_every_fault_of_a_refusal_is_listed(client: TestClient) -> None:
    [fault] = client.get("/api/raise/faults").json()["faults"]
    assert fault == {"message": "no such code", "row": 7, "column": "code", "value": "LX"}


def test_extras_are_added_but_cannot_overwrite_what_is_standard(client: TestClient) -> None:
    body = client.get("/api/raise/extra").json()
    assert (body["code"], body["status"], body["offers"]) == ("slot-taken", 409, ["15:00"])


def test_too_many_tries_say_when_to_come_back(client: TestClient) -> None:
    assert client.get("/api/raise/later").headers["retry-after"] == "90"


def test_a_body_that_cannot_be_read_is_refused_with_every_fault_and_no_value(client: TestClient) -> None:
    answer = client.post("/api/things", json={"count": "my secret"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert [fault["column"] for fault in answer.json()["faults"]] == ["name", "count"]
    assert "my secret" not in answer.text
    assert client.post("/api/things", content=b"{").json()["code"] == "invalid"


@pytest.mark.parametrize(
    ("query", "said"),
    [("n=abc", "n must be a whole number"), ("n=99", "n may be 50 at most"), ("on=foo", "on must be a date")],
)
def test_what_cannot_be_read_is_said_in_plain_words(client: TestClient, query: str, said: str) -> None:
    [fault] = client.get(f"/api/read?{query}").json()["faults"]
    assert fault["message"].startswith(said)


def test_a_body_that_breaks_off_is_called_the_body(client: TestClient) -> None:
    sent = client.post("/api/things", content=b"{", headers={"content-type": "application/json"})
    [fault] = sent.json()["faults"]
    assert (fault["column"], fault["message"]) == ("body", "body is not JSON that can be read")


def test_an_address_that_cannot_be_is_not_there(client: TestClient) -> None:
    assert client.get("/api/number/abc").json()["code"] == "not-found"
    assert client.get("/api/number/7").json() == 7


def test_a_page_leads_back_to_where_the_refusal_says_and_programs_are_not_told(client: TestClient) -> None:
    assert 'href="/send"' in client.get("/raise/back", headers={"accept": "text/html"}).text
    assert "back" not in client.get("/api/raise/back").json()


def test_whoever_must_wait_is_not_led_to_where_they_would_be_refused_again(client: TestClient) -> None:
    assert "Go to the first page" not in client.get("/raise/later", headers={"accept": "text/html"}).text


@pytest.mark.parametrize("path", ["/api/nothing", "/feed/nothing", "/webhooks/nothing", "/api"])
def test_what_is_not_there_is_a_problem_for_machines(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept": "text/html"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("path", ["/papers/away", "/papers/away/remove", "/papers/7/again"])
def test_the_address_of_a_form_leads_a_browser_to_the_page_it_stands_on(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept": "text/html"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/papers")


def test_a_form_without_a_page_above_and_a_program_are_still_told_what_cannot_be_done(client: TestClient) -> None:
    assert client.get("/alone", headers={"accept": "text/html"}, follow_redirects=False).status_code == 405
    assert client.get("/papers/away", headers={"accept": "application/json"}).status_code == 405
    assert client.put("/papers/away", headers={"accept": "text/html"}, follow_redirects=False).status_code == 405


def test_what_cannot_be_done_says_what_can(client: TestClient) -> None:
    answer = client.delete("/api/things")
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (405, "method-not-allowed", "POST")
    assert client.get("/api/raise/gone").json()["code"] == "gone"


def test_a_browser_gets_a_kind_page(client: TestClient) -> None:
    answer = client.get("/raise/faults", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert "Two things." in answer.text and "no such code" in answer.text and "row 7" in answer.text
    assert "There is no such thing here" in client.get("/nothing", headers={"accept": "text/html"}).text


def test_a_program_on_a_page_gets_a_problem(client: TestClient) -> None:
    answer = client.get("/raise/faults", headers={"accept": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/raise/broken", "/raise/broken", "/feed/raise/broken", "/webhooks/raise/broken"])
def test_what_breaks_shows_nothing_to_the_outside_and_no_data_to_the_log(client: TestClient, path: str) -> None:
    with capture_logs() as logs:
        answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 500
    assert "00123" not in answer.text and "RuntimeError" not in answer.text and "Traceback" not in answer.text
    [line] = logs
    assert line["kind"] == "RuntimeError" and "raise_it" in line["where"][-1]
    assert "00123" not in str(line)
    assert line["reference"] in answer.text
    assert answer.headers["content-security-policy"] and answer.headers["cache-control"] == "no-store"


def test_an_answer_that_breaks_half_way_is_cut_off_and_logged_without_data(client: TestClient) -> None:
    with capture_logs() as logs:
        answer = client.get("/api/half")
    assert "00123" not in answer.text
    assert [line["kind"] for line in logs] == ["RuntimeError"]


def test_when_even_the_page_of_a_500_breaks_there_is_still_an_answer(tmp_path: Path) -> None:
    (tmp_path / "refused.html").write_text("{{ nothing_of_that_name }}")
    answer = client_of(Pages(tmp_path)).get("/raise/broken", headers={"accept": "text/html"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")


def test_control_without_the_net_the_message_reaches_whoever_runs_the_server() -> None:
    app = FastAPI()
    app.include_router(router)
    with pytest.raises(RuntimeError, match="00123"):
        TestClient(app).get("/api/raise/broken")
