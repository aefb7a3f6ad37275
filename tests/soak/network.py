"""A network between two systems that loses, doubles, delays and spoils what is sent; the same seed, the same luck."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

Reply = tuple[int, bytes]
Arrive = Callable[[bytes], Reply]
"""What the other side does with a body that arrives (its headers with it), and answers."""


@dataclass(slots=True)
class Network:
    """Carries one request at a time. What is delayed arrives after others; nobody waits for the answer any more."""

    chance: Random
    dropped: float = 0.2
    doubled: float = 0.2
    delayed: float = 0.3
    spoilt: float = 0.05
    reset: float = 0.02
    counts: Counter[str] = field(default_factory=Counter)
    _on_the_way: list[tuple[int, Arrive, bytes]] = field(default_factory=list)

    def carry(self, body: bytes, arrive: Arrive) -> Reply | None:
        """The answer as it comes back to the sender; None where none does. Counts each delivery."""
        self.counts["sent"] += 1
        self._let_late_ones_arrive()
        if self._happens("dropped", self.dropped):
            return None
        if self._happens("delayed", self.delayed):
            self._on_the_way.append((self.chance.randint(1, 4), arrive, body))
            return None
        if self._happens("spoilt", self.spoilt):
            return self._delivered(arrive, self._turned(body))
        reply = self._delivered(arrive, body)
        if self._happens("doubled", self.doubled):
            self._on_the_way.append((self.chance.randint(0, 4), arrive, body))
        return None if self._happens("reset", self.reset) else reply

    def settle(self) -> None:
        """Let everything that is still on its way arrive."""
        while self._on_the_way:
            self._let_late_ones_arrive()

    def _let_late_ones_arrive(self) -> None:
        waiting, self._on_the_way = self._on_the_way, []
        for left, arrive, body in waiting:
            if left > 0:
                self._on_the_way.append((left - 1, arrive, body))
            else:
                self._delivered(arrive, body)

    def _delivered(self, arrive: Arrive, body: bytes) -> Reply:
        self.counts["delivered"] += 1
        return arrive(body)

    def _happens(self, what: str, how_often: float) -> bool:
        if self.chance.random() >= how_often:
            return False
        self.counts[what] += 1
        return True

    def _turned(self, body: bytes) -> bytes:
        spoilt = bytearray(body)
        spoilt[self.chance.randrange(len(spoilt))] ^= 1 << self.chance.randrange(8)
        return bytes(spoilt)
