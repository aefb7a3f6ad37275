"""The engine for problems in which many courses compete: by prices rather than by one model of all starts."""

from collections.abc import Callable
from dataclasses import replace

from scheduler.clock import Clock, Progress, never
from scheduler.market.kept import note_compiled
from scheduler.pinned import Pinned
from scheduler.plan import PlannedAppointment
from scheduler.problem import Problem

# Days in which some officer could meet some counsellor:
LARGE = 60_000  # beyond these a model of all starts would be too slow to be of use
MEDIUM = 3_000  # beyond these prices lead to better plans than it does, unless their loops are yet to be compiled


class Crowded:
    """What is known of such a problem."""

    def __init__(self, problem: Problem, workers: int, seed: int, stop: Callable[[], bool] = never) -> None:
        """Lay the problem out; raises OutOfTime once stopped before that is done."""
        # Heavy to import, and small problems never need it.
        from scheduler.market.planner import Planner  # noqa: PLC0415

        self._pinned = Pinned(problem)
        self._planner = Planner(problem, self._pinned.others, self._pinned.capacity, (workers, seed), stop)

    def run(self, clock: Clock) -> bool:
        """Plan until time is up; False if no plan was found that keeps every pin."""
        tell, cost = clock.on_progress, self._pinned.cost

        def hear(progress: Progress) -> None:
            if tell is not None:
                tell(replace(progress, value=progress.value + cost, bound=progress.bound + cost))

        found = self._planner.run(replace(clock, on_progress=hear))
        if self.has_searched:
            note_compiled()
        return found

    @property
    def has_searched(self) -> bool:
        """Whether there was something to search, and time, so that every loop has been used."""
        return self._planner.has_searched

    @property
    def value(self) -> int:
        """Cost of the best plan."""
        return round(self._planner.value) + self._pinned.cost

    @property
    def bound(self) -> int:
        """What every plan costs at least."""
        return round(min(self._planner.bound, self._planner.value)) + self._pinned.cost

    def appointments(self) -> list[PlannedAppointment]:
        """The best plan."""
        return [*self._pinned.appointments, *self._planner.appointments()]


def size_of(problem: Problem) -> int:
    """Days in which some officer could meet some counsellor."""
    return problem.days * sum(len(course.counsellors) for course in problem.courses)


def is_crowded(problem: Problem, *, compiled: bool) -> bool:
    """Whether to plan by prices; compiling takes half a minute, which a problem of medium size would not win back."""
    return size_of(problem) > (MEDIUM if compiled else LARGE)
