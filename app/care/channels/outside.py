"""The only door to addresses that others gave us: HTTPS to public hosts, checked where the socket is opened."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from ipaddress import ip_address, ip_network
from ssl import SSLContext
from types import TracebackType
from typing import Self

import httpx
from ssrfguard import Policy, Resolver, SSRFGuardError
from ssrfguard.httpx import Client

from app.care.channels.deadlines import PromptTransport, by
from app.foundation.refusals import Fault, Invalid

SECONDS_FOR_ONE_STEP = 20.0
"""To connect, or for the next bytes to come (Standard Webhooks: 15 to 30 s)."""
SECONDS_IN_ALL = 30.0
"""From the first byte to the last, however it trickles. Looking the name up has limits of its own, the system's."""
KEPT_OF_ANSWER = 500
PORTS = frozenset({443, 8443})
_MOST_ADDRESSES = 2
"""Of one name that are tried."""

_NUMBER = re.compile(r"\d+|0[xX][0-9a-fA-F]*")
_OWN_NETWORKS = frozenset({"localhost", "local", "internal", "lan", "home", "corp", "intranet", "private"})
"""Ends of names that no public host has (RFC 6761, RFC 6762, ICANN's .internal, and what routers make up)."""
_LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_DEMO = Policy(
    allowed_ports=frozenset(range(1, 65536)), allowed_networks=_LOOPBACK, max_connection_attempts=_MOST_ADDRESSES
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `status` is None when nothing did, and `text` then says why in plain words."""

    status: int | None
    text: str
    retry_after: timedelta | None = None

    @property
    def good(self) -> bool:
        """Whether the message was taken: 2xx, and nothing else."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave. `status` is None when nothing came; `headers` have small letters."""

    status: int | None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Outside:
    """Sends to addresses of others. Never follows a redirect, keeps no cookie, reads little of any answer.

    `loopback` is for the demo and for tests: it lets plain HTTP and this machine through; other private networks and
    cloud metadata addresses stay shut. `resolver` stands in for getaddrinfo; `ports`: those that may be sent to.
    """

    def __init__(
        self,
        *,
        loopback: bool = False,
        resolver: Resolver | None = None,
        ports: frozenset[int] = PORTS,
        seconds: float = SECONDS_IN_ALL,
    ) -> None:
        self._policy = _DEMO if loopback else _public(ports)
        self._seconds = seconds
        self._client = Client(
            transport=PromptTransport(self._policy, resolver, _trusted()),
            timeout=min(SECONDS_FOR_ONE_STEP, seconds),
            follow_redirects=False,
            trust_env=False,  # a proxy would look the name up itself, past the guard
        )

    def check(self, url: str) -> None:
        """Raise Invalid when `url` is not one that may be sent to, so far as can be told without looking it up."""
        try:
            self._policy.check_url(url)
            address = httpx.URL(url)
            if address.scheme != "https" and not _is_this_machine(address.host):
                raise ValueError("plain HTTP is for this machine alone")
            if self._policy is not _DEMO and _names_nothing_public(address.host):
                raise ValueError("no public host has such a name")
        except (SSRFGuardError, httpx.InvalidURL, ValueError):
            message = "This address cannot be used. It must begin with https:// and be reachable from the internet."
            raise Invalid(message, faults=[Fault(message, column="address")], code="bad-address") from None

    def post(self, url: str, body: str | bytes, headers: Mapping[str, str], *, now: datetime) -> Answer:
        """Send once and say what came back. Never raises for anything the other side does."""
        plain = {"content-type": "application/json", "user-agent": "webhooks/1", "accept-encoding": "identity"}
        try:
            content = body.encode() if isinstance(body, str) else body
            with (
                by(self._seconds),
                self._client.stream("POST", url, content=content, headers=plain | dict(headers)) as response,
            ):
                text = _beginning(response)
                wish = _retry_after(response.headers.get("retry-after", ""), now)
                return Answer(response.status_code, text, wish)
        except SSRFGuardError:
            # The guard's own words name addresses inside our network; the provider reads this log.
            return Answer(None, "Not sent: the address is not one we may send to.")
        except httpx.TimeoutException:
            return Answer(None, "No answer in time.")
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            return Answer(None, "The connection failed.")
        finally:
            self._client.cookies.clear()

    def get(self, url: str, headers: Mapping[str, str], *, most_bytes: int) -> Fetched:
        """Ask once and read no more than `most_bytes` and one byte, so that too much can be told from just enough.

        Never raises for anything the other side does; a trickling answer is let go of, as if nothing had come.
        """
        return self._fetched("GET", url, headers, most_bytes=most_bytes)

    def report(self, url: str, body: str, headers: Mapping[str, str], *, most_bytes: int) -> Fetched:
        """The same for a question to a CalDAV server (REPORT, RFC 3253), which changes nothing there."""
        return self._fetched("REPORT", url, headers, most_bytes=most_bytes, content=body.encode())

    def _fetched(
        self, method: str, url: str, headers: Mapping[str, str], *, most_bytes: int, content: bytes | None = None
    ) -> Fetched:
        plain = {"user-agent": "webhooks/1", "accept-encoding": "identity"} | dict(headers)
        try:
            with (
                by(self._seconds),
                self._client.stream(method, url, content=content, headers=plain) as response,
            ):
                body = _at_most(response, most_bytes + 1)
                found = {name.lower(): value for name, value in response.headers.items()}
                return Fetched(response.status_code, body, found)
        except (SSRFGuardError, httpx.HTTPError, httpx.InvalidURL, OSError):
            return Fetched(None)
        finally:
            self._client.cookies.clear()

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()


def _public(ports: frozenset[int]) -> Policy:
    return Policy(allowed_schemes=frozenset({"https"}), allowed_ports=ports, max_connection_attempts=_MOST_ADDRESSES)


def _names_nothing_public(host: str) -> bool:
    """Whether a name can stand for this network only: the system might read it as a number, or look in a file.

    What it really stands for is looked at whenever something is sent; this is for whoever types it.
    """
    if ":" in host:
        return False
    last = host.rstrip(".").rpartition(".")
    numeric = _NUMBER.fullmatch(last[2]) is not None and not _is_address(host)
    return numeric or not last[0] or last[2].lower() in _OWN_NETWORKS


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@cache
def _trusted() -> SSLContext:
    """The certificates that are believed; reading them takes a third of a second, so once is enough."""
    return httpx.create_ssl_context(trust_env=False)


def _beginning(response: httpx.Response) -> str:
    """The first few hundred bytes of an answer; an endless one is not read to its end, nor a trickling one awaited."""
    kept = b""
    try:
        for piece in response.iter_raw():
            kept += piece[:KEPT_OF_ANSWER]
            if len(kept) >= KEPT_OF_ANSWER:
                break
    except httpx.HTTPError:
        pass  # the status has come, and it alone decides
    text = kept[:KEPT_OF_ANSWER].decode("utf-8", errors="replace")
    return "".join(c if c.isprintable() else " " for c in text).strip()


def _at_most(response: httpx.Response, size: int) -> bytes:
    """The first bytes of an answer."""
    kept = b""
    for piece in response.iter_raw():
        kept += piece
        if len(kept) >= size:
            break
    return kept[:size]


def _retry_after(value: str, now: datetime) -> timedelta | None:
    if value.isascii() and value.isdigit() and len(value) < 9:
        return timedelta(seconds=int(value))
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(timedelta(0), at.replace(tzinfo=at.tzinfo or UTC) - now)
