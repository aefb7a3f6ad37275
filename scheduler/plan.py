"""The engine's answer: appointments, what they cost and how much better any plan could be."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How much is known about a result."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class PlannedAppointment:
    """Session `number` of a course with one counsellor; `start` in civil minutes."""

    course: str
    number: int
    counsellor: str
    start: int
    place: str


@dataclass(frozen=True, slots=True)
class Result:
    """A plan with its objective and a proven lower bound on that of any plan (None: none known)."""

    status: Status
    objective: int
    bound: int | None
    seconds: float
    appointments: tuple[PlannedAppointment, ...]

    def __post_init__(self) -> None:
        if self.bound is not None and self.bound > self.objective:
            raise ValueError(f"bound {self.bound} lies above the objective {self.objective}")

    @property
    def gap(self) -> float | None:
        """How far above its bound the objective lies, as a share of the bound; None if unknown."""
        if self.bound is None:
            return None
        if self.objective == self.bound:
            return 0.0
        return (self.objective - self.bound) / self.bound if self.bound > 0 else None
