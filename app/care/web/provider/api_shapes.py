"""What the providers' API takes and answers, each with an example."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.care.domain.appointment import AppointmentStatus
from app.care.domain.attended import Attendance
from app.care.domain.outcome import Outcome
from app.care.services.inbound_base import Name
from app.care.services.inbound_events import LATEST_ARRIVAL, OpeningData, PeriodData, ReportedOutcome

_APPOINTMENT = "apt_1f0c2d3e4b5a69788796a5b4c3d2e1f0"
_COUNSELLOR = "cns_0a1b2c3d4e5f60718293a4b5c6d7e8f9"
_WHEN = "2026-03-12T14:00:00Z"
_PERIOD: dict[str, Any] = {"counsellor": _COUNSELLOR, "start": _WHEN, "end": "2026-03-12T17:00:00Z"}


def shape(example: dict[str, Any]) -> ConfigDict:
    """A frozen body that takes nothing unknown, with its example."""
    return ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [example]})


class Report(BaseModel):
    """How an appointment ended."""

    model_config = shape({"appointment": _APPOINTMENT, "outcome": "kept_on_duty"})

    appointment: Name
    outcome: ReportedOutcome = Field(description="attended, why it was missed, or cancelled_by_provider")
    counsellor: Name | None = Field(default=None, description="Who took it, if another; read with attended only.")
    arrived_late_minutes: int | None = Field(
        default=None, ge=0, le=LATEST_ARRIVAL, description="No miss; read with attended only."
    )


class Answered(BaseModel):
    """What is recorded of the appointment now."""

    appointment: str = Field(examples=[_APPOINTMENT])
    status: AppointmentStatus
    outcome: Outcome | None
    sequence: int = Field(examples=[4])


class AppointmentRow(BaseModel):
    """One appointment, with names of the provider's own for everything and nobody's name."""

    appointment: str = Field(examples=[_APPOINTMENT])
    course: str = Field(examples=["crs_1f0c2d3e4b5a69788796a5b4c3d2e1f0"])
    officer: str = Field(examples=["R-7F3K2M"])
    counsellor: str = Field(examples=[_COUNSELLOR])
    session: int = Field(examples=[3])
    sessions: int = Field(examples=[10])
    start: datetime = Field(examples=[_WHEN])
    end: datetime
    place: str = Field(examples=["video"])
    status: AppointmentStatus
    outcome: Outcome | None
    attendance: Attendance | None = Field(description="unknown: over and nobody has said; null: still to come or off.")
    arrived_late_minutes: int = Field(examples=[0])
    stand_in: str | None = Field(examples=[None], description="Who took it, if not `counsellor`.")
    sequence: int = Field(examples=[4])


class AppointmentRows(BaseModel):
    """A page of appointments in order of start; `next` is the cursor of the page after it."""

    appointments: list[AppointmentRow]
    next: str | None


class HoursRow(BaseModel):
    """One stretch on offer, with the places by name."""

    start: datetime = Field(examples=[_WHEN])
    end: datetime
    places: list[str] = Field(examples=[["Video"]])


class CounsellorRow(BaseModel):
    """One of the provider's people and what they offer."""

    counsellor: str = Field(examples=[_COUNSELLOR])
    name: str = Field(examples=["Anneke Vos"])
    hours: list[HoursRow]


class CounsellorRows(BaseModel):
    """Everybody, in order of name."""

    counsellors: list[CounsellorRow]


class Period(PeriodData):
    """A stretch of one counsellor's time, from `start` up to, not including, `end`."""

    model_config = ConfigDict(**shape(_PERIOD) | {"strict": False})


class NewHours(OpeningData):
    """The same, of at most 24 hours, with the ids of the places where the counsellor can then be met."""

    model_config = ConfigDict(**shape(_PERIOD | {"places": ["video"]}) | {"strict": False})


class Opened(BaseModel):
    """What is on offer now."""

    counsellor: str = Field(examples=[_COUNSELLOR])
    start: datetime
    end: datetime
    places: list[str] = Field(examples=[["video"]])


class Withdrawn(BaseModel):
    """The courses that are planned anew; nothing in them is lost."""

    counsellor: str = Field(examples=[_COUNSELLOR])
    courses: list[str]
