"""What every history of one course must come to, in few lines that know nothing of the store."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

GAP = timedelta(days=5)


@dataclass(frozen=True)
class Seat:
    """One appointment: its session, when and with whom, and whether it is promised, held or proposed."""

    number: int
    start_at: datetime
    who: str
    status: str


@dataclass
class Model:
    """One course: which appointments are live, which were attended."""

    sessions: int
    live: dict[str, Seat] = field(default_factory=dict)
    attended: dict[str, Seat] = field(default_factory=dict)
    replaces: dict[str, str] = field(default_factory=dict)
    """Which appointment came in place of which."""

    @property
    def balance(self) -> tuple[int, int, int, int]:
        used = len(self.attended) + len(self.live)
        return self.sessions, len(self.attended), len(self.live), self.sessions - used

    def choose(self, key: str, seat: Seat) -> None:
        def stands(other: Seat) -> bool:
            after, before = other.start_at >= seat.start_at + GAP, other.start_at <= seat.start_at - GAP
            fits = after if other.number > seat.number else before
            return other.status == "booked" or (other.who == seat.who and other.number != seat.number and fits)

        self.live = {k: other for k, other in self.live.items() if stands(other)} | {key: seat}

    def book(self, key: str) -> None:
        self.live[key] = replace(self.live[key], status="booked")

    def plan(self, seats: dict[str, Seat], now: datetime) -> None:
        stay = {k: s for k, s in self.live.items() if s.status == "held" or s.start_at <= now}
        self.live = stay | seats

    def attend_after_all(self, key: str, seat: Seat) -> None:
        taken = {s.number: k for k, s in (self.live | self.attended).items()}
        instead = next((k for k in self.live if key in self._before(k)), None)
        if instead is not None:
            self._count_anew(seat.number, self.live.pop(instead).number)
            self.attended[key] = seat
            return
        if taken.get(seat.number) in self.attended:
            free = [n for n in range(1, self.sessions + 1) if n not in taken]
            last = max(self.live.values(), key=lambda s: s.start_at, default=seat)
            seat = replace(seat, number=free[0] if free else last.number)
        self.live.pop(taken.get(seat.number, ""), None)
        self.attended[key] = seat

    def _before(self, key: str) -> set[str]:
        """Those that an appointment replaced, one after the other."""
        found: set[str] = set()
        while replaced := self.replaces.get(key):
            found.add(replaced)
            key = replaced
        return found

    def _count_anew(self, wanted: int, free: int) -> None:
        """One after the other takes the next one's number, until the wanted one is free."""
        by_number = {s.number: (seats, k) for seats in (self.live, self.attended) for k, s in seats.items()}
        step = 1 if free > wanted else -1
        while wanted != free and wanted in by_number:
            after = next((n for n in range(wanted + step, free, step) if n in by_number), free)
            seats, key = by_number[wanted]
            seats[key] = replace(seats[key], number=after)
            wanted = after

    def stop(self, now: datetime) -> None:
        self.live = {k: s for k, s in self.live.items() if s.start_at <= now}
