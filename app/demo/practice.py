"""A provider's own system in the small: a real server on loopback that hears our webhooks, and sends signed ones."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

import httpx

from app.care.channels.signatures import HEADERS, sign, verify
from app.foundation.clock import Clock
from app.foundation.ids import new_id
from app.foundation.refusals import BadSignature


@dataclass(slots=True)
class Practice:
    """What the provider's system knows: only what webhooks told it, under the provider's own names."""

    provider_id: str
    heard_with: str
    """The secret we sign with."""
    speaks_with: str
    """The secret they sign with."""
    clock: Clock
    events: list[dict[str, Any]] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def hear(self, headers: Mapping[str, str], body: bytes) -> int:
        """Take one webhook; the HTTP status to answer with. A second delivery of it is taken and forgotten."""
        try:
            message = verify(body, headers, [self.heard_with], now=self.clock())
        except BadSignature:
            return 401
        with self._lock:
            if message.message_id not in self._seen:
                self._seen.add(message.message_id)
                self.events.append(json.loads(message.body))
        return 204

    def say(self, http: httpx.Client, address: str, kind: str, data: Mapping[str, Any]) -> httpx.Response:
        """Send one signed event to the care desk at `address`."""
        now = self.clock()
        body = json.dumps({"type": kind, "timestamp": now.isoformat(), "data": dict(data)})
        headers = {"content-type": "application/json"} | sign(new_id(), body, [self.speaks_with], now=now)
        return http.post(f"{address}/webhooks/{self.provider_id}", content=body, headers=headers)

    def diary(self) -> dict[str, dict[str, Any]]:
        """The newest word on each appointment, by its name, as this system would show it; none on what was replaced."""
        newest: dict[str, dict[str, Any]] = {}
        replaced: set[str] = set()
        with self._lock:
            for event in self.events:
                data = event["data"]
                if "session" in data:
                    name = data["appointment"]
                    replaced.add(data.get("replaces") or "")
                    if name not in newest or newest[name]["sequence"] <= data["sequence"]:
                        newest[name] = data | {"event": event["type"]}
        return {name: entry for name, entry in newest.items() if name not in replaced}


@contextmanager
def listening(practice: Practice) -> Iterator[str]:
    """Serve the practice's system on a free port of this machine; yields its address."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            status = practice.hear({name: self.headers.get(name, "") for name in HEADERS}, body)
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing: the story is told elsewhere."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/relief"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
