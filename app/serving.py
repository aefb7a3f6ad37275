"""Running the desks: one server in this process, or several processes that live and end together."""

import gc
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

import uvicorn
from fastapi import FastAPI

_GRACE_SECONDS = 15
_FAILED_TO_START = 3
HANDED = "RELIEF_HANDED"
"""By what variable a worker is handed what it shares."""
Door = tuple[str, int]
"""Host and port."""
_BACKLOG = 2048
_SWITCH_SECONDS = 0.001
"""How long a thread that reckons keeps the others waiting; each step of a short request waits so long (5 ms else)."""
_YOUNG, _OLDER = 20_000, 20
"""How many new objects, and then how many rounds, until the garbage collector looks again."""


def serve_app(app: FastAPI, host: str, port: int, *, listening: socket.socket | None = None) -> None:
    """Serve one desk until it is told to stop. Says nothing of requests: paths are nobody's business in a log.

    `listening`: a socket that other processes accept from as well, in place of host and port.
    """
    settle()
    config = uvicorn.Config(
        app, host=host, port=port, log_level="warning", access_log=False, server_header=False, backlog=_BACKLOG
    )
    # The server repeats the signal that ended it; unheeded that would end the process with its jobs half done.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening] if listening is not None else None)
    if not server.started:
        sys.exit(_FAILED_TO_START)


def settle() -> None:
    """Tell the garbage collector that what is loaded now stays: looking through it again made requests wait 100 ms.

    And have threads take turns quickly: a page asks its store twenty times, and hands its turn away each time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _OLDER, _OLDER)
    sys.setswitchinterval(_SWITCH_SECONDS)


@dataclass(frozen=True, slots=True)
class Shared:
    """What a worker of one desk is handed: the socket it accepts from, and where all count tries; the first has jobs.

    Handed on in the environment of their processes.
    """

    socket: socket.socket
    tries: Path
    is_first: bool

    @classmethod
    def from_environment(cls) -> "Shared | None":
        """What this process was handed by `serve_workers`; None: it serves alone."""
        if HANDED not in os.environ:
            return None
        number, place, tries = os.environ.pop(HANDED).split(":", 2)
        return cls(socket.socket(fileno=int(number)), Path(tries), place == "0")


def serve_workers(command: Sequence[str], door: Door, workers: int) -> int:
    """Serve one desk by so many processes, each running Python with `command`, which all accept at one door.

    They end together: after a signal, or when one of them ends. Returns the exit code, as `serve_together` does.
    """
    with ExitStack() as open_ones, TemporaryDirectory(prefix="relief-") as folder:
        sockets = listening_at(door, workers)
        for one in sockets:
            open_ones.enter_context(one)
            one.set_inheritable(True)
        tries = Path(folder) / "tries"
        running = [
            subprocess.Popen(
                [sys.executable, *command],
                pass_fds=[handed.fileno()],
                env={**os.environ, HANDED: f"{handed.fileno()}:{place}:{tries}"},
            )
            for place, handed in enumerate(sockets)
        ]
        return _together(running, when_up=lambda: None, doors=[])


def listening_at(door: Door, workers: int) -> list[socket.socket]:
    """A socket for each worker, all at one door: Linux then deals new connections out evenly.

    From one socket that all of them share, the worker that slept last takes nearly all. Elsewhere they do share one:
    there several sockets at a door are not dealt to.
    """
    if sys.platform != "linux":
        return [socket.create_server(door, backlog=_BACKLOG)] * workers
    first = socket.create_server(door, backlog=_BACKLOG, reuse_port=True)
    same: Door = first.getsockname()[:2]
    others = (socket.create_server(same, backlog=_BACKLOG, reuse_port=True) for _ in range(workers - 1))
    return [first, *others]


def serve_together(commands: Mapping[Door, Sequence[str]], *, when_up: Callable[[], None]) -> int:
    """Run each command (arguments of this program) as a process; when one ends, or we are told to, end all.

    `when_up` is called once every door answers.
    Returns the exit code: 0 after being told to stop, otherwise that of the process which ended first.
    """
    running = [subprocess.Popen([sys.executable, "-m", "app.cli", *command]) for command in commands.values()]
    return _together(running, when_up=when_up, doors=commands)


def _together(
    running: "Sequence[subprocess.Popen[bytes]]", *, when_up: Callable[[], None], doors: Iterable[Door]
) -> int:
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    shut = list(doors)
    while not stopping and all(process.poll() is None for process in running):
        if shut and not (shut := [door for door in shut if not answers(door)]):
            when_up()
        time.sleep(0.2)
    ended = [process.returncode for process in running if process.poll() is not None]
    _end_all(running)
    return 0 if stopping else (ended[0] or 1)


def answers(door: Door) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection(door, timeout=1).close()
    except OSError:
        return False
    return True


def _end_all(running: "Sequence[subprocess.Popen[bytes]]") -> None:
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
