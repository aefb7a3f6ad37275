"""The form about one counsellor: as typed, and what it means."""

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.care.domain.week_pattern import LENGTHS
from app.care.services.provider_team import GENDERS, TeamMember
from app.foundation.refusals import Fault, Invalid

Typed = Annotated[str, Field(max_length=400)]
_WORD = re.compile(r"[a-z][a-z0-9-]{0,29}")
_MOST_WORDS = 20
NUMBERS = {
    "max_per_day": (1, 24),
    "max_per_week": (1, 168),
    "break_minutes": (0, 240),
    "caseload": (1, 1000),
}
"""The least and the most of each."""


class TypedMember(BaseModel):
    """The form, as typed."""

    model_config = ConfigDict(frozen=True)

    name: Typed = ""
    gender: Typed = ""
    skills: Typed = ""
    languages: Typed = ""
    lengths: list[Typed] = Field(default=[], max_length=10)
    max_per_day: Typed = ""
    max_per_week: Typed = ""
    break_minutes: Typed = ""
    caseload: Typed = ""
    active: Typed = "yes"

    @classmethod
    def of(cls, member: TeamMember) -> "TypedMember":
        """The form that shows somebody."""
        return cls(
            name=member.name,
            gender=member.gender or "",
            skills=", ".join(member.skills),
            languages=", ".join(member.languages),
            lengths=[str(one) for one in member.lengths],
            active="yes" if member.active else "no",
            **{name: str(getattr(member, name)) for name in NUMBERS},
        )

    def member(self) -> TeamMember:
        """What it means. Raises Invalid with every field at fault."""
        faults: list[Fault] = []
        name = " ".join(self.name.split())
        if not 0 < len(name) <= 120 or not name.isprintable():
            faults.append(Fault("Give a name, of 120 letters at most.", column="name"))
        numbers = {column: _number(getattr(self, column), column, faults) for column in NUMBERS}
        skills, languages = _words(self.skills, "skills", faults), _words(self.languages, "languages", faults)
        lengths = tuple(sorted({int(one) for one in self.lengths if one in map(str, LENGTHS)}))
        if faults:
            raise Invalid(faults[0].message, faults=faults)
        return TeamMember(
            name=name,
            gender=self.gender if self.gender in GENDERS else None,
            skills=skills,
            languages=languages,
            lengths=lengths,
            active=self.active == "yes",
            **numbers,
        )


def _number(typed: str, column: str, faults: list[Fault]) -> int:
    least, most = NUMBERS[column]
    number = int(typed) if re.fullmatch(r"[0-9]{1,5}", typed.strip()) else -1
    if not least <= number <= most:
        faults.append(Fault(f"Give a whole number from {least} to {most}.", column=column, value=typed[:20]))
    return number


def _words(typed: str, column: str, faults: list[Fault]) -> tuple[str, ...]:
    words = list(dict.fromkeys(one for one in re.split(r"[,;\s]+", typed.strip().lower()) if one))
    if not words or len(words) > _MOST_WORDS or not all(map(_WORD.fullmatch, words)):
        such = "general, trauma" if column == "skills" else "en, cy"
        message = f"Give short words of small letters, with commas between, such as: {such}."
        faults.append(Fault(message, column=column))
    return tuple(words)
