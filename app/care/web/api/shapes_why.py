"""What the API answers about why a session has no time, and about how much choice there is."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.care.domain.easing import Ease
from app.care.domain.why_not import Obstacle
from app.care.web.api.shapes_out import Shape


class ReasonOut(Shape):
    """One thing that stands in the way."""

    code: Obstacle
    words: str = Field(examples=["Your duties, your rest and the times you keep free leave no room."])


class EasingOut(Shape):
    """One thing that could be let go of."""

    code: Ease
    words: str = Field(examples=["Sleep 6 hours after a night turn, instead of 8"])


class RemedyOut(Shape):
    """What would make the session possible, tried out in this world, and the time that it found."""

    remedy: str = Field(examples=["sleep:6"], description="Its name, to apply it by.")
    easings: list[EasingOut]
    start_at: datetime
    end_at: datetime
    counsellor: str
    place: str


class WhyOut(Shape):
    """Why session `number` has no time.

    `reasons` is the smallest set found that forbids it, empty where nothing but the plan itself is missing (or
    `has_time`). `looked_at_all` is false when the looking was stopped after two seconds.
    """

    course: str
    number: int = Field(examples=[4])
    has_time: bool
    reasons: list[ReasonOut]
    remedies: list[RemedyOut]
    looked_at_all: bool


class TimeOut(Shape):
    """A time that a session could have; `reliability`: of 100 like it so many take place."""

    start_at: datetime
    end_at: datetime
    counsellor: str
    place: str
    reliability: int = Field(examples=[94])


class NextBestOut(Shape):
    """The next best time of a session that stands; none where it is the only one that fits, or cannot move any more."""

    course: str
    number: int
    can_move: bool
    next_best: TimeOut | None


class ChosenRemedy(BaseModel):
    """One of the remedies, by its name."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [{"remedy": "sleep:6"}]})

    remedy: str = Field(min_length=1, max_length=300)


class ChosenEasing(BaseModel):
    """One of the easings, by its name."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [{"easing": "sleep:6"}]})

    easing: str = Field(min_length=1, max_length=100)


class OpeningOut(Shape):
    """So many more times would open by letting go of this."""

    easing: str = Field(examples=["sleep:6"])
    words: str = Field(examples=["Sleep 6 hours after a night turn, instead of 8"])
    more: int = Field(examples=[11])


class ChoiceOut(Shape):
    """How many hours of the next `days` days a session could begin in, and what would open more; the most first."""

    days: int = Field(examples=[28])
    open: int = Field(examples=[42])
    openings: list[OpeningOut]
