"""For which days a roster speaks, and of how many people it says nothing on some of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Span = tuple[date, date]
"""First and last day, both included."""
Spoken = Mapping[frozenset[int], int]
"""How many people were spoken of by exactly these versions."""
_DAY = timedelta(days=1)
MOST_GAPS = 20


@dataclass(frozen=True, slots=True)
class Gap:
    """Days of which the roster says nothing for so many people: no duty, no rest day, not even that they are off."""

    first_on: date
    last_on: date
    people: int

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"from": str(self.first_on), "to": str(self.last_on), "people": self.people}


def gaps_kept(changes: Mapping[str, Any]) -> tuple[Gap, ...]:
    """The gaps noted with what an upload or a version changes."""
    plain = changes.get("gaps", ())
    return tuple(Gap(date.fromisoformat(g["from"]), date.fromisoformat(g["to"]), g["people"]) for g in plain)


def stood_on(newest: int, restored: Mapping[int, int]) -> set[int]:
    """The newest version and those it stands on: those that were gone back from are left out."""
    found: set[int] = set()
    number = newest
    while number > 0:
        found.add(number)
        number = restored.get(number, number - 1)
    return found


def lineage(newest: int, restored: Mapping[int, int]) -> set[int]:
    """The versions whose uploads make up the newest one: of those it stands on the ones that went back to no other."""
    return stood_on(newest, restored) - restored.keys()


def gaps_within(spoken: Spoken, covers: Mapping[int, Span], whole: Span) -> list[Gap]:
    """The days of `whole` that no version covers for some people; most people first."""
    count: Counter[Span] = Counter()
    for versions, people in spoken.items():
        count.update(dict.fromkeys(_holes([covers[v] for v in versions if v in covers], whole), people))
    return _most_people_first(count)


def gaps_beside(spoken: Spoken, covers: Mapping[int, Span], new: Span) -> list[Gap]:
    """The days that would be left open between what is known of people and an upload for `new`; most people first."""
    count: Counter[Span] = Counter()
    for versions, people in spoken.items():
        spans = [*(covers[v] for v in versions if v in covers), new]
        whole = min(first for first, _ in spans), max(last for _, last in spans)
        beside = [hole for hole in _holes(spans, whole) if hole[1] + _DAY == new[0] or hole[0] - _DAY == new[1]]
        count.update(dict.fromkeys(beside, people))
    return _most_people_first(count)


def _holes(spans: Sequence[Span], whole: Span) -> list[Span]:
    holes: list[Span] = []
    day, last_on = whole
    for first, last in sorted(spans):
        holes.append((day, min(first - _DAY, last_on)))
        day = max(day, last + _DAY)
    holes.append((day, last_on))
    return [hole for hole in holes if hole[0] <= hole[1]]


def _most_people_first(count: Mapping[Span, int]) -> list[Gap]:
    gaps: Iterable[Gap] = (Gap(first, last, people) for (first, last), people in count.items())
    return sorted(gaps, key=lambda gap: (-gap.people, gap.first_on, gap.last_on))[:MOST_GAPS]
