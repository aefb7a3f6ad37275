"""Compiling the engine's loops in a process of its own, which can be called off at any moment."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from time import sleep

from scheduler.market.kept import can_keep, is_compiled

_COMMAND = (sys.executable, "-m", "scheduler.compile_loops")
_LOOK_EVERY = 0.05  # seconds


def must_compile() -> bool:
    """Whether the loops are yet to be compiled and there is somewhere to keep them, so that another process can."""
    return not is_compiled() and can_keep()


class Compiling:
    """Within, the loops are being compiled; afterwards nobody is left who does, and what was done so far is kept."""

    def __init__(self, command: Sequence[str] = _COMMAND) -> None:
        self._command = command

    def __enter__(self) -> "Compiling":
        self._child = subprocess.Popen(
            self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        return self

    def is_over(self) -> bool:
        """Whether it has ended, well or not."""
        return self._child.poll() is not None

    def wait(self, over: Callable[[], bool]) -> bool:
        """Wait until it has ended, or the caller's time is; whether it ended."""
        while not self.is_over() and not over():
            sleep(_LOOK_EVERY)
        return self.is_over()

    def __exit__(self, *_error: object) -> None:
        if not self.is_over():
            self._child.kill()
        self._child.wait()
