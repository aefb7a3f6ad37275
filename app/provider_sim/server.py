"""The made-up system as a real HTTP server on loopback, with a few doors by which it is told how to behave."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Thread
from typing import Any

import httpx

from app.provider_sim.behaving import Behaviour, answer
from app.provider_sim.practice import Practice
from app.provider_sim.speaking import Manner, Mouth, post

LARGEST = 64 * 1024
HOOK = "/hook"
Say = Callable[[str], object]


@dataclass(slots=True)
class Sim:
    """The practice, how it behaves just now, and by what it speaks."""

    practice: Practice
    mouth: Mouth | None = None
    desk: str = ""
    """Care's address for what this provider sends."""
    behaviour: Behaviour = Behaviour.WELL
    say: Say = lambda _line: None
    """Hears a line about everything that happens."""
    chance: Random = field(default_factory=lambda: Random(1))


@contextmanager
def serving(sim: Sim, port: int = 0) -> Iterator[str]:
    """Serve it on this port of loopback, or on a free one; yields the address that webhooks are to go to."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _door_of(sim))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{HOOK}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _door_of(sim: Sim) -> type[BaseHTTPRequestHandler]:
    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            _tell(self, 200, {"behaviour": sim.behaviour.value, **sim.practice.as_json()})

        def do_POST(self) -> None:
            body = self.rfile.read(min(int(self.headers.get("content-length", "0")), LARGEST))
            if self.path == HOOK:
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer(self, lambda: _heard(sim, headers, body), sim.behaviour, sim.chance)
            elif self.headers.get("content-type") != "application/json":  # no page of anybody's can post this here
                _tell(self, 415, {"error": "send JSON"})
            else:
                _tell(self, *_told_to(sim, self.path, body))

        def log_message(self, format: str, *args: Any) -> None:
            """What matters is said in words of our own."""

    return Door


def _heard(sim: Sim, headers: Mapping[str, str], body: bytes) -> int:
    status = sim.practice.hear(headers, body)
    sim.say(f"heard {status}: {body.decode(errors='replace')[:300]}")
    return status


def _told_to(sim: Sim, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
    """Carry out what somebody at the terminal wants of it."""
    try:
        asked = json.loads(body or b"{}")
        if path == "/behave":
            sim.behaviour = Behaviour(asked["as"])
            return 200, {"behaviour": sim.behaviour.value}
        if path == "/say":
            return 200, {
                "answers": _said(sim, asked["type"], asked.get("data", {}), Manner(asked.get("manner", "plainly")))
            }
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        known = {"behaviours": list(Behaviour), "manners": list(Manner)}
        return 422, {"error": f"{type(wrong).__name__}: {wrong}", **known}
    except httpx.HTTPError as failure:
        return 502, {"error": f"care could not be reached: {type(failure).__name__}"}
    return 404, {"error": "doors: GET /, POST /hook, POST /behave, POST /say"}


def _said(sim: Sim, kind: str, data: Mapping[str, Any], manner: Manner) -> list[dict[str, Any]]:
    """Say it to care; what was answered. ValueError where there is nothing to say it with."""
    if sim.mouth is None or not sim.desk:
        raise ValueError("start with --desk and --speaks-with to say anything")
    answers = []
    with httpx.Client(timeout=30) as http:
        for letter in sim.mouth.letters(kind, data, manner):
            came = post(http, sim.desk, letter)
            told = came.json() if "json" in came.headers.get("content-type", "") else {}
            if came.is_success:
                sim.practice.learn_answer(told)
            sim.say(f"said {kind} {manner}: answered {came.status_code}")
            answers.append({"status": came.status_code, "answer": told})
    return answers


def _tell(door: BaseHTTPRequestHandler, status: int, what: Mapping[str, Any]) -> None:
    body = json.dumps(what, indent=1).encode()
    door.send_response(status)
    door.send_header("Content-Type", "application/json")
    door.send_header("Content-Length", str(len(body)))
    door.end_headers()
    door.wfile.write(body)
