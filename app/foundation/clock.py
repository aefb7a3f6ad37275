"""The one place where the service learns what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present instant, aware, UTC. Only front doors and job entries may ask (ruff: banned-api)."""
    return datetime.now(UTC)  # noqa: TID251 - this is the door through which wall time comes in


class HandClock:
    """A clock that moves only when told to: the demo and the acceptance story live through weeks in seconds."""

    def __init__(self, starts_at: datetime) -> None:
        if starts_at.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._at = starts_at.astimezone(UTC)
        self._lock = Lock()

    def __call__(self) -> datetime:
        with self._lock:
            return self._at

    def move_to(self, at: datetime) -> None:
        """Go on to `at` (aware). Raises ValueError when that lies in the past: time does not run backwards."""
        with self._lock:
            if at < self._at:
                raise ValueError(f"the clock stands at {self._at} and cannot go back to {at}")
            self._at = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Go on by `by` (not negative)."""
        self.move_to(self() + by)
