"""What every history of one course must come to, in some thirty lines that know nothing of the store."""

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
        if taken.get(seat.number) in self.attended:
            free = [n for n in range(1, self.sessions + 1) if n not in taken]
            last = max(self.live.values(), key=lambda s: s.start_at, default=seat)
            seat = replace(seat, number=free[0] if free else last.number)
        self.live.pop(taken.get(seat.number, ""), None)
        self.attended[key] = seat

    def stop(self, now: datetime) -> None:
        self.live = {k: s for k, s in self.live.items() if s.start_at <= now}
