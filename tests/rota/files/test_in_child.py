"""Uploads are read in a child process that cannot take the server with it."""

import os
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest

from app.rota.files.child_ready import READY
from app.rota.files.in_child import ChildLimits, read_in_child
from tests.rota.builders import claiming, grid_csv, line, long_csv, order, with_far_cell

pytestmark = pytest.mark.serial
SMALL = ChildLimits(memory_bytes=256 * 2**20, cpu_seconds=5, wall_seconds=10)


def _greedy(tmp_path: Path, what: str) -> list[str]:
    """A command in the child's place: limits itself as the child does, misbehaves, then answers as the child would."""
    script = tmp_path / "greedy.py"
    script.write_text(
        dedent(f"""
        import json, os, pathlib, sys, time
        from app.rota.files.child import limit_self, main
        folder = pathlib.Path(sys.argv[1])
        limits = json.loads((folder / "order.json").read_bytes())["limits"]
        if limits:
            limit_self(**limits)
        {what}
        main(folder)
        """)
    )
    return [sys.executable, str(script)]


MEMORY_HOG = "hog = bytearray(400 * 2**20)"


def test_a_child_that_wants_too_much_memory_is_a_fault(tmp_path: Path) -> None:
    reading = read_in_child(long_csv(line()).encode(), order(), SMALL, _greedy(tmp_path, MEMORY_HOG))
    assert "more memory than a roster should" in reading.faults[0].message


def test_control_without_the_limit_the_hog_gets_its_memory(tmp_path: Path) -> None:
    reading = read_in_child(long_csv(line()).encode(), order(), None, _greedy(tmp_path, MEMORY_HOG))
    assert reading.is_clean


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("while True: pass", "too much work"),
        ("time.sleep(60)", "too long"),
        ("os.abort()", "could not be read"),
        ("os.kill(os.getpid(), 9)", "could not be read"),
        ("sys.exit(3)", "could not be read"),
        ("(folder / 'reading.json').write_text('[]'); sys.exit(0)", "could not be read"),
    ],
)
def test_however_a_child_ends_the_parent_answers(tmp_path: Path, what: str, says: str) -> None:
    limits = ChildLimits(memory_bytes=256 * 2**20, cpu_seconds=1, wall_seconds=3)
    reading = read_in_child(long_csv(line()).encode(), order(), limits, _greedy(tmp_path, what))
    assert says in reading.faults[0].message
    assert read_in_child(long_csv(line()).encode(), order()).is_clean


@pytest.mark.parametrize("data", [claiming(2**31), with_far_cell()], ids=["2 GB claim", "far cell"])
def test_hostile_workbooks_are_refused_quickly_and_in_little_memory(data: bytes) -> None:
    began = time.monotonic()
    reading = read_in_child(data, order(), SMALL)
    assert time.monotonic() - began < 10
    # Said by the reader itself, so it got by with the 256 MiB of address space that its limit allows.
    assert "no roster" in reading.faults[0].message or "MiB" in reading.faults[0].message


def test_the_child_reads_as_the_parent_would() -> None:
    reading = read_in_child(grid_csv().encode(), order(code_table="response"))
    assert [x.duty.kind.value for x in reading.lines] == ["early", "late"]


def test_the_child_is_given_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELIEF_ROTA_KEY", "secret")
    what = "sys.exit(0) if 'RELIEF_ROTA_KEY' in os.environ else None"
    assert read_in_child(long_csv(line()).encode(), order(), None, _greedy(tmp_path, what)).is_clean


def _ready() -> int:
    """The process that waits for the next upload."""
    READY.make_ready()
    assert READY._waiting is not None
    return READY._waiting.pid


def test_a_child_that_waited_reads_one_upload_as_any_other_would_and_ends() -> None:
    waiting = _ready()
    in_waiting, fresh = (read_in_child(grid_csv().encode(), order(code_table="response")) for _ in range(2))
    assert in_waiting.as_json() == fresh.as_json() and [*in_waiting.lines] == [*fresh.lines] != []
    with pytest.raises(ProcessLookupError):
        os.kill(waiting, 0)
    assert _ready() != waiting


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the system does not tell of processes")
def test_a_child_that_waits_is_given_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELIEF_ROTA_KEY", "secret")
    READY.end()
    told = Path(f"/proc/{_ready()}/environ").read_bytes()
    assert b"RELIEF" not in told and b"secret" not in told


def test_a_child_that_waited_keeps_to_the_limits_of_the_upload() -> None:
    _ready()
    reading = read_in_child(grid_csv().encode(), order(code_table="response"), ChildLimits(memory_bytes=8 * 2**20))
    assert "more memory than a roster should" in reading.faults[0].message
    _ready()
    reading = read_in_child(grid_csv().encode(), order(), ChildLimits(wall_seconds=0.001))
    assert "took too long" in reading.faults[0].message


def test_a_child_that_went_while_it_waited_is_not_missed() -> None:
    os.kill(_ready(), 9)
    assert read_in_child(long_csv(line()).encode(), order()).is_clean
    READY.end()
    assert read_in_child(long_csv(line()).encode(), order()).is_clean
