"""A real HTTP server on loopback that plays a provider's system: remembers what came, answers as told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Told:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: str
    """As UTF-8; bytes that are none come back by `.encode(errors="surrogateescape")`."""


@dataclass
class Receiver:
    """What came, and what to answer next; 204 when nothing else is said."""

    url: str = ""
    came: list[Told] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    else_: int = 204

    def will_answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Queue an answer; underscores in header names become hyphens."""
        self.answers.append((status, {name.replace("_", "-"): value for name, value in headers.items()}, body))

    def will_answer_always(self, status: int) -> None:
        """Answer so whenever nothing is queued."""
        self.else_ = status

    @property
    def ids(self) -> list[str]:
        """The webhook ids that came, in order."""
        return [told.headers["webhook-id"] for told in self.came]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A server on a free port, stopped at the end."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode(errors="surrogateescape")
            receiver.came.append(Told(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            status, headers, answer = receiver.answers.pop(0) if receiver.answers else (receiver.else_, {}, b"")
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(answer))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
