"""The form about messages: as it was typed, and what it means."""

from dataclasses import dataclass, fields
from datetime import time
from enum import StrEnum
from typing import TypeVar

from starlette.datastructures import FormData

from app.care.domain.telling import Telling, Times, Way, Words
from app.care.web.officer.visitor import text_of
from app.foundation.refusals import Fault, Invalid

NONE = "none"
Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, field by field."""

    changes: str
    days_before: str
    hours_before: str
    quiet_from: str
    quiet_until: str
    on_duty: str
    words: str
    times: str

    @classmethod
    def of(cls, wishes: Telling) -> "Typed":
        """The form as it opens."""
        return cls(
            changes=wishes.changes.value,
            days_before=wishes.days_before.value if wishes.days_before else NONE,
            hours_before=wishes.hours_before.value if wishes.hours_before else NONE,
            quiet_from=wishes.quiet_from.isoformat("minutes"),
            quiet_until=wishes.quiet_until.isoformat("minutes"),
            on_duty="yes" if wishes.quiet_on_duty else "",
            words=wishes.words.value,
            times=wishes.times.value,
        )

    @classmethod
    def read(cls, form: FormData) -> "Typed":
        """The form as it came."""
        return cls(**{field.name: text_of(form, field.name, longest=20) for field in fields(cls)})

    def wishes(self) -> Telling:
        """What it means. Raises Invalid with every fault."""
        faults: list[Fault] = []
        changes = _one_of(Way, self.changes, "changes", faults)
        days, hours = (_reminder(getattr(self, name), name, faults) for name in ("days_before", "hours_before"))
        starts, ends = (_time(getattr(self, name), name, faults) for name in ("quiet_from", "quiet_until"))
        words = _one_of(Words, self.words, "words", faults)
        times = _one_of(Times, self.times, "times", faults)
        if starts is not None and starts == ends:
            faults.append(Fault("Quiet hours must end at another time than they begin", column="quiet_until"))
        if faults or changes is None or starts is None or ends is None or words is None or times is None:
            raise Invalid("Please look at the form again.", faults=faults)
        return Telling(changes, days, hours, starts, ends, self.on_duty == "yes", words, times)


def _one_of(kind: type[Kind], typed: str, name: str, faults: list[Fault]) -> Kind | None:
    if typed in set(kind):
        return kind(typed)
    faults.append(Fault("Choose one of the list", column=name))
    return None


def _reminder(typed: str, name: str, faults: list[Fault]) -> Way | None:
    return None if typed == NONE else _one_of(Way, typed, name, faults)


def _time(typed: str, name: str, faults: list[Fault]) -> time | None:
    try:
        return time.fromisoformat(typed).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        faults.append(Fault("Give a time of day, such as 22:00", column=name))
        return None
