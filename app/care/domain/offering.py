"""Chooses, of all the starts that fit, the few that an officer is shown."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from app.care.domain.planned import ChosenSlot, PlannedRow

APART = 3 * 60
"""Minutes: of two starts this close the better one is enough, a quarter of an hour is no choice."""
MOST_OF_A_DAY = 2

Ranked = TypeVar("Ranked")


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
class OffersView:
    """The offers for session `number` of a course, best first; None: it has none left to choose for."""

    course_id: str
    number: int | None
    offers: tuple[OfferView, ...]
    asked_at: datetime


def spread(ranked: Sequence[Ranked], count: int, day_of: Callable[[Ranked], int]) -> list[Ranked]:
    """The best `count` of what is given best first, but few of one day; others fill up where there are no more days."""
    seen: Counter[int] = Counter()
    chosen: list[Ranked] = []
    others: list[Ranked] = []
    for one in ranked:
        seen[day_of(one)] += 1
        (chosen if seen[day_of(one)] <= MOST_OF_A_DAY else others).append(one)
    best = [*chosen, *others][:count]
    return [one for one in ranked if one in best]
