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

FREE_BEFORE = timedelta(days=15)
"""After the Sunday before a question: the rest of its week and the next one."""


@dataclass(slots=True, eq=False)
class Person:
    """One counsellor. `ahead`: when live appointments with them start, in order."""

    known: KnownCounsellor
    hours: tuple[Stretch, ...]
    kept: frozenset[datetime] = frozenset()
    """When those of their hours begin that are kept for replacements."""
    ahead: list[datetime] = field(default_factory=list)
    _begins: list[datetime] = field(default_factory=list)
    _until: list[float] = field(default_factory=list)
    _cut: dict[bool, tuple[datetime, tuple[Stretch, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lay(self.hours)

    def _lay(self, hours: Iterable[Stretch]) -> None:
        self.hours = tuple(sorted(hours, key=lambda one: one.start_at))
        self._begins = [one.start_at for one in self.hours]
        self._until = [0.0, *accumulate((one.end_at - one.start_at).total_seconds() for one in self.hours)]
        self._cut.clear()

    def go_away(self, start_at: datetime, end_at: datetime) -> None:
        """From now on there are no hours between the two instants."""
        self._lay(without(self.hours, [(start_at, end_at)]))

    def hours_between(self, first_at: datetime, last_at: datetime, *, kept_too: bool) -> tuple[Stretch, ...]:
        """The stretches that reach into the time between; the same tuple as long as the question is the same.

        What is kept for replacements and was not needed is for everybody from a week or two before on.
        """
        known = self._cut.get(kept_too)
        if known is None or known[0] != first_at:
            low = max(0, bisect_left(self._begins, first_at) - 1)
            high, free_at = bisect_left(self._begins, last_at), first_at + FREE_BEFORE
            known = (
                first_at,
                tuple(
                    one
                    for one in self.hours[low:high]
                    if one.end_at > first_at and (kept_too or one.start_at < free_at or one.start_at not in self.kept)
                ),
            )
            self._cut[kept_too] = known
        return known[1]

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

    def as_known(
        self, first_at: datetime, last_at: datetime, busy_with: frozenset[str], *, kept_too: bool
    ) -> KnownCounsellor:
        """For a question about the time between."""
        hours = self.hours_between(first_at, last_at, kept_too=kept_too)
        return replace(self.known, hours=hours, busy_with=busy_with)
