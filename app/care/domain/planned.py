"""What was chosen or planned, as values on their way into the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.care.domain.outcome import Outcome


@dataclass(frozen=True, slots=True)
class ChosenSlot:
    """The slot an officer picked for session `number`; how long it lasts is the course's business."""

    number: int
    counsellor_id: str
    place_id: str
    start_at: datetime
    risk: int = 0
    reason: str = ""
    roster_version: int = 0

    def __post_init__(self) -> None:
        _check_number(self.number)
        _check_aware(self.start_at)


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """Where the plan puts session `number`. `risk` in thousandths; `reason` in the officer's words."""

    number: int
    counsellor_id: str
    place_id: str
    start_at: datetime
    end_at: datetime
    risk: int = 0
    reason: str = ""

    def __post_init__(self) -> None:
        _check_number(self.number)
        _check_aware(self.start_at)
        _check_aware(self.end_at)
        if self.end_at <= self.start_at:
            raise ValueError(f"session {self.number} ends at {self.end_at}, not after {self.start_at}")


@dataclass(frozen=True, slots=True)
class PlanBasis:
    """What a plan was made from, and until when what it places is firm.

    `course_version` and `roster_version` as they stood when the plan was asked for.
    """

    course_version: int
    roster_version: int
    firm_until_at: datetime

    def __post_init__(self) -> None:
        _check_aware(self.firm_until_at)


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """What is to become of one course: every owed session that has a place, held and booked ones too.

    `outcomes`: how appointments that give way end, by id, where not for the plan's own sake.
    """

    course_id: str
    rows: tuple[PlannedRow, ...]
    basis: PlanBasis
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)


def _check_number(number: int) -> None:
    if number < 1:
        raise ValueError(f"sessions count from 1, not {number}")


def _check_aware(at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError("a slot needs aware instants")
