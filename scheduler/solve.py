"""From a problem to a checked plan with a proven bound, within the time given."""

from collections.abc import Callable

from scheduler.check import check, promise_faults
from scheduler.clock import Clock, Progress
from scheduler.crowded import Crowded, is_large
from scheduler.engine import Engine
from scheduler.objective import objective
from scheduler.plan import Result, Status
from scheduler.problem import Problem, refuse

__all__ = ["FaultyPlan", "Progress", "solve"]


class FaultyPlan(RuntimeError):
    """The solver's own plan broke a rule; nothing of it may be used."""


def solve(
    problem: Problem,
    *,
    seconds: float = 60,
    workers: int = 2,
    seed: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Result:
    """The best plan found in time, never worse than the standing one where that is still possible.

    Raises ProblemFaults if the pins contradict the problem or each other, Unplannable if no plan keeps them all, and
    FaultyPlan rather than hand out a plan that the checker refuses. With one worker and one seed the answer is the
    same each time, as long as it is not time that ends the search.
    """
    clock = Clock(seconds, on_progress, cancelled)
    refuse(str(fault) for fault in promise_faults(problem))
    engine: Engine | Crowded = Crowded(problem, workers, seed) if is_large(problem) else Engine(problem, workers, seed)
    if not engine.run(clock):
        engine = Engine(problem, workers, seed)
        engine.run(clock)
    return _checked(problem, engine, clock.passed())


def _checked(problem: Problem, engine: Engine | Crowded, seconds: float) -> Result:
    order = {course.id: at for at, course in enumerate(problem.courses)}
    appointments = tuple(sorted(engine.appointments(), key=lambda a: (order[a.course], a.number)))
    faults = check(problem, appointments)
    value = objective(problem, appointments)
    if faults or value != engine.value or engine.bound > value:
        raise FaultyPlan("; ".join([f"cost {value}, claimed {engine.value} over {engine.bound}", *map(str, faults)]))
    status = Status.OPTIMAL if engine.bound >= value else Status.FEASIBLE
    return Result(status, value, engine.bound, seconds, appointments)
