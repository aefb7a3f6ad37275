"""Has a child process read an upload, and survives whatever becomes of the child."""

import json
import os
import shutil
import signal
import subprocess
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import BinaryIO

from app.foundation.refusals import Fault, Unavailable
from app.rota.domain.packed_lines import packed_lines_of
from app.rota.domain.reading import Reading, reading_of
from app.rota.files.child import BEGUN
from app.rota.files.child_ready import CHILD, READY, started
from app.rota.files.findings import ReadOrder

_SMALLER = "Send the roster in smaller parts, or save only the roster itself as CSV."
_SMALL_UPLOAD = 256 * 2**10
_LITTLE_MEMORY = 256 * 2**20
_LARGE = 20 * 2**20
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

    2,000 people for a quarter come to half a megabyte as a grid and take some 200 MiB to read; a whole force for a year
    comes to hundreds of megabytes.
    """
    if size > _LARGE:
        return ChildLimits(memory_bytes=3 * 2**30, cpu_seconds=240, wall_seconds=360.0)
    beyond = max(0, size - _SMALL_UPLOAD)
    memory = min(_LITTLE_MEMORY + 400 * beyond, BY_SIZE.memory_bytes)
    return ChildLimits(memory, min(9 + beyond // 50_000, 60), min(30 + beyond / 25_000, 90))


def read_in_child(
    data: bytes | BinaryIO, order: ReadOrder, limits: ChildLimits | None = BY_SIZE, child: Sequence[str] = ()
) -> Reading:
    """Read an upload outside this process. A child that crashes or takes too much leaves a fault, never an error.

    A file is read from its beginning. `limits` None takes the limits away and `child` puts another command in the
    child's place: both are for tests. Raises Unavailable when too many uploads are being read already.
    """
    limits = limits_for(_size(data)) if limits == BY_SIZE else limits
    bounds = limits or ChildLimits()
    if not _turns.acquire(timeout=bounds.waiting_seconds):
        raise Unavailable(
            "Several rosters are being read just now. Nothing was lost; please send it again in a minute."
        )
    try:
        with TemporaryDirectory(prefix="relief-upload-") as folder:
            _write(Path(folder) / "upload", data)
            return _read(Path(folder), order, limits, child)
    finally:
        _turns.release()
        if not child:
            READY.make_ready()  # somebody who sends one file mostly sends another


def _size(data: bytes | BinaryIO) -> int:
    return len(data) if isinstance(data, bytes) else data.seek(0, os.SEEK_END)


def _write(path: Path, data: bytes | BinaryIO) -> None:
    with path.open("wb") as file:
        if isinstance(data, bytes):
            file.write(data)
        else:
            _copy(data, file)


def _copy(data: BinaryIO, into: BinaryIO) -> None:
    """Inside the system where it can: half a gigabyte need not pass through here."""
    try:
        at, source = 0, data.fileno()
        while done := os.sendfile(into.fileno(), source, at, 2**28):
            at += done
    except (AttributeError, OSError):  # a file in memory, or a system that cannot
        into.seek(0)
        into.truncate()
        data.seek(0)
        shutil.copyfileobj(data, into, 2**20)


def _read(folder: Path, order: ReadOrder, limits: ChildLimits | None, child: Sequence[str]) -> Reading:
    limited = {"memory_bytes": limits.memory_bytes, "cpu_seconds": limits.cpu_seconds} if limits else None
    (folder / "order.json").write_text(json.dumps(asdict(order) | {"limits": limited}), encoding="utf-8")
    ended = _run(child, folder, limits.wall_seconds if limits else None)
    if ended is None:
        return _given_up("Reading this file took too long, so it was stopped.")
    try:
        lines = packed_lines_of((folder / "lines").read_bytes())
        return reading_of(json.loads((folder / "reading.json").read_bytes()), lines)
    except (OSError, ValueError, KeyError, TypeError, StopIteration, zlib.error):
        return _given_up(_how_it_ended(ended))


def _run(child: Sequence[str], folder: Path, wall_seconds: float | None) -> int | None:
    """How the child ended, or None if it had to be stopped."""
    process = None if child else READY.told(folder)
    if process is not None:
        ended = _waited_for(process, wall_seconds)
        if ended is None or (folder / BEGUN).exists():
            return ended
        # It went in the moment in which it was told, and has read nothing.
    command = [*(child or CHILD), str(folder)]
    return _waited_for(started(command, folder), wall_seconds)


def _waited_for(process: subprocess.Popen[bytes], wall_seconds: float | None) -> int | None:
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
