"""What all messages of providers have in common."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

HIGHEST_VERSION = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly."""

Name = Annotated[str, Field(min_length=1, max_length=64)]


class Strict(BaseModel):
    """Refuses what it does not know, and takes nothing for something else."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Event(Strict):
    """What every message carries besides its type and data."""

    timestamp: AwareDatetime
    """When it happened, not when it was sent."""
    version: int | None = Field(default=None, ge=1, le=HIGHEST_VERSION)
    """Rises with every report about the same appointment or the same hours; a lower one changes nothing any more."""
