"""Asks a server over kept connections and does little else: on shared processors a client's work is a server's wait.

Asks for squeezed answers as browsers do, and opens them only for whoever wants to read one.
"""

import asyncio
import gzip
import json
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

_Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_PATIENCE_SECONDS = 60


class Broken(Exception):
    """The connection ended before the answer did, or the answer took longer than a minute."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Status, and the body as it was sent."""

    status: int
    squeezed: bool
    body: bytes

    def json(self) -> Any:
        """The body, read."""
        return json.loads(gzip.decompress(self.body) if self.squeezed else self.body)


class LeanClient:
    """Connections of many people, each with their own as their browsers have: one for each request at a time."""

    def __init__(self, address: str) -> None:
        split = urlsplit(address)
        self._host, self._port = str(split.hostname), int(split.port or 80)
        self._idle: dict[str, list[_Line]] = defaultdict(list)

    async def __aenter__(self) -> "LeanClient":
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _raised: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for _, writer in chain.from_iterable(self._idle.values()):
            await _ended(writer)

    async def request(
        self, who: str, verb: str, path: str, headers: Mapping[str, str], body: Mapping[str, object] | None = None
    ) -> Answered:
        """One request of somebody's, and its whole answer. Raises Broken."""
        line = await self._line(who)
        try:
            line[1].write(self._words(verb, path, headers, body))
            answered, stays = await asyncio.wait_for(_answer(line[0]), _PATIENCE_SECONDS)
        except (OSError, EOFError, TimeoutError, asyncio.IncompleteReadError) as wrong:
            await _ended(line[1])
            raise Broken(str(wrong)) from wrong
        if stays:
            self._idle[who].append(line)
        else:
            await _ended(line[1])
        return answered

    async def _line(self, who: str) -> _Line:
        while self._idle[who]:
            line = self._idle[who].pop()
            if not line[0].at_eof():  # a server ends what has been idle for a while
                return line
            await _ended(line[1])
        return await asyncio.open_connection(self._host, self._port)

    def _words(self, verb: str, path: str, headers: Mapping[str, str], body: Mapping[str, object] | None) -> bytes:
        sent = b"" if body is None else json.dumps(body).encode()
        told = {"host": f"{self._host}:{self._port}", "accept-encoding": "gzip", **headers}
        if verb != "GET":
            told["content-length"] = str(len(sent))
        if body is not None:
            told["content-type"] = "application/json"
        lines = (f"{verb} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", "")
        return "\r\n".join(lines).encode() + sent


async def _ended(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


async def _answer(reader: asyncio.StreamReader) -> tuple[Answered, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    told = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = b""
    if told.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
    elif "content-length" in told:
        body = await reader.readexactly(int(told["content-length"]))
    answered = Answered(int(first.split(" ", 2)[1]), told.get("content-encoding") == "gzip", body)
    return answered, told.get("connection", "") != "close"
