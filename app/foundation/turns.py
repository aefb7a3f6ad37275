"""Whose turn it is to think: work that keeps a processor busy is done one piece at a time in each process.

Python runs one thread at a time. Several that reckon at once take no longer together than one after the other, but each
of them, and every short request between them, then waits for all the others at every step.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from heapq import heappop, heappush
from itertools import count
from threading import Condition

IN_THE_BACKGROUND = 1.0
"""Seconds by which what nobody waits for lets those pass who come after it; then it is its turn as well."""


class Turns:
    """Hands out one turn at a time: to whoever came first, or would have come first had they not let others pass."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._places = count()
        self._waiting: list[tuple[float, int]] = []
        self._taken = False

    @property
    def waiting(self) -> int:
        """How many wait for theirs."""
        with self._changed:
            return len(self._waiting)

    @contextmanager
    def turn(self, lets_pass: float = 0.0) -> Iterator[None]:
        """Hold the turn for the block. `lets_pass`: seconds by which others may come later and yet go first.

        Not to be taken inside another turn or inside a transaction that writes: both would wait for ever.
        """
        mine = (time.monotonic() + lets_pass, next(self._places))
        with self._changed:
            heappush(self._waiting, mine)
            self._changed.wait_for(lambda: not self._taken and self._waiting[0] == mine)
            heappop(self._waiting)
            self._taken = True
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()
