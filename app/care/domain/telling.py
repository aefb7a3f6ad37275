"""What an officer wishes of messages: by which way, when not, and in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Any

from app.care.domain.told import Told


class Way(StrEnum):
    """How an officer is told. One message takes one way, so that nothing is told twice."""

    MAIL = "mail"
    TEXT = "text"
    PUSH = "push"
    """To the browsers in which the officer has asked for it."""


class Words(StrEnum):
    """How much a message says."""

    PLAIN = "plain"
    SHORT = "short"
    """Only that there is something to look at: not even a locked screen shows a time."""


class Times(StrEnum):
    """How times are written."""

    FULL_DAY = "24h"
    HALF_DAYS = "12h"
    WELSH = "cy"
    """Days and months by their Welsh names."""


@dataclass(frozen=True, slots=True)
class Telling:
    """The wishes; all of them may be left out. A reminder whose way is None is not sent.

    ValueError: quiet hours that begin when they end.
    """

    changes: Way = Way.MAIL
    days_before: Way | None = Way.MAIL
    """The reminder 72 hours before."""
    hours_before: Way | None = Way.MAIL
    """The reminder 2 hours before."""
    quiet_from: time = time(22)
    quiet_until: time = time(7)
    quiet_on_duty: bool = True
    """Whether texts and what pops up on a screen also wait for the end of a duty."""
    words: Words = Words.PLAIN
    times: Times = Times.FULL_DAY

    def __post_init__(self) -> None:
        if self.quiet_from == self.quiet_until:
            raise ValueError(f"quiet hours must end at another time than they begin: {self.quiet_from}")

    def way_for(self, told: Told) -> Way | None:
        """By which way this is told; None: not at all."""
        match told:
            case Told.APPOINTMENT_AHEAD:
                return self.days_before
            case Told.APPOINTMENT_SOON:
                return self.hours_before
            case _:
                return self.changes

    def as_json(self) -> dict[str, Any]:
        """Plain JSON for the store."""
        return {
            "changes": self.changes.value,
            "days_before": self.days_before and self.days_before.value,
            "hours_before": self.hours_before and self.hours_before.value,
            "quiet_from": self.quiet_from.isoformat("minutes"),
            "quiet_until": self.quiet_until.isoformat("minutes"),
            "quiet_on_duty": self.quiet_on_duty,
            "words": self.words.value,
            "times": self.times.value,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Telling":
        """What `as_json` wrote; an empty mapping is an officer who wished for nothing. ValueError if it is none."""
        if not stored:
            return cls()
        return cls(
            changes=Way(stored["changes"]),
            days_before=_way(stored["days_before"]),
            hours_before=_way(stored["hours_before"]),
            quiet_from=time.fromisoformat(stored["quiet_from"]),
            quiet_until=time.fromisoformat(stored["quiet_until"]),
            quiet_on_duty=bool(stored["quiet_on_duty"]),
            words=Words(stored["words"]),
            times=Times(stored["times"]),
        )


def _way(stored: str | None) -> Way | None:
    return None if stored is None else Way(stored)
