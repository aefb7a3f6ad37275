"""One course of a standing plan, ready to be placed again and again while others come and go."""

from collections.abc import Iterable, Mapping

import numpy as np

from scheduler.capacity import Capacity
from scheduler.chains import Chain
from scheduler.course_best import CourseSearch, appointments_of
from scheduler.plan import PlannedAppointment
from scheduler.standing.standing_plan import StandingPlan
from scheduler.starts import Floats


class Seat:
    """The starts of a lifted course and the exact search over them; appointments of its own that are `kept` stay."""

    def __init__(self, plan: StandingPlan, course: str, kept: Iterable[PlannedAppointment]) -> None:
        self._plan = plan
        self.instance = plan.instance(course, kept)
        self._search = CourseSearch(self.instance, 0)
        known = {promise.level for pair in self.instance.pairs for promise in pair.promises if promise.pinned}
        pins = self.instance.courses[0].pins
        self.is_hopeless = len(known) < len(pins)  # a pin where no start is would not bind the search

    def best(self, capacity: Capacity, prices: Mapping[int, Floats] | None = None) -> Chain | None:
        """The cheapest chain that fits; `prices` weigh on the choice only. None if a pin cannot be kept."""
        return None if self.is_hopeless else self._search.best(capacity, prices)

    def fits(self, capacity: Capacity, chain: Chain) -> bool:
        """Whether a chain could be taken as it is."""
        return self._search.fits(capacity, chain)

    def prices(self) -> dict[int, Floats]:
        """What each start must push away at the least; infinite where no push helps."""
        found = {}
        for at, pair in enumerate(self.instance.pairs):
            toll = self._plan.tolls.price(pair.counsellor, pair.starts.cell, pair.busy)
            closed = ~self._plan.capacity.open_starts(self.instance, at)
            found[at] = np.where(closed & (toll == 0), np.inf, toll)
        return found

    def _hours(self, chain: Chain) -> list[slice]:
        """The cells in which each session of a chain keeps the counsellor, break included."""
        pair = self.instance.pairs[chain.pair]
        cells = pair.starts.cell[list(chain.at)].tolist()
        return [slice(cell, cell + pair.busy) for cell in cells]

    def rivals(self, chain: Chain) -> list[PlannedAppointment]:
        """Appointments of others that a chain would meet."""
        who = self._plan.frame.counsellors[self.instance.pairs[chain.pair].counsellor].id
        return self._plan.in_the_way(who, self._hours(chain))

    def appointments(self, chain: Chain) -> tuple[PlannedAppointment, ...]:
        """A chain in the words of a plan."""
        return appointments_of(self.instance, 0, chain)


class Seats:
    """The seats of a plan's courses, each made when it is first needed, as long as unmovable appointments stay.

    Courses that are `asked` keep only what is over; all others also keep what is pinned or promised firmly.
    """

    def __init__(self, plan: StandingPlan, asked: Iterable[str]) -> None:
        self._plan = plan
        self._asked = frozenset(asked)
        self._known: dict[str, Seat] = {}

    def of(self, course: str, held: Iterable[PlannedAppointment]) -> Seat:
        """The seat of a lifted course that had these appointments."""
        if course not in self._known:
            asked = course in self._asked
            kept = [a for a in held if a.start < self._plan.now or (not asked and self._plan.is_firm(a))]
            self._known[course] = Seat(self._plan, course, kept)
        return self._known[course]
