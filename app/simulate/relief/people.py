"""The counsellors as the desk knows them: their hours, less the times at which they are away."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import accumulate

from app.care.domain.capacity import Stretch
from app.care.domain.looking_at import SOON, USUAL_SECONDS
from app.care.domain.open_hours import without
from app.care.domain.world import KnownCounsellor


@dataclass(slots=True, eq=False)
class Person:
    """One counsellor. `ahead`: when live appointments with them start, in order."""

    known: KnownCounsellor
    hours: tuple[Stretch, ...]
    ahead: list[datetime] = field(default_factory=list)
    _begins: list[datetime] = field(default_factory=list)
    _until: list[float] = field(default_factory=list)
    _cut: tuple[datetime, tuple[Stretch, ...]] | None = None

    def __post_init__(self) -> None:
        self._lay(self.hours)

    def _lay(self, hours: Iterable[Stretch]) -> None:
        self.hours = tuple(sorted(hours, key=lambda one: one.start_at))
        self._begins = [one.start_at for one in self.hours]
        self._until = [0.0, *accumulate((one.end_at - one.start_at).total_seconds() for one in self.hours)]
        self._cut = None

    def go_away(self, start_at: datetime, end_at: datetime) -> None:
        """From now on there are no hours between the two instants."""
        self._lay(without(self.hours, [(start_at, end_at)]))

    def hours_between(self, first_at: datetime, last_at: datetime) -> tuple[Stretch, ...]:
        """The stretches that reach into the time between; the same tuple as long as the question is the same."""
        if self._cut is None or self._cut[0] != first_at:
            low, high = max(0, bisect_left(self._begins, first_at) - 1), bisect_left(self._begins, last_at)
            self._cut = first_at, tuple(one for one in self.hours[low:high] if one.end_at > first_at)
        return self._cut[1]

    def free_soon(self, now: datetime, suits: Callable[[datetime], bool] | None = None) -> int:
        """Seconds of their hours in the next weeks that nothing takes, as `most_free` wants them.

        `suits`: of hours and appointments that begin at such instants only.
        """
        soon = now + SOON
        if suits is not None:
            low, high = bisect_left(self._begins, now), bisect_left(self._begins, soon)
            hours = [one.end_at - one.start_at for one in self.hours[low:high] if suits(one.start_at)]
            first, last = bisect_left(self.ahead, now), bisect_left(self.ahead, soon)
            busy = sum(suits(at) for at in self.ahead[first:last])
            return int(sum(hours, timedelta(0)).total_seconds()) - busy * USUAL_SECONDS
        open_seconds = self._before(soon) - self._before(now)
        taken = bisect_left(self.ahead, soon) - bisect_left(self.ahead, now)
        return int(open_seconds) - taken * USUAL_SECONDS

    def _before(self, at: datetime) -> float:
        """Seconds of their hours before an instant."""
        k = bisect_left(self._begins, at)
        if k == 0:
            return 0.0
        beyond = max(timedelta(0), self.hours[k - 1].end_at - at)
        return self._until[k] - beyond.total_seconds()

    def begin(self, start_at: datetime) -> None:
        """A live appointment with them starts then."""
        insort(self.ahead, start_at)

    def end(self, start_at: datetime) -> None:
        """It is live no more."""
        self.ahead.pop(bisect_left(self.ahead, start_at))

    def as_known(self, first_at: datetime, last_at: datetime, busy_with: frozenset[str]) -> KnownCounsellor:
        """For a question about the time between."""
        return replace(self.known, hours=self.hours_between(first_at, last_at), busy_with=busy_with)
