"""Chooses, of all the starts that fit, the few that an officer is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from app.care.domain.planned import ChosenSlot, PlannedRow
from scheduler.civil import DAY

NEAR = 3 * 60
"""Minutes: of two starts of one day this close the better one is enough, a quarter of an hour is no choice."""
MOST_OF_A_DAY = 2

Ranked = TypeVar("Ranked", bound=tuple[int, object])


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


def spread(starts: Sequence[Ranked], count: int) -> list[Ranked]:
    """The best `count` of (start in civil minutes, anything), best first, that are a real choice among themselves.

    Where there is no such choice, the next best fill up.
    """
    chosen: list[Ranked] = []
    for one in starts:
        same_day = [other for other in chosen if other[0] // DAY == one[0] // DAY]
        if len(same_day) < MOST_OF_A_DAY and all(abs(other[0] - one[0]) >= NEAR for other in same_day):
            chosen.append(one)
    rest = [one for one in starts if one not in chosen]
    best = {id(one) for one in [*chosen, *rest][:count]}
    return [one for one in starts if id(one) in best]
