"""Keeps one child process loaded and waiting for the next upload, so that nobody waits for its libraries.

A child still reads one upload and ends: nothing of one file is ever in the memory of a process that sees another. One
that nobody needs for ten minutes ends by itself, and so does one whose server has gone.
"""

import atexit
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock

CHILD = (sys.executable, "-P", "-m", "app.rota.files.child")
_ROOT = Path(__file__).resolve().parents[3]


class ReadyChild:
    """At most one child that waits to be told what to read."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: subprocess.Popen[bytes] | None = None

    def make_ready(self) -> None:
        """See to it that one waits, without waiting for it."""
        with self._lock:
            if not self.is_ready:
                self._let_go()
                self._waiting = started(CHILD, Path("/"), stdin=subprocess.PIPE)

    @property
    def is_ready(self) -> bool:
        """Whether one waits, or will in a moment."""
        return self._waiting is not None and self._waiting.poll() is None

    def told(self, folder: Path) -> subprocess.Popen[bytes] | None:
        """The one that waited, told to read what lies in the folder; None if there is none, or it has gone."""
        with self._lock:
            child, self._waiting = self._waiting, None
        if child is None or child.stdin is None:
            return None
        try:
            with child.stdin as pipe:
                pipe.write(os.fsencode(folder) + b"\n")
        except OSError:
            child.wait()
            return None
        return child

    def end(self) -> None:
        """Let the one that waits go."""
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        child, self._waiting = self._waiting, None
        if child is not None and child.stdin is not None:
            with suppress(OSError):
                child.stdin.close()
            child.kill()
            child.wait()


def started(command: Sequence[str], folder: Path, *, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """A child in that folder, which gets no credential: an environment of its own, and nothing to say anything to."""
    environment = {"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "LANG": "C.UTF-8"}
    environment |= {"POLARS_MAX_THREADS": "1", "RAYON_NUM_THREADS": "1", "TMPDIR": str(folder)}
    environment |= {"OPENBLAS_NUM_THREADS": "1"}  # each of its threads would take up address space
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=stdin,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


READY = ReadyChild()
atexit.register(READY.end)
