"""What the API takes: bodies of requests, each with an example."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.care.domain.sieve import Part, Sieve
from app.care.domain.urgency import Urgency
from app.care.domain.wants import Mode

Reason = Literal["unwell", "kept_on_duty", "court", "other"]


def _shape(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [example]})


class NewCourse(BaseModel):
    """A course that an officer asks for; everything may be left out."""

    model_config = _shape({"mode": "either", "places": ["riverside"], "urgency": "soon", "counsellor_gender": "woman"})

    need: str = Field(default="general", max_length=40)
    mode: Mode = Mode.EITHER
    places: list[str] = Field(default_factory=list, max_length=20, description="Ids of sites, the best liked first.")
    urgency: Urgency = Urgency.SOON
    counsellor_gender: str | None = Field(default=None, max_length=10)
    language: str | None = Field(default=None, max_length=10)
    earliest_at: AwareDatetime | None = None
    minutes: int | None = Field(default=None, ge=10, le=240, description="One of `lengths`; as usual if left out.")


class ChosenOffer(BaseModel):
    """One of the offers, by its token."""

    model_config = _shape({"offer": "AbCd...the token of an offer, as it came"})

    offer: str = Field(min_length=1, max_length=2000)


class ChosenMove(BaseModel):
    """One of the offers, and the preview that it was agreed to by."""

    model_config = _shape({"offer": "AbCd...the token of an offer, as it came", "seen": 7})

    offer: str = Field(min_length=1, max_length=2000)
    seen: int | None = Field(default=None, ge=0, description="`seen` of the preview; left out, nothing is compared.")


class SoonerWanted(BaseModel):
    """Which times would suit; a wish that is left out leaves out nothing."""

    model_config = _shape({"part": ["morning"], "not_after_nights": True})

    where: list[str] = Field(default_factory=list, max_length=20, description="Ids of places, as offers list them.")
    counsellor: list[str] = Field(default_factory=list, max_length=50, description="Ids, as offers list them.")
    weekday: list[Annotated[int, Field(ge=0, le=6)]] = Field(default_factory=list, max_length=7, description="Monday=0")
    part: list[Part] = Field(default_factory=list, max_length=3)
    not_after_nights: bool = Field(default=False, description="Not the day after a night, nor between two.")

    @property
    def sieve(self) -> Sieve:
        """The same as a value."""
        return Sieve(
            frozenset(self.where),
            frozenset(self.counsellor),
            frozenset(self.weekday),
            frozenset(self.part),
            self.not_after_nights,
        )


class WhichTimes(SoonerWanted):
    """Which times to offer, and for which session."""

    number: int | None = Field(default=None, ge=1, le=50, description="Which session; the next one owed if left out.")


class CallOff(BaseModel):
    """Why an appointment is called off, if the officer says so, and whether a new time is wanted."""

    model_config = _shape({"rebook": True, "why": "kept_on_duty"})

    rebook: bool = True
    hold: bool = Field(default=False, description="Hold the best new time for the officer instead of booking one.")
    why: Reason | None = None


class ChangeAnswer(BaseModel):
    """The officer's answer to a proposed change of counsellor."""

    model_config = _shape({"change": "01938f2c4b7a7c3d9e0f1a2b3c4d5e6f", "consents": True})

    change: str = Field(min_length=1, max_length=64)
    consents: bool
