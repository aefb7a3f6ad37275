"""What providers' systems say of counsellors by webhook: all hours of a span at once, and what a counsellor offers."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from sqlalchemy.orm import Session

from app.care.domain.capacity import Stretch
from app.care.domain.pseudonyms import Kind, outward
from app.care.services.availability import MOST_STRETCHES, Replaced, replace_availability
from app.care.services.inbound_events import Name
from app.care.services.provider_team import change_member, member_of
from app.care.services.providers_own import ProviderSide, own_counsellor

Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,29}$")]
Words = Annotated[list[Word], Field(min_length=1, max_length=20)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class StretchData(_Strict):
    """A stretch in which the counsellor can be booked, at any of the places."""

    start: AwareDatetime
    end: AwareDatetime
    places: list[Name] = Field(min_length=1, max_length=20)


class AvailabilityData(_Strict):
    """From `start` up to, not including, `end` the counsellor's hours are `hours` and no others."""

    counsellor: Name
    start: AwareDatetime
    end: AwareDatetime
    hours: list[StretchData] = Field(max_length=MOST_STRETCHES)

    @model_validator(mode="after")
    def _in_this_age(self) -> Self:
        if not 2000 <= self.start.year < 2900 or not 2000 <= self.end.year < 2900:
            raise ValueError("start and end must be of this millennium")
        return self


class CounsellorData(_Strict):
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


class AvailabilityReplaced(_Strict):
    """Somebody's hours of a span, all at once."""

    type: Literal["availability.replaced"]
    timestamp: AwareDatetime
    data: AvailabilityData


class CounsellorUpdated(_Strict):
    """A counsellor offers something else than before, or takes nobody on any more."""

    type: Literal["counsellor.updated"]
    timestamp: AwareDatetime
    data: CounsellorData


def hear_availability(db: Session, side: ProviderSide, data: AvailabilityData, *, now: datetime) -> dict[str, Any]:
    """Make it so; names the courses that are planned anew. Raises Invalid with every fault, NotFound."""
    counsellor = own_counsellor(db, side, data.counsellor)
    stretches = [Stretch(one.start, one.end, tuple(one.places)) for one in data.hours]
    done = replace_availability(db, side, counsellor.id, (data.start, data.end), stretches, now=now)
    return _answer(side, data.counsellor, done)


def hear_counsellor(db: Session, side: ProviderSide, data: CounsellorData, *, now: datetime) -> dict[str, Any]:
    """Make it so; names the courses that are planned anew, where somebody no longer takes anybody on."""
    counsellor = own_counsellor(db, side, data.counsellor)
    said = data.model_dump(exclude={"counsellor"}, exclude_none=True)
    known: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    done = change_member(db, side, counsellor.id, replace(member_of(counsellor), **known), now=now)
    return _answer(side, data.counsellor, done)


def _answer(side: ProviderSide, name: str, done: Replaced) -> dict[str, Any]:
    courses = sorted(outward(side.key, Kind.COURSE, course_id) for course_id in done.courses)
    return {"counsellor": name, "courses": courses}
