"""What the API says of an officer's own record, and takes about it."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.care.domain.draft import LONGEST, MOST_PLACES
from app.care.domain.looker import Seen
from app.care.domain.outcome import Outcome
from app.care.web.api.shapes_out import Shape

_ID = "01938f2c4b7a7c3d9e0f1a2b3c4d5e6f"
_WHEN = "2026-03-12T14:00:00Z"


class LookOut(Shape):
    """Somebody looked, or (`what` null) the officer signed in. Looks within one hour stand in one line."""

    first_at: datetime = Field(examples=[_WHEN])
    last_at: datetime = Field(examples=[_WHEN])
    who: str = Field(examples=["Anneke V."])
    organisation: str = Field(examples=["Alder Practice"])
    what: Seen | None
    times: int = Field(examples=[2])


class LooksOut(Shape):
    """A page of looks, the newest first; `next` is the cursor of the page after it."""

    looks: list[LookOut]
    next: str | None


class RecordOut(Shape):
    """Everything that is kept about the officer: rows by table, with every column but digests of secrets."""

    made_at: datetime = Field(examples=[_WHEN])
    tables: dict[str, list[dict[str, Any]]] = Field(
        examples=[{"course": [{"id": _ID, "state": "open", "opened_at": _WHEN}]}]
    )


class EraseMeant(BaseModel):
    """The word that says it is meant."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [{"word": "ERASE"}]})

    word: str = Field(max_length=20)


class QuestionOut(Shape):
    """A question whether an appointment is recorded rightly. `agreed` is null until the provider has answered."""

    id: str = Field(examples=[_ID])
    appointment: str = Field(examples=[_ID])
    recorded: Outcome
    claimed: Outcome
    asked_at: datetime
    answered_at: datetime | None
    agreed: bool | None


class QuestionsOut(Shape):
    """A page of questions, the newest first."""

    questions: list[QuestionOut]
    next: str | None


class DraftBody(BaseModel):
    """A referral as far as it has got; nothing in it is judged before it is sent."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"mode": "either", "places": ["riverside"], "urgency": "soon"}]},
    )

    need: str = Field(default="general", max_length=LONGEST)
    mode: str = Field(default="either", max_length=LONGEST)
    places: list[str] = Field(default_factory=list, max_length=MOST_PLACES)
    urgency: str = Field(default="soon", max_length=LONGEST)
    gender: str = Field(default="", max_length=LONGEST)
    language: str = Field(default="", max_length=LONGEST)
    minutes: str = Field(default="", max_length=LONGEST)


class DraftOut(Shape):
    """The draft as it is kept, and since when; it is forgotten after thirty days."""

    draft: DraftBody
    saved_at: datetime = Field(examples=[_WHEN])


class MissOut(BaseModel):
    """What came in between, if the officer says so: it did not happen, and is planned again."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [{"why": "kept_on_duty"}]})

    why: Literal["kept_on_duty", "recalled", "court", "unwell", "other"] = "other"
