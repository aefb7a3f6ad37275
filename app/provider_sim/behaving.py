"""The ways in which a provider's system takes messages, most of them bad."""

import socket
import struct
import time
from collections.abc import Callable
from enum import StrEnum
from http.server import BaseHTTPRequestHandler
from random import Random

Hear = Callable[[], int]
"""Takes the message that has come and says what to answer."""


class Behaviour(StrEnum):
    """How messages are taken."""

    WELL = "well"
    SLOW = "slow"
    """Takes its time, and then the message."""
    FLAKY = "flaky"
    """Every third or so fails: not taken, or taken and not said so."""
    DOWN = "down"
    """503, and takes nothing."""
    BUSY = "busy"
    """429 with a wish for a minute's peace."""
    REFUSES = "refuses"
    """422: it would not have this message."""
    FORGETFUL = "forgetful"
    """Takes the message and answers 500: it will come again."""
    LIES = "lies"
    """Answers 204 and takes nothing."""
    GONE = "gone"
    """410: wants no more."""
    MOVED = "moved"
    """302 to a place inside the network."""
    RESETS = "resets"
    """Hangs up before it answers."""
    TRICKLES = "trickles"
    """A byte of its answer at a time."""
    ENDLESS = "endless"
    """200 and a body that does not end."""


SECONDS_OF_SLOW = 3.0


def answer(door: BaseHTTPRequestHandler, hear: Hear, behaviour: Behaviour, chance: Random) -> None:
    """Answer one request in this way."""
    if behaviour in _WITHOUT_TAKING:
        _say(door, *_WITHOUT_TAKING[behaviour])
    else:
        _WAYS[behaviour](door, hear, chance)


def _say(door: BaseHTTPRequestHandler, status: int, headers: dict[str, str] | None = None) -> None:
    door.send_response(status)
    for name, value in {**(headers or {}), "Content-Length": "0"}.items():
        door.send_header(name, value)
    door.end_headers()


def _well(door: BaseHTTPRequestHandler, hear: Hear, _chance: Random) -> None:
    _say(door, hear())


def _slow(door: BaseHTTPRequestHandler, hear: Hear, _chance: Random) -> None:
    time.sleep(SECONDS_OF_SLOW)
    _say(door, hear())


def _forgetful(door: BaseHTTPRequestHandler, hear: Hear, _chance: Random) -> None:
    hear()
    _say(door, 500)


def _flaky(door: BaseHTTPRequestHandler, hear: Hear, chance: Random) -> None:
    drawn = chance.random()
    if drawn < 0.2:
        _say(door, 503)
        return
    status = hear()
    _say(door, 502 if drawn < 0.35 else status)


def _hang_up(door: BaseHTTPRequestHandler, _hear: Hear, _chance: Random) -> None:
    """With a reset, not politely: what was sent is not even acknowledged."""
    door.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    door.close_connection = True


def _trickle(door: BaseHTTPRequestHandler, _hear: Hear, _chance: Random) -> None:
    door.close_connection = True
    try:
        for byte in b"HTTP/1.1 200 OK\r\n" + b"x-slow: " + b"a" * 100_000:
            door.wfile.write(bytes([byte]))
            time.sleep(0.05)
    except OSError:
        return  # who asked has gone, as they should


def _never_end(door: BaseHTTPRequestHandler, _hear: Hear, _chance: Random) -> None:
    door.close_connection = True
    door.send_response(200)
    door.end_headers()
    try:
        for _ in range(100_000):
            door.wfile.write(b"x" * 65_536)
    except OSError:
        return


_WITHOUT_TAKING: dict[Behaviour, tuple[int, dict[str, str]]] = {
    Behaviour.DOWN: (503, {}),
    Behaviour.BUSY: (429, {"Retry-After": "60"}),
    Behaviour.REFUSES: (422, {}),
    Behaviour.LIES: (204, {}),
    Behaviour.GONE: (410, {}),
    Behaviour.MOVED: (302, {"Location": "http://169.254.169.254/latest/"}),
}
_WAYS: dict[Behaviour, Callable[[BaseHTTPRequestHandler, Hear, Random], None]] = {
    Behaviour.WELL: _well,
    Behaviour.SLOW: _slow,
    Behaviour.FLAKY: _flaky,
    Behaviour.FORGETFUL: _forgetful,
    Behaviour.RESETS: _hang_up,
    Behaviour.TRICKLES: _trickle,
    Behaviour.ENDLESS: _never_end,
}
