"""The door to addresses that others gave us: hostile ones are never reached."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.care.channels.outside import KEPT_OF_ANSWER, Outside
from app.foundation.refusals import Invalid
from tests.care.channels.receiver import Receiver, receiving

NOW = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)
HOSTILE = [
    "http://example.org/hook",
    "https://127.0.0.1/hook",
    "https://2130706433/hook",
    "https://0177.0.0.1/hook",
    "https://[::1]/hook",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::ffff:169.254.169.254]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://10.1.2.3/hook",
    "https://192.168.1.1/hook",
    "https://100.64.0.1/hook",
    "https://0.0.0.0/hook",
    "https://desk:secret@example.org/hook",
    "https://example.org:22/hook",
    "file:///etc/passwd",
    "gopher://example.org/",
    "//example.org/hook",
    "https://",
    "",
    "https://ex ample.org/",
]


def resolving_to(*addresses: str) -> Any:
    """A getaddrinfo whose every name stands for these addresses."""

    def resolve(host: Any, port: Any, *_: Any, **__: Any) -> list[Any]:
        family = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(family[":" in a], socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]

    return resolve


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_neither_taken_nor_sent_to(url: str) -> None:
    with Outside() as outside:
        with pytest.raises(Invalid):
            outside.check(url)
        assert outside.post(url, "{}", {}, now=NOW).status is None


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "fd00::1"])
def test_a_public_name_that_leads_inside_is_not_sent_to(inside: str) -> None:
    with Outside(resolver=resolving_to(inside)) as outside:
        outside.check("https://hooks.example.org/relief")
        answer = outside.post("https://hooks.example.org/relief", "{}", {}, now=NOW)
    assert answer.status is None
    assert inside not in answer.text


def test_a_name_that_leads_outside_as_well_as_inside_is_not_sent_to() -> None:
    with Outside(resolver=resolving_to("93.184.216.34", "127.0.0.1")) as outside:
        assert outside.post("https://hooks.example.org/", "{}", {}, now=NOW).text.startswith("Not sent")


def test_loopback_is_reached_only_when_it_was_allowed(receiver: Receiver) -> None:
    with Outside() as outside:
        assert outside.post(receiver.url, "{}", {}, now=NOW).status is None
    assert receiver.came == []
    with Outside(loopback=True) as outside:
        outside.check(receiver.url)
        assert outside.post(receiver.url, "{}", {"webhook-id": "a"}, now=NOW).good
    assert receiver.ids == ["a"]


def test_even_where_loopback_is_allowed_the_metadata_address_and_the_office_network_are_not() -> None:
    with Outside(loopback=True) as outside:
        for url in ("http://169.254.169.254/", "http://10.0.0.1/", "http://192.168.0.1:8080/"):
            with pytest.raises(Invalid):
                outside.check(url)


def test_a_redirect_is_a_failure_and_is_not_followed(receiver: Receiver) -> None:
    receiver.will_answer(302, location="http://169.254.169.254/latest/")
    with Outside(loopback=True) as outside:
        answer = outside.post(receiver.url, "{}", {}, now=NOW)
    assert (answer.status, answer.good) == (302, False)
    assert len(receiver.came) == 1


def test_little_is_kept_of_a_long_or_unreadable_answer(receiver: Receiver) -> None:
    receiver.will_answer(200, b"<script>\x00\xff" + b"x" * 1_000_000)
    with Outside(loopback=True) as outside:
        answer = outside.post(receiver.url, "{}", {}, now=NOW)
    assert answer.good
    assert len(answer.text) <= KEPT_OF_ANSWER
    assert answer.text.isprintable()


def test_a_server_that_is_not_there_is_an_answer_too() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Outside(loopback=True) as outside:
        assert outside.post(f"http://127.0.0.1:{port}/", "{}", {}, now=NOW).text == "The connection failed."


@pytest.mark.parametrize(
    ("value", "wish"),
    [
        ("120", timedelta(seconds=120)),
        ("Thu, 03 Dec 2026 14:10:00 GMT", timedelta(minutes=10)),
        ("Thu, 03 Dec 2020 14:10:00 GMT", timedelta(0)),
        ("soon", None),
        ("-5", None),
        ("9" * 30, None),
    ],
)
def test_a_receivers_wish_for_later_is_read(receiver: Receiver, value: str, wish: timedelta | None) -> None:
    receiver.will_answer(503, retry_after=value)
    with Outside(loopback=True) as outside:
        assert outside.post(receiver.url, "{}", {}, now=NOW).retry_after == wish


def test_a_cookie_is_not_sent_back(receiver: Receiver) -> None:
    receiver.will_answer(200, set_cookie="a=b")
    with Outside(loopback=True) as outside:
        outside.post(receiver.url, "{}", {}, now=NOW)
        outside.post(receiver.url, "{}", {}, now=NOW)
    assert "cookie" not in receiver.came[1].headers
