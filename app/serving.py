"""Running the desks: one server in this process, or both as two processes that live and end together."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

import uvicorn
from fastapi import FastAPI

_GRACE_SECONDS = 15
Door = tuple[str, int]
"""Host and port."""


def serve_app(app: FastAPI, host: str, port: int) -> None:
    """Serve one desk until it is told to stop. Says nothing of requests: paths are nobody's business in a log."""
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)


def serve_together(commands: Mapping[Door, Sequence[str]], *, when_up: Callable[[], None]) -> int:
    """Run each command (arguments of this program) as a process; when one ends, or we are told to, end all.

    `when_up` is called once every door answers.
    Returns the exit code: 0 after being told to stop, otherwise that of the process which ended first.
    """
    running = [subprocess.Popen([sys.executable, "-m", "app.cli", *command]) for command in commands.values()]
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    shut = list(commands)
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


def _end_all(running: Sequence["subprocess.Popen[bytes]"]) -> None:
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
