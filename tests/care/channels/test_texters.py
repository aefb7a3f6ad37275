"""Text messages through others: what is asked, and what their answers mean."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from app.care.channels.texters import HttpTexter, NotifyTexter
from app.foundation.texter import ConsoleTexter, TextNotSent
from tests.support.loopback import loopback_client

NOW = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)
TO, BODY = "+447700900123", 'Booked: "Thu 3 Dec", {to}. https://desk.example/'
SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = '{"to": "{to}", "message": {"text": "{text}", "parts": 2}, "from": ["Relief"]}'


def answering(*answers: httpx.Response) -> tuple[httpx.Client, list[httpx.Request]]:
    """A client whose other side gives these answers, and what it was asked."""
    asked: list[httpx.Request] = []
    left = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return left.pop(0)

    return httpx.Client(transport=httpx.MockTransport(answer)), asked


def test_the_body_is_filled_in_as_the_settings_say_whatever_a_text_holds() -> None:
    http, asked = answering(httpx.Response(202))
    HttpTexter(http, "https://text.example/send", TEMPLATE, headers={"X-Key": "k"}).send(TO, BODY, now=NOW)
    assert (asked[0].method, str(asked[0].url), asked[0].headers["x-key"]) == ("POST", "https://text.example/send", "k")
    assert json.loads(asked[0].content) == {"to": TO, "message": {"text": BODY, "parts": 2}, "from": ["Relief"]}


def test_a_form_is_sent_as_a_form() -> None:
    http, asked = answering(httpx.Response(200))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    HttpTexter(http, "https://text.example/", '{"To": "{to}", "Body": "{text}"}', "PUT", form).send(TO, BODY, now=NOW)
    assert asked[0].method == "PUT"
    assert parse_qs(asked[0].content.decode()) == {"To": [TO], "Body": [BODY]}


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("http://text.example/", TEMPLATE),
        ("https://text.example/", "no json"),
        ("https://text.example/", '{"to": "{to}"}'),
        ("https://text.example/", '["{to}", "{text}"]'),
        ("https://text.example/", TEMPLATE.replace("Relief", "Wellbeing Team")),
        ("https://counselling.example/", TEMPLATE),
    ],
)
def test_settings_that_cannot_work_or_give_officers_away_are_refused_when_the_service_starts(
    url: str, body: str
) -> None:
    with pytest.raises(ValueError, match=r"."):
        HttpTexter(loopback_client(), url, body)


HOPELESS, MAY_CHANGE = (400, 403, 404), (302, 429, 500, 503)


@pytest.mark.parametrize("status", HOPELESS + MAY_CHANGE)
def test_what_will_not_change_is_given_up_and_what_may_is_tried_again(status: int) -> None:
    http, _ = answering(httpx.Response(status, headers={"retry-after": "90"}), httpx.Response(status))
    texter = HttpTexter(http, "https://text.example/", TEMPLATE)
    with pytest.raises(TextNotSent) as refused:
        texter.send(TO, BODY, now=NOW)
    assert (refused.value.hopeless, refused.value.wish) == (status in HOPELESS, timedelta(seconds=90))
    assert TO not in str(refused.value)


def test_a_connection_that_fails_is_tried_again_and_names_no_number() -> None:
    def fails(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"no way to {request.content!r}")

    texter = HttpTexter(httpx.Client(transport=httpx.MockTransport(fails)), "https://text.example/", TEMPLATE)
    with pytest.raises(TextNotSent) as refused:
        texter.send(TO, BODY, now=NOW)
    assert not refused.value.hopeless
    assert TO not in str(refused.value)
    assert refused.value.__cause__ is None


def test_notify_is_asked_as_its_guide_says() -> None:
    """docs.notifications.service.gov.uk: JWT by HS256 of `iss` and `iat`, a template, its personalisation."""
    http, asked = answering(httpx.Response(201))
    texter = NotifyTexter(http, f"relief-{SERVICE}-{SECRET}", "f33517ff-2a88-4f6e-b855-c550268ce08a")
    texter.send(TO, BODY, now=NOW)
    assert str(asked[0].url) == "https://api.notifications.service.gov.uk/v2/notifications/sms"
    assert json.loads(asked[0].content) == {
        "phone_number": TO,
        "template_id": "f33517ff-2a88-4f6e-b855-c550268ce08a",
        "personalisation": {"message": BODY},
    }
    token = asked[0].headers["authorization"].removeprefix("Bearer ")
    read = jwt.decode(token, OctKey.import_key(SECRET), algorithms=["HS256"])
    assert read.header == {"typ": "JWT", "alg": "HS256"}
    assert read.claims == {"iss": SERVICE, "iat": int(NOW.timestamp())}
    assert SECRET not in repr(texter)


@pytest.mark.parametrize(("status", "hopeless"), [(400, True), (403, True), (429, False), (500, False)])
def test_notifys_refusals_are_told_apart(status: int, hopeless: bool) -> None:
    http, _ = answering(httpx.Response(status, json={"status_code": status, "errors": []}))
    with pytest.raises(TextNotSent) as refused:
        NotifyTexter(http, f"{SERVICE}-{SECRET}", "t", sender="s").send(TO, BODY, now=NOW)
    assert refused.value.hopeless is hopeless


@pytest.mark.parametrize(("key", "template"), [("nonsense", "t"), (f"{SERVICE}-{SECRET}", "")])
def test_notify_needs_its_key_and_template(key: str, template: str) -> None:
    with pytest.raises(ValueError, match="Notify needs"):
        NotifyTexter(loopback_client(), key, template)


def test_the_console_shows_what_would_be_sent() -> None:
    said: list[str] = []
    ConsoleTexter(said.append).send(TO, "Hello\n", now=NOW)
    assert said == [f"--- text 2026-12-03 14:00 to {TO}\nHello\n---\n"]


@pytest.fixture
def listener() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """A server on this machine that takes texts."""
    came: list[tuple[str, bytes]] = []

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Takes)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/texts", came
    server.shutdown()
    server.server_close()


def test_a_real_server_hears_it(listener: tuple[str, list[tuple[str, bytes]]]) -> None:
    url, came = listener
    with loopback_client() as http:
        HttpTexter(http, url, TEMPLATE).send(TO, "Grüße", now=NOW)
    assert came[0][0] == "/texts"
    assert json.loads(came[0][1])["message"]["text"] == "Grüße"
