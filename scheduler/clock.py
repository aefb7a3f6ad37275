"""When a search must end, and who hears how far it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite
from threading import Event, Thread
from time import monotonic

_LOOK_EVERY = 0.05  # seconds


class OutOfTime(Exception):
    """Time was up, or the caller had enough, before something that is of no use in halves was whole."""


def never() -> bool:
    """For who has all the time in the world."""
    return False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the solver is: the best plan's cost and what any plan costs at least."""

    seconds: float
    value: int
    bound: int


@dataclass(frozen=True, slots=True)
class Clock:
    """When to stop, and who listens; `now` tells seconds from some moment on."""

    seconds: float
    on_progress: Callable[[Progress], None] | None = None
    cancelled: Callable[[], bool] | None = None
    now: Callable[[], float] = monotonic
    started_at: float = field(default_factory=monotonic)

    def left(self) -> float:
        """Seconds left."""
        return self.started_at + self.seconds - self.now()

    def passed(self) -> float:
        """Seconds since the start."""
        return self.now() - self.started_at

    def over(self) -> bool:
        """Whether time is up or the caller has had enough."""
        return self.left() <= 0 or self.is_cancelled()

    def is_cancelled(self) -> bool:
        """Whether the caller has had enough."""
        return self.cancelled is not None and self.cancelled()

    def tell(self, value: float, bound: float) -> None:
        """Pass on what is known, once both sides of it are."""
        if self.on_progress is not None and isfinite(value) and isfinite(bound):
            self.on_progress(Progress(self.passed(), round(value), round(min(bound, value))))


class Watch:
    """Within, calls a solver off soon after the caller has had enough; the solver itself asks nobody."""

    def __init__(self, stop: Callable[[], bool], call_off: Callable[[], None]) -> None:
        self._stop, self._call_off, self._over = stop, call_off, Event()
        self._thread = Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._over.wait(_LOOK_EVERY):
            if self._stop():
                self._call_off()

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()
