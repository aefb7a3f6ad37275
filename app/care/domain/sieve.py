"""Which times an officer wants to be shown, and how many of those that fit are left out by each wish."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from zoneinfo import ZoneInfo

Wish = Literal["places", "after_nights", "weekdays", "parts", "counsellors"]
WISHES: tuple[Wish, ...] = ("places", "after_nights", "weekdays", "parts", "counsellors")
"""In the order in which a time that several of them leave out is counted."""
_NOON, _EVENING = 12, 17


class Part(StrEnum):
    """As people divide a day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


def part_of(at: datetime, zone: ZoneInfo) -> Part:
    """The part of the local day in which something starts."""
    hour = at.astimezone(zone).hour
    return Part.MORNING if hour < _NOON else Part.AFTERNOON if hour < _EVENING else Part.EVENING


@dataclass(frozen=True, slots=True)
class FittingTime:
    """One time that fits both sides. `after_nights`: the day after a night, or the hours between two."""

    start_at: datetime
    place_id: str
    counsellor_id: str
    after_nights: bool


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a time must be. Empty: anything. ValueError for a weekday that is none (Monday is 0)."""

    places: frozenset[str] = frozenset()
    counsellors: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()
    parts: frozenset[Part] = frozenset()
    not_after_nights: bool = False

    def __post_init__(self) -> None:
        if not self.weekdays <= frozenset(range(7)):
            raise ValueError("weekdays are 0 to 6")

    @property
    def is_open(self) -> bool:
        """Whether nothing is asked for."""
        return self == ANYTHING

    def against(self, time: FittingTime, zone: ZoneInfo) -> list[Wish]:
        """The wishes that the time does not fulfil."""
        fails: Mapping[Wish, bool] = {
            "places": bool(self.places) and time.place_id not in self.places,
            "after_nights": self.not_after_nights and time.after_nights,
            "weekdays": bool(self.weekdays) and time.start_at.astimezone(zone).weekday() not in self.weekdays,
            "parts": bool(self.parts) and part_of(time.start_at, zone) not in self.parts,
            "counsellors": bool(self.counsellors) and time.counsellor_id not in self.counsellors,
        }
        return [wish for wish in WISHES if fails[wish]]

    def without(self, wish: Wish) -> "Sieve":
        """The same with one wish dropped."""
        dropped: dict[str, Any] = {"not_after_nights": False} if wish == "after_nights" else {wish: frozenset()}
        return replace(self, **dropped)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON for the store."""
        return {
            "places": sorted(self.places),
            "counsellors": sorted(self.counsellors),
            "weekdays": sorted(self.weekdays),
            "parts": sorted(self.parts),
            "not_after_nights": self.not_after_nights,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Sieve":
        """What `as_json` wrote."""
        return cls(
            frozenset(stored["places"]),
            frozenset(stored["counsellors"]),
            frozenset(stored["weekdays"]),
            frozenset(Part(part) for part in stored["parts"]),
            stored["not_after_nights"],
        )


ANYTHING = Sieve()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many times are left out for one wish (each counted once, for the first that leaves it out).

    `would_fit`: how many there would be without this wish, all others kept.
    """

    wish: Wish
    count: int
    would_fit: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Of `fitting` times so many suit; the rest is left out, and why."""

    fitting: int
    suiting: int
    left_out: tuple[LeftOut, ...]


def tallied(times: Iterable[FittingTime], sieve: Sieve, zone: ZoneInfo) -> Tally:
    """Count what suits and what each wish leaves out."""
    if sieve.is_open:
        count = sum(1 for _ in times)
        return Tally(count, count, ())
    judged = [sieve.against(time, zone) for time in times]
    suiting = sum(not wishes for wishes in judged)
    found = (
        LeftOut(
            wish,
            count=sum(wishes[:1] == [wish] for wishes in judged),
            would_fit=suiting + sum(wishes == [wish] for wishes in judged),
        )
        for wish in WISHES
        if any(wish in wishes for wishes in judged)
    )
    return Tally(len(judged), suiting, tuple(found))
