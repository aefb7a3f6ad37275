"""What a welfare lead may ask to have tried: more counsellors, a new site, other opening hours.

Why it is bounded as it is: docs/decisions/0016-what-if.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from app.care.domain.discretion import leaks
from app.foundation.refusals import Fault, Invalid

FIRST_HOUR, LAST_HOUR = 7, 22
"""No session is held between 22:00 and 07:00."""
SHORTEST = 4
"""Hours in a row on a day: an hour or two could be aimed at the one officer who is free then."""
MOST_PEOPLE, MOST_ROOMS, LONGEST_NAME = 10, 20, 40
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Kind(StrEnum):
    """What would be changed."""

    COUNSELLORS = "counsellors"
    SITE = "site"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A change to be tried. `days`: Monday is 0. `opens`, `closes`: whole hours.

    COUNSELLORS: `people` more of them at `place`. SITE: a new place called `name` with `rooms` rooms and `people`
    counsellors. HOURS: whoever works at `place` on these days works from `opens` to `closes` on them.
    """

    kind: Kind
    days: tuple[int, ...]
    opens: int
    closes: int
    place: str = ""
    name: str = ""
    people: int = 1
    rooms: int = 1

    def faults(self, places: Mapping[str, str]) -> list[Fault]:
        """Everything that cannot be tried so, each with the name of its field; `places`: names by id."""
        return [*self._where_faults(places), *self._when_faults(), *self._how_many_faults()]

    def refuse_faulty(self, places: Mapping[str, str]) -> None:
        """Raise Invalid with every fault."""
        if faults := self.faults(places):
            raise Invalid("Please look at the change again.", faults=faults)

    def _where_faults(self, places: Mapping[str, str]) -> Iterator[Fault]:
        if self.kind is not Kind.SITE and self.place not in places:
            yield Fault("Choose one of the places", column="place", value=self.place)
        if self.kind is Kind.SITE:
            yield from self._name_faults(places)

    def _name_faults(self, places: Mapping[str, str]) -> Iterator[Fault]:
        if not self.name:
            yield Fault("The new site needs a name", column="name")
        if len(self.name) > LONGEST_NAME:
            yield Fault(f"A name has at most {LONGEST_NAME} letters", column="name")
        if self.name.casefold() in {name.casefold() for name in places.values()}:
            yield Fault("There is a place of this name already", column="name", value=self.name)
        for word in sorted(leaks(self.name)):
            yield Fault(f"“{word}” can be read over a shoulder; call the site something else", column="name")

    def _when_faults(self) -> Iterator[Fault]:
        if not self.days:
            yield Fault("Choose at least one day", column="days")
        if any(day not in range(7) for day in self.days) or len(set(self.days)) < len(self.days):
            yield Fault("Choose days from Monday to Sunday, each once", column="days")
        if not FIRST_HOUR <= self.opens <= LAST_HOUR:
            yield Fault(f"Hours begin between {FIRST_HOUR}:00 and {LAST_HOUR - SHORTEST}:00", column="opens")
        elif not FIRST_HOUR <= self.closes <= LAST_HOUR:
            yield Fault(f"Hours end by {LAST_HOUR}:00", column="closes")
        elif self.closes - self.opens < SHORTEST:
            yield Fault(
                f"Give at least {SHORTEST} hours in a row",
                column="closes",
                remedy="Less could be aimed at the one officer who is free then, so it is not tried.",
            )

    def _how_many_faults(self) -> Iterator[Fault]:
        if self.kind is not Kind.HOURS and not 1 <= self.people <= MOST_PEOPLE:
            yield Fault(f"Between one and {MOST_PEOPLE} counsellors", column="people", value=str(self.people))
        if self.kind is Kind.SITE and not 1 <= self.rooms <= MOST_ROOMS:
            yield Fault(f"Between one and {MOST_ROOMS} rooms", column="rooms", value=str(self.rooms))

    def in_words(self, places: Mapping[str, str]) -> str:
        """The change as a sentence."""
        when = f"{_listed([WEEKDAYS[day] for day in self.days])}, {self.opens}:00 to {self.closes}:00"
        who = "one more counsellor" if self.people == 1 else f"{self.people} more counsellors"
        where = places.get(self.place, "a place that is gone")
        match self.kind:
            case Kind.COUNSELLORS:
                return _begun(f"{who} at {where}: {when}")
            case Kind.SITE:
                rooms = "one room" if self.rooms == 1 else f"{self.rooms} rooms"
                return f"A new site, {self.name}, with {rooms} and {who}: {when}"
            case Kind.HOURS:
                return f"Other hours at {where}: {when}"

    def as_json(self) -> dict[str, Any]:
        """Plain JSON for the store; alike for changes that are alike."""
        return asdict(self) | {"kind": self.kind.value, "days": sorted(self.days)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "WhatIf":
        """What `as_json` wrote."""
        return cls(**{**stored, "kind": Kind(stored["kind"]), "days": tuple(stored["days"])})


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "no day"
