"""An HTTP transport that connects only where it may and ends everything by one deadline, however slowly bytes come.

A timeout of HTTP clients is for one step. Who sends a byte every nineteen seconds is never late for any step, and would
keep a teller for hours.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ssl import SSLContext
from time import monotonic
from typing import Any

import httpcore
from ssrfguard import Policy, Resolver
from ssrfguard.httpx import SafeBackend, SafeTransport

_ends: ContextVar[float | None] = ContextVar("ends", default=None)
_SHORTEST = 0.001
"""A timeout of nothing would mean not to wait for what is there already."""


@contextmanager
def by(seconds: float) -> Iterator[None]:
    """All that is read and written in this block ends within `seconds`, or times out."""
    token = _ends.set(monotonic() + seconds)
    try:
        yield
    finally:
        _ends.reset(token)


class PromptTransport(SafeTransport):
    """The guard's own transport, with its own connections, each of which keeps the deadline of who uses it."""

    def __init__(self, policy: Policy, resolver: Resolver | None, trusted: SSLContext) -> None:
        super().__init__(policy=policy, resolver=resolver, verify=trusted, trust_env=False)
        guarded = SafeBackend(policy=policy, resolver=resolver)
        self._pool = httpcore.ConnectionPool(ssl_context=trusted, network_backend=_PromptBackend(guarded))


class _PromptBackend(httpcore.NetworkBackend):
    def __init__(self, guarded: SafeBackend) -> None:
        self._guarded = guarded

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        late = _no_later(timeout, httpcore.ConnectTimeout)
        return _PromptStream(self._guarded.connect_tcp(host, port, late, local_address, socket_options))

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None
    ) -> httpcore.NetworkStream:
        return self._guarded.connect_unix_socket(path, timeout, socket_options)


class _PromptStream(httpcore.NetworkStream):
    """httpcore's own stream, asked to wait no longer than until the deadline."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _no_later(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _no_later(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        # The name is httpcore's, of the origin: a certificate is checked against it, never against the address.
        late = _no_later(timeout, httpcore.ConnectTimeout)
        return _PromptStream(self._stream.start_tls(ssl_context, server_hostname, late))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _no_later(timeout: float | None, late: type[Exception]) -> float | None:
    """The shorter of a step's own timeout and what is left. Raises `late` when nothing is."""
    ends = _ends.get()
    if ends is None:
        return timeout
    left = ends - monotonic()
    if left <= 0:
        raise late("the time for all of it is over")
    return max(_SHORTEST, left if timeout is None else min(timeout, left))
