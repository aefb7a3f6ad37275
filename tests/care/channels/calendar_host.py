"""A real HTTP server on loopback that plays the place where somebody keeps a calendar."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class CalendarHost:
    """What is there, and who asked how. `status` and `headers` answer in place of the calendar when set.

    `key`: the Authorization header without which nobody is let in. `busy`: what a REPORT is answered; None: 405.
    """

    url: str = ""
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    key: str | None = None
    busy: bytes | None = None
    questions: list[str] = field(default_factory=list)

    def answer(self, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """With an ETag, and 304 to who has seen this version."""
        if self.key is not None and asked.get("authorization") != self.key:
            return 401, {}, b""
        if self.status != 200:
            return self.status, self.headers, b""
        etag = f'"{sha256(self.body).hexdigest()[:16]}"'
        if asked.get("if-none-match") == etag:
            return 304, {"etag": etag}, b""
        return 200, {"etag": etag, "content-type": "text/calendar", **self.headers}, self.body


@contextmanager
def hosting() -> Iterator[CalendarHost]:
    """A server on a free port, stopped at the end."""
    host = CalendarHost()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = {name.lower(): value for name, value in self.headers.items()}
            status, headers, body = host.answer(asked)
            host.asked.append(asked)
            host.answered.append(status)
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_REPORT(self) -> None:
            host.questions.append(self.rfile.read(int(self.headers.get("content-length", "0"))).decode())
            let_in = host.key is None or self.headers.get("authorization") == host.key
            body = (host.busy or b"") if let_in else b""
            self.send_response(401 if not let_in else 405 if host.busy is None else 200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host.url = f"http://127.0.0.1:{server.server_address[1]}/private/basic.ics"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
