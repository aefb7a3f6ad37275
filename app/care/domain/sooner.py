"""To whom a slot that has come free is offered first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.care.domain.planned import ChosenSlot
from app.care.domain.urgency import Urgency, priority

SOONER_BY = timedelta(days=1)
"""Less is not worth moving somebody for."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A course that would take a freed slot for its next session.

    `due_at`: when that session should be by the plan; `has_at`: when it is now, None while nothing is found for it.
    """

    wish_id: str
    course_id: str
    officer_id: str
    urgency: Urgency
    due_at: datetime
    has_at: datetime | None
    since_at: datetime

    @property
    def days_behind(self) -> float:
        """By how many days it is late; whoever has nothing at all is behind everybody who has something."""
        return float("inf") if self.has_at is None else (self.has_at - self.due_at) / timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SoonerSlot:
    """A slot that was found for a wish, and the appointment that its session has now."""

    chosen: ChosenSlot
    appointment_id: str


def most_behind_first(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Lateness against the plan decides, then urgency, then who has waited longest."""
    return sorted(waiting, key=lambda one: (-one.days_behind, -priority(one.urgency), one.since_at, one.course_id))


def is_sooner(start_at: datetime, has_at: datetime) -> bool:
    """Whether a start is worth being offered to whoever has another."""
    return start_at <= has_at - SOONER_BY
