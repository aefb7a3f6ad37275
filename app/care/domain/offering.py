"""Chooses, of all the starts that fit, the few that an officer is shown."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from app.care.domain.planned import ChosenSlot, PlannedRow
from app.care.domain.sieve import Tally

APART = 3 * 60
"""Minutes: of two starts this close the better one is enough, a quarter of an hour is no choice."""
MOST_OF_A_DAY = 2
MOST_ALIKE = 3 / 5
"""The share of the offers with one person at one place, or at one part of the day, while others are about as good."""
NEAR = 1_500
"""In the objective's units: about as good is up to a day beyond the longest gap, or a tenth more risk, for the whole
course. Dearer choices would be variety at the officer's expense."""

_DAY, _NOON, _EVENING = 24 * 60, 12 * 60, 17 * 60

Ranked = TypeVar("Ranked")


@dataclass(frozen=True, slots=True)
class Facets:
    """What makes one offer unlike another: `start` in minutes; `cost` is that of the whole course with it."""

    start: int
    counsellor: str
    place: str
    cost: int

    @property
    def day(self) -> int:
        """The local day."""
        return self.start // _DAY

    @property
    def part_of_day(self) -> str:
        """As people divide a day."""
        minute = self.start % _DAY
        return "morning" if minute < _NOON else "afternoon" if minute < _EVENING else "evening"


@dataclass(frozen=True, slots=True)
class OfferView:
    """One start that fits both sides. `words`: why it suits; `risk`: the chance in thousandths that it is missed.

    `course`: the sessions from this one on, as they would be planned around it.
    """

    number: int
    counsellor_id: str
    counsellor_name: str
    place_id: str
    place_name: str
    is_video: bool
    start_at: datetime
    end_at: datetime
    words: str
    risk: int
    roster_version: int
    course: tuple[PlannedRow, ...]
    call: str = ""
    """The number to ring, for a call."""

    @property
    def reliability(self) -> int:
        """How many of a hundred such sessions take place."""
        return 100 - round(self.risk / 10)

    @property
    def chosen(self) -> ChosenSlot:
        """The slot as it is held or booked."""
        return ChosenSlot(
            self.number,
            self.counsellor_id,
            self.place_id,
            self.start_at,
            risk=self.risk,
            reason=self.words,
            roster_version=self.roster_version,
        )


@dataclass(frozen=True, slots=True)
class Among:
    """What the offers were chosen among: the times of the next weeks, and (id, name) wherever any time fits at all."""

    tally: Tally
    places: tuple[tuple[str, str], ...]
    counsellors: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OffersView:
    """The offers for session `number` of a course, best first; None: it has none left to choose for.

    `fitting`: what they were chosen among; None where there was nothing to choose.
    """

    course_id: str
    number: int | None
    offers: tuple[OfferView, ...]
    asked_at: datetime
    fitting: Among | None = None


def spread(ranked: Sequence[Ranked], count: int, facets: Callable[[Ranked], Facets]) -> list[Ranked]:
    """The best `count` of what is given best first, all at least APART, without too many of one day or too many alike.

    First what costs little more than the best, with at most MOST_OF_A_DAY of its day, and a share of MOST_ALIKE with
    one person at one place, or at one part of the day, unless it is the first of its kind in the other way. What costs
    clearly more is no variety worth having: it and the others fill up where there is nothing else. The best is always
    the first.
    """
    chosen: list[Ranked] = []
    for suits in (_is_varied, _is_of_few_a_day, _is_any):
        for one in ranked:
            others = [facets(other) for other in chosen]
            if len(chosen) < count and _is_apart(facets(one), others) and suits(facets(one), others, count):
                chosen.append(one)
    return [one for one in ranked if one in chosen]


def _is_apart(one: Facets, others: Sequence[Facets]) -> bool:
    return all(abs(one.start - other.start) >= APART for other in others)


def _is_varied(one: Facets, others: Sequence[Facets], count: int) -> bool:
    """`others`: what is chosen already, the best of all first."""
    with_them = sum((one.counsellor, one.place) == (other.counsellor, other.place) for other in others)
    then = sum(one.part_of_day == other.part_of_day for other in others)
    is_alike = max(with_them, then) >= math.ceil(count * MOST_ALIKE) and min(with_them, then) > 0
    is_near = not others or one.cost <= min(other.cost for other in others) + NEAR
    return is_near and not is_alike and _is_of_few_a_day(one, others, count)


def _is_of_few_a_day(one: Facets, others: Sequence[Facets], _count: int) -> bool:
    return sum(one.day == other.day for other in others) < MOST_OF_A_DAY


def _is_any(_one: Facets, _others: Sequence[Facets], _count: int) -> bool:
    return True
