"""A referral as far as its officer has got with it: what was typed, field by field, be it sensible yet or not."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

DRAFTS_KEPT = timedelta(days=30)
"""A draft that nobody touches for so long is forgotten."""
LONGEST = 80
MOST_PLACES = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of the form as typed; nothing is judged before it is sent."""

    need: str = "general"
    mode: str = "either"
    places: tuple[str, ...] = ()
    urgency: str = "soon"
    gender: str = ""
    language: str = ""
    minutes: str = ""

    def __post_init__(self) -> None:
        if len(self.places) > MOST_PLACES or any(len(text) > LONGEST for text in self._texts()):
            raise ValueError("no honest form holds as much")

    def _texts(self) -> tuple[str, ...]:
        return (self.need, self.mode, self.urgency, self.gender, self.language, self.minutes, *self.places)

    def as_json(self) -> dict[str, Any]:
        """The fields as plain JSON."""
        return asdict(self) | {"places": list(self.places)}

    def as_text(self) -> str:
        """What is sealed in the store."""
        return json.dumps(self.as_json())

    @classmethod
    def from_text(cls, stored: str) -> "Draft":
        """What `as_text` wrote."""
        fields = json.loads(stored)
        return cls(**fields | {"places": tuple(fields["places"])})
