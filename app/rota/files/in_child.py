"""Has a child process read an upload, and survives whatever becomes of the child."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore

from app.foundation.refusals import Fault, Unavailable
from app.rota.domain.reading import Reading, reading_of
from app.rota.files.findings import ReadOrder

_ROOT = Path(__file__).resolve().parents[3]
_SMALLER = "Send the roster in smaller parts, or save only the roster itself as CSV."
_SMALL_UPLOAD = 256 * 2**10
_LITTLE_MEMORY = 256 * 2**20
_turns = BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What a child may use before it is given up."""

    memory_bytes: int = 1_536 * 2**20
    cpu_seconds: int = 60
    wall_seconds: float = 90.0
    waiting_seconds: float = 60.0


BY_SIZE = ChildLimits()
"""Stands for the limits that go with the size of the upload."""


def limits_for(size: int) -> ChildLimits:
    """A few kilobytes that want more than 256 MiB or ten seconds are no roster; large uploads get room by their size.

    2,000 people for a quarter come to half a megabyte as a grid and take some 200 MiB to read.
    """
    beyond = max(0, size - _SMALL_UPLOAD)
    memory = min(_LITTLE_MEMORY + 400 * beyond, BY_SIZE.memory_bytes)
    return ChildLimits(memory, min(9 + beyond // 50_000, 60), min(30 + beyond / 25_000, 90))


def read_in_child(
    data: bytes, order: ReadOrder, limits: ChildLimits | None = BY_SIZE, child: Sequence[str] = ()
) -> Reading:
    """Read an upload outside this process. A child that crashes or takes too much leaves a fault, never an error.

    `limits` None takes the limits away and `child` puts another command in the child's place: both are for tests.
    Raises Unavailable when too many uploads are being read already.
    """
    limits = limits_for(len(data)) if limits == BY_SIZE else limits
    bounds = limits or ChildLimits()
    if not _turns.acquire(timeout=bounds.waiting_seconds):
        raise Unavailable(
            "Several rosters are being read just now. Nothing was lost; please send it again in a minute."
        )
    try:
        with TemporaryDirectory(prefix="relief-upload-") as folder:
            return _read(Path(folder), data, order, limits, child)
    finally:
        _turns.release()


def _read(folder: Path, data: bytes, order: ReadOrder, limits: ChildLimits | None, child: Sequence[str]) -> Reading:
    limited = {"memory_bytes": limits.memory_bytes, "cpu_seconds": limits.cpu_seconds} if limits else None
    (folder / "upload").write_bytes(data)
    (folder / "order.json").write_text(json.dumps(asdict(order) | {"limits": limited}), encoding="utf-8")
    command = [*(child or (sys.executable, "-P", "-m", "app.rota.files.child")), str(folder)]
    ended = _run(command, folder, limits.wall_seconds if limits else None)
    if ended is None:
        return _given_up("Reading this file took too long, so it was stopped.")
    try:
        return reading_of(json.loads((folder / "reading.json").read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return _given_up(_how_it_ended(ended))


def _run(command: list[str], folder: Path, wall_seconds: float | None) -> int | None:
    """How the child ended, or None if it had to be stopped."""
    # The child gets no credential: an environment of its own, and nothing on its standard input or output.
    environment = {"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "LANG": "C.UTF-8"}
    environment |= {"POLARS_MAX_THREADS": "1", "RAYON_NUM_THREADS": "1", "TMPDIR": str(folder)}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(timeout=wall_seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _how_it_ended(code: int) -> str:
    if code == -signal.SIGXCPU:
        return "Reading this file took too much work, so it was stopped."
    return "This file could not be read: it is damaged, or reading it needs more memory than a roster should."


def _given_up(message: str) -> Reading:
    return Reading("unread", faults=(Fault(message, remedy=_SMALLER),), fault_count=1)
