"""What an officer sends to refer themselves."""

from dataclasses import dataclass, field
from datetime import datetime

from app.care.domain.urgency import Urgency
from app.care.domain.wants import Wants

MOST_SESSIONS = 50


@dataclass(frozen=True, slots=True)
class Referral:
    """A course asked for. `earliest_at` None: as soon as can be."""

    urgency: Urgency = Urgency.ROUTINE
    wants: Wants = field(default_factory=Wants)
    sessions: int = 10
    minutes: int = 50
    earliest_at: datetime | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.sessions <= MOST_SESSIONS:
            raise ValueError(f"a course has 1 to {MOST_SESSIONS} sessions, not {self.sessions}")
        if not 10 <= self.minutes <= 240:
            raise ValueError(f"a session lasts 10 to 240 minutes, not {self.minutes}")
        if self.earliest_at is not None and self.earliest_at.tzinfo is None:
            raise ValueError("the earliest instant must be aware")
