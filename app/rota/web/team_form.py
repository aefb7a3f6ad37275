"""The form in which HR writes down a team on a shift pattern, and the file that it stands for."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from app.foundation.refusals import Fault
from app.rota.domain.pattern_library import PATTERNS
from app.rota.files.period import LONGEST_PERIOD_DAYS
from app.rota.files.team_shape import LONGEST_NAME

_BETWEEN = re.compile(r"[,;\r\n]+")  # never at spaces: "PC 101" is one staff number
_FIELD_OF = {"staff": "members", "anchor_on": "anchor_on", "pattern": "pattern"}
"""Where in the form stands what the file calls so."""


class TeamForm(BaseModel):
    """As typed, so that it can be shown again."""

    model_config = ConfigDict(frozen=True)

    team: str = ""
    pattern: str = ""
    anchor_on: str = ""
    members: str = ""
    period_from: str = ""
    period_to: str = ""

    @property
    def filename(self) -> str:
        """What the upload is called in lists."""
        return f"Team {self.team.strip()}"

    @property
    def staff(self) -> list[str]:
        """The staff numbers: one on each line, or with commas or semicolons between."""
        return [number for typed in _BETWEEN.split(self.members) if (number := typed.strip())]

    def as_file(self, spelled: Mapping[str, Any] | None = None) -> bytes:
        """The same as if it had been sent as a file; `spelled` is the pattern with its cycle, where it has one."""
        name, staff = self.team.strip(), self.staff
        entry = {"team": name, "pattern": spelled or self.pattern, "anchor_on": self.anchor_on, "staff": staff}
        plain = {"teams": [entry], "period_from": self.period_from, "period_to": self.period_to}
        return json.dumps(plain).encode()

    def faults(self) -> list[Fault]:
        """What can be seen to be wrong before anything is read, each at its field."""
        return list(self._faults())

    def _faults(self) -> Iterator[Fault]:
        if not 0 < len(self.team.strip()) <= LONGEST_NAME:
            yield Fault(f"Give the team a name of at most {LONGEST_NAME} characters.", column="team")
        if self.pattern not in PATTERNS:
            yield Fault("Choose a shift pattern.", column="pattern")
        if _date(self.anchor_on) is None:
            yield Fault("Give a date on which day 1 of the pattern falls.", column="anchor_on")
        if not self.staff:
            yield Fault("This team has no members. Give at least one staff number.", column="members")
        first_on, last_on = _date(self.period_from), _date(self.period_to)
        if first_on is None:
            yield Fault("Give the first day to write out.", column="period_from")
        if last_on is None:
            yield Fault("Give the last day to write out.", column="period_to")
        if first_on and last_on and not 0 <= (last_on - first_on).days < LONGEST_PERIOD_DAYS:
            message = (
                f"The last day must not come before the first, and at most {LONGEST_PERIOD_DAYS} days are written."
            )
            yield Fault(message, column="period_to")


def at_fields(faults: Iterable[Fault]) -> list[Fault]:
    """Faults of the file that a form stands for, each at the field it came from."""
    said = {(fault.message, fault.value): fault for fault in faults}
    return [Fault(_named(fault), column=_FIELD_OF.get(fault.column or "", "members")) for fault in said.values()]


def _named(fault: Fault) -> str:
    """What is wrong, after the entry it is wrong with."""
    return f"“{fault.value}”: {fault.message[:1].lower()}{fault.message[1:]}" if fault.value else fault.message


def _date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
