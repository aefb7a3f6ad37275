"""What the API takes: bodies of requests, each with an example."""

from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

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


class ChosenOffer(BaseModel):
    """One of the offers, by its token."""

    model_config = _shape({"offer": "AbCd...the token of an offer, as it came"})

    offer: str = Field(min_length=1, max_length=2000)


class CallOff(BaseModel):
    """Why an appointment is called off, if the officer says so, and whether a new time is wanted."""

    model_config = _shape({"rebook": True, "why": "kept_on_duty"})

    rebook: bool = True
    why: Reason | None = None


class ChangeAnswer(BaseModel):
    """The officer's answer to a proposed change of counsellor."""

    model_config = _shape({"change": "01938f2c4b7a7c3d9e0f1a2b3c4d5e6f", "consents": True})

    change: str = Field(min_length=1, max_length=64)
    consents: bool
