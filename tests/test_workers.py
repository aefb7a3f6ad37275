"""Several processes that serve one care desk: they answer at one door, count tries together, and end together."""

import gc
import os
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest

from app.demo.stage import free_port
from app.foundation.limits import Limits
from app.foundation.refusals import TooMany
from app.foundation.shared_tries import SharedTries
from app.serving import HANDED, Shared, listening_at, settle

PATIENCE_SECONDS = 300


def test_processes_of_one_desk_count_tries_together(tmp_path: Path) -> None:
    here, there = Limits(SharedTries(tmp_path / "tries")), Limits(SharedTries(tmp_path / "tries"))
    here.spend("code", "who", "3/15 minutes")
    there.spend("code", "who", "3/15 minutes")
    here.spend("code", "somebody else", "1/15 minutes")
    here.spend("code", "who", "3/15 minutes")
    with pytest.raises(TooMany):
        there.spend("code", "who", "3/15 minutes")


def test_tries_at_one_moment_are_no_more_than_allowed(tmp_path: Path) -> None:
    def tried(limits: Limits) -> bool:
        try:
            limits.spend("code", "who", "5/15 minutes")
        except TooMany:
            return False
        return True

    desks = [Limits(SharedTries(tmp_path / "tries")) for _ in range(12)]
    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(tried, desks)) == 5


def test_without_a_shared_file_each_process_allows_as_much_again() -> None:
    here, there = Limits(), Limits()
    for limits in (here, there):
        limits.spend("code", "who", "1/15 minutes")


def test_workers_answer_at_one_door_and_all_end_with_a_signal(tmp_path: Path) -> None:
    port = free_port()
    settings = {"RELIEF_DATA": str(tmp_path), "RELIEF_CARE_PORT": str(port), "RELIEF_QUIET": "1"}
    desk = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "care", "--workers=2"], env={**os.environ, **settings}
    )
    try:
        _until_up(f"http://127.0.0.1:{port}/sign-in", desk)
        children = _children(desk.pid)
        assert len(children) == 2
    finally:
        desk.send_signal(signal.SIGTERM)
        code = desk.wait(90)
    assert code == 0
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{port}/sign-in")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all workers share one socket")
def test_connections_are_dealt_out_among_the_workers() -> None:
    """From one socket (the control) whoever asks first is given all of them."""
    with ExitStack() as open_ones:
        dealt = [open_ones.enter_context(one) for one in listening_at(("127.0.0.1", 0), 2)]
        assert len({one.getsockname() for one in dealt}) == 1, "one door"
        assert min(_accepted(dealt, open_ones)) > 0
        shared = open_ones.enter_context(socket.create_server(("127.0.0.1", 0), backlog=100))
        assert _accepted([shared, shared], open_ones) == [60, 0]


def _accepted(sockets: list[socket.socket], open_ones: ExitStack) -> list[int]:
    """How many of sixty connections each of them is given, when one after the other takes what it can."""
    for _ in range(60):
        open_ones.enter_context(socket.create_connection(sockets[0].getsockname(), timeout=PATIENCE_SECONDS))
    found = []
    for one in sockets:
        one.setblocking(False)
        found.append(0)
        with suppress(BlockingIOError):
            while found[-1] < 60:
                open_ones.enter_context(one.accept()[0])
                found[-1] += 1
    return found


def test_a_desk_that_is_served_takes_turns_quickly() -> None:
    """A page gives its turn away at each reading of the store: five milliseconds each made seconds under load."""
    before, rounds = sys.getswitchinterval(), gc.get_threshold()
    try:
        settle()
        assert sys.getswitchinterval() < before / 2
    finally:
        sys.setswitchinterval(before)
        gc.set_threshold(*rounds)
        gc.unfreeze()


@pytest.mark.parametrize(("place", "runs_jobs"), [("0", True), ("1", False), ("10", False)])
def test_the_first_of_them_is_the_one_that_runs_jobs(
    monkeypatch: pytest.MonkeyPatch, place: str, runs_jobs: bool
) -> None:
    assert Shared.from_environment() is None, "whoever serves alone was handed nothing"
    with socket.create_server(("127.0.0.1", 0)) as door:
        monkeypatch.setenv(HANDED, f"{os.dup(door.fileno())}:{place}:/run/tries:1")
        handed = Shared.from_environment()
        assert handed is not None
        with handed.socket:
            assert handed.socket.getsockname() == door.getsockname()
        assert (handed.is_first, handed.tries) == (runs_jobs, Path("/run/tries:1"))
    assert Shared.from_environment() is None, "what it starts itself is handed nothing"


def _until_up(url: str, desk: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and desk.poll() is None:
        try:
            assert httpx.get(url, timeout=5).status_code == 200
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the desk did not come up, or ended: {desk.poll()}")


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in re.findall(r"\d+", found.read_text())]
