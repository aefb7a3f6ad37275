"""Addresses that lead inside are never connected to: a canary listens there, and hears nothing."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import httpx
import pytest

from app.care.channels.outside import Outside
from app.foundation.refusals import Invalid
from tests.care.channels.receiver import receiving
from tests.care.channels.test_outside import resolving_to

NOW = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)
LEADING_TO_THE_CANARY = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "127.0.0.1.",
    "localhost",
    "localhost.",
    "LOCALHOST",
    "0.0.0.0",
    "0",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
]
"""Hosts by which a quickened client connects to 127.0.0.1."""
SYSTEMS_DIFFER = {"127.0.0.1.", "0177.0.0.1", "0", "LOCALHOST", "localhost."}
ELSEWHERE_INSIDE = [
    "[::1]",
    "[::1%25lo]",
    "[fe80::1%25eth0]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:7f00:1::]",
    "[fd00::1]",
    "[fc00::1]",
    "[ff02::1]",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "100.64.0.1",
    "100.127.255.254",
    "169.254.169.254",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "metadata.google.internal",
    "169.254.169.254.",
    "[::ffff:169.254.169.254]",
    "2852039166",
    "example.org@127.0.0.1",
    "127.0.0.1#@example.org",
    "127.0.0.1\\@example.org",
    "\uff11\uff12\uff17.0.0.1",
    "127\u30020\u30020\u30021",
]
INSIDE = ["127.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "100.64.0.1", "10.0.0.1", "fe80::1%lo", "0.0.0.0"]
"""What a name may turn out to stand for."""


@dataclass
class Canary:
    """Listens on loopback and counts who comes; says nothing, and speaks no TLS."""

    port: int
    heard: list[str] = field(default_factory=list)

    def settled(self) -> list[str]:
        """Who came, after a moment in which a connection that is under way would arrive."""
        time.sleep(0.02)
        return self.heard


@contextmanager
def singing() -> Iterator[Canary]:
    door = socket.create_server(("127.0.0.1", 0))
    canary = Canary(door.getsockname()[1])

    def listen() -> None:
        while True:
            try:
                guest, who = door.accept()
            except OSError:
                return
            canary.heard.append(str(who))
            guest.close()

    thread = Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield canary
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()
        thread.join(5)


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    with singing() as listening:
        yield listening


def guarded(canary: Canary, resolver: Any = None) -> Outside:
    """The guard as it always is, but for the port: the canary could not be told from a port that is shut."""
    return Outside(ports=frozenset({canary.port}), resolver=resolver, seconds=2)


def test_no_hostile_address_reaches_the_canary_nor_anything_else_inside(canary: Canary) -> None:
    with guarded(canary) as outside:
        for host in LEADING_TO_THE_CANARY + ELSEWHERE_INSIDE:
            answer = outside.post(f"https://{host}:{canary.port}/hook", "{}", {}, now=NOW)
            assert (answer.status, canary.settled()) == (None, []), host
            assert answer.text in {"Not sent: the address is not one we may send to.", "The connection failed."}, host


def test_control_a_client_without_the_guard_reaches_the_canary_by_each_of_these(canary: Canary) -> None:
    reached = []
    with singing() as other, httpx.Client(verify=ssl.create_default_context(), trust_env=False, timeout=2) as quickened:
        for host in LEADING_TO_THE_CANARY:
            before = len(other.settled())
            with suppress(httpx.HTTPError, httpx.InvalidURL, ValueError):
                quickened.post(f"https://{host}:{other.port}/hook")
            if len(other.settled()) > before:
                reached.append(host)
    assert set(LEADING_TO_THE_CANARY) - set(reached) <= SYSTEMS_DIFFER
    assert len(reached) >= 10


@pytest.mark.parametrize("inside", INSIDE)
def test_a_name_that_turns_out_to_lead_inside_is_not_connected_to(canary: Canary, inside: str) -> None:
    for found in ([inside], ["93.184.216.34", inside], [inside, "93.184.216.34"]):
        with guarded(canary, resolving_to(*found)) as outside:
            outside.check(f"https://hooks.example.org:{canary.port}/")
            assert outside.post(f"https://hooks.example.org:{canary.port}/", "{}", {}, now=NOW).status is None
    assert canary.settled() == []


def test_a_name_is_looked_up_once_and_what_was_looked_at_is_what_is_connected_to(canary: Canary) -> None:
    """Rebinding: harmless when it is checked, this machine when it is used. The control has it the other way round."""
    asked: list[str] = []

    def turning(first: str, then: str) -> Any:
        def resolve(host: Any, port: Any, *rest: Any, **named: Any) -> list[Any]:
            asked.append(str(host))
            return list(resolving_to(first if len(asked) == 1 else then)(host, port))

        return resolve

    # 192.88.99.1 and the like would be refused; 1.1.1.1 is public, and is not reached within a tenth of a second.
    outside = Outside(ports=frozenset({canary.port}), resolver=turning("1.1.1.1", "127.0.0.1"), seconds=0.1)
    with outside:
        assert outside.post(f"https://hooks.example.org:{canary.port}/", "{}", {}, now=NOW).status is None
    assert (len(asked), canary.settled()) == (1, [])
    with Outside(loopback=True, resolver=turning("127.0.0.1", "127.0.0.1"), seconds=2) as quickened, singing() as other:
        quickened.post(f"http://127.0.0.1:{other.port}/", "{}", {}, now=NOW)
        assert len(other.settled()) == 1, "control: it is heard where it may be reached"


def test_a_hostile_address_is_not_even_saved(canary: Canary) -> None:
    with guarded(canary) as outside:
        for host in LEADING_TO_THE_CANARY + ELSEWHERE_INSIDE:
            with pytest.raises(Invalid):
                outside.check(f"https://{host}:{canary.port}/hook")


def test_where_a_redirect_leads_nobody_goes(canary: Canary) -> None:
    with receiving() as receiver, Outside(loopback=True, seconds=2) as outside:
        receiver.will_answer(307, location=f"http://127.0.0.1:{canary.port}/")
        assert outside.post(receiver.url, "{}", {}, now=NOW).status == 307
    assert canary.settled() == []


@contextmanager
def trickling(head: bytes, most: int = 100_000) -> Iterator[str]:
    """A server that answers a byte now and then, for ever."""
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        guest, _ = door.accept()
        with guest, suppress(OSError):
            guest.recv(65536)
            guest.sendall(head)
            for _ in range(most):
                guest.sendall(b"a")
                time.sleep(0.02)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{door.getsockname()[1]}/"
    thread.join(5)
    door.close()


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nx-slow: ", b"HTTP/1.1 200 OK\r\ncontent-length: 400\r\n\r\n"])
def test_an_answer_that_trickles_is_awaited_no_longer_than_any_other(head: bytes) -> None:
    """No single step is late: a byte comes fifty times a second. Without the deadline this would take hours."""
    begun = time.monotonic()
    with trickling(head) as url, Outside(loopback=True, seconds=0.3) as outside:
        answer = outside.post(url, "{}", {}, now=NOW)
        assert time.monotonic() - begun < 2
    if b"x-slow" in head:
        assert (answer.status, answer.text) == (None, "No answer in time.")
    else:
        assert answer.status == 200, "the status has come, and it alone decides"


def test_control_without_the_deadline_what_trickles_is_awaited_on_and_on() -> None:
    """The same patience for each step, and none for the whole."""
    with trickling(b"HTTP/1.1 200 OK\r\nx-slow: ", most=40) as url:
        begun = time.monotonic()
        with httpx.Client(timeout=0.3, trust_env=False) as quickened, suppress(httpx.HTTPError):
            quickened.get(url)
        assert time.monotonic() - begun > 0.7, "until the server itself had enough"
