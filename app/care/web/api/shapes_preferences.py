"""What the API takes and answers about an officer's own time, and about where and whom they would like to meet."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.care.domain.needs import LONGEST_JOURNEY, SLEEPS, WIND_DOWNS
from app.care.domain.parts_of_day import PartOfDay
from app.care.domain.wants import Mode

_TIME: dict[str, Any] = {
    "travel_minutes": {"riverside": 45},
    "avoid": [{"weekday": 4, "part": "evening"}],
    "avoid_strictly": False,
    "attends_on_leave": False,
    "in_duty_time": False,
    "sleep_hours": 8,
    "wind_down_hours": None,
    "rests_after_nights": False,
}
_WANTS: dict[str, Any] = {
    "mode": "either",
    "places": ["riverside"],
    "counsellor_gender": "woman",
    "language": None,
    "rhythm": "usual",
}
_AWAY: dict[str, Any] = {"starts_at": "2026-03-09T00:00:00Z", "ends_at": "2026-03-14T00:00:00Z"}
Minutes = Annotated[int, Field(ge=0, le=LONGEST_JOURNEY)]


class Rhythm(StrEnum):
    """How many days may lie between two sessions: as for everybody, or as this officer has allowed."""

    USUAL = "usual"
    OWN = "own"


class PartOfWeek(BaseModel):
    """A part of a weekday; Monday is 0."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weekday: int = Field(ge=0, le=6)
    part: PartOfDay


class OwnTimeIn(BaseModel):
    """An officer's own time, as a whole: what is left out goes back to what the force has decided.

    `avoid` is used only when nothing else fits, with `avoid_strictly` never. `in_duty_time` is refused where the force
    does not allow it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [_TIME]})

    travel_minutes: dict[str, Minutes] = Field(default_factory=dict, description="From work, by the id of a site.")
    avoid: list[PartOfWeek] = Field(default_factory=list, max_length=21)
    avoid_strictly: bool = False
    attends_on_leave: bool = False
    in_duty_time: bool = False
    sleep_hours: int | None = Field(default=None, ge=SLEEPS[0], le=SLEEPS[-1])
    wind_down_hours: int | None = Field(default=None, ge=WIND_DOWNS[0], le=WIND_DOWNS[-1])
    rests_after_nights: bool = False


class AwayOut(BaseModel):
    """A stretch in which the officer cannot."""

    starts_at: datetime
    ends_at: datetime


class OwnTimeOut(OwnTimeIn):
    """An officer's own time, with the days on which they are away and what the force allows."""

    model_config = ConfigDict(
        frozen=True, json_schema_extra={"examples": [{**_TIME, "in_duty_time_allowed": False, "away": [_AWAY]}]}
    )

    in_duty_time_allowed: bool
    away: list[AwayOut]


class EffectOut(BaseModel):
    """How many times are open in the next `days` with the settings that were sent, and `before` with those kept."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [{"days": 28, "open": 67, "before": 56}]})

    days: int
    open: int
    before: int


class AwayIn(BaseModel):
    """A stretch in which the officer cannot; whole local days are usual."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [_AWAY]})

    starts_at: AwareDatetime
    ends_at: AwareDatetime


class WantsShape(BaseModel):
    """Where and whom an officer would like to meet; `places` are ids of sites, the best liked first, none for any."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [_WANTS]})

    mode: Mode = Mode.EITHER
    places: list[str] = Field(default_factory=list, max_length=20)
    counsellor_gender: str | None = Field(default=None, max_length=10)
    language: str | None = Field(default=None, max_length=10)
    rhythm: Rhythm = Field(
        default=Rhythm.OWN,
        description="Sent as `usual`, gaps that were allowed are taken back; as `own`, they are left as they are.",
    )


class Rebooking(BaseModel):
    """Whether missed appointments are planned again without being asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [{"wanted": True}]})

    wanted: bool
