"""What officers themselves know of their time when they look at a booking page."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.care.domain.own_time import kept_free
from app.simulate.facts import RosterChange, SimOfficer, SimWorld
from app.simulate.plain.bits import CELLS_A_WEEK, block, cells, inside, runs
from scheduler.civil import Horizon
from scheduler.duty import Duty
from scheduler.risk import marks_after_nights
from scheduler.steps import Steps
from scheduler.windows import OfficerNeeds, Reach, availability_windows

WEEKS_SEEN = 4
"""A booking page shows so many weeks at once."""
CELLS_SEEN = WEEKS_SEEN * CELLS_A_WEEK
_REACHES_BACK = timedelta(days=2)
_SAFE = Steps()
"""Nobody tells an officer which starts are often missed."""


def _start(duty: Duty) -> datetime:
    return duty.start_at


class OwnRosters:
    """Every officer's own roster, as far as it is published and as changed so far."""

    def __init__(self, world: SimWorld, year: Horizon) -> None:
        self._world = world
        self._year = year
        self._duties: dict[str, list[Duty]] = {}
        self._covers_to_on: date | None = None

    def published(self, covers_to_on: date) -> None:
        """Rosters of all are out up to and with this date."""
        self._covers_to_on = covers_to_on

    def changed(self, change: RosterChange) -> None:
        """One roster shows something else from now on."""
        duties = self._all_of(change.officer_id)
        for gone in change.before:
            first = bisect_left(duties, gone.start_at, key=_start)
            after = bisect_right(duties, gone.start_at, key=_start)
            if gone in duties[first:after]:
                del duties[duties.index(gone, first, after)]
        for new in change.after:
            insort(duties, new, key=_start)

    def starts(self, officer: SimOfficer, reach: Reach, minutes: int, *, week: int, looks: bool) -> int:
        """The cells of the weeks seen at once, `week` on, at which the officer could begin a session at this place.

        Who does not look at their roster sees only what they keep free themselves. The rest around duties that an
        officer leaves is the one that the force's rules ask for: whoever looks, looks well.
        """
        seen = Horizon(self._year.start_on + timedelta(weeks=week), WEEKS_SEEN * 7, self._year.zone)
        duties = self._in(officer.id, seen) if looks else ()
        rules, needs = officer.needs.rules(self._world.rest), officer.needs
        marks = marks_after_nights(duties, seen, rules.day_starts) if needs.rests_after_nights else ()
        own = OfficerNeeds((reach,), minutes, blackouts=(*needs.blackouts, *kept_free(needs, marks, seen)))
        free = 0
        for window in availability_windows(duties, rules, own, horizon=seen, risk_of=_SAFE):
            free |= block(*inside(window.start, window.end))
        return runs(free, cells(minutes))

    def _in(self, officer_id: str, seen: Horizon) -> Sequence[Duty]:
        """The duties of these weeks that are published by now."""
        duties = self._all_of(officer_id)
        first = bisect_left(duties, seen.instant_of(0) - _REACHES_BACK, key=_start)
        last = bisect_left(duties, seen.instant_of(seen.minutes), key=_start)
        until = self._covers_to_on
        if until is None:
            return ()
        return [duty for duty in duties[first:last] if duty.start_at.astimezone(seen.zone).date() <= until]

    def _all_of(self, officer_id: str) -> list[Duty]:
        if officer_id not in self._duties:
            self._duties[officer_id] = sorted(self._world.officers[officer_id].duties, key=_start)
        return self._duties[officer_id]
