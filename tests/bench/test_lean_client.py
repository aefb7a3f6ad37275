"""The client of the officers' bench: reads what a server sends, and does not stumble over an ended connection."""

import asyncio
import gzip
from contextlib import suppress

import pytest

from tests.bench.lean_client import Answered, Broken, LeanClient

_SQUEEZED = gzip.compress(b'{"n": 1}')
_ANSWERS = {
    "/whole": b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nContent-Encoding: gzip\r\n\r\n%b"
    % (len(_SQUEEZED), _SQUEEZED),
    "/parts": b'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"n\r\n5\r\n": 2}\r\n0\r\n\r\n',
    "/none": b"HTTP/1.1 204 No Content\r\n\r\n",
    "/half": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
}


async def _asked(*paths: str, ends: bool = False) -> tuple[list[Answered], int]:
    """The answers, and over how many connections they came; `ends`: the server ends each after one answer."""
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        with suppress(asyncio.IncompleteReadError):
            while path := (await reader.readuntil(b"\r\n\r\n")).split(b" ", 2)[1].decode():
                writer.write(_ANSWERS[path])
                if ends or path == "/half":
                    break
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    found = []
    try:
        async with LeanClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as client:
            for path in paths:
                found.append(await client.request("who", "GET", path, {}))
                await asyncio.sleep(0.05 if ends else 0)
    finally:
        server.close()
        await asyncio.sleep(0.05)
    return found, connections


def test_it_reads_whole_answers_and_parts_over_one_connection() -> None:
    found, connections = asyncio.run(_asked("/whole", "/parts", "/whole"))
    assert [one.status for one in found] == [200, 201, 200]
    assert [one.json() for one in found] == [{"n": 1}, {"n": 2}, {"n": 1}]
    assert connections == 1


def test_a_connection_that_the_server_ended_is_not_asked_again() -> None:
    found, connections = asyncio.run(_asked("/whole", "/none", ends=True))
    assert [one.status for one in found] == [200, 204]
    assert connections == 2


def test_half_an_answer_is_none() -> None:
    with pytest.raises(Broken):
        asyncio.run(_asked("/half"))
