"""The webhooks about counsellors: all hours of a span at once, and what a counsellor offers."""

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from app.care.domain.open_hours import MOST_STRETCHES
from app.care.services.inbound_base import Event, Name, Strict

Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,29}$")]
Words = Annotated[list[Word], Field(min_length=1, max_length=20)]


class StretchData(Strict):
    """A stretch in which the counsellor can be booked, at any of the places."""

    start: AwareDatetime
    end: AwareDatetime
    places: list[Name] = Field(min_length=1, max_length=20)


class AvailabilityData(Strict):
    """From `start` up to, not including, `end` the counsellor's hours are `hours` and no others."""

    counsellor: Name
    start: AwareDatetime
    end: AwareDatetime
    hours: list[StretchData] = Field(max_length=MOST_STRETCHES)

    @model_validator(mode="after")
    def _in_this_age(self) -> Self:
        if not 2000 <= self.start.year < 2900 or not 2000 <= self.end.year < 2900:
            raise ValueError("start and end must be of this millennium")
        if self.end <= self.start:
            raise ValueError("end must come after start")
        return self


class CounsellorData(Strict):
    """What is new of a counsellor; what is left out stays as it is."""

    counsellor: Name
    gender: Literal["woman", "man"] | None = None
    skills: Words | None = None
    languages: Words | None = None
    lengths: list[Literal[50, 60, 90]] | None = Field(default=None, max_length=3)
    max_per_day: int | None = Field(default=None, ge=1, le=24)
    max_per_week: int | None = Field(default=None, ge=1, le=168)
    break_minutes: int | None = Field(default=None, ge=0, le=240)
    caseload: int | None = Field(default=None, ge=1, le=1000)
    active: bool | None = None


class AvailabilityReplaced(Event):
    """Somebody's hours of a span, all at once."""

    type: Literal["availability.replaced"]
    data: AvailabilityData


class CounsellorUpdated(Event):
    """A counsellor offers something else than before, or takes nobody on any more."""

    type: Literal["counsellor.updated"]
    data: CounsellorData
