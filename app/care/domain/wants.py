"""What a referral asks for."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

AS_ASKED = "as_asked"
"""The reason of a change of counsellor that the officer asked for, in so many words or by their wishes."""


class Mode(StrEnum):
    """Where the officer wants to meet."""

    VIDEO = "video"
    TELEPHONE = "telephone"
    SITE = "site"
    EITHER = "either"
    """Any of these."""

    @property
    def travels(self) -> bool:
        """Whether places to go to are among it."""
        return self in {Mode.SITE, Mode.EITHER}


@dataclass(frozen=True, slots=True)
class Wants:
    """What is wanted of counsellor and place; None means no wish. `places` are site ids, best first."""

    need: str = "general"
    mode: Mode = Mode.EITHER
    places: tuple[str, ...] = ()
    counsellor_gender: str | None = None
    language: str | None = None
    gap_min: int = 5
    gap_ideal: int = 7
    gap_max: int = 14
    gap_limit: int = 28
    gap_once: int | None = None
    """Days that may lie between two, one time: see longer_once."""
    gap_once_at: str | None = None
    """When that was agreed to."""

    def __post_init__(self) -> None:
        if not 0 < self.gap_min <= self.gap_ideal <= self.gap_max <= self.gap_limit:
            raise ValueError("gaps must satisfy 0 < min <= ideal <= max <= limit")

    @property
    def is_choosy(self) -> bool:
        """Whether asking for less could bring somebody else to see."""
        return self.counsellor_gender is not None or self.language is not None

    def fits(self, skills: Collection[str], languages: Collection[str], gender: str | None) -> bool:
        """Whether somebody has the skill, the language and, if asked for, the gender."""
        return (
            (self.need == "general" or self.need in skills)
            and (self.language is None or self.language in languages)
            and (self.counsellor_gender is None or self.counsellor_gender == gender)
        )

    def as_json(self) -> dict[str, Any]:
        """Plain JSON for the store."""
        return asdict(self) | {"places": list(self.places)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Wants":
        """What `as_json` wrote."""
        return cls(**stored | {"mode": Mode(stored["mode"]), "places": tuple(stored["places"])})
